//! Live sessions, their tokens as keyed hashes (R-SES-1, R-SES-2, R-SES-3, R-SES-4).

use super::super::{Cells, ReadTx, Store, WriteTx, explain, open};
use crate::{
    domain::{
        session::{Client, Session, Token},
        time::{Span, Time},
    },
    error::Result,
};
use rusqlite::{Row, params};

const COLUMNS: &str = "id, resource_id, operator, client, apps, source, created_at, last_seen_at";

impl ReadTx<'_> {
    /// A resource's sessions that are alive at `now`, oldest first.
    pub fn sessions(&self, resource: &str, idle: Span, now: Time) -> Result<Vec<Session>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM sessions WHERE resource_id = ?1 AND last_seen_at > ?2 ORDER BY created_at, id"
        );
        self.rows("reading the sessions", &sql, params![resource, now.minus(idle).millis()], read)
    }

    /// The session that a token opens, alive or not.
    pub fn session_of(&self, token: &Token) -> Result<Option<Session>> {
        self.one_session("id = ?1 AND token_hash = ?2", params![self.session_id(token)?, self.token_hash(token)?])
    }

    /// The session of an id, alive or not.
    pub fn session(&self, id: &str) -> Result<Option<Session>> {
        self.one_session("id = ?1", params![id])
    }

    fn one_session(&self, condition: &str, values: impl rusqlite::Params) -> Result<Option<Session>> {
        let sql = format!("SELECT {COLUMNS} FROM sessions WHERE {condition}");
        Ok(self.rows("reading a session", &sql, values, read)?.pop())
    }

    /// The id of the session that a token opens: 122 bits of another keyed hash of it, as a UUID of version 8. It tells nothing of the
    /// token, and finds its session without an index.
    pub fn session_id(&self, token: &Token) -> Result<String> {
        let hash = self.vault()?.keyed_hash("session id", &[], token.text().expose());
        let bytes = hash.first_chunk().copied().unwrap_or_default();
        Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string())
    }

    /// The keyed hash under which a token rests. It needs no salt: a token has 256 random bits (R-SES-4).
    pub(in crate::store) fn token_hash(&self, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), &[], token.text().expose()))
    }
}

fn read(row: &Row) -> Result<Session> {
    let cells = Cells::new(row, "sessions")?;
    let client: Option<String> = cells.get("client")?;
    let client = client.map(|word| Client::from_word(&word).ok_or_else(|| cells.nonsense("client"))).transpose()?;
    let apps: String = cells.get("apps")?;
    Ok(Session {
        resource: cells.get("resource_id")?,
        operator: cells.flag("operator")?,
        client,
        apps: serde_json::from_str(&apps).map_err(|_| cells.nonsense("apps"))?,
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

impl WriteTx<'_> {
    pub(in crate::store) fn insert_session(&self, session: &Session, token: &Token) -> Result<()> {
        let sql = "INSERT INTO sessions (id, resource_id, token_hash, operator, client, apps, source, created_at, last_seen_at) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        let row = params![
            session.id,
            session.resource,
            self.token_hash(token)?,
            session.operator,
            session.client.map(Client::word),
            apps_text(&session.apps),
            session.source,
            session.created_at.millis(),
            session.last_seen_at.millis(),
        ];
        self.one_row("sessions", &session.id, sql, row)
    }

    pub(in crate::store) fn put_session_apps(&self, id: &str, apps: &[String]) -> Result<()> {
        self.one_row("sessions", id, "UPDATE sessions SET apps = ?2 WHERE id = ?1", params![id, apps_text(apps)])
    }

    pub(in crate::store) fn delete_session(&self, id: &str) -> Result<()> {
        self.one_row("sessions", id, "DELETE FROM sessions WHERE id = ?1", [id])
    }

    pub(in crate::store) fn delete_sessions(&self, resource: &str) -> Result<()> {
        self.statement("ending sessions", "DELETE FROM sessions WHERE resource_id = ?1", [resource])?;
        Ok(())
    }

    /// A sign of life. It never moves back, whatever the clock does.
    pub(in crate::store) fn touch_session(&self, id: &str) -> Result<()> {
        let sql = "UPDATE sessions SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1";
        self.statement("keeping a session alive", sql, params![id, self.now().millis()])?;
        Ok(())
    }

    pub(in crate::store) fn delete_all_dead_sessions(&self, idle: Span) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE last_seen_at <= ?1";
        self.statement("forgetting dead sessions", sql, [self.now().minus(idle).millis()])?;
        Ok(())
    }

    pub(in crate::store) fn delete_dead_sessions(&self, resource: &str, idle: Span) -> Result<()> {
        let sql = "DELETE FROM sessions WHERE resource_id = ?1 AND last_seen_at <= ?2";
        self.statement("forgetting dead sessions", sql, params![resource, self.now().minus(idle).millis()])?;
        Ok(())
    }

    /// Ends everybody's sessions: the clock went back.
    pub(in crate::store) fn end_all_sessions(&self) -> Result<()> {
        self.statement("ending every session", "DELETE FROM sessions", [])?;
        Ok(())
    }
}

impl Store {
    /// As [`crate::store::Housekeeping::SessionSeen`], for who reads: it waits for nobody, and not for the disk either, since a sign of life
    /// that is lost only shortens a session. False where another process was writing.
    pub fn touch_session(&self, id: &str, now: Time) -> Result<bool> {
        let failed = |error| explain("keeping a session alive", &error);
        let sql = "UPDATE sessions SET last_seen_at = max(last_seen_at, ?2) WHERE id = ?1";
        self.connection.pragma_update(None, "synchronous", "NORMAL").map_err(failed)?;
        let touched = open::without_waiting(|| self.connection.execute(sql, params![id, now.millis()]));
        self.connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
        Ok(touched.is_ok_and(|rows| rows == 1))
    }
}
