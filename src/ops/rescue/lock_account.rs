//! `account lock`: by hand, until a time or without end (R-LOCK-5).

use super::unlock_account::may_unlock;
use crate::{
    domain::{
        event::{Action, Event, Why},
        lockout::HandLock,
        permission::{Operator, Permission},
        resource::{Resource, Standing},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{Need, authorize},
        login::session_end::Ending,
        operators::last_administrator::keep_an_administrator,
        people::view::{self, AccountView, LiftedLock},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde_json::json;

#[derive(Clone, Debug)]
pub struct Lock {
    pub resource: String,
    /// When it ends; without end if omitted.
    pub until: Option<Time>,
    pub why: Why,
}

#[derive(Debug)]
pub struct Locked {
    pub account: AccountView,
    /// The lock by hand that it replaced.
    pub replaced: Option<LiftedLock>,
}

const LOCKING: Need<'static> = Need::change(Permission::AccountLock);

/// Whether this operator may lock that resource; also checked before the reason prompt.
pub fn may_lock(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, LOCKING, typed)?.resource)
}

impl Operation for Lock {
    type Outcome = Done<Locked>;

    fn action(&self) -> Action {
        Action::AccountLock
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Locked>> {
        let resource = authorize(tx, operator, LOCKING.because(&self.why), &self.resource)?.resource;
        let (policy, now) = (tx.policy()?, tx.now());
        if self.until.is_some_and(|until| until <= now) {
            return Err(Error::new(Code::InvalidInput, "the lock would end in the past; nothing was changed"));
        }
        let lockout = tx.lockout(&resource.id)?;
        if lockout.hand_lock(now).is_some_and(|lock| lock.until == self.until) {
            let account = view::account(tx, &resource, &policy, now)?;
            return Ok(Done { changed: false, state: Locked { account, replaced: None } });
        }
        // A lock that ends earlier than the present one lifts that one: this takes the permission to unlock.
        let present = lockout.hand_lock(now).map(|lock| lock.until);
        if present.is_some_and(|present| self.until.is_some_and(|until| present.is_none_or(|present| until < present)))
        {
            may_unlock(tx, operator, &resource.id, now)?;
        }
        keep_an_administrator(tx, &resource, now, |standing| Standing { locked_by_hand: true, ..standing })?;
        let end = |until: Option<Time>| until.map_or("without end".to_owned(), |until| until.to_string());
        let replaced = lockout.hand_lock(now).cloned().map(LiftedLock::from);
        let before = replaced.as_ref().map(|lock| end(lock.locked_until));
        let (reason, by) = (self.why.reason.clone().or(self.why.ticket.clone()), operator.actor.name.clone());
        let lock = HandLock { at: now, until: self.until, reason, by };
        let event = Event::ok(Action::AccountLock).on(&resource.id, &resource.username).because(&self.why);
        let event = event.changed("locked_by_hand", before, end(self.until));
        let event = match &replaced {
            Some(replaced) => event.detail("replaced", json!(replaced)),
            None => event,
        };
        let sessions = Ending::of(tx, &resource.id, now)?;
        let locked = Change::LockedByHand { resource: &resource.id, lock: &lock };
        tx.apply([locked].into_iter().chain(sessions.change(&resource.id)), sessions.describe(event))?;
        let account = view::account(tx, &resource, &policy, now)?;
        Ok(Done { changed: true, state: Locked { account, replaced } })
    }
}
