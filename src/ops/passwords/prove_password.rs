//! Proves one's password outside a login: for self-enrollment (R-TOTP-2), and before a new one is set. A wrong one counts towards the same
//! lock as a login's.

use crate::{
    domain::{
        event::{Action, Event, EventOutcome, words},
        permission::Operator,
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::{
        Operation, find,
        history::denial::{self, Denial},
        login::authenticate::{Proof, name_hash},
    },
    store::{BoundTable, WriteTx},
};
use data_encoding::HEXLOWER;

/// Decides about a password that was compared beforehand, as [`crate::ops::login::authenticate`] does.
pub struct ProvePassword<'a> {
    /// The name that it was typed for. An unknown one is denied and counted like any other (R-LOCK-6, R-LOCK-7).
    pub name: &'a str,
    /// The result of the comparison.
    pub proof: &'a Proof,
    /// What it is proved for, as the history records it.
    pub purpose: Purpose,
}

words! {
    /// What a password is proved for.
    Purpose { Enrollment "enrollment", Password "password", }
}

/// The outcome.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Proved {
    /// The right one.
    Right,
    /// Denied and counted; the event is kept.
    Denied,
    /// The account is locked; the event is kept.
    Locked,
}

impl Operation for ProvePassword<'_> {
    type Outcome = Proved;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::Authenticate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Proved> {
        match find::login_name(tx, self.name)? {
            Some(id) => self.known(tx, &find::existing(tx, &id)?),
            None => self.unknown(tx),
        }
    }
}

impl ProvePassword<'_> {
    fn event(&self, outcome: EventOutcome, word: &str) -> Event {
        let event = Event::ok(Action::Authenticate).ended(outcome);
        event.detail("outcome", word).detail("purpose", self.purpose.word())
    }

    fn unknown(&self, tx: &mut WriteTx<'_>) -> Result<Proved> {
        let hash = name_hash(tx, self.name)?;
        let lockout = tx.unknown_lockout(&hash, tx.now())?;
        let named = |event: Event| event.detail("name_hash", HEXLOWER.encode(&hash));
        if lockout.locked_since(tx.now()).is_some() {
            tx.record(named(self.event(EventOutcome::Refused, "locked")))?;
            return Ok(Proved::Locked);
        }
        if !self.proof.hashed {
            return Err(self.stale());
        }
        denial::of_nobody(tx, hash, &lockout, named(self.event(EventOutcome::Denied, "denied")))?;
        Ok(Proved::Denied)
    }

    fn stale(&self) -> Error {
        Error::new(
            Code::Changed,
            format!("the password or the lock of {} was changed meanwhile; nothing was changed", self.name),
        )
    }

    fn known(&self, tx: &mut WriteTx<'_>, resource: &Resource) -> Result<Proved> {
        let (now, lockout) = (tx.now(), tx.lockout(&resource.id)?);
        let event = |outcome, word| self.event(outcome, word).on(&resource.id, &resource.username);
        if lockout.locked_since(now).is_some() {
            // It changes nothing, but is recorded all the same (R-LOCK-3).
            tx.record(event(EventOutcome::Refused, "locked"))?;
            return Ok(Proved::Locked);
        }
        let credential = tx.credential(&resource.id)?;
        if let Some(credential) = &credential {
            BoundTable::Passwords.require_intact(credential.intact, &resource.id)?;
        }
        let credential = credential.map(|credential| credential.phc);
        if credential != self.proof.compared_with || !self.proof.hashed {
            return Err(self.stale());
        }
        if self.proof.right && resource.active {
            return Ok(Proved::Right);
        }
        let cause = if self.proof.right { "deactivated" } else { "password" };
        let denial = Denial::of(tx, &resource.id, &lockout)?;
        let event = denial.describe(event(EventOutcome::Denied, "denied").detail("cause", cause));
        tx.apply(denial.changes(&resource.id), event)?;
        Ok(Proved::Denied)
    }
}
