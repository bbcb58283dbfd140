//! `why`: why a person can or cannot log in, each cause with the command that helps.

mod attempts;
mod second_factor;

pub use attempts::{Failures, Origin, Recent};

use super::{
    emergency_code::LiveEmergencyCode,
    offer::{self, Offer},
};
use crate::{
    domain::{
        event::Action,
        factor::FactorState,
        license::SecondFactor,
        lockout::{HandLock, Lockout},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        session::Client,
        time::Time,
    },
    error::Result,
    ops::{
        access::{
            Need, authorize, hand_locks,
            remedies::{self, Ask},
        },
        history::last_event::last_event,
        people::view::live_factors,
    },
    store::ReadTx,
};
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Diagnosis {
    pub resource: Resource,
    /// Whether the right password and, if needed, a right code would be granted now.
    pub can_log_in: bool,
    /// What prevents a login, and what is worth knowing.
    pub causes: Vec<Cause>,
    /// The last logins, newest first.
    pub recent: Vec<Recent>,
    /// The denials in a row that are counted now; `None` if there are none.
    pub failures: Option<Failures>,
    /// The devices whose code a login asks for now.
    pub devices: Vec<String>,
    /// What helps if none of them is at hand; [`for_operator`] finds it.
    pub without_device: Vec<Remedy>,
    /// Who to ask if nothing does.
    pub ask_without_device: Option<Ask>,
    /// How far the device's clock was ahead in the last failures, in seconds; negative if it was behind.
    pub skew_seconds: Option<i64>,
}

#[derive(Clone, Debug)]
pub struct Cause {
    /// A stable word.
    pub code: &'static str,
    /// Whether it keeps the person out.
    pub blocks: bool,
    /// In a few words, to follow "cannot log in now:".
    pub brief: &'static str,
    pub since: Option<Time>,
    pub message: String,
    pub helps: Vec<Remedy>,
    /// Who to ask if this operator can use none of it.
    pub ask: Option<Ask>,
}

/// The cause that keeps everybody out.
pub const CLOCK_BEHIND: &str = "clock_behind";

/// Why somebody can or cannot log in; `clock` is what this machine's clock says, and `now` is never before the newest event.
pub fn why(tx: &ReadTx<'_>, operator: &Operator, typed: &str, (now, clock): (Time, Time)) -> Result<Diagnosis> {
    let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    let attempts = attempts::since_the_last_grant(tx, &resource)?;
    let lockout = tx.lockout(&resource.id)?;
    let failures = attempts::failures(tx, &resource, &lockout)?;
    let mut causes = Vec::new();
    causes.extend(clock_behind(tx, clock)?);
    causes.extend(deactivated(tx, &resource)?);
    causes.extend(locks(tx, (operator, &resource), &lockout, failures.as_ref(), now)?);
    causes.extend(password(tx, &resource, now)?);
    causes.extend(second_factor::causes(tx, &resource, &attempts, now)?);
    causes.extend(emergency_code(tx, &resource, now)?);
    causes.extend(sessions(tx, &resource, now)?);
    let can_log_in = !causes.iter().any(|cause| cause.blocks);
    let asks = resource.license.second_factor() != SecondFactor::NotAvailable
        && !tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now))
        && !tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now));
    let active = live_factors(tx, &resource.id, now)?.into_iter().filter(|factor| factor.state == FactorState::Active);
    let fresh = active.filter(|factor| factor.used_ahead_until(now).is_none());
    let devices = fresh.filter(|_| asks).map(|factor| factor.label).collect();
    let (recent, skew_seconds) = (attempts.recent, attempts.skew.map(|(seconds, _)| seconds));
    let (without_device, ask_without_device) = (Vec::new(), None);
    Ok(Diagnosis {
        can_log_in,
        causes,
        recent,
        failures,
        devices,
        without_device,
        ask_without_device,
        skew_seconds,
        resource,
    })
}

