//! Requests that wait for a second person.

use crate::{
    domain::{request::RequestState, time::Time},
    error::Result,
    store::{
        operators::requests::{KeepRequests, ReadRequests, RequestRow},
        sqlite::{Cells, Transaction},
    },
};
use rusqlite::{Row, params};

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

impl Transaction<'_> {
    fn request_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<RequestRow>> {
        let sql = format!("SELECT {COLUMNS} FROM requests WHERE {condition}");
        self.rows("reading the requests", &sql, values, read)
    }
}

impl ReadRequests for Transaction<'_> {
    fn request(&self, id: &str) -> Result<Option<RequestRow>> {
        Ok(self.request_rows("id = ?1", params![id])?.pop())
    }

    fn waiting_requests(&self, now: Time) -> Result<Vec<RequestRow>> {
        self.request_rows("state = 'waiting' AND expires_at > ?1 ORDER BY id", params![now.millis()])
    }
}

impl KeepRequests for Transaction<'_> {
    fn insert_request(&self, row: &RequestRow) -> Result<()> {
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

    fn decide_request(&self, id: &str, state: RequestState, by: &str, now: Time) -> Result<bool> {
        let sql =
            "UPDATE requests SET state = ?2, decided_by = ?3, decided_at = ?4 WHERE id = ?1 AND state = 'waiting'";
        Ok(self.statement("deciding a request", sql, params![id, state.word(), by, now.millis()])? == 1)
    }

    fn void_all_requests(&self) -> Result<()> {
        self.statement("ending every request", "UPDATE requests SET state = 'void' WHERE state = 'waiting'", [])?;
        Ok(())
    }
}
