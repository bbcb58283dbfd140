//! A denial that counts (R-LOCK-1, R-LOCK-7): of a login, a password asked for beforehand, or a set-up token. The one that locks ends every
//! session, as a lock by hand does (R-SES-4).

use crate::{
    domain::{event::Event, lockout::Lockout},
    error::Result,
    ops::login::session_end::Ending,
    store::{Change, Housekeeping, WriteTx},
};

/// The effect of one more denial on a resource.
pub(in crate::ops) struct Denial {
    after: Lockout,
    ended: Option<Ending>,
}

impl Denial {
    /// One more denial of a resource with this lock state.
    pub fn of(tx: &WriteTx<'_>, resource: &str, lockout: &Lockout) -> Result<Self> {
        let after = lockout.after_denial(tx.policy()?.lockout_threshold, tx.now());
        let ended = after.locked_at.map(|_| Ending::of(tx, resource, tx.now())).transpose()?;
        Ok(Self { after, ended })
    }

    pub fn changes<'a>(&'a self, resource: &'a str) -> impl Iterator<Item = Change<'a>> {
        let counted = Change::LockoutCounted { resource, lockout: &self.after };
        let ended = self.ended.as_ref().and_then(|sessions| sessions.change(resource));
        [counted].into_iter().chain(ended)
    }

    /// Adds the denial to the event.
    pub fn describe(&self, event: Event) -> Event {
        let event = counted(event, &self.after);
        self.ended.iter().fold(event, |event, sessions| sessions.describe(event))
    }
}

/// Counts and records one more denial of an unknown name.
pub(in crate::ops) fn of_nobody(
    tx: &mut WriteTx<'_>,
    name_hash: [u8; 32],
    lockout: &Lockout,
    event: Event,
) -> Result<()> {
    tx.keep(Housekeeping::ForgottenNames)?;
    let after = lockout.after_denial(tx.policy()?.lockout_threshold, tx.now());
    tx.apply([Change::UnknownCounted { name_hash, lockout: &after }], counted(event, &after))
}

fn counted(event: Event, after: &Lockout) -> Event {
    let event = event.detail("failed_attempts", after.failed);
    if after.locked_at.is_some() { event.detail("locks", true) } else { event }
}
