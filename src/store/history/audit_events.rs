//! The history's end, what is appended there, and its verification.

use crate::{
    audit::{self, Fields, Frontier, Head, Row, Verdict, Verifier},
    domain::{event::Event, remedy::Remedy, time::Time},
    error::{Code, Error, Result},
    store::{ReadTx, WriteTx},
};

/// The end of the history as it is kept; in a tampered database it can be anything.
pub(in crate::store) struct HeadRow {
    /// Number of the newest event.
    pub(in crate::store) seq: i64,
    /// Its time.
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
    pub(in crate::store) fn sealed(head: &Head, key: &crate::vault::Key) -> Self {
        let (mac, frontier, seal) = (head.mac.to_vec(), head.frontier.to_bytes(), head.seal(key).to_vec());
        Self { seq: head.seq as i64, at: head.at, mac, frontier, seal }
    }

    /// The head, if it makes sense and its seal is ours.
    fn opened(&self, key: &crate::vault::Key) -> Option<Head> {
        let seq = u64::try_from(self.seq).ok()?;
        let mac = self.mac.as_slice().try_into().ok()?;
        let head = Head { seq, at: self.at, mac, frontier: Frontier::from_bytes(&self.frontier, seq)? };
        head.is_sealed_by(key, &self.seal).then_some(head)
    }
}

/// A row with a column that cannot be read: this program never wrote it. Its number, where that can be read.
pub(in crate::store) struct Unreadable(pub(in crate::store) Option<i64>);

/// What is read of the history beside its events.
pub trait ReadAuditEvents {
    /// How often a resource's codes were checked since then (R-TOTP-5), and when the oldest of those was.
    fn checks_since(&self, resource: &str, since: Time) -> Result<(u64, Option<Time>)>;

    /// Number and time of the newest event.
    fn newest_event(&self) -> Result<Option<(u64, Time)>>;
}

/// What a database keeps of the history.
pub(in crate::store) trait KeepAuditEvents {
    /// The stored end of the history; what cannot be read of it is empty.
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

impl ReadTx<'_> {
    /// The stored head, whose seal must hold.
    pub(in crate::store) fn head(&self) -> Result<Head> {
        self.stored_head()?.ok_or_else(|| {
            Error::new(
                Code::Corrupt,
                "the end of the history does not verify, so nothing may be added to it; nothing was changed",
            )
            .hint("see where it is wrong", Remedy::VerifyHistory)
        })
    }

    /// The stored head, or `None` where it is missing, makes no sense, or carries a seal that is not ours.
    fn stored_head(&self) -> Result<Option<Head>> {
        let key = self.vault()?.audit_key();
        Ok(self.transaction.head_row()?.and_then(|row| row.opened(key)))
    }

    /// Verifies the whole history (R-AUD-3). `progress` is told after every row how many there were; `None` where it answered false.
    ///
    /// # Errors
    /// Those of reading; what is wrong with the history is no error but the verdict.
    pub fn verify_history(&self, mut progress: impl FnMut(u64) -> bool) -> Result<Option<Verdict>> {
        let vault = self.vault()?;
        let mut verifier = Verifier::new(vault.audit_key(), &self.tenant()?.id);
        let (mut count, mut goes_on) = (0, true);
        self.transaction.every_event(&mut |row| {
            match row {
                Ok(row) => verifier.take(&row),
                Err(Unreadable(seq)) => verifier.take_unreadable(seq),
            }
            count += 1;
            goes_on = progress(count);
            goes_on
        })?;
        match goes_on {
            true => Ok(Some(verifier.finish(self.stored_head()?.as_ref()))),
            false => Ok(None),
        }
    }

    /// The end of the history.
    ///
    /// # Errors
    /// `corrupt` where it does not verify.
    pub fn head_mark(&self) -> Result<HeadMark> {
        let head = self.head()?;
        Ok(HeadMark { seq: head.seq, mac: head.mac })
    }

    /// Whether the history goes through that place.
    pub fn passes(&self, mark: &HeadMark) -> Result<bool> {
        Ok(self.transaction.chain_value(mark.seq)?.is_some_and(|mac| mac == mark.mac))
    }
}

impl WriteTx<'_> {
    /// The end of the history as it is once this transaction is committed.
    pub fn next_head_mark(&self) -> HeadMark {
        let head = self.newest_head();
        HeadMark { seq: head.seq, mac: head.mac }
    }

    /// Appends one event and moves the head on; [`Self::store_head`] stores it.
    pub(in crate::store) fn append_event(&self, head: &mut Head, event: &Event, salt: &[u8; 32]) -> Result<()> {
        let vault = self.vault()?;
        let personal = serde_json::to_vec(&event.personal).map_err(|error| {
            Error::new(Code::AuditUnwritable, format!("the event cannot be written ({error}); nothing was changed"))
        })?;
        let (seq, at) = (head.seq + 1, self.now().millis());
        let actor = self.actor();
        let fields = Fields {
            tenant: &self.tenant()?.id,
            seq,
            at,
            actor: &actor.name,
            actor_auth: actor.auth.word(),
            action: event.action.word(),
            target: event.target.as_deref(),
            outcome: event.outcome.word(),
            client: event.client.as_deref(),
            commitment: audit::commitment(salt, &personal),
        };
        let bytes = audit::encode(&fields);
        head.advance(vault.audit_key(), at, &bytes);
        let row = Row {
            seq: seq as i64,
            format: audit::FORMAT.into(),
            at,
            actor: fields.actor.into(),
            actor_auth: fields.actor_auth.into(),
            action: fields.action.into(),
            target: fields.target.map(Into::into),
            outcome: fields.outcome.into(),
            client: fields.client.map(Into::into),
            bytes: bytes.into(),
            salt: Some(salt.as_slice().into()),
            personal: Some(personal.into()),
            mac: head.mac.as_slice().into(),
        };
        self.transaction().insert_event(&row).map_err(unwritable)
    }

    /// Moves the stored head on to the last of the events that were appended here: once, however many they were.
    pub(in crate::store) fn store_head(&self, head: &Head, began: u64) -> Result<()> {
        let row = HeadRow::sealed(head, self.vault()?.audit_key());
        self.transaction().put_head(&row, began).map_err(unwritable)
    }
}

/// R-AUD-1: an event that cannot be written takes everything else back with it; the cause stays visible where it has a name.
fn unwritable(error: Error) -> Error {
    match error.code() {
        Code::Corrupt | Code::Failure => Error::new(
            Code::AuditUnwritable,
            format!("the event could not be written, so nothing happened ({})", error.message()),
        )
        .hint("see", Remedy::Doctor),
        _ => error,
    }
}
