//! The history: appending, and handing its rows to the verifier.

use super::super::{ReadTx, WriteTx, explain, nonsense};
use crate::{
    audit::{self, Fields, Frontier, Head, Row, Verdict, Verifier},
    domain::{event::Event, remedy::Remedy, time::Time},
    error::{Code, Error, Result},
};
use rusqlite::{ErrorCode, OptionalExtension, params};
use std::borrow::Cow;

/// What [`raw_row`] reads, in its order.
pub(in crate::store) const COLUMNS: &str =
    "seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";

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
        let sql = "SELECT seq, at, mac, frontier, seal FROM audit_head WHERE one = 1";
        let mut statement = self.sql().prepare_cached(sql).map_err(|error| explain("reading the history", &error))?;
        let row = statement.query_row([], |row| {
            Ok((
                row.get::<_, i64>(0)?,
                row.get::<_, i64>(1)?,
                row.get::<_, [u8; 32]>(2),
                row.get::<_, Vec<u8>>(3)?,
                row.get::<_, Vec<u8>>(4)?,
            ))
        });
        let Some((seq, at, mac, frontier, seal)) =
            row.optional().map_err(|error| explain("reading the history", &error))?
        else {
            return Ok(None);
        };
        let head = u64::try_from(seq)
            .ok()
            .zip(mac.ok())
            .and_then(|(seq, mac)| Some(Head { seq, at, mac, frontier: Frontier::from_bytes(&frontier, seq)? }));
        Ok(head.filter(|head| head.is_sealed_by(key, &seal)))
    }

    /// Verifies the whole history (R-AUD-3). `progress` is told after every row how many there were; `None` where it answered false.
    ///
    /// # Errors
    /// Those of reading; what is wrong with the history is no error but the verdict.
    pub fn verify_history(&self, mut progress: impl FnMut(u64) -> bool) -> Result<Option<Verdict>> {
        let vault = self.vault()?;
        let mut verifier = Verifier::new(vault.audit_key(), &self.tenant()?.id);
        let read = |error| explain("reading the history", &error);
        let mut statement =
            self.sql().prepare(&format!("SELECT {COLUMNS} FROM audit_events ORDER BY seq")).map_err(read)?;
        let mut rows = statement.query([]).map_err(read)?;
        let mut count = 0;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                // Larger than anything this program writes: the engine does not even hand it out.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::TooBig) => {
                    verifier.take_unreadable(None);
                    break;
                }
                Err(error) => return Err(read(error)),
            };
            match raw_row(row) {
                Ok(row) => verifier.take(&row),
                // What this program never wrote is no reason to stop looking: it is what is looked for.
                Err(_) => verifier.take_unreadable(row.get(0).ok()),
            }
            count += 1;
            if !progress(count) {
                return Ok(None);
            }
        }
        Ok(Some(verifier.finish(self.stored_head()?.as_ref())))
    }

    /// How often a resource's codes were checked since then (R-TOTP-5), and when the oldest of those was.
    pub fn checks_since(&self, resource: &str, since: Time) -> Result<(u64, Option<Time>)> {
        let sql = "SELECT count(*), min(at) FROM audit_events WHERE target = ?1 AND at > ?2 AND action = 'totp.check'";
        let found = self
            .sql()
            .query_row(sql, params![resource, since.millis()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
        let (count, oldest): (i64, Option<i64>) = found.map_err(|error| explain("reading the history", &error))?;
        Ok((u64::try_from(count).unwrap_or(0), oldest.map(Time::from_millis)))
    }

    /// How many events there are.
    pub fn newest_event(&self) -> Result<Option<(u64, Time)>> {
        let sql = "SELECT seq, at FROM audit_events ORDER BY seq DESC LIMIT 1";
        let found = self.sql().query_row(sql, [], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?))).optional();
        let found = found.map_err(|error| explain("reading the history", &error))?;
        Ok(found.map(|(seq, at)| (u64::try_from(seq).unwrap_or(0), Time::from_millis(at))))
    }
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
        let failed = |error| explain("reading the history", &error);
        let sql = "SELECT mac FROM audit_events WHERE seq = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found: Option<Vec<u8>> =
            statement.query_row([mark.seq as i64], |row| row.get(0)).optional().map_err(failed)?;
        Ok(found.is_some_and(|mac| mac == mark.mac))
    }
}

