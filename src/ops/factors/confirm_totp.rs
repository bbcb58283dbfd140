//! `totp confirm`: a code proves a pending enrollment, and its step is spent (R-TOTP-2, R-TOTP-3).

use super::{
    devices::{expired, must_not_be_disabled, pick},
    enroll_totp::needs_a_pause,
    judge_code::{AppSettings, app_settings, judge},
    recovery_codes::end_recovery_codes,
};
use crate::{
    domain::{
        event::{Action, Event, EventOutcome, Why},
        factor::{Device, Factor, FactorState, Removal, Spend, Verdict},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Operation,
        access::{Access, CredentialKind, Need, authorize},
        find,
    },
    store::{Change, WriteTx},
};
use serde_json::json;

#[derive(Clone, Debug)]
pub struct ConfirmTotp {
    pub resource: String,
    /// The device, by label or id; the pending one if omitted.
    pub factor: Option<String>,
    /// The code as typed.
    pub code: String,
    /// The resource itself enrolls, after it gave its password.
    pub by_itself: bool,
    pub why: Why,
}

/// The outcome. A wrong code is an outcome, not a refusal: its event is kept.
#[derive(Debug)]
pub enum Confirmation {
    /// The factor is active now.
    Confirmed(Resource, Factor),
    /// It was active before; nothing was written.
    Already(Resource, Factor),
    /// The code proves nothing; another may be tried. The seconds, if it is right for a clock that far off; and the app's settings, if it
    /// ignores those of the enrollment.
    Wrong(Resource, Option<i64>, Option<AppSettings>),
}

impl Operation for ConfirmTotp {
    type Outcome = Confirmation;

    fn action(&self) -> Action {
        Action::TotpConfirm
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Confirmation> {
        let access = match self.by_itself {
            true => Access::of_itself(operator, find::resource_for(tx, operator, &self.resource)?),
            false => {
                let need = Need::change(Permission::FactorWrite).takes(CredentialKind::SecondFactor);
                authorize(tx, operator, need, &self.resource)?
            }
        };
        let resource = access.resource.clone();
        let factors = tx.factors(&resource.id)?;
        let pending = |factor: &Factor| factor.state == FactorState::Pending;
        // If several are pending and none is named, the code itself says which it belongs to.
        let candidates: Vec<&Factor> = match &self.factor {
            None if factors.iter().filter(|factor| pending(factor)).count() > 1 => {
                factors.iter().filter(|factor| pending(factor) && !factor.expired(tx.now())).collect()
            }
            named => vec![pick(&resource, &factors, named.as_deref(), pending)?],
        };
        let first = *candidates.first().ok_or_else(|| expired(&resource))?;
        match first.state {
            FactorState::Pending if first.expired(tx.now()) => return Err(expired(&resource)),
            FactorState::Active => return Ok(Confirmation::Already(resource, first.clone())),
            FactorState::Pending | FactorState::Disabled => {}
        }
        // An enrollment that began before the failures is no way around the reset that they demand (R-LOCK-10).
        must_not_be_disabled(&resource, &factors, "reset first")?;
        let proved = factors.iter().any(|factor| factor.state == FactorState::Active);
        if self.by_itself && proved && !tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(tx.now())) {
            return Err(needs_a_pause(&resource));
        }
        access.separate_duties(tx, tx.now())?;
        let (mut skew, mut app) = (None, None);
        for factor in candidates {
            match judge(tx, factor, &self.code, tx.now())? {
                Verdict::Right(spend) => {
                    confirm(tx, &resource, factor, &factors, spend, &self.why, false)?;
                    let mut factor = Factor { state: FactorState::Active, ..factor.clone() };
                    let (Device::Totp(totp), Spend::Step(step)) = (&mut factor.device, spend);
                    totp.last_step = Some(step);
                    return Ok(Confirmation::Confirmed(resource, factor));
                }
                Verdict::Skewed { seconds } => skew = Some(seconds),
                Verdict::Wrong => app = app.or_else(|| app_settings(tx, factor, &self.code, tx.now())),
                Verdict::Repeated(_) | Verdict::Used(_) => {}
            }
        }
        let event = Event::ok(Action::TotpConfirm).on(&resource.id, &resource.username).because(&self.why);
        let event = event.ended(EventOutcome::Denied).detail("skew_seconds", skew);
        tx.record(match &app {
            Some(app) => event.detail("app_settings", json!(app)),
            None => event,
        })?;
        Ok(Confirmation::Wrong(resource, skew, app))
    }
}

/// Activates a pending factor with a code, which is spent; `login` if the same code opens a login.
pub(in crate::ops) fn confirm(
    tx: &mut WriteTx<'_>,
    resource: &Resource,
    factor: &Factor,
    factors: &[Factor],
    spend: Spend,
    why: &Why,
    login: bool,
) -> Result<()> {
    let mut changes = vec![Change::FactorConfirmed { factor: &factor.id, spend, login }];
    let mut event = Event::ok(Action::TotpConfirm)
        .on(&resource.id, &resource.username)
        .because(why)
        .detail("factor", factor.id.clone())
        .detail("label", factor.label.clone())
        .changed("state", FactorState::Pending.word(), FactorState::Active.word());
    if factor.replaces_others {
        // Only the earlier ones: the choice did not cover a device that was enrolled since.
        let earlier = |other: &&Factor| other.id != factor.id && other.created_at <= factor.created_at;
        let others: Vec<_> = factors.iter().filter(earlier).collect();
        event = event.detail("removed", json!(others.iter().map(|other| &other.label).collect::<Vec<_>>()));
        changes.extend(others.into_iter().map(|other| Change::FactorRemoved { factor: other, how: Removal::Replaced }));
    }
    // A set may have outlived its last device in older versions. A new device does not revive it.
    if !factors.iter().any(|other| other.id != factor.id && other.state != FactorState::Pending) {
        let ended;
        (ended, event) = end_recovery_codes(tx, &resource.id, event)?;
        changes.extend(ended);
    }
    // After an enrollment the exception is no longer needed (R-REC-3).
    if let Some(disablement) = tx.disablement(&resource.id)? {
        changes.push(Change::DisablementEnded(&resource.id));
        if disablement.in_force(tx.now()) {
            event = event.changed("disabled", disablement.until.to_string(), serde_json::Value::Null);
        }
    }
    tx.apply(changes, if login { event.detail("by_login", true) } else { event })
}
