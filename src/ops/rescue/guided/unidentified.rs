//! A caller who could not show who they are: nothing is done, and the history keeps that somebody asked (R-REC-6).

use crate::{
    domain::{
        event::{Action, Event, EventOutcome, Why},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Operation,
        access::{Need, authorize},
    },
    store::WriteTx,
};

/// The word of the history for it, in the place of an offer.
const UNIDENTIFIED: &str = "identity_not_shown";

#[derive(Clone, Debug)]
pub struct Unidentified {
    pub resource: String,
    pub why: Why,
}

impl Operation for Unidentified {
    type Outcome = Resource;

    fn action(&self) -> Action {
        Action::Rescue
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Resource> {
        let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), &self.resource)?.resource;
        let event = Event::ok(Action::Rescue).on(&resource.id, &resource.username).because(&self.why);
        tx.record(event.ended(EventOutcome::Refused).detail("offer", UNIDENTIFIED))?;
        Ok(resource)
    }
}
