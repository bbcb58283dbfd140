//! The write transaction: it holds the write lock from its beginning, knows the time, writes changes with their event, and drops all of it
//! unless it is committed.

use super::read::ReadTx;
use crate::{
    audit::Head,
    domain::{
        ambient::{Clock, Random, random},
        event::{Actor, ActorAuth, Event},
        remedy::Remedy,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{
        change::Change,
        database::Transaction,
        failure::{PATIENCE_SECONDS, busy},
        open::Store,
        queue,
    },
};
use std::{cell::RefCell, ops::Deref, time::Duration};

/// How far the clock may be behind the newest event and still count as that event's time (R-AUD-7).
const CLOCK_SLACK: Span = Span::seconds(120);

/// What a clock behind the newest event means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ClockRule {
    /// Up to two minutes it counts as that event's time; further behind, nothing is written.
    Strict,
    /// The owner accepts it as it is.
    Accept,
    /// However far behind, it counts as that event's time: for the mark that goes before the owner's acceptance.
    Newest,
}

/// A write transaction. Everything that [`ReadTx`] reads can be read in it, under the write lock.
pub struct WriteTx<'a> {
    tx: ReadTx<'a>,
    head: Head,
    now: Time,
    actor: Actor,
    random: RefCell<&'a mut dyn Random>,
    /// How many events there were before.
    began: u64,
    /// The two persons of an approved request: they stand in every event (R-PERM-6).
    persons: Option<(String, String)>,
    /// Handed on once the transaction has ended.
    _turn: Option<queue::Turn>,
}

impl<'a> Deref for WriteTx<'a> {
    type Target = ReadTx<'a>;
    fn deref(&self) -> &ReadTx<'a> {
        &self.tx
    }
}

impl Store {
    /// Takes the write lock, waiting about ten seconds for other processes.
    ///
    /// # Errors
    /// `busy`; `clock_behind` (R-AUD-7); `corrupt` if the head of the history does not verify, since writing on would hide it.
    pub fn write<'a>(&'a self, clock: &dyn Clock, rule: ClockRule, random: &'a mut dyn Random) -> Result<WriteTx<'a>> {
        let _span = tracing::debug_span!("write lock").entered();
        // A little less than the engine waits: a writer that has its turn and waits in vain must not pass its waiting on.
        let patience = Duration::from_millis(PATIENCE_SECONDS * 1000 - 500);
        let turn = match self.is_shared {
            true => {
                queue::turn(self.key_path(), self.path(), patience).map_err(|_| busy(self.database.lock_holder()))?
            }
            false => None,
        };
        let tx = ReadTx { store: self, transaction: self.database.write()? };
        let head = tx.head()?;
        // Read after the lock is held: so the order of times is the order of events.
        let now = effective_time(clock.now(), Time::from_millis(head.at), rule)?;
        // `act_as` sets who acts, under the lock. The name is empty until then.
        let actor = Actor { name: String::new(), auth: ActorAuth::None };
        let began = head.seq;
        Ok(WriteTx { tx, head, now, actor, random: RefCell::new(random), began, persons: None, _turn: turn })
    }
}

/// How far a clock is behind the newest event, if that is too far for anything to be written (R-AUD-7).
pub(super) fn too_far_behind(clock: Time, newest: Time) -> Option<Span> {
    Some(newest.since(clock)).filter(|behind| *behind > CLOCK_SLACK)
}

/// R-AUD-7.
fn effective_time(clock: Time, newest: Time, rule: ClockRule) -> Result<Time> {
    let behind = newest.since(clock);
    if behind == Span::seconds(0) || rule == ClockRule::Accept {
        return Ok(clock);
    }
    if too_far_behind(clock, newest).is_none() || rule == ClockRule::Newest {
        return Ok(newest);
    }
    let message = format!(
        "the clock says {clock}, {} behind the newest event of the history ({newest}); nothing was changed",
        behind.in_words()
    );
    Err(Error::new(Code::ClockBehind, message)
        .note("correct the clock; if it is right and the history ran ahead, the owner can accept it")
        .hint("accept it with", Remedy::AcceptClock))
}

