//! The history's rows, and its end.

use crate::{
    audit::Row,
    domain::time::Time,
    error::{Error, Result},
    store::{
        history::audit_events::{HeadRow, KeepAuditEvents, ReadAuditEvents, Unreadable},
        sqlite::{Transaction, explain, malformed},
    },
};
use rusqlite::{ErrorCode, OptionalExtension, params};
use std::borrow::Cow;

/// What [`raw_row`] reads, in its order.
pub(super) const COLUMNS: &str =
    "seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";

impl ReadAuditEvents for Transaction<'_> {
    fn checks_since(&self, resource: &str, since: Time) -> Result<(u64, Option<Time>)> {
        let sql = "SELECT count(*), min(at) FROM audit_events WHERE target = ?1 AND at > ?2 AND action = 'totp.check'";
        let found = self
            .sql()
            .query_row(sql, params![resource, since.millis()], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)));
        let (count, oldest): (i64, Option<i64>) = found.map_err(|error| explain("reading the history", &error))?;
        Ok((u64::try_from(count).unwrap_or(0), oldest.map(Time::from_millis)))
    }

    fn newest_event(&self) -> Result<Option<(u64, Time)>> {
        let sql = "SELECT seq, at FROM audit_events ORDER BY seq DESC LIMIT 1";
        let read = |row: &rusqlite::Row| Ok((number(row), row.get(1).unwrap_or_default()));
        let found = self.sql().query_row(sql, [], read).optional();
        let found = found.map_err(|error| explain("reading the history", &error))?;
        Ok(found.map(|(seq, at)| (u64::try_from(seq).unwrap_or(0), Time::from_millis(at))))
    }
}

impl KeepAuditEvents for Transaction<'_> {
    fn head_row(&self) -> Result<Option<HeadRow>> {
        let failed = |error| explain("reading the history", &error);
        let sql = "SELECT seq, at, mac, frontier, seal, one FROM audit_head LIMIT 2";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        // What this program never wrote (another type, another row) is as good as no head: the verdict says so.
        let read = |row: &rusqlite::Row| {
            let (seq, at, mac) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let head = HeadRow { seq, at, mac, frontier: row.get(3)?, seal: row.get(4)? };
            Ok::<_, rusqlite::Error>((row.get::<_, i64>(5)? == 1).then_some(head))
        };
        let head = rows.next().map_err(failed)?.and_then(|row| read(row).ok().flatten());
        Ok(if rows.next().map_err(failed)?.is_some() { None } else { head })
    }

    fn chain_value(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        let failed = |error| explain("reading the history", &error);
        let mut statement = self.sql().prepare_cached("SELECT mac FROM audit_events WHERE seq = ?1").map_err(failed)?;
        statement.query_row([seq as i64], |row| row.get(0)).optional().map_err(failed)
    }

    fn every_event(&self, each: &mut dyn FnMut(std::result::Result<Row<'_>, Unreadable>) -> bool) -> Result<()> {
        let read = |error| explain("reading the history", &error);
        let mut statement =
            self.sql().prepare(&format!("SELECT {COLUMNS} FROM audit_events ORDER BY seq")).map_err(read)?;
        let mut rows = statement.query([]).map_err(read)?;
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => break,
                // Larger than anything this program writes: the engine does not even hand it out.
                Err(error) if error.sqlite_error_code() == Some(ErrorCode::TooBig) => {
                    each(Err(Unreadable(None)));
                    break;
                }
                Err(error) => return Err(read(error)),
            };
            if !each(raw_row(row).map_err(|_| Unreadable(row.get(0).ok()))) {
                break;
            }
        }
        Ok(())
    }

    fn insert_event(&self, row: &Row<'_>) -> Result<()> {
        let sql = format!(
            "INSERT INTO audit_events ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"
        );
        let values = params![
            row.seq,
            row.format,
            row.at,
            row.actor,
            row.actor_auth,
            row.action,
            row.target,
            row.outcome,
            row.client,
            row.bytes,
            row.salt,
            row.personal,
            row.mac,
        ];
        self.one_row("audit_events", &row.seq.to_string(), &sql, values)
    }

    fn put_head(&self, head: &HeadRow, began: u64) -> Result<()> {
        let sql = "UPDATE audit_head SET began_seq = seq, began_mac = mac, seq = ?1, at = ?2, mac = ?3, frontier = ?4, seal = ?5 \
                   WHERE one = 1 AND seq = ?6";
        let row = params![head.seq, head.at, head.mac, head.frontier, head.seal, began as i64];
        self.one_row("audit_head", "1", sql, row)?;
        self.origin_is_kept();
        Ok(())
    }
}

/// The number of a row, or 0 if even that cannot be read.
fn number(row: &rusqlite::Row) -> i64 {
    row.get(0).unwrap_or_default()
}

/// A row as it lies in the engine's memory; every value is looked at, and none is copied.
pub(super) fn raw_row<'r>(row: &'r rusqlite::Row) -> Result<Row<'r>> {
    let wrong = |column| malformed("audit_events", &number(row).to_string(), column);
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
