//! `account unlock` (R-LOCK-2, R-LOCK-5).

use crate::{
    domain::{
        event::{Action, Event, Why},
        lockout::HandLock,
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{Need, authorize, hand_locks},
        people::view::{self, AccountView, LiftedLock},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde_json::json;

/// Unlocks an account and resets its count of failed logins.
#[derive(Clone, Debug)]
pub struct Unlock {
    pub resource: String,
    pub why: Why,
    /// The newest event when the operator was told of the locks by hand, if they were: no lock that was set later is lifted.
    pub known: Option<u64>,
}

const UNLOCKING: Need<'static> = Need::change(Permission::AccountUnlock).of_another("unlock themselves");

/// Whether this operator may unlock that resource; also checked before any prompt.
///
/// # Errors
/// `permission_denied`; `not_found`; `higher_level` (R-PERM-3, R-LOCK-5); `self_service`.
pub fn may_unlock(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Resource> {
    let access = authorize(tx, operator, UNLOCKING, typed)?;
    access.require_liftable(tx, now)?;
    Ok(access.resource)
}

/// Like [`may_unlock`], with the locks by hand that it would lift, the newest first, and the number of the newest event.
///
/// # Errors
/// Those of [`may_unlock`].
pub fn would_lift(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<(Vec<HandLock>, u64)> {
    let resource = may_unlock(tx, operator, typed, now)?;
    let locks = hand_locks::in_force(tx, &resource.id, now)?;
    Ok((locks, tx.newest_event()?.map_or(0, |(seq, _)| seq)))
}

/// Refuses to lift a lock by hand of which the operator could not be told.
fn require_known(tx: &ReadTx<'_>, resource: &Resource, known: u64, now: Time) -> Result<()> {
    let newer = hand_locks::set_after(tx, &resource.id, known, now)?;
    newer.map_or(Ok(()), |lock| {
        let message = format!("{} locked {} by hand meanwhile; nothing was changed", lock.by, resource.username);
        Err(Error::new(Code::Changed, message).hint("see why", Remedy::Why(resource.username.clone())))
    })
}

#[derive(Debug)]
pub struct Unlocked {
    pub account: AccountView,
    /// The locks by hand that it lifted, the newest first.
    pub lifted: Vec<LiftedLock>,
}

impl Operation for Unlock {
    type Outcome = Done<Unlocked>;

    fn action(&self) -> Action {
        Action::AccountUnlock
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Unlocked>> {
        let access = authorize(tx, operator, UNLOCKING.because(&self.why), &self.resource)?;
        let (policy, now) = (tx.policy()?, tx.now());
        access.require_liftable(tx, now)?;
        let resource = access.resource;
        if let Some(known) = self.known {
            require_known(tx, &resource, known, now)?;
        }
        let lockout = tx.lockout(&resource.id)?;
        let locked = lockout.locked_since(now).is_some();
        // Failures that have not locked yet are reset as well: that is what the person on the telephone needs.
        if !locked && lockout.failed == 0 {
            let account = view::account(tx, &resource, &policy, now)?;
            return Ok(Done { changed: false, state: Unlocked { account, lifted: Vec::new() } });
        }
        let lifted: Vec<LiftedLock> =
            hand_locks::in_force(tx, &resource.id, now)?.into_iter().map(Into::into).collect();
        let event = Event::ok(Action::AccountUnlock)
            .on(&resource.id, &resource.username)
            .because(&self.why)
            .changed("failed_attempts", lockout.failed, 0)
            .detail("locked_by_hand", lockout.hand_lock(now).map(|lock| lock.by.clone()));
        let event = if lifted.is_empty() { event } else { event.detail("lifted", json!(lifted)) };
        let event = if locked { event.changed("locked", true, false) } else { event };
        tx.apply([Change::LockoutCleared(&resource.id)], event)?;
        let account = view::account(tx, &resource, &policy, now)?;
        Ok(Done { changed: true, state: Unlocked { account, lifted } })
    }
}