/// A UUID of version 7.
pub(in crate::store) fn id_at(now: Time, random: &[u8; 10]) -> String {
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, random).into_uuid().to_string()
}

impl<'a> WriteTx<'a> {
    /// The time of everything in this transaction, never before the newest event.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The time of the newest event.
    pub fn newest(&self) -> Time {
        Time::from_millis(self.head.at)
    }

    /// The head of the history with what was written here.
    pub(super) fn newest_head(&self) -> &Head {
        &self.head
    }

    /// What the database keeps.
    pub(super) fn transaction(&self) -> &(dyn Transaction + 'a) {
        &*self.tx.transaction
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// Says who acts, before anything is written.
    pub fn act_as(&mut self, actor: Actor) {
        self.actor = actor;
    }

    /// Whether nothing was written yet.
    pub fn untouched(&self) -> bool {
        self.head.seq == self.began
    }

    /// From here on one person's request is carried out with another one's approval: every event names both (R-PERM-6).
    pub fn with_second_person(&mut self, requested_by: String, approved_by: String) {
        self.persons = Some((requested_by, approved_by));
    }

    /// Whether a second person has approved what is done here.
    pub fn has_second_person(&self) -> bool {
        self.persons.is_some()
    }

    /// Unpredictable bytes.
    pub fn random<const N: usize>(&self) -> Result<[u8; N]> {
        Ok(random(*self.random.borrow_mut())?)
    }

    /// A new id: a UUID of version 7: ids sort by their time.
    pub fn new_id(&self) -> Result<String> {
        Ok(id_at(self.now, &self.random()?))
    }

    /// Writes changes and the event that tells them, in this transaction (R-AUD-1). An error leaves nothing behind once this is dropped.
    pub fn apply<'c>(&mut self, changes: impl IntoIterator<Item = Change<'c>>, event: Event) -> Result<()> {
        for change in changes {
            self.change(&change)?;
        }
        self.record(event)
    }

    /// Writes an event that tells no change: a refused login, a check.
    pub fn record(&mut self, event: Event) -> Result<()> {
        let event = match &self.persons {
            Some((asked, approved)) => {
                // `2fa disable` names its second person itself, who is the one that approves.
                event.detail("requested_by", asked.clone()).detail("approved_by", approved.clone())
            }
            None => event,
        };
        let salt = self.random()?;
        let mut head = self.head.clone();
        self.append_event(&mut head, &event, &salt)?;
        self.head = head;
        Ok(())
    }

    /// Makes everything durable. What is answered afterwards has been written to the disk.
    ///
    /// # Errors
    /// `may_be_done` if the disk does not say whether it has it; after every other error nothing was changed.
    pub fn commit(self) -> Result<()> {
        let _span = tracing::debug_span!("commit", events = self.head.seq - self.began).entered();
        if !self.untouched() {
            self.store_head(&self.head, self.began)?;
        }
        self.transaction().commit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWEST: Time = Time::from_millis(1_700_000_000_000);

    #[test]
    fn r_aud_7_a_clock_behind_by_up_to_two_minutes_counts_as_the_newest_event() {
        let at = |seconds: i64| Time::from_millis(NEWEST.millis() + seconds * 1000);
        let strict = |clock| effective_time(clock, NEWEST, ClockRule::Strict);
        assert_eq!(strict(at(5)).expect("ahead"), at(5));
        assert_eq!(strict(at(-120)).expect("slack"), NEWEST);
        assert_eq!(strict(at(-121)).expect_err("behind").code(), Code::ClockBehind);
        assert_eq!(effective_time(at(-9999), NEWEST, ClockRule::Accept).expect("accepted"), at(-9999));
        assert_eq!(effective_time(at(-9999), NEWEST, ClockRule::Newest).expect("a mark"), NEWEST);
    }
}
