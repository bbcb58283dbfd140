//! Proving one's password outside a login: for self-enrollment (R-TOTP-2). A wrong one counts into the same lock as a login's.

use super::{Operation, authenticate::Proof, target};
use crate::{
    domain::{
        event::{Action, Event, EventOutcome},
        permission::Operator,
    },
    error::{Code, Error, Result},
    store::{Change, WriteTx},
};

/// Decides about a password that was compared beforehand, as [`super::authenticate`] does it.
pub struct ProvePassword<'a> {
    /// Whose.
    pub resource: &'a str,
    /// What the comparison gave.
    pub proof: &'a Proof,
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
        let (policy, now, lockout) = (tx.policy()?, tx.now(), tx.lockout(&resource.id)?);
        let event = |outcome, word| {
            let event = Event::ok(Action::Authenticate).on(&resource.id, &resource.username).ended(outcome);
            event.detail("outcome", word).detail("purpose", "enrollment")
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
        let after = lockout.after_denial(policy.lockout_threshold, now);
        let event = event(EventOutcome::Denied, "denied").detail("failed_attempts", after.failed);
        tx.apply([Change::LockoutCounted { resource: &resource.id, lockout: &after }], event)?;
        Ok(Proved::Denied)
    }
}
