//! Live sessions.

use crate::{
    domain::{
        session::{Client, ClientClass, Session},
        time::Time,
    },
    error::Result,
    store::{
        login::sessions::{KeepSessions, ReadSessions},
        sqlite::{Cells, Transaction, explain, log::KEEP_ORIGIN, open},
    },
};
use rusqlite::{Connection, Row, TransactionBehavior, params};

const COLUMNS: &str = "id, resource_id, operator, client, apps, source, created_at, last_seen_at";

const TOUCH: &str = "UPDATE sessions SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1";

fn read(row: &Row) -> Result<Session> {
    let cells = Cells::new(row, "sessions")?;
    let client: Option<String> = cells.get("client")?;
    let client = client.map(|word| Client::from_word(&word).ok_or_else(|| cells.nonsense("client"))).transpose()?;
    let apps: String = cells.get("apps")?;
    Ok(Session {
        resource: cells.get("resource_id")?,
        operator: cells.flag("operator")?,
        client,
        apps: serde_json::from_str(&apps).map_err(|error| cells.nonsense("apps").caused_by(&error))?,
        source: cells.get("source")?,
        created_at: Time::from_millis(cells.get("created_at")?),
        last_seen_at: Time::from_millis(cells.get("last_seen_at")?),
        id: cells.id,
    })
}

/// Application names as they are kept.
fn apps_text(apps: &[String]) -> String {
    serde_json::Value::from(apps).to_string()
}

impl Transaction<'_> {
    fn one_session(&self, condition: &str, values: impl rusqlite::Params) -> Result<Option<Session>> {
        let sql = format!("SELECT {COLUMNS} FROM sessions WHERE {condition}");
        Ok(self.rows("reading a session", &sql, values, read)?.pop())
    }

    fn counted(&self, sql: &str, values: impl rusqlite::Params) -> Result<u64> {
        let counted = self.sql().query_row(sql, values, |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting sessions", &error))
    }
}

impl ReadSessions for Transaction<'_> {
    fn session(&self, id: &str) -> Result<Option<Session>> {
        self.one_session("id = ?1", params![id])
    }

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
    fn sessions_since(&self, resource: &str, since: Time) -> Result<Vec<Session>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions WHERE resource_id = ?1 AND last_seen_at > ?2 ORDER BY created_at, id"
        );
        self.rows("reading the sessions", &sql, params![resource, since.millis()], read)
    }

    fn session_of_hash(&self, id: &str, hash: &[u8; 32]) -> Result<Option<Session>> {
        self.one_session("id = ?1 AND token_hash = ?2", params![id, hash])
    }

    fn insert_session(&self, session: &Session, hash: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO sessions (id, resource_id, token_hash, operator, client, apps, source, created_at, last_seen_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
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

/// A sign of life in a transaction of its own. It waits for nobody, and not for the disk either, since one that is lost only shortens a session.
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
