//! Requests that wait for a second person (R-PERM-6).

use super::super::{Cells, ReadTx, WriteTx};
use crate::{
    domain::{request::RequestState, time::Time},
    error::{Code, Error, Result},
};
use rusqlite::{Row, params};

/// A request as it is kept.
#[derive(Clone, Debug)]
pub struct RequestRow {
    /// Its id.
    pub id: String,
    /// The resource that it is about; none for the tenant's policy.
    pub resource: Option<String>,
    /// The operation, as it is performed once it is approved.
    pub operation: String,
    /// What it is, in words.
    pub what: String,
    /// What became of it.
    pub state: RequestState,
    /// A keyed hash of the request itself and of how its target stood.
    pub fingerprint: Vec<u8>,
    /// Who asked: the id of a resource, or `os:NAME`.
    pub asked_by: String,
    /// When.
    pub asked_at: Time,
    /// Until when it can be approved.
    pub expires_at: Time,
    /// Who approved or denied it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Time>,
}

const COLUMNS: &str = "id, resource_id, operation, what, state, fingerprint, asked_by, asked_at, expires_at, decided_by, \
                       decided_at";

fn read(row: &Row) -> Result<RequestRow> {
    let cells = Cells::new(row, "requests")?;
    Ok(RequestRow {
        resource: cells.get("resource_id")?,
        operation: cells.get("operation")?,
        what: cells.get("what")?,
        state: cells.word("state", RequestState::from_word)?,
        fingerprint: cells.get("fingerprint")?,
        asked_by: cells.get("asked_by")?,
        asked_at: Time::from_millis(cells.get("asked_at")?),
        expires_at: Time::from_millis(cells.get("expires_at")?),
        decided_by: cells.get("decided_by")?,
        decided_at: cells.time("decided_at")?,
        id: cells.id,
    })
}

impl ReadTx<'_> {
    /// The request of an id, whatever became of it.
    pub fn request(&self, id: &str) -> Result<Option<RequestRow>> {
        Ok(self.request_rows("id = ?1", params![id])?.pop())
    }

    /// Every request that waits at `now`, oldest first.
    pub fn waiting_requests(&self, now: Time) -> Result<Vec<RequestRow>> {
        self.request_rows("state = 'waiting' AND expires_at > ?1 ORDER BY id", params![now.millis()])
    }

    fn request_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<RequestRow>> {
        let sql = format!("SELECT {COLUMNS} FROM requests WHERE {condition}");
        self.rows("reading the requests", &sql, values, read)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn insert_request(&self, row: &RequestRow) -> Result<()> {
        let sql = format!("INSERT INTO requests ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, NULL, NULL)");
        let values = params![
            row.id,
            row.resource,
            row.operation,
            row.what,
            row.state.word(),
            row.fingerprint,
            row.asked_by,
            row.asked_at.millis(),
            row.expires_at.millis(),
        ];
        self.one_row("requests", &row.id, &sql, values)
    }

    /// Exactly one person decides a request, by the statement itself.
    pub(in crate::store) fn decide_request(&self, id: &str, state: RequestState, by: &str) -> Result<()> {
        let sql =
            "UPDATE requests SET state = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND state = 'waiting'";
        match self.statement("deciding a request", sql, params![id, state.word(), by, self.now().millis()])? {
            1 => Ok(()),
            _ => Err(Error::new(Code::Changed, "the request was decided meanwhile; nothing was changed")),
        }
    }

    /// Ends every request that waits: the clock went back.
    pub(in crate::store) fn end_all_requests(&self) -> Result<()> {
        self.statement("ending every request", "UPDATE requests SET state = 'void' WHERE state = 'waiting'", [])?;
        Ok(())
    }
}
