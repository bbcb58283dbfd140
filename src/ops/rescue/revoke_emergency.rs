//! `emergency revoke`.

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
    store::{Change, WriteTx},
};

/// Revokes the live code.
#[derive(Clone, Debug)]
pub struct RevokeEmergency {
    pub resource: String,
    pub why: Why,
}

impl Operation for RevokeEmergency {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::EmergencyRevoke
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let resource = authorize(tx, operator, Need::change(Permission::EmergencyIssue), &self.resource)?.resource;
        let Some(code) = tx.emergency_code(&resource.id)?.filter(|code| code.live(tx.now()) || !code.intact) else {
            return Ok(Done { changed: false, state: resource });
        };
        let event = Event::ok(Action::EmergencyRevoke).on(&resource.id, &resource.username).because(&self.why);
        tx.apply([Change::EmergencyEnded(&resource.id)], event.detail("code_id", code.id))?;
        Ok(Done { changed: true, state: resource })
    }
}
