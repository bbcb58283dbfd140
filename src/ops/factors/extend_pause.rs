//! `2fa extend`: a later end for a pause that runs (R-PAUSE-3).

use super::pause_rules::{PAUSING, end_value, paused, refused};
use crate::{
    domain::{
        event::{Action, Event, Why},
        pause::{self, Ends},
        permission::Operator,
        resource::Resource,
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::authorize,
        people::view::{self, TfaView},
    },
    store::{Change, ReadTx, WriteTx},
};

/// Moves the end of a timed pause.
#[derive(Clone, Debug)]
pub struct Extend {
    pub resource: String,
    /// The new end; 24 h later if omitted.
    pub until: Option<Time>,
    pub why: Why,
}

/// Whether this operator may extend a pause of that resource; also checked before the reason prompt.
pub fn may_extend(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, PAUSING, typed)?.resource)
}

impl Operation for Extend {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaExtend
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let access = authorize(tx, operator, PAUSING.because(&self.why), &self.resource)?;
        let resource = &access.resource;
        let (current, now) = (tx.pause(&resource.id)?, tx.now());
        let asked = self.until.map(Ends::At);
        if asked.is_some() && asked == current.as_ref().filter(|pause| pause.in_force(now)).map(|pause| pause.ends) {
            return Ok(Done { changed: false, state: view::tfa(tx, resource, now)? });
        }
        let until = pause::extend(current.as_ref(), self.until, tx.policy()?.pause_max, now);
        let until = until.map_err(|fault| refused(resource, &fault, current.as_ref()))?;
        access.separate_duties(tx, now)?;
        let (before, started_at) = current.map_or((None, now), |pause| (Some(pause.ends), pause.started_at));
        let pause = paused(Ends::At(until), started_at, &self.why, operator);
        let event = Event::ok(Action::TfaExtend).on(&resource.id, &resource.username).because(&self.why);
        let event = event.changed("paused", end_value(before), end_value(Some(pause.ends)));
        tx.apply([Change::PauseSet { resource: &resource.id, pause: &pause }], event)?;
        Ok(Done { changed: true, state: view::tfa(tx, resource, now)? })
    }
}
