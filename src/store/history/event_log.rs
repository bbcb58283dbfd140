//! Reading the history back, newest first, under conditions.

use crate::{
    audit::Row,
    domain::{event::Action, time::Time},
    error::Result,
};

/// Which events are asked for; all conditions hold together.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// The id of the resource it was done to.
    pub target: Option<String>,
    pub actor: Option<String>,
    /// One of these actions; any if there is none.
    pub actions: Vec<Action>,
    /// How it ended.
    pub outcome: Option<String>,
    /// Its personal part contains this text. No index helps: every event that the other conditions let through is looked at.
    pub mentions: Option<String>,
    /// At this time or later.
    pub since: Option<Time>,
    /// Before this time.
    pub until: Option<Time>,
    /// Older than the event with this number.
    pub before_seq: Option<u64>,
    /// Newer than the event with this number.
    pub after_seq: Option<u64>,
    /// At most so many; all of them if it is `None`.
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
