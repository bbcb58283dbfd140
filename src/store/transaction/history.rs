//! The history: an event's bytes and its place in the chain are made here, for every engine alike.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    audit::{self, Fields, Head, Row, Verdict, Verifier},
    domain::{
        event::{Event, StoredEvent},
        remedy::Remedy,
        time::Time,
    },
    error::{Code, Error, Result},
    store::{
        failure::{malformed, no_order},
        history::{
            audit_events::{HeadMark, HeadRow, Unreadable},
            event_log::EventFilter,
        },
    },
};
use data_encoding::HEXLOWER;
use std::borrow::Cow;

/// R-AUD-1: an event that cannot be written takes everything else back with it; the cause stays visible if it has a name.
fn unwritable(error: Error) -> Error {
    match error.code() {
        Code::Corrupt | Code::Failure => Error::new(
            Code::AuditUnwritable,
            format!("the event could not be written, so nothing happened ({})", error.message()),
        )
        .caused_by(&error)
        .hint("see", Remedy::Doctor),
        _ => error,
    }
}

impl ReadTx<'_> {
    /// The stored head. Its seal must hold.
    pub(super) fn head(&self) -> Result<Head> {
        self.stored_head()?.ok_or_else(|| {
            Error::new(
                Code::Corrupt,
                "the end of the history does not verify, so nothing may be added to it; nothing was changed",
            )
            .hint("see where it is wrong", Remedy::VerifyHistory)
        })
    }

    /// The stored head, or `None` if it is missing or malformed, or carries a seal that is not ours.
    fn stored_head(&self) -> Result<Option<Head>> {
        let key = self.vault()?.audit_key();
        Ok(self.transaction.head_row()?.and_then(|row| row.opened(key)))
    }

    /// Verifies the whole history (R-AUD-3). After every row `progress` gets their number; `None` if it answered false.
    ///
    /// # Errors
    /// Those of reading; what is wrong with the history is no error but the verdict.
    pub fn verify_history(&self, mut progress: impl FnMut(u64) -> bool) -> Result<Option<Verdict>> {
        let vault = self.vault()?;
        let mut verifier = Verifier::new(vault.audit_key(), &self.tenant()?.id);
        let (mut count, mut goes_on, mut last) = (0, true, None);
        self.transaction.every_event(&mut |row| {
            let seq = match &row {
                Ok(row) => Some(row.seq),
                Err(Unreadable(seq)) => *seq,
            };
            match row {
                Ok(row) => verifier.take(&row),
                Err(Unreadable(seq)) => verifier.take_unreadable(seq),
            }
            count += 1;
            goes_on = progress(count);
            // Numbers that do not rise are wrong, and may have no end.
            let rises = seq.is_none() || last < seq;
            last = seq.or(last);
            goes_on && rises
        })?;
        match goes_on {
            true => Ok(Some(verifier.finish(self.stored_head()?.as_ref()))),
            false => Ok(None),
        }
    }

    /// The end of the history.
    ///
    /// # Errors
    /// `corrupt` if it does not verify.
    pub fn head_mark(&self) -> Result<HeadMark> {
        let head = self.head()?;
        Ok(HeadMark { seq: head.seq, mac: head.mac })
    }

    /// Whether the history goes through that place.
    pub fn passes(&self, mark: &HeadMark) -> Result<bool> {
        Ok(self.transaction.chain_value(mark.seq)?.is_some_and(|mac| mac == mark.mac))
    }

    /// Calls `each` with every event that the filter lets through, newest first, until it answers false.
    ///
    /// # Errors
    /// `corrupt` for a malformed row, and those of reading.
    pub fn events(&self, filter: &EventFilter, mut each: impl FnMut(StoredEvent) -> Result<bool>) -> Result<()> {
        let mut falls = Falling(filter.before_seq);
        self.transaction.event_rows(filter, &mut |row| each(falls.next(stored_event(row)?)?))
    }

    /// Calls `each` with every mark of break-glass after a time and after an event, newest first.
    pub fn break_glass_since(
        &self,
        after: Time,
        after_seq: u64,
        mut each: impl FnMut(StoredEvent) -> Result<()>,
    ) -> Result<()> {
        let mut falls = Falling(None);
        self.transaction.break_glass_rows(after, after_seq, &mut |row| each(falls.next(stored_event(row)?)?))
    }
}

/// The number that the next event must be below.
struct Falling(Option<u64>);

impl Falling {
    fn next(&mut self, event: StoredEvent) -> Result<StoredEvent> {
        if self.0.replace(event.seq).is_some_and(|before| event.seq >= before) {
            return Err(no_order("audit_events", &event.seq.to_string()));
        }
        Ok(event)
    }
}

impl WriteTx<'_> {
    /// The end of the history as it is once this transaction is committed.
    pub fn next_head_mark(&self) -> HeadMark {
        let head = self.newest_head();
        HeadMark { seq: head.seq, mac: head.mac }
    }

    /// Appends one event and moves the head on; [`Self::store_head`] stores it.
    pub(super) fn append_event(&self, head: &mut Head, event: &Event, salt: &[u8; 32]) -> Result<()> {
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
    pub(super) fn store_head(&self, head: &Head, began: u64) -> Result<()> {
        let row = HeadRow::sealed(head, self.vault()?.audit_key());
        self.transaction().put_head(&row, began).map_err(unwritable)
    }
}

/// An event as reports show it, without what the chain needs.
fn stored_event(raw: Row<'_>) -> Result<StoredEvent> {
    let shown = |column| malformed("audit_events", &raw.seq.to_string(), column);
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
