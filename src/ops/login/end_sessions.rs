//! `session end` of every session of one resource, by an operator (R-SES-4).

use super::session_end::Ending;
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize},
    },
    store::{ReadTx, WriteTx},
};

#[derive(Clone, Debug)]
pub struct EndSessions {
    pub resource: String,
    pub why: Why,
}

/// Whether this operator may end the sessions of that resource.
///
/// # Errors
/// `permission_denied`, `higher_level` (R-PERM-3); `not_found`.
pub(in crate::ops) fn may_end(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, Need::change(Permission::SessionEnd), typed)?.resource)
}

impl Operation for EndSessions {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::SessionEnd
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let resource = may_end(tx, operator, &self.resource)?;
        let sessions = Ending::of(tx, &resource.id, tx.now())?;
        if let Some(change) = sessions.change(&resource.id) {
            let event = Event::ok(Action::SessionEnd).on(&resource.id, &resource.username).because(&self.why);
            tx.apply([change], sessions.describe(event))?;
        }
        Ok(Done { changed: sessions.live > 0, state: resource })
    }
}
