//! `doctor --accept-clock`: the owner accepts a clock that was put back (R-AUD-7).

use crate::{
    domain::{
        event::{Action, Event, Why},
        grants::Granted,
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{require_permission, require_reason},
        find,
    },
    store::{Change, ReadTx, WriteTx},
};
use schemars::JsonSchema;
use serde::Serialize;

/// The owner accepts a clock that is behind the newest event. Whatever was granted for a limited time ends, so nothing lives longer because
/// the clock went back.
#[derive(Clone, Debug)]
pub struct AcceptClock {
    pub why: Why,
}

/// What accepting the clock did.
#[derive(Clone, Debug)]
pub struct Accepted {
    /// The time of the newest event before.
    pub newest: Time,
    pub now: Time,
    /// What was granted for a time and ended.
    pub ended: Granted,
    /// The devices of which no code counts for a while.
    pub used_ahead: Vec<UsedAhead>,
}

/// A device of which a code was accepted under the clock that ran ahead.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UsedAhead {
    /// The resource's username.
    pub username: String,
    /// The device.
    pub label: String,
    /// Until when its codes count as used.
    pub until: Time,
}

impl Operation for AcceptClock {
    type Outcome = Done<Accepted>;

    fn action(&self) -> Action {
        Action::ClockAccept
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Accepted>> {
        let (newest, now) = (tx.newest(), tx.now());
        let accepted = effects(tx, operator, newest, now)?;
        if now >= newest {
            return Ok(Done { changed: false, state: accepted });
        }
        require_reason(&self.why, &tx.policy()?)?;
        let event = Event::ok(Action::ClockAccept).because(&self.why).changed(
            "newest_event_at",
            newest.to_string(),
            now.to_string(),
        );
        tx.apply([Change::ClockSetBack(newest.since(now))], event)?;
        Ok(Done { changed: true, state: accepted })
    }
}

/// What accepting the clock would do; also told before the reason is asked for. Nothing where the clock is not behind.
///
/// # Errors
/// `permission_denied`: only the owner accepts a clock.
pub fn effects(tx: &ReadTx<'_>, operator: &Operator, newest: Time, now: Time) -> Result<Accepted> {
    require_permission(operator, Permission::OwnerOnly)?;
    if now >= newest {
        return Ok(Accepted { newest, now, ended: Granted::default(), used_ahead: Vec::new() });
    }
    // Tokens of scripts and recovery codes keep their age.
    let ended = Granted { script_tokens: 0, recovery_sets: 0, ..tx.granted()? };
    let used_ahead = tx.factors_used_after(now)?.into_iter().filter_map(|factor| {
        let until = factor.used_ahead_until(now)?;
        let named = find::existing(tx, &factor.resource);
        Some(named.map(|resource| UsedAhead { username: resource.username, label: factor.label, until }))
    });
    Ok(Accepted { newest, now, ended, used_ahead: used_ahead.collect::<Result<Vec<_>>>()? })
}
