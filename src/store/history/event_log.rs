//! Reading the history back, newest first, under conditions.

use crate::{
    audit::Row,
    domain::{event::StoredEvent, time::Time},
    error::Result,
    store::{ReadTx, failure::nonsense},
};
use data_encoding::HEXLOWER;
use std::borrow::Cow;

/// Which events are asked for; all conditions hold together.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// The id of the resource it was done to.
    pub target: Option<String>,
    /// Who did it.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<String>,
    /// How it ended.
    pub outcome: Option<String>,
    /// What is told of it holds this text. No index helps: every event that the other conditions let through is looked at.
    pub mentions: Option<String>,
    /// At this time or later.
    pub since: Option<Time>,
    /// Before this time.
    pub until: Option<Time>,
    /// Older than the event with this number.
    pub before_seq: Option<u64>,
    /// Newer than the event with this number.
    pub after_seq: Option<u64>,
    /// At most so many; all of them where it is `None`.
    pub limit: Option<u64>,
}

/// What is read of the history's events.
pub trait ReadEventLog {
    /// The number of the oldest event under break-glass.
    fn first_break_glass(&self) -> Result<Option<u64>>;
}

/// What a database tells of the history's events.
pub(in crate::store) trait KeepEventLog {
    /// Calls `each` with every event that the filter lets through, newest first, until it answers false.
    fn event_rows(&self, filter: &EventFilter, each: &mut dyn FnMut(Row<'_>) -> Result<bool>) -> Result<()>;

    /// Calls `each` with every mark of break-glass after a time and after an event, newest first. They have an index of their own.
    fn break_glass_rows(&self, after: Time, after_seq: u64, each: &mut dyn FnMut(Row<'_>) -> Result<()>) -> Result<()>;
}

impl ReadTx<'_> {
    /// Calls `each` with every event that the filter lets through, newest first, until it answers false.
    ///
    /// # Errors
    /// `corrupt` for a row that makes no sense, and those of reading.
    pub fn events(&self, filter: &EventFilter, mut each: impl FnMut(StoredEvent) -> Result<bool>) -> Result<()> {
        self.transaction.event_rows(filter, &mut |row| each(stored_event(row)?))
    }

    /// Calls `each` with every mark of break-glass after a time and after an event, newest first.
    pub fn break_glass_since(
        &self,
        after: Time,
        after_seq: u64,
        mut each: impl FnMut(StoredEvent) -> Result<()>,
    ) -> Result<()> {
        self.transaction.break_glass_rows(after, after_seq, &mut |row| each(stored_event(row)?))
    }
}

/// An event as it is told; what the chain needs beside it is left out.
fn stored_event(raw: Row<'_>) -> Result<StoredEvent> {
    let shown = |column| nonsense("audit_events", &raw.seq.to_string(), column);
    let personal = match &raw.personal {
        Some(personal) => serde_json::from_slice(personal).map_err(|_| shown("personal"))?,
        None => serde_json::Value::Null,
    };
    Ok(StoredEvent {
        seq: u64::try_from(raw.seq).map_err(|_| shown("seq"))?,
        at: Time::from_millis(raw.at),
        actor: raw.actor.into_owned(),
        actor_auth: raw.actor_auth.into_owned(),
        action: raw.action.into_owned(),
        target: raw.target.map(Cow::into_owned),
        outcome: raw.outcome.into_owned(),
        client: raw.client.map(Cow::into_owned),
        personal,
        hash: HEXLOWER.encode(&raw.mac),
    })
}
