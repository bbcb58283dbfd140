//! Who set the locks by hand on an account, and whether the operator may lift them (R-LOCK-5): only that level lifts a lock that a higher
//! level set. The history records who set it and at which level. So neither a level that was lost since nor a longer lock in its place lets
//! a lower level lift it.

use super::authorize::Access;
use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome, StoredEvent},
        level::Level,
        lockout::HandLock,
        permission::{Operator, Permissions},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::find,
    store::{EventFilter, ReadTx},
};
use serde_json::Value;

/// A lock by hand that still holds, with its event.
struct Held {
    lock: HandLock,
    /// Set by the owner of database and key, who ranks above every level.
    by_owner: bool,
    seq: u64,
}

/// Someone above the operator, who set a lock.
pub(in crate::ops) struct Setter {
    /// The name in the history.
    name: String,
    /// Their level at that time; none for the owner.
    level: Option<Level>,
}

impl Setter {
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Who lifts the lock.
    pub const fn lifted_by(&self) -> &'static str {
        match self.level {
            Some(_) => "that person can, or an administrator",
            None => "the owner of database and key can",
        }
    }

    /// Whether the owner of database and key set it.
    pub(super) const fn is_owner(&self) -> bool {
        self.level.is_none()
    }
}

/// The locks by hand in force on an account, the newest first, one for each person who set one. A longer lock replaces another's, which
/// still holds beneath it to its own end.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn in_force(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Vec<HandLock>> {
    let mut locks: Vec<HandLock> = Vec::new();
    for held in held(tx, resource, now)? {
        if locks.iter().all(|lock| lock.by != held.lock.by) {
            locks.push(held.lock);
        }
    }
    Ok(locks)
}

/// A lock by hand in force that was set after the event with this number. Numbers tell what came later even while the clock is behind.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn set_after(tx: &ReadTx<'_>, resource: &str, seq: u64, now: Time) -> Result<Option<HandLock>> {
    Ok(held(tx, resource, now)?.into_iter().find(|held| held.seq > seq).map(|held| held.lock))
}

/// The number of the event of the newest lock by hand in force.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn newest(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Option<u64>> {
    Ok(held(tx, resource, now)?.first().map(|held| held.seq))
}

/// Someone who ranks above the operator and set one of the locks by hand in force on the resource. No one ranks above the owner.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn setter_above(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &str,
    now: Time,
) -> Result<Option<Setter>> {
    let Some(account) = operator.account() else { return Ok(None) };
    for held in held(tx, resource, now)? {
        let name = held.lock.by;
        if held.by_owner {
            return Ok(Some(Setter { name, level: None }));
        }
        let level = level_then(tx, &name, held.seq)?;
        let theirs = tx.level_permissions(&level)?.unwrap_or(Permissions::ALL);
        if theirs.above(account.of_its_level()) {
            return Ok(Some(Setter { name, level: Some(level) }));
        }
    }
    Ok(None)
}

impl Access<'_> {
    /// Refuses to lift a lock by hand that a higher level set (R-LOCK-5).
    ///
    /// # Errors
    /// `higher_level`.
    pub fn require_liftable(&self, tx: &ReadTx<'_>, now: Time) -> Result<()> {
        let (resource, operator) = (&self.resource, self.operator);
        let Some(setter) = setter_above(tx, operator, &resource.id, now)? else { return Ok(()) };
        Err(refusal(resource, operator, &setter))
    }
}

fn refusal(resource: &Resource, operator: &Operator, Setter { name, level }: &Setter) -> Error {
    let (locked, yours) = (&resource.username, operator.account().map_or("", |account| account.level.as_str()));
    let Some(level) = level else {
        let message = format!("{name}, the owner of database and key, locked {locked} by hand; nothing was changed");
        let unlock = Remedy::UnlockAccount(locked.clone());
        return Error::new(Code::HigherLevel, message).owners("the owner unlocks it", unlock);
    };
    let message = format!(
        "{name} locked {locked} by hand with the level {}, above yours ({yours}); nothing was changed",
        level.word()
    );
    Error::new(Code::HigherLevel, message).note(format!("speak with {name}, or ask an administrator"))
}

/// The locks in force, the newest first.
fn held(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Vec<Held>> {
    let lockout = tx.lockout(resource)?;
    let Some(row) = lockout.hand_lock(now) else { return Ok(Vec::new()) };
    let filter = EventFilter {
        target: Some(resource.to_owned()),
        actions: vec![Action::AccountLock],
        outcome: Some(EventOutcome::Ok.word().to_owned()),
        ..EventFilter::default()
    };
    let mut locks: Vec<Held> = Vec::new();
    tx.events(&filter, |event| {
        let (replaced, until) = ends(&event);
        let holds = until.is_none_or(|until| now < until);
        let by_owner = [ActorAuth::Session, ActorAuth::Token].iter().all(|auth| auth.word() != event.actor_auth);
        let text = |key: &str| event.personal.get(key).and_then(Value::as_str).map(str::to_owned);
        let reason = text("reason").or_else(|| text("ticket"));
        let seq = event.seq;
        // A shorter lock lifted the one before it, and its setter was authorized to do that.
        let goes_on = replaced.is_some_and(|before| lasts_as_long(until, before));
        if holds {
            locks.push(Held { lock: HandLock { at: event.at, until, reason, by: event.actor }, by_owner, seq });
        }
        Ok(goes_on)
    })?;
    if locks.is_empty() {
        // The row is what keeps the person out, whatever the history says.
        locks.push(Held { lock: row.clone(), by_owner: !row.by.contains('@'), seq: 0 });
    }
    Ok(locks)
}

/// When the previous lock ended, if there was one, and when the new one ends; an inner `None` means no end.
fn ends(event: &StoredEvent) -> (Option<Option<Time>>, Option<Time>) {
    let changed = event.personal.get("details").and_then(|details| details.get("changed")?.get("locked_by_hand"));
    let text = |side: &str| changed.and_then(|changed| changed.get(side)).and_then(Value::as_str);
    // A value that is no time means "without end".
    let time = |text: &str| text.parse::<Time>().ok();
    (text("before").map(time), text("after").and_then(time))
}

fn lasts_as_long(until: Option<Time>, before: Option<Time>) -> bool {
    until.is_none_or(|until| before.is_some_and(|before| before <= until))
}

/// The level that someone had at an event: from the first change since then, or their present level.
fn level_then(tx: &ReadTx<'_>, name: &str, seq: u64) -> Result<Level> {
    // Accounts are never deleted or renamed. If the name is not found all the same, no lower level lifts the lock.
    let Some(id) = find::login_name(tx, name)? else { return Ok(Level::Admin) };
    let (mut level, mut first) = (find::existing(tx, &id)?.level, u64::MAX);
    for action in [Action::LevelGrant, Action::LevelRevoke] {
        let filter = EventFilter {
            target: Some(id.clone()),
            actions: vec![action],
            outcome: Some(EventOutcome::Ok.word().to_owned()),
            after_seq: Some(seq),
            ..EventFilter::default()
        };
        tx.events(&filter, |event| {
            let changed = event.personal.get("details").and_then(|details| details.get("changed")?.get("level"));
            let before = changed.and_then(|changed| Level::from_word(changed.get("before")?.as_str()?));
            if let Some(before) = before.filter(|_| event.seq < first) {
                (level, first) = (before, event.seq);
            }
            Ok(true)
        })?;
    }
    Ok(level)
}
