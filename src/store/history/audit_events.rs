//! The history's end, what is appended there, and its verification.

use crate::{
    audit::{Frontier, Head, Row},
    domain::time::Time,
    error::Result,
    vault::Key,
};

/// The end of the history as it is kept; in a tampered database it can be anything.
pub(in crate::store) struct HeadRow {
    /// Number of the newest event.
    pub(in crate::store) seq: i64,
    pub(in crate::store) at: i64,
    /// The chain's value.
    pub(in crate::store) mac: Vec<u8>,
    /// The tree's frontier.
    pub(in crate::store) frontier: Vec<u8>,
    /// What makes the rest unforgeable.
    pub(in crate::store) seal: Vec<u8>,
}

impl HeadRow {
    /// A head under its seal.
    pub(in crate::store) fn sealed(head: &Head, key: &Key) -> Self {
        let (mac, frontier, seal) = (head.mac.to_vec(), head.frontier.to_bytes(), head.seal(key).to_vec());
        Self { seq: head.seq as i64, at: head.at, mac, frontier, seal }
    }

    /// The head, if it makes sense and its seal is ours.
    pub(in crate::store) fn opened(&self, key: &Key) -> Option<Head> {
        let seq = u64::try_from(self.seq).ok()?;
        let mac = self.mac.as_slice().try_into().ok()?;
        let head = Head { seq, at: self.at, mac, frontier: Frontier::from_bytes(&self.frontier, seq)? };
        head.is_sealed_by(key, &self.seal).then_some(head)
    }
}

/// A row with a column that cannot be read: this program never wrote it. Its number, if that can be read.
pub(in crate::store) struct Unreadable(pub(in crate::store) Option<i64>);

/// What is read of the history beside its events.
pub trait ReadAuditEvents {
    /// How often a resource's codes were checked since then (R-TOTP-5), and when the oldest of those was.
    fn checks_since(&self, resource: &str, since: Time) -> Result<(u64, Option<Time>)>;

    /// Number and time of the newest event; 0 for what cannot be read, which only a verification tells: writing goes by the sealed head.
    fn newest_event(&self) -> Result<Option<(u64, Time)>>;
}

/// What a database keeps of the history.
pub(in crate::store) trait KeepAuditEvents {
    /// The stored end of the history; `None` where it is not one row that can be read.
    fn head_row(&self) -> Result<Option<HeadRow>>;

    /// The chain's value at an event.
    fn chain_value(&self, seq: u64) -> Result<Option<Vec<u8>>>;

    /// Calls `each` with every event in the order of their numbers, until it answers false. A row that cannot be read stops nothing: it is
    /// what is looked for.
    fn every_event(&self, each: &mut dyn FnMut(std::result::Result<Row<'_>, Unreadable>) -> bool) -> Result<()>;

    /// Appends an event. That it was written is looked at, because a trigger put into the database could drop it without an error.
    fn insert_event(&self, row: &Row<'_>) -> Result<()>;

    /// Moves the stored end on, which must be at the event `began` still.
    fn put_head(&self, head: &HeadRow, began: u64) -> Result<()>;
}

/// A place in the history that no other history has: how many events there are, and the chain's value at the last of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct HeadMark {
    /// How many events.
    pub seq: u64,
    /// The chain's value there.
    pub mac: [u8; 32],
}
