//! The history: appending, reading back, and handing its rows to the verifier.

use super::{
    ReadTx, WriteTx,
    failure::{explain, nonsense},
    row::Cells,
};
use crate::{
    audit::{self, Fields, Frontier, Head, Row, Verdict, Verifier},
    domain::{
        event::{Event, StoredEvent},
        time::Time,
    },
    error::{Code, Error, Result},
};
use data_encoding::HEXLOWER;
use rusqlite::{ErrorCode, OptionalExtension, params, params_from_iter, types::Value};

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

const COLUMNS: &str = "seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";

impl ReadTx<'_> {
    /// The stored head, whose seal must hold.
    pub(super) fn head(&self) -> Result<Head> {
        self.stored_head()?.ok_or_else(|| {
            Error::new(
                Code::Corrupt,
                "the end of the history does not verify, so nothing may be added to it; nothing was changed",
            )
            .hint("see where it is wrong", ["audit", "verify"])
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

    /// Calls `each` with every event that the filter lets through, newest first, until it answers false.
    pub fn events(&self, filter: &EventFilter, mut each: impl FnMut(StoredEvent) -> Result<bool>) -> Result<()> {
        let (mut conditions, mut values) = (vec!["1".to_owned()], Vec::new());
        let mut ask = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                conditions.push(format!("{condition} ?{}", values.len()));
            }
        };
        let text = |text: &Option<String>| text.clone().map(Value::from);
        ask("target =", text(&filter.target));
        ask("actor =", text(&filter.actor));
        ask("action =", text(&filter.action));
        ask("outcome =", text(&filter.outcome));
        ask("at >=", filter.since.map(|time| time.millis().into()));
        ask("at <", filter.until.map(|time| time.millis().into()));
        ask("seq >", filter.after_seq.map(|seq| i64::try_from(seq).unwrap_or(i64::MAX).into()));
        ask("seq <", filter.before_seq.map(|seq| i64::try_from(seq).unwrap_or(i64::MAX).into()));
        let limit = filter.limit.map(|limit| format!(" LIMIT {limit}")).unwrap_or_default();
        let sql =
            format!("SELECT {COLUMNS} FROM audit_events WHERE {} ORDER BY seq DESC{limit}", conditions.join(" AND "));
        let read = |error| explain("reading the history", &error);
        let mut statement = self.sql().prepare(&sql).map_err(read)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            if !each(stored_event(row)?)? {
                break;
            }
        }
        Ok(())
    }

    /// Calls `each` with every mark of break-glass after a time, newest first. They have an index of their own.
    pub fn break_glass_since(
        &self,
        after: Option<Time>,
        mut each: impl FnMut(StoredEvent) -> Result<()>,
    ) -> Result<()> {
        let read = |error| explain("reading the history", &error);
        let sql = format!(
            "SELECT {COLUMNS} FROM audit_events INDEXED BY audit_events_break_glass \
             WHERE actor_auth = 'break_glass' AND at > ?1 AND action = 'break_glass' ORDER BY at DESC, seq DESC"
        );
        let mut statement = self.sql().prepare_cached(&sql).map_err(read)?;
        let mut rows = statement.query([after.map_or(i64::MIN, Time::millis)]).map_err(read)?;
        while let Some(row) = rows.next().map_err(read)? {
            each(stored_event(row)?)?;
        }
        Ok(())
    }

    /// Verifies the whole history (R-AUD-3); `progress` is told after every row how many there were.
    pub fn verify_history(&self, mut progress: impl FnMut(u64)) -> Result<Verdict> {
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
            progress(count);
        }
        Ok(verifier.finish(self.stored_head()?.as_ref()))
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

impl WriteTx<'_> {
    /// Appends one event and moves the head on.
    pub(super) fn append_event(&self, head: &mut Head, event: &Event, salt: &[u8; 32]) -> Result<()> {
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
        self.one_row("audit_events", &seq.to_string(), &sql, row).map_err(unwritable)?;
        let sql = "UPDATE audit_head SET seq = ?1, at = ?2, mac = ?3, frontier = ?4, seal = ?5 WHERE one = 1 AND seq = ?1 - 1";
        let seal = head.seal(vault.audit_key());
        let row = params![head.seq as i64, head.at, head.mac, head.frontier.to_bytes(), seal];
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
        .hint("see", ["doctor"]),
        _ => error,
    }
}

fn raw_row(row: &rusqlite::Row) -> Result<Row> {
    let seq: i64 = row.get(0).map_err(|_| nonsense("audit_events", "?", "seq"))?;
    let cells = Cells { row, table: "audit_events", id: seq.to_string() };
    Ok(Row {
        seq,
        format: cells.get("format")?,
        at: cells.get("at")?,
        actor: cells.get("actor")?,
        actor_auth: cells.get("actor_auth")?,
        action: cells.get("action")?,
        target: cells.get("target")?,
        outcome: cells.get("outcome")?,
        client: cells.get("client")?,
        bytes: cells.get("bytes")?,
        salt: cells.get("salt")?,
        personal: cells.get("personal")?,
        mac: cells.get("mac")?,
    })
}

fn stored_event(row: &rusqlite::Row) -> Result<StoredEvent> {
    let raw = raw_row(row)?;
    let shown = |column| nonsense("audit_events", &raw.seq.to_string(), column);
    let personal = match &raw.personal {
        Some(personal) => serde_json::from_slice(personal).map_err(|_| shown("personal"))?,
        None => serde_json::Value::Null,
    };
    Ok(StoredEvent {
        seq: u64::try_from(raw.seq).map_err(|_| shown("seq"))?,
        at: Time::from_millis(raw.at),
        actor: raw.actor,
        actor_auth: raw.actor_auth,
        action: raw.action,
        target: raw.target,
        outcome: raw.outcome,
        client: raw.client,
        personal,
        hash: HEXLOWER.encode(&raw.mac),
    })
}