/// Like [`why`], with only the remedies that this operator can use.
///
/// # Errors
/// `permission_denied`; `not_found`.
pub fn for_operator(
    tx: &ReadTx<'_>,
    operator: &Operator,
    typed: &str,
    (now, clock): (Time, Time),
) -> Result<Diagnosis> {
    let mut found = why(tx, operator, typed, (now, clock))?;
    // Behind a lock by hand only lifting it helps, and the person who set it is asked first (R-LOCK-5).
    let by_hand = tx.lockout(&found.resource.id)?.hand_lock(now).is_some();
    for cause in &mut found.causes {
        if by_hand {
            cause.helps.retain(|remedy| !remedy.stands_in_for_device());
        }
        (cause.helps, cause.ask) = remedies::helps(tx, operator, std::mem::take(&mut cause.helps))?;
    }
    if found.devices.is_empty() || by_hand {
        return Ok(found);
    }
    let name = || found.resource.username.clone();
    let ways = [
        (Offer::EmergencyCode, Remedy::IssueEmergency { name: name(), record: None }),
        (Offer::PauseNextLogin, Remedy::PauseNextLogin(name())),
        (Offer::Reset, Remedy::ResetFactors(name())),
    ];
    for (offer, remedy) in ways {
        if offer::is_open(tx, operator, &found.resource, offer, now)? {
            found.without_device.push(remedy);
        }
    }
    found.ask_without_device = found.without_device.is_empty().then(|| Ask::about(operator, &found.resource.id));
    Ok(found)
}

/// A clock behind the history keeps everybody out: every login is answered with an error (R-AUD-7).
fn clock_behind(tx: &ReadTx<'_>, clock: Time) -> Result<Option<Cause>> {
    Ok(tx.clock_behind(clock)?.map(|(behind, newest)| Cause {
        code: CLOCK_BEHIND,
        blocks: true,
        brief: "this machine's clock is behind the history",
        since: None,
        message: format!(
            "the clock of this machine says {}, {} behind the history ({}), so no login is decided: set the clock right; if it is right and the history ran \
             ahead, the owner accepts it",
            clock.local(),
            behind.in_words(),
            newest.local()
        ),
        helps: vec![Remedy::AcceptClock],
        ask: None,
    }))
}

fn deactivated(tx: &ReadTx<'_>, resource: &Resource) -> Result<Option<Cause>> {
    if resource.active {
        return Ok(None);
    }
    let event = last_event(tx, resource, Action::ResourceDeactivate)?;
    let by = event.as_ref().map(|event| {
        let reason = event.personal.get("reason").and_then(Value::as_str);
        format!(" by {}{}", event.actor, reason.map(|reason| format!(" ({reason})")).unwrap_or_default())
    });
    Ok(Some(Cause {
        code: "deactivated",
        blocks: true,
        brief: "deactivated",
        since: event.map(|event| event.at),
        message: format!("the resource was deactivated{}; every login is denied", by.unwrap_or_default()),
        helps: vec![Remedy::ActivateResource(resource.username.clone())],
        ask: None,
    }))
}

fn locks(
    tx: &ReadTx<'_>,
    (operator, resource): (&Operator, &Resource),
    lockout: &Lockout,
    failures: Option<&Failures>,
    now: Time,
) -> Result<Vec<Cause>> {
    let name = || resource.username.clone();
    let unlock = || vec![Remedy::UnlockAccount(name())];
    // Where only passwords failed, another one helps more often than another try.
    let forgotten = failures.is_some_and(Failures::only_passwords) && operator.may(Permission::PasswordReset);
    let mut causes = Vec::new();
    let held = hand_locks::in_force(tx, &resource.id, now)?;
    if let Some((lock, beneath)) = held.split_first() {
        let terms = |lock: &HandLock| {
            let why = lock.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let until =
                lock.until.map_or(" until somebody unlocks it".to_owned(), |until| format!(" until {}", until.local()));
            (until, why)
        };
        let (until, why) = terms(lock);
        let before: String = beneath
            .iter()
            .map(|lock| {
                let (until, why) = terms(lock);
                format!("; before that {} locked it{until}{why}", lock.by)
            })
            .collect();
        causes.push(Cause {
            code: "locked_by_hand",
            blocks: true,
            brief: "locked by an operator",
            since: Some(lock.at),
            message: format!("{} locked the account{until}{why}{before}", lock.by),
            helps: unlock(),
            ask: None,
        });
    }
    let story = failures.map(|failures| format!(": {}", failures.in_words(now))).unwrap_or_default();
    if lockout.locked_at.is_some() {
        causes.push(Cause {
            code: "locked",
            blocks: true,
            brief: "locked by failed logins",
            since: lockout.locked_at,
            message: format!(
                "{} logins in a row failed, which locks the account on every client{story}",
                lockout.failed
            ),
            helps: unlock().into_iter().chain(forgotten.then(|| Remedy::RecoverPassword(name()))).collect(),
            ask: None,
        });
    } else if lockout.failed > 0 {
        let threshold = tx.policy()?.lockout_threshold;
        let failed = match lockout.failed {
            1 => "1 failed login".to_owned(),
            many => format!("{many} failed logins"),
        };
        causes.push(Cause {
            code: "failed_logins",
            blocks: false,
            brief: "failed logins",
            since: failures.map(|failures| failures.first_at),
            message: format!("{failed} in a row; {threshold} lock the account{story}"),
            helps: unlock().into_iter().chain(forgotten.then(|| Remedy::IssueSetup(name()))).collect(),
            ask: None,
        });
    }
    Ok(causes)
}

