//! `resource deactivate|activate` (R-RES-4), never leaving the tenant without a working administrator (R-RES-6).

use super::resource_changes::{end_emergency_code, with_changes};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::{Resource, Standing},
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize, require_another, require_reason},
        login::session_end::Ending,
        operators::last_administrator::{Pending, keep_an_administrator_after},
        passwords::setup_token::end_setup,
    },
    store::{Change, ReadTx, WriteTx},
};

#[derive(Clone, Debug)]
pub struct SetActive {
    pub resource: String,
    pub active: bool,
    /// A reason is required to deactivate.
    pub why: Why,
}

/// Whether this operator may deactivate or activate that resource; also checked before a confirmation.
///
/// # Errors
/// `permission_denied`; `higher_level` (R-PERM-3); `not_found`.
pub fn may_set_active(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, Need::change(Permission::ResourceWrite), typed)?.resource)
}

impl SetActive {
    /// The resource to act on, if nothing forbids it once the pending acts are written.
    ///
    /// # Errors
    /// As [`may_set_active`]; `self_service`, `last_administrator`; `usage` if a reason is missing.
    pub(in crate::ops) fn may(
        &self,
        tx: &ReadTx<'_>,
        operator: &Operator,
        now: Time,
        pending: &Pending,
    ) -> Result<Resource> {
        let before = may_set_active(tx, operator, &self.resource)?;
        match (before.active, self.active) {
            (false, true) => require_another(tx, operator, &before, "activate themselves")?,
            (true, false) => {
                require_reason(&self.why, &tx.policy()?)?;
                let deactivated = |standing| Standing { active: false, ..standing };
                keep_an_administrator_after(tx, &before, now, pending, deactivated)?;
            }
            _ => {}
        }
        Ok(before)
    }
}

impl Operation for SetActive {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        if self.active { Action::ResourceActivate } else { Action::ResourceDeactivate }
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let before = self.may(tx, operator, tx.now(), &Pending::default())?;
        if before.active == self.active {
            return Ok(Done { changed: false, state: before });
        }
        let after = Resource { active: self.active, ..before.clone() };
        let event =
            with_changes(Event::ok(self.action()).on(&before.id, &before.username).because(&self.why), &before, &after);
        let sessions = Ending::of(tx, &before.id, tx.now())?;
        let (setup, event) = end_setup(tx, &before.id, event)?;
        let ended = end_emergency_code(tx, &before.id)?.into_iter().chain(setup).chain(sessions.change(&before.id));
        tx.apply([Change::ResourceEdited(&after)].into_iter().chain(ended), sessions.describe(event))?;
        Ok(Done { changed: true, state: after })
    }
}
