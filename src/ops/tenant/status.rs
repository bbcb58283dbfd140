//! `status`: who needs attention, counted, with the first few of each kind.

use crate::{
    domain::{
        pause::Ends,
        permission::{Operator, Permission},
        remedy::{PeopleWho, Remedy},
        time::{Span, Time},
    },
    error::Result,
    ops::{
        access::{everybody_as_high_as_admin, remedies, require_permission},
        people::view::automatic_reason,
    },
    store::{Condition, Extent, Lack, Listed, Listing, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;

/// How many of a kind are named.
const NAMED: usize = 5;
/// How many are counted where counting means looking at each.
const COUNTED: usize = 1000;
/// So few recovery codes are few.
const FEW_CODES: u32 = 2;
/// How long before its end a token is named.
const TOKEN_ENDS_WITHIN: Span = Span::days(14);
/// A device that was not used for so long may be lost.
const UNUSED_FOR: Span = Span::days(90);

/// Somebody who needs attention.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Case {
    /// Username of the resource; null for a request that is about the tenant.
    pub username: Option<String>,
    /// Since when it is so; null where that is not kept.
    pub since: Option<Time>,
    /// Until when it is so; null where it has no set end.
    pub until: Option<Time>,
    /// Who did it; null where no operator did.
    pub by: Option<String>,
    /// Why, or what.
    pub reason: Option<String>,
}

/// Everybody who needs attention for one reason.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Cases {
    /// How many there are.
    pub count: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// The first few of them.
    pub first: Vec<Case>,
    /// What helps, as this operator can ask for it.
    #[serde(skip)]
    pub helps: Vec<Remedy>,
}

/// Who needs attention in the tenant. Deactivated resources need none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StatusView {
    /// Accounts that are locked, the latest first.
    pub locked: Cases,
    /// Resources that need no code because of a pause, the longest pause first.
    pub paused: Cases,
    /// Resources with 2FA switched off by the owner.
    pub switched_off: Cases,
    /// Resources without a device that need one by their license.
    pub not_enrolled: Cases,
    /// Resources without a password.
    pub no_password: Cases,
    /// Resources with an unverified e-mail address: no emergency code can be issued to them.
    pub email_unverified: Cases,
    /// Resources that have used recovery codes and have at most two left.
    pub few_recovery_codes: Cases,
    /// Requests that wait for a second person, the oldest first.
    pub requests: Cases,
    /// Tokens of scripts that end within 14 days, the next first; none for an operator who may not list tokens.
    pub ending: Cases,
    /// The only active administrator.
    pub sole_administrators: Cases,
    /// Devices that were not used for 90 days.
    pub stale_devices: Cases,
}

/// Who needs attention at `now`.
///
/// # Errors
/// `permission_denied`.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<StatusView> {
    require_permission(operator, Permission::ResourceRead)?;
    let lacking = |lack, who, one: fn(String) -> Remedy| -> Result<Cases> {
        let first: Vec<Case> = tx.first_lacking(lack, NAMED as u32)?.into_iter().map(Case::of).collect();
        // Never fewer than are found: a number that somebody changed in the file hides nobody.
        let count = tx.lacking(lack)?.max(first.len() as u64);
        Ok(Cases { count, more: false, first, helps: Vec::new() }.helped(Some(one), Some(Remedy::ListWho(who))))
    };
    let mut view = StatusView {
        locked: locked(tx, now)?,
        paused: paused(tx, now)?,
        switched_off: switched_off(tx, now)?,
        not_enrolled: lacking(Lack::Device, PeopleWho::HaveNoDevice, Remedy::Why)?,
        no_password: lacking(Lack::Password, PeopleWho::HaveNoPassword, Remedy::IssueSetup)?,
        email_unverified: lacking(Lack::Verification, PeopleWho::HaveNoVerifiedEmail, Remedy::VerifyEmail)?,
        few_recovery_codes: few_recovery_codes(tx)?,
        requests: requests(tx, now)?,
        ending: if operator.may(Permission::TokenWrite) { ending(tx, now)? } else { Cases::default() },
        sole_administrators: sole_administrators(tx, now)?,
        stale_devices: stale_devices(tx, now)?,
    };
    for cases in view.kinds_mut() {
        cases.helps = remedies::helps(tx, operator, std::mem::take(&mut cases.helps))?.0;
    }
    Ok(view)
}

impl StatusView {
    /// Each kind, in the order of the report.
    pub fn kinds_mut(&mut self) -> [&mut Cases; 11] {
        [
            &mut self.locked,
            &mut self.paused,
            &mut self.switched_off,
            &mut self.not_enrolled,
            &mut self.no_password,
            &mut self.email_unverified,
            &mut self.few_recovery_codes,
            &mut self.requests,
            &mut self.ending,
            &mut self.sole_administrators,
            &mut self.stale_devices,
        ]
    }
}

impl Case {
    fn of(username: String) -> Self {
        Self { username: Some(username), ..Self::default() }
    }
}

impl Cases {
    /// All that were looked at, in their order.
    fn of(mut all: Vec<Case>) -> Self {
        let more = all.len() > COUNTED;
        let count = all.len().min(COUNTED) as u64;
        all.truncate(NAMED);
        Self { count, more, first: all, helps: Vec::new() }
    }

    /// With what helps the first of them, and the list of all. Where there are several and a list, that alone.
    fn helped(mut self, one: Option<fn(String) -> Remedy>, list: Option<Remedy>) -> Self {
        let first = self.first.first().and_then(|case| case.username.clone());
        let one = one.zip(first).filter(|_| self.count == 1 || list.is_none());
        self.helps = one.map(|(remedy, name)| remedy(name)).into_iter().chain(list).collect();
        if self.count == 0 {
            self.helps.clear();
        }
        self
    }
}

