//! `account unlock` (R-LOCK-2, R-LOCK-5).

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize},
        people::view::{self, AccountView},
    },
    store::{Change, ReadTx, WriteTx},
};

/// Unlocks an account and sets its count back.
#[derive(Clone, Debug)]
pub struct Unlock {
    /// Whose.
    pub resource: String,
    /// Why.
    pub why: Why,
}

const UNLOCKING: Need<'static> = Need::change(Permission::AccountUnlock).of_another("unlocks itself");

/// Whether this operator may unlock that resource: asked also before anything else is asked for.
pub fn may_unlock(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, UNLOCKING, typed)?.resource)
}

impl Operation for Unlock {
    type Outcome = Done<AccountView>;

    fn action(&self) -> Action {
        Action::AccountUnlock
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<AccountView>> {
        let resource = authorize(tx, operator, UNLOCKING.because(&self.why), &self.resource)?.resource;
        let (policy, now) = (tx.policy()?, tx.now());
        let lockout = tx.lockout(&resource.id)?;
        let locked = lockout.locked_since(now).is_some();
        // Failures that have not locked yet are set back as well: that is what the person on the telephone needs.
        if !locked && lockout.failed == 0 {
            return Ok(Done { changed: false, state: view::account(tx, &resource, &policy, now)? });
        }
        let event = Event::ok(Action::AccountUnlock)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .changed("failed_attempts", lockout.failed, 0)
            .detail("locked_by_hand", lockout.hand_lock(now).map(|lock| lock.by.clone()));
        let event = if locked { event.changed("locked", true, false) } else { event };
        tx.apply([Change::LockoutCleared(&resource.id)], event)?;
        Ok(Done { changed: true, state: view::account(tx, &resource, &policy, now)? })
    }
}
