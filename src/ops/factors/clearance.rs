//! What goes with the devices of a resource whenever all of them are removed (R-REC-4).

use crate::{
    domain::{
        event::Event,
        factor::{Factor, Removal},
        pause::{Ends, Pause},
        time::Time,
    },
    error::Result,
    ops::login::session_end::Ending,
    store::{Change, EmergencyRow, ReadTx, RecoveryRow},
};
use serde_json::json;

/// Everything that lets a login of one resource pass with what it has now, and its sessions. A pause, an emergency code or a recovery code
/// that is left would let it pass without enrolling again.
pub(in crate::ops) struct Cleared {
    factors: Vec<Factor>,
    pause: Option<Pause>,
    emergency: Option<EmergencyRow>,
    recovery: Vec<RecoveryRow>,
    sessions: Ending,
    now: Time,
}

impl Cleared {
    /// What is about to be removed.
    pub(in crate::ops) fn of(tx: &ReadTx<'_>, id: &str, now: Time) -> Result<Self> {
        Ok(Self {
            factors: tx.factors(id)?,
            pause: tx.pause(id)?,
            emergency: tx.emergency_code(id)?,
            recovery: tx.recovery_codes(id)?,
            sessions: Ending::of(tx, id, now)?,
            now,
        })
    }

    /// Whether all of it is over. That alone is nothing to remove; it goes along with what is still in force.
    pub(super) fn nothing(&self) -> bool {
        self.factors.iter().all(|factor| factor.expired(self.now))
            && !self.pause_in_force()
            && !self.code_live()
            && self.recovery.is_empty()
            && self.sessions.live == 0
    }

    fn pause_in_force(&self) -> bool {
        self.pause.as_ref().is_some_and(|pause| pause.in_force(self.now))
    }

    fn code_live(&self) -> bool {
        self.emergency.as_ref().is_some_and(|code| code.live(self.now))
    }

    /// The labels of the devices.
    pub(in crate::ops) fn removed(&self) -> Vec<String> {
        self.factors.iter().map(|factor| factor.label.clone()).collect()
    }

    /// The changes that remove it.
    pub(in crate::ops) fn changes<'a>(&'a self, id: &'a str) -> Vec<Change<'a>> {
        let gone = |factor| Change::FactorRemoved { factor, how: Removal::Reset };
        let mut changes: Vec<_> = self.factors.iter().map(gone).collect();
        changes.extend(self.pause.as_ref().map(|_| Change::PauseEnded(id)));
        changes.extend(self.emergency.as_ref().map(|_| Change::EmergencyEnded(id)));
        changes.extend(self.recovery.first().map(|_| Change::RecoveryCodesEnded(id)));
        changes.extend(self.sessions.change(id));
        changes
    }

    /// Adds what was removed to the event.
    pub(in crate::ops) fn describe(&self, event: Event) -> Event {
        let event = event
            .detail("removed", json!(self.removed()))
            .detail("pause_ended", self.pause_in_force())
            .detail("recovery_codes_ended", self.recovery.iter().filter(|code| code.used_at.is_none()).count())
            .detail("emergency_code_ended", self.code_live());
        self.sessions.describe(event)
    }
}

/// The effects, one sentence each.
pub(super) fn effects(tx: &ReadTx<'_>, id: &str) -> Result<Vec<String>> {
    let mut effects: Vec<String> =
        tx.factors(id)?.iter().map(|factor| format!("removes the device {:?}", factor.label)).collect();
    effects.extend(tx.pause(id)?.map(|pause| match pause.ends {
        Ends::NextLogin => "ends the pause for the next login".to_owned(),
        Ends::At(until) => format!("ends the pause until {}", until.local()),
    }));
    effects.push("ends every session, emergency code and recovery code".to_owned());
    Ok(effects)
}
