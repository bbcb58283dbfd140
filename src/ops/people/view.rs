//! Reports on the state of a resource.

mod shapes;

pub use shapes::{
    AccountSummary, AccountView, FactorView, LiftedLock, PasswordState, Requirement, ResourceView, TfaSummary, TfaView,
};

use crate::{
    domain::{
        disablement::Disablement,
        factor::Factor,
        license::{License, SecondFactor},
        lockout::Lockout,
        pause::{Ends, Pause},
        permission::{Operator, Permission},
        phone,
        policy::Policy,
        resource::Resource,
        time::Time,
    },
    error::Result,
    ops::{
        access::{Need, authorize},
        rescue::emergency_code::LiveEmergencyCode,
    },
    store::{ReadTx, Situation},
};

/// `totp list`: the devices of one resource.
///
/// # Errors
/// `permission_denied`; `not_found` and `ambiguous`.
pub fn factors(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Vec<FactorView>> {
    let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    Ok(live_factors(tx, &resource.id, now)?.into_iter().map(FactorView::from).collect())
}

/// The factors that count: a pending enrollment older than 24 hours does not (R-TOTP-8).
pub fn live_factors(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Vec<Factor>> {
    Ok(tx.factors(resource)?.into_iter().filter(|factor| !factor.expired(now)).collect())
}

fn requirement(
    license: License,
    pause: Option<&Pause>,
    disablement: Option<&Disablement>,
) -> (Requirement, Option<Time>) {
    if let Some(disablement) = disablement.filter(|_| license.second_factor() != SecondFactor::NotAvailable) {
        return (Requirement::Disabled, Some(disablement.until));
    }
    match (license.second_factor(), pause.map(|pause| pause.ends)) {
        (SecondFactor::NotAvailable, _) => (Requirement::NotAvailable, None),
        (_, Some(Ends::NextLogin)) => (Requirement::PausedNextLogin, None),
        (_, Some(Ends::At(until))) => (Requirement::PausedUntil, Some(until)),
        (SecondFactor::Optional, None) => (Requirement::Optional, None),
        (SecondFactor::Required, None) => (Requirement::Required, None),
    }
}

/// Until when an emergency code opens a login.
fn code_until(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<Time>> {
    Ok(LiveEmergencyCode::of(tx, resource, now)?.map(|code| code.expires_at))
}

/// Why no code is asked for: by a pause, or because the owner switched 2FA off.
#[derive(Default)]
struct Relief {
    since: Option<Time>,
    by: Option<String>,
    reason: Option<String>,
}

impl Relief {
    fn of(pause: Option<&Pause>, disablement: Option<&Disablement>) -> Self {
        let told = |since, by: &String, reason: &Option<String>| Self {
            since: Some(since),
            by: Some(by.clone()),
            reason: reason.clone(),
        };
        match (disablement, pause) {
            (Some(off), _) => told(off.disabled_at, &off.disabled_by, &off.reason),
            (None, Some(pause)) => told(pause.started_at, &pause.operator, &pause.reason),
            (None, None) => Self::default(),
        }
    }
}

/// The state of a password that was set then; none where the license signs in with none.
pub fn password_state(license: License, set_at: Option<Time>, policy: &Policy, now: Time) -> Option<PasswordState> {
    let state = match set_at {
        None => PasswordState::None,
        Some(set_at) if policy.password_expired(set_at, now) => PasswordState::Expired,
        Some(_) => PasswordState::Set,
    };
    (license != License::Api).then_some(state)
}

/// The state of a resource's second factor.
pub fn tfa(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<TfaView> {
    let view = tfa_of(resource, &tx.situation(&resource.id)?, now);
    Ok(TfaView { emergency_code_until: code_until(tx, resource, now)?, ..view })
}

/// The pause that is in force.
fn pause_of(situation: &Situation, now: Time) -> Option<&Pause> {
    situation.pause.as_ref().filter(|pause| pause.in_force(now))
}

/// The disablement that is in force.
fn disablement_of(situation: &Situation, now: Time) -> Option<&Disablement> {
    situation.disablement.as_ref().filter(|disablement| disablement.in_force(now))
}

fn tfa_of(resource: &Resource, situation: &Situation, now: Time) -> TfaView {
    let (pause, disablement) = (pause_of(situation, now), disablement_of(situation, now));
    let (requirement, paused_until) = requirement(resource.license, pause, disablement);
    let relief = Relief::of(pause, disablement);
    let live = situation.factors.iter().filter(|factor| !factor.expired(now));
    TfaView {
        username: resource.username.clone(),
        requirement,
        paused_until,
        factors: live.cloned().map(FactorView::from).collect(),
        paused_since: relief.since,
        pause_reason: relief.reason,
        paused_by: relief.by,
        emergency_code_until: None,
    }
}

/// The state of a resource's lock.
pub fn account(tx: &ReadTx<'_>, resource: &Resource, policy: &Policy, now: Time) -> Result<AccountView> {
    Ok(account_of(resource, &tx.lockout(&resource.id)?, policy, now))
}

fn account_of(resource: &Resource, lockout: &Lockout, policy: &Policy, now: Time) -> AccountView {
    let by_hand = lockout.hand_lock(now);
    AccountView {
        username: resource.username.clone(),
        locked: lockout.locked_since(now).is_some(),
        locked_at: lockout.locked_since(now),
        failed_attempts: lockout.failed,
        threshold: policy.lockout_threshold,
        reason: by_hand.and_then(|lock| lock.reason.clone()).or_else(|| automatic_reason(lockout)),
        locked_until: by_hand.and_then(|lock| lock.until),
        locked_by: by_hand.map(|lock| lock.by.clone()),
    }
}

/// Why a lock is there that no operator set.
pub(in crate::ops) fn automatic_reason(lockout: &Lockout) -> Option<String> {
    lockout.locked_at.map(|_| format!("{} failed logins in a row", lockout.failed))
}

/// `resource show`: everything about the resource that an argument names.
///
/// # Errors
/// `permission_denied`; `not_found` and `ambiguous`.
pub fn show(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<ResourceView> {
    let named = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    resource(tx, &named, &tx.policy()?, now)
}

/// Everything about a resource that may be shown.
pub fn resource(tx: &ReadTx<'_>, resource: &Resource, policy: &Policy, now: Time) -> Result<ResourceView> {
    let live = tx.sessions(&resource.id, policy.session_idle, now)?.iter().filter(|session| session.intact).count();
    let view = resource_of(resource.clone(), tx.situation(&resource.id)?, policy, now);
    let emergency_code_until = code_until(tx, resource, now)?;
    let set_at = tx.credential(&resource.id)?.map(|credential| credential.set_at);
    let password = password_state(resource.license, set_at, policy, now);
    let sessions = Some(u32::try_from(live).unwrap_or(u32::MAX));
    Ok(ResourceView { sessions, password, emergency_code_until, ..view })
}

/// Like [`resource`], for a situation that is known already. It does not count live sessions, and shows only the end of a telephone number
/// (R-FAC-2). It moves what it shows: a list makes many of these.
pub fn resource_of(resource: Resource, situation: Situation, policy: &Policy, now: Time) -> ResourceView {
    let locked_at = situation.lockout.locked_since(now);
    let (pause, disablement) = (pause_of(&situation, now), disablement_of(&situation, now));
    let (requirement, paused_until) = requirement(resource.license, pause, disablement);
    let relief = Relief::of(pause, disablement);
    let live = situation.factors.into_iter().filter(|factor| !factor.expired(now));
    ResourceView {
        id: resource.id,
        username: resource.username,
        email: resource.email,
        email_verified: resource.email_verified_at.is_some(),
        first_name: resource.first_name,
        last_name: resource.last_name,
        phone: resource.phone.as_deref().map(phone::masked),
        kind: resource.kind,
        license: resource.license,
        level: resource.level,
        champion: resource.champion,
        active: resource.active,
        account: AccountSummary {
            locked: locked_at.is_some(),
            locked_at,
            failed_attempts: situation.lockout.failed,
            threshold: policy.lockout_threshold,
        },
        password: None,
        tfa: TfaSummary {
            requirement,
            paused_until,
            paused_since: relief.since,
            paused_by: relief.by,
            pause_reason: relief.reason,
            factors: live.map(FactorView::from).collect(),
            recovery_codes_left: match resource.license.second_factor() {
                SecondFactor::NotAvailable => None,
                _ => Some(situation.recovery_codes_left),
            },
        },
        emergency_code_until: None,
        sessions: None,
        last_login_at: resource.last_login_at,
        created_at: resource.created_at,
    }
}
