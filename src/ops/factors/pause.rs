//! `2fa pause`: no code for the next login or for a while, with a reason and an end (R-PAUSE-1, R-PAUSE-2, R-PAUSE-3, R-PAUSE-5, R-PAUSE-6,
//! R-PAUSE-7).

use super::pause_rules::{PAUSING, end_value, paused, refused};
use crate::{
    domain::{
        event::{Action, Event, Why},
        pause::{self, Ends, Pause as DomainPause, Request},
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

/// Pauses 2FA for the next login or for a while.
#[derive(Clone, Debug)]
pub struct Pause {
    pub resource: String,
    pub request: Request,
    pub why: Why,
}

/// The present pause, and the start and end of a new one; `None` for the new one if it is in force already.
#[expect(clippy::type_complexity, reason = "two optional things, named here once")]
fn started(
    tx: &ReadTx<'_>,
    resource: &Resource,
    request: Request,
    now: Time,
) -> Result<(Option<DomainPause>, Option<(Ends, Time)>)> {
    let current = tx.pause(&resource.id)?;
    let granted = pause::start(resource.license, current.as_ref(), request, tx.policy()?.pause_max, now);
    let granted = granted.map_err(|fault| refused(resource, &fault, current.as_ref()))?;
    Ok((current, granted))
}

/// Whether this operator may pause 2FA of that resource now; also checked before any prompt.
pub fn may_pause(tx: &ReadTx<'_>, operator: &Operator, typed: &str, request: Request, now: Time) -> Result<Resource> {
    let access = authorize(tx, operator, PAUSING, typed)?;
    if started(tx, &access.resource, request, now)?.1.is_some() {
        access.separate_duties(tx, now)?;
    }
    Ok(access.resource)
}

impl Operation for Pause {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaPause
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let now = tx.now();
        let access = authorize(tx, operator, PAUSING.because(&self.why), &self.resource)?;
        let resource = &access.resource;
        let (current, granted) = started(tx, resource, self.request, now)?;
        let Some((ends, started_at)) = granted else {
            return Ok(Done { changed: false, state: view::tfa(tx, resource, now)? });
        };
        access.separate_duties(tx, now)?;
        let before = current.filter(|pause| pause.in_force(now)).map(|pause| pause.ends);
        let pause = paused(ends, started_at, &self.why, operator);
        let event = Event::ok(Action::TfaPause).on(&resource.id, &resource.username).because(&self.why);
        let event = event.changed("paused", end_value(before), end_value(Some(ends)));
        tx.apply([Change::PauseSet { resource: &resource.id, pause: &pause }], event)?;
        Ok(Done { changed: true, state: view::tfa(tx, resource, now)? })
    }
}
