//! Proving one's password outside a login: for self-enrollment (R-TOTP-2), and before a new one is set. A wrong one counts into
//! the same lock as a login's.

use super::{Operation, authenticate::Proof, denial::Denial, target};
use crate::{
    domain::{
        event::{Action, Event, EventOutcome, words},
        permission::Operator,
    },
    error::{Code, Error, Result},
    store::WriteTx,
};

/// Decides about a password that was compared beforehand, as [`super::authenticate`] does it.
pub struct ProvePassword<'a> {
    /// Whose.
    pub resource: &'a str,
    /// What the comparison gave.
    pub proof: &'a Proof,
    /// What it is proved for, as the history tells it.
    pub purpose: Purpose,
}

words! {
    /// What a password is proved for.
    Purpose { Enrollment "enrollment", Password "password", }
}

/// What became of it.
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
        let resource = target::resource(tx, self.resource)?;
        let (now, lockout) = (tx.now(), tx.lockout(&resource.id)?);
        let event = |outcome, word| {
            let event = Event::ok(Action::Authenticate).on(&resource.id, &resource.username).ended(outcome);
            event.detail("outcome", word).detail("purpose", self.purpose.word())
        };
        if lockout.locked_since(now).is_some() {
            // It changes nothing, and is kept all the same (R-LOCK-3).
            tx.record(event(EventOutcome::Refused, "locked"))?;
            return Ok(Proved::Locked);
        }
        let credential = tx.credential(&resource.id)?.map(|credential| credential.phc);
        if credential != self.proof.compared_with || !self.proof.hashed {
            let message =
                format!("the password or the lock of {} was changed meanwhile; nothing was changed", resource.username);
            return Err(Error::new(Code::Changed, message));
        }
        if self.proof.right && resource.active {
            return Ok(Proved::Right);
        }
        let cause = if self.proof.right { "deactivated" } else { "password" };
        let denial = Denial::of(tx, &resource.id, &lockout)?;
        let event = denial.told(event(EventOutcome::Denied, "denied").detail("cause", cause));
        tx.apply(denial.changes(&resource.id), event)?;
        Ok(Proved::Denied)
    }
}