fn password(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<Cause>> {
    let helps = vec![Remedy::IssueSetup(resource.username.clone()), Remedy::SetPassword(resource.username.clone())];
    let Some(credential) = tx.credential(&resource.id)? else { return set_up(tx, resource, now).map(Some) };
    if !credential.intact {
        return Ok(Some(Cause {
            code: "password_tampered",
            blocks: true,
            brief: "the password was changed in the file",
            since: None,
            message: "the stored password was changed outside of this program, and no one can log in with it: a new one is needed"
                .into(),
            helps: vec![Remedy::IssueSetup(resource.username.clone()), Remedy::SetPassword(resource.username.clone())],
            ask: None,
        }));
    }
    let expiry = tx.policy()?.password_expiry.map(|expiry| credential.set_at.plus(expiry));
    Ok(expiry.filter(|expired| now >= *expired).map(|expired| Cause {
        code: "password_expired",
        blocks: true,
        brief: "the password has expired",
        since: Some(expired),
        message: "the password has expired; the person replaces it at a login on a desktop or tablet".into(),
        helps,
        ask: None,
    }))
}

/// The set-up was not completed: no password was ever set. It says what happened to the token that would set one (R-SET-1).
fn set_up(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Cause> {
    let token = tx.setup_token(&resource.id)?;
    let (since, what) = match &token {
        None => (resource.created_at, "there is no valid token for it".to_owned()),
        Some(token) if now < token.expires_at => {
            let (by, until) = (&token.issued_by, token.expires_at.local());
            (token.issued_at, format!("{by} issued a token, which is valid until {until} and was not used"))
        }
        Some(token) => (token.expires_at, "the token for it ended before it was used".to_owned()),
    };
    let issue = Remedy::IssueSetup(resource.username.clone());
    let live = token.is_some_and(|token| now < token.expires_at);
    Ok(Cause {
        code: "no_password",
        blocks: true,
        brief: "set-up not completed",
        since: Some(since),
        message: format!("set-up not completed, so no password is set: {what}; every login is denied"),
        helps: if live { vec![Remedy::AcceptSetup(resource.username.clone()), issue] } else { vec![issue] },
        ask: None,
    })
}

/// A code that still opens a login: somebody waits for it, or it should be revoked (R-REC-1).
fn emergency_code(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<Cause>> {
    Ok(LiveEmergencyCode::of(tx, resource, now)?.map(|code| Cause {
        code: "emergency_code",
        blocks: false,
        brief: "an emergency code is valid",
        since: Some(code.issued_at),
        message: format!("an emergency code that {} issued is valid until {}", code.issued_by, code.expires_at.local()),
        helps: vec![Remedy::RevokeEmergency(resource.username.clone())],
        ask: None,
    }))
}

/// Whether one more login of some client would get the list of sessions (R-SES-2). It keeps no one out: one of them can be ended.
fn sessions(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<Cause>> {
    let policy = tx.policy()?;
    let mut live = tx.sessions(&resource.id, policy.session_idle, now)?;
    live.retain(|session| session.intact);
    let full = |client| !policy.sessions.admit(&live, Some(client));
    let clients = match (full(Client::Desktop), full(Client::Mobile)) {
        (true, true) => "any client",
        (true, false) => "desktop or tablet",
        (false, true) => "mobile or Outlook",
        (false, false) => return Ok(None),
    };
    Ok(Some(Cause {
        code: "session_limit",
        blocks: false,
        brief: "too many sessions",
        since: live.iter().map(|session| session.created_at).max(),
        message: format!("{} live, so a login with {clients} must end one of them first", counted(live.len())),
        helps: vec![Remedy::ListSessions(resource.username.clone())],
        ask: None,
    }))
}

fn counted(sessions: usize) -> String {
    if sessions == 1 { "1 session is".to_owned() } else { format!("{sessions} sessions are") }
}
