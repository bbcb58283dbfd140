//! Live sessions.

use crate::{
    domain::{
        session::{Client, ClientClass, Session},
        time::Time,
    },
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        login::sessions::{KeepSessions, ReadSessions},
        sqlite::{Transaction, bound_rows, explain, log::KEEP_ORIGIN, open},
    },
};
use rusqlite::{Connection, Row, TransactionBehavior, params};

const TABLE: BoundTable = BoundTable::Sessions;

const TOUCH: &str = "UPDATE sessions SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1";

fn read(row: &Row) -> Result<Bound<Session>> {
    bound_rows::read(TABLE, row, |cells| {
        let client: Option<String> = cells.get("client");
        let client = client.map(|word| Client::from_word(&word));
        let apps: String = cells.get("apps");
        let operator = match cells.get("operator") {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        };
        Session {
            resource: cells.get("resource_id"),
            operator: cells.sense("operator", operator, false),
            client: client.and_then(|client| cells.sense("client", client.map(Some), None)),
            apps: cells.sense("apps", serde_json::from_str(&apps).ok(), Vec::new()),
            source: cells.get("source"),
            created_at: cells.time("created_at"),
            last_seen_at: cells.time("last_seen_at"),
            intact: true,
            id: cells.id.clone(),
        }
    })
}

/// Application names as they are kept.
fn apps_text(apps: &[String]) -> String {
    serde_json::Value::from(apps).to_string()
}

impl Transaction<'_> {
    fn session_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Bound<Session>>> {
        let columns = bound_rows::columns(TABLE, &["apps", "source", "last_seen_at"]);
        let sql = format!("SELECT {columns} FROM sessions WHERE {condition}");
        self.rows("reading the sessions", &sql, values, read)
    }

    fn counted(&self, sql: &str, values: impl rusqlite::Params) -> Result<u64> {
        let counted = self.sql().query_row(sql, values, |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting sessions", &error))
    }
}

impl ReadSessions for Transaction<'_> {
    fn resources_with_more_sessions(&self, than: u32, class: ClientClass, since: Time) -> Result<u64> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM sessions WHERE last_seen_at > ?1 \
                   AND (ifnull(client, '') IN ('mobile', 'outlook')) = ?2 GROUP BY resource_id HAVING count(*) > ?3)";
        self.counted(sql, params![since.millis(), class == ClientClass::Mobile, than])
    }

    fn resources_last_seen(&self, after: Time, until: Time) -> Result<u64> {
        let sql = "SELECT count(DISTINCT resource_id) FROM sessions WHERE last_seen_at > ?1 AND last_seen_at <= ?2";
        self.counted(sql, params![after.millis(), until.millis()])
    }
}

impl KeepSessions for Transaction<'_> {
    fn sessions_since(&self, resource: &str, since: Time) -> Result<Vec<Bound<Session>>> {
        let condition = "resource_id = ?1 AND last_seen_at > ?2 ORDER BY created_at, id";
        self.session_rows(condition, params![resource, since.millis()])
    }

    fn session_of_id(&self, id: &str) -> Result<Option<Bound<Session>>> {
        Ok(self.session_rows("id = ?1", params![id])?.pop())
    }

    fn session_of_hash(&self, id: &str, hash: &[u8; 32]) -> Result<Option<Bound<Session>>> {
        Ok(self.session_rows("id = ?1 AND token_hash = ?2", params![id, hash])?.pop())
    }

    fn insert_session(&self, session: &Session, hash: &[u8; 32], mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO sessions (id, resource_id, token_hash, operator, client, apps, source, created_at, last_seen_at, mac) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        let row = params![
            session.id,
            session.resource,
            hash,
            session.operator,
            session.client.map(Client::word),
            apps_text(&session.apps),
            session.source,
            session.created_at.millis(),
            session.last_seen_at.millis(),
            mac,
        ];
        self.one_row("sessions", &session.id, sql, row)
    }

    fn put_session_apps(&self, id: &str, apps: &[String]) -> Result<()> {
        self.one_row("sessions", id, "UPDATE sessions SET apps = ?2 WHERE id = ?1", params![id, apps_text(apps)])
    }

    fn delete_session(&self, id: &str) -> Result<()> {
        self.one_row("sessions", id, "DELETE FROM sessions WHERE id = ?1", [id])
    }

    fn delete_sessions(&self, resource: &str) -> Result<()> {
        self.statement("ending sessions", "DELETE FROM sessions WHERE resource_id = ?1", [resource])?;
        Ok(())
    }

    fn touch_session(&self, id: &str, now: Time) -> Result<()> {
        self.statement("keeping a session alive", TOUCH, params![id, now.millis()])?;
        Ok(())
    }

    fn delete_all_sessions_until(&self, until: Time) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE last_seen_at <= ?1";
        self.statement("forgetting dead sessions", sql, [until.millis()])?;
        Ok(())
    }

    fn delete_sessions_until(&self, resource: &str, until: Time) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE resource_id = ?1 AND last_seen_at <= ?2";
        self.statement("forgetting dead sessions", sql, params![resource, until.millis()])?;
        Ok(())
    }

    fn delete_all_sessions(&self) -> Result<()> {
        self.statement("ending every session", "DELETE FROM sessions", [])?;
        Ok(())
    }
}

/// Writes a sign of life in a separate transaction. It waits neither for writers nor for the disk: one that is lost only shortens a session.
pub(in crate::store::sqlite) fn touch_at_once(connection: &Connection, id: &str, now: Time) -> Result<bool> {
    let failed = |error| explain("keeping a session alive", &error);
    connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
    let touched = open::without_waiting(|| {
        let transaction = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
        let rows = transaction.execute(TOUCH, params![id, now.millis()])?;
        if rows == 1 {
            transaction.execute(KEEP_ORIGIN, [])?;
        }
        transaction.commit().map(|()| rows)
    });
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    Ok(touched.is_ok_and(|rows| rows == 1))
}
