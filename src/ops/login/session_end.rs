//! The end of a session, and of every session of a resource, as a change and as an event (R-SES-4).

use crate::{
    domain::{
        event::{Action, Event},
        resource::Resource,
        session::Session,
        time::Time,
    },
    error::Result,
    store::{Change, ReadTx},
};

/// Ends every session of a resource, as a reset, a lock, a deactivation and a new password do (R-SES-4).
#[derive(Debug)]
pub struct Ending {
    pub live: usize,
}

impl Ending {
    /// What is about to end.
    pub fn of(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Self> {
        Ok(Self { live: tx.sessions(resource, tx.policy()?.session_idle, now)?.len() })
    }

    /// The change, if there is something to end.
    pub fn change<'a>(&self, resource: &'a str) -> Option<Change<'a>> {
        (self.live > 0).then_some(Change::SessionsEnded(resource))
    }

    /// Adds the change to the event, with the number of sessions that ended.
    pub fn describe(&self, event: Event) -> Event {
        if self.live > 0 { event.detail("sessions_ended", self.live) } else { event }
    }
}

pub(super) fn ended(session: &Session, resource: Option<&Resource>) -> Event {
    let event = Event::ok(Action::SessionEnd);
    let event = resource.map_or(event.clone(), |resource| event.on(&resource.id, &resource.username));
    let event = event.detail("session", session.id.clone());
    if session.intact { event } else { event.detail("tampered", true) }
}
