//! `doctor --accept-clock`: the owner accepts a clock that was put back (R-AUD-7).

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{require_permission, require_reason},
    },
    store::{Change, WriteTx},
};

/// The owner accepts a clock that is behind the newest event. Whatever was granted for a limited time ends, so nothing lives longer because
/// the clock went back.
#[derive(Clone, Debug)]
pub struct AcceptClock {
    pub why: Why,
}

impl Operation for AcceptClock {
    type Outcome = Done<(Time, Time)>;

    fn action(&self) -> Action {
        Action::ClockAccept
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<(Time, Time)>> {
        require_permission(operator, Permission::OwnerOnly)?;
        let (newest, now) = (tx.newest(), tx.now());
        if now >= newest {
            return Ok(Done { changed: false, state: (newest, now) });
        }
        require_reason(&self.why, &tx.policy()?)?;
        let event = Event::ok(Action::ClockAccept).because(&self.why).changed(
            "newest_event_at",
            newest.to_string(),
            now.to_string(),
        );
        tx.apply([Change::ClockSetBack(newest.since(now))], event)?;
        Ok(Done { changed: true, state: (newest, now) })
    }
}
