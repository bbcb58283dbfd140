//! `2fa reset` (R-REC-4).

use super::clearance::{self, Cleared};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::Resource,
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Access, CredentialKind, Need, authorize, require_reason},
        operators::two_persons::{self, TwoPerson},
        people::view::{self, TfaView},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Removes every factor of one resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    pub resource: String,
    pub why: Why,
}

#[derive(Clone, Debug)]
pub struct ResetView {
    pub tfa: TfaView,
    /// The labels of the removed devices.
    pub removed: Vec<String>,
}

/// Whether this operator may reset that resource; also checked before a confirmation.
///
/// # Errors
/// `permission_denied`, `higher_level`, `self_service` (R-PERM-2, R-PERM-3); `not_found`.
pub fn may_reset(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Resource> {
    Ok(access(tx, operator, typed, now)?.resource)
}

fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str, now: Time) -> Result<Access<'o>> {
    let need = Need::change(Permission::TfaReset).of_another("reset their own 2FA").takes(CredentialKind::SecondFactor);
    let access = authorize(tx, operator, need, typed)?;
    // If it waits for a second person, neither of the two does it alone.
    if !two_persons::asks_first(tx, &access.resource)? && !nothing_to_reset(tx, &access.resource, now)? {
        access.separate_duties(tx, now)?;
    }
    Ok(access)
}

/// Whether a reset would change nothing. Then it needs neither a reason nor a confirmation.
///
/// # Errors
/// Those of the store.
pub fn nothing_to_reset(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<bool> {
    let disabled = tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now));
    Ok(!disabled && Cleared::of(tx, &resource.id, now)?.nothing())
}

impl Operation for Reset {
    type Outcome = Done<ResetView>;

    fn action(&self) -> Action {
        Action::TfaReset
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<ResetView>> {
        let now = tx.now();
        let access = access(tx, operator, &self.resource, now)?;
        let resource = &access.resource;
        if nothing_to_reset(tx, resource, now)? {
            let state = ResetView { tfa: view::tfa(tx, resource, now)?, removed: Vec::new() };
            return Ok(Done { changed: false, state });
        }
        require_reason(&self.why, &tx.policy()?)?;
        let cleared = Cleared::of(tx, &resource.id, now)?;
        let disabled = tx.disablement(&resource.id)?;
        let in_force = disabled.as_ref().filter(|disablement| disablement.in_force(now));
        let kept = Reset { resource: resource.id.clone(), why: self.why.clone() };
        two_persons::ask_first(tx, operator, Some(resource), &kept)?;
        access.separate_duties(tx, now)?;
        let event = Event::ok(Action::TfaReset).on(&resource.id, &resource.username).because(&self.why);
        let event = cleared.describe(event);
        let event = match in_force {
            Some(disablement) => event.changed("disabled", disablement.until.to_string(), Value::Null),
            None => event,
        };
        let ended = disabled.as_ref().map(|_| Change::DisablementEnded(&resource.id));
        tx.apply(cleared.changes(&resource.id).into_iter().chain(ended), event)?;
        let state = ResetView { tfa: view::tfa(tx, resource, now)?, removed: cleared.removed() };
        Ok(Done { changed: true, state })
    }
}

impl TwoPerson for Reset {
    const ACT: Action = Action::TfaReset;
    const PERMISSION: Permission = Permission::TfaReset;

    fn why(&self) -> &Why {
        &self.why
    }

    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>> {
        let mut effects = clearance::effects(tx, target)?;
        effects.push("the next login asks to enroll".to_owned());
        Ok(effects)
    }
}