impl WriteTx<'_> {
    /// The end of the history as it is once this transaction is committed.
    pub fn next_head_mark(&self) -> HeadMark {
        let head = self.newest_head();
        HeadMark { seq: head.seq, mac: head.mac }
    }

    /// Appends one event and moves the head on; [`Self::put_head`] stores it.
    pub(in crate::store) fn append_event(&self, head: &mut Head, event: &Event, salt: &[u8; 32]) -> Result<()> {
        let vault = self.vault()?;
        let personal = serde_json::to_vec(&event.personal).map_err(|error| {
            Error::new(Code::AuditUnwritable, format!("the event cannot be written ({error}); nothing was changed"))
        })?;
        let (seq, at) = (head.seq + 1, self.now().millis());
        let (actor, outcome, action) = (self.actor(), event.outcome.word(), event.action.word());
        let bytes = audit::encode(&Fields {
            tenant: &self.tenant()?.id,
            seq,
            at,
            actor: &actor.name,
            actor_auth: actor.auth.word(),
            action,
            target: event.target.as_deref(),
            outcome,
            client: event.client.as_deref(),
            commitment: audit::commitment(salt, &personal),
        });
        head.advance(vault.audit_key(), at, &bytes);
        let sql = format!(
            "INSERT INTO audit_events ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        );
        let row = params![
            seq as i64,
            audit::FORMAT,
            at,
            actor.name,
            actor.auth.word(),
            action,
            event.target,
            outcome,
            event.client,
            bytes,
            salt,
            personal,
            head.mac,
        ];
        // Counted, because a trigger put into the file could drop the row without an error.
        self.one_row("audit_events", &seq.to_string(), &sql, row).map_err(unwritable)
    }

    /// Moves the stored head on to the last of the events that were appended here: once, however many they were.
    pub(in crate::store) fn put_head(&self, head: &Head, began: u64) -> Result<()> {
        let sql =
            "UPDATE audit_head SET seq = ?1, at = ?2, mac = ?3, frontier = ?4, seal = ?5 WHERE one = 1 AND seq = ?6";
        let seal = head.seal(self.vault()?.audit_key());
        let row = params![head.seq as i64, head.at, head.mac, head.frontier.to_bytes(), seal, began as i64];
        self.one_row("audit_head", "1", sql, row).map_err(unwritable)
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

/// The number of a row, or 0 where even that cannot be read.
fn number(row: &rusqlite::Row) -> i64 {
    row.get(0).unwrap_or_default()
}

/// A row as it lies in the engine's memory; every value is looked at, and none is copied.
pub(in crate::store) fn raw_row<'r>(row: &'r rusqlite::Row) -> Result<Row<'r>> {
    let wrong = |column| nonsense("audit_events", &number(row).to_string(), column);
    let value = |place: usize, column| row.get_ref(place).map_err(|_| wrong(column));
    let whole = |place, column| value(place, column)?.as_i64().map_err(|_| wrong(column));
    let text_or_none = |place, column| {
        let text = value(place, column)?.as_str_or_null().map_err(|_| wrong(column))?;
        Ok::<_, Error>(text.map(Cow::Borrowed))
    };
    let text = |place, column| text_or_none(place, column)?.ok_or_else(|| wrong(column));
    let blob_or_none = |place, column| {
        let blob = value(place, column)?.as_blob_or_null().map_err(|_| wrong(column))?;
        Ok::<_, Error>(blob.map(Cow::Borrowed))
    };
    let blob = |place, column| blob_or_none(place, column)?.ok_or_else(|| wrong(column));
    Ok(Row {
        seq: whole(0, "seq")?,
        format: whole(1, "format")?,
        at: whole(2, "at")?,
        actor: text(3, "actor")?,
        actor_auth: text(4, "actor_auth")?,
        action: text(5, "action")?,
        target: text_or_none(6, "target")?,
        outcome: text(7, "outcome")?,
        client: text_or_none(8, "client")?,
        bytes: blob(9, "bytes")?,
        salt: blob_or_none(10, "salt")?,
        personal: blob_or_none(11, "personal")?,
        mac: blob(12, "mac")?,
    })
}