/// The active resources under a condition, as far as they are counted.
fn under(
    tx: &ReadTx<'_>,
    condition: Condition,
    now: Time,
    case: impl Fn(&Listed) -> Option<Case>,
) -> Result<Vec<Case>> {
    let listing = Listing {
        conditions: vec![condition, Condition::Active],
        limit: Some(COUNTED as u64 + 1),
        now: Some(now),
        extent: Extent::Row,
        ..Listing::default()
    };
    let mut cases = Vec::new();
    tx.resources(&listing, |listed| {
        cases.extend(case(&listed));
        Ok(true)
    })?;
    Ok(cases)
}

fn locked(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let mut all = under(tx, Condition::Locked, now, |Listed { resource, situation, .. }| {
        let by_hand = situation.lockout.hand_lock(now);
        Some(Case {
            since: situation.lockout.locked_since(now),
            until: by_hand.and_then(|lock| lock.until),
            by: by_hand.map(|lock| lock.by.clone()),
            reason: by_hand.and_then(|lock| lock.reason.clone()).or_else(|| automatic_reason(&situation.lockout)),
            ..Case::of(resource.username.clone())
        })
    })?;
    all.sort_by_key(|case| Reverse(case.since));
    Ok(Cases::of(all).helped(Some(Remedy::Rescue), Some(Remedy::ListWho(PeopleWho::AreLocked))))
}

fn paused(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let mut all = under(tx, Condition::Paused, now, |Listed { resource, situation, .. }| {
        let pause = situation.pause.as_ref().filter(|pause| pause.in_force(now))?;
        Some(Case {
            since: Some(pause.started_at),
            until: match pause.ends {
                Ends::NextLogin => None,
                Ends::At(until) => Some(until),
            },
            by: Some(pause.operator.clone()),
            reason: pause.reason.clone(),
            ..Case::of(resource.username.clone())
        })
    })?;
    // A pause that waits for a login has no end.
    all.sort_by_key(|case| Reverse(case.until.map_or(i64::MAX, Time::millis)));
    Ok(Cases::of(all).helped(Some(Remedy::RequireCode), Some(Remedy::ListWho(PeopleWho::ArePaused))))
}

fn switched_off(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let all = tx.disabled_at(now, COUNTED as u32 + 1)?.into_iter().map(|(username, disablement)| Case {
        since: Some(disablement.disabled_at),
        until: Some(disablement.until),
        by: Some(disablement.disabled_by),
        reason: disablement.reason,
        ..Case::of(username)
    });
    Ok(Cases::of(all.collect()).helped(Some(Remedy::RequireCode), None))
}

fn few_recovery_codes(tx: &ReadTx<'_>) -> Result<Cases> {
    let all = tx.few_recovery_codes(FEW_CODES, COUNTED as u32 + 1)?.into_iter().map(|(username, left)| Case {
        reason: Some(match left {
            0 => "none is left".to_owned(),
            1 => "1 is left".to_owned(),
            left => format!("{left} are left"),
        }),
        ..Case::of(username)
    });
    Ok(Cases::of(all.collect()).helped(Some(Remedy::GenerateRecoveryCodes), None))
}

fn requests(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let mut all = Vec::new();
    for request in tx.waiting_requests(now)? {
        all.push(Case {
            username: request.resource.map(|id| tx.resource(&id)).transpose()?.flatten().map(|found| found.username),
            since: Some(request.asked_at),
            until: Some(request.expires_at),
            by: Some(match tx.resource(&request.asked_by)? {
                Some(resource) => resource.username,
                None => request.asked_by,
            }),
            reason: Some(request.what),
        });
    }
    Ok(Cases::of(all).helped(None, Some(Remedy::ListRequests)))
}

fn ending(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let mut tokens = tx.tokens()?;
    tokens.retain(|token| token.intact && token.expires_at > now && token.expires_at <= now.plus(TOKEN_ENDS_WITHIN));
    tokens.sort_by_key(|token| token.expires_at);
    let mut all = Vec::new();
    for token in tokens {
        let Some(resource) = tx.resource(&token.resource)?.filter(|resource| resource.active) else { continue };
        all.push(Case {
            since: Some(token.created_at),
            until: Some(token.expires_at),
            by: Some(token.issued_by),
            reason: Some(format!("token {}", token.id)),
            ..Case::of(resource.username)
        });
    }
    Ok(Cases::of(all).helped(None, Some(Remedy::ListTokens)))
}

fn sole_administrators(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let administrators = everybody_as_high_as_admin(tx, now)?;
    let mut active = administrators.iter().filter(|(resource, _)| resource.active);
    let only = active.next().filter(|_| active.next().is_none());
    let all = only.map(|(resource, _)| Case {
        reason: Some("nobody else in the tenant could help".to_owned()),
        ..Case::of(resource.username.clone())
    });
    Ok(Cases::of(all.into_iter().collect()).helped(None, Some(Remedy::Doctor)))
}

fn stale_devices(tx: &ReadTx<'_>, now: Time) -> Result<Cases> {
    let all = tx.unused_factors(now.minus(UNUSED_FOR), COUNTED as u32 + 1)?.into_iter().map(|factor| Case {
        since: Some(factor.since),
        reason: Some(factor.label),
        ..Case::of(factor.username)
    });
    Ok(Cases::of(all.collect()).helped(Some(Remedy::ListDevices), None))
}
