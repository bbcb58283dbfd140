//! Requests that wait for a second person.

use crate::{
    domain::{request::RequestState, time::Time},
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        operators::requests::{KeepRequests, RequestRow},
        sqlite::{Transaction, bound_rows},
    },
};
use rusqlite::{Row, params};

const TABLE: BoundTable = BoundTable::Requests;

fn read(row: &Row) -> Result<Bound<RequestRow>> {
    bound_rows::read(TABLE, row, |cells| {
        let state: String = cells.get("state");
        RequestRow {
            resource: cells.get("resource_id"),
            operation: cells.get("operation"),
            what: cells.get("what"),
            state: cells.sense("state", RequestState::from_word(&state), RequestState::Void),
            fingerprint: cells.get("fingerprint"),
            asked_by: cells.get("asked_by"),
            asked_at: cells.time("asked_at"),
            expires_at: cells.time("expires_at"),
            decided_by: cells.get("decided_by"),
            decided_at: cells.time_or_none("decided_at"),
            intact: true,
            id: cells.id.clone(),
        }
    })
}

impl Transaction<'_> {
    fn request_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Bound<RequestRow>>> {
        let sql = format!("SELECT {} FROM requests WHERE {condition}", bound_rows::columns(TABLE, &[]));
        self.rows("reading the requests", &sql, values, read)
    }
}

impl KeepRequests for Transaction<'_> {
    fn request_of_id(&self, id: &str) -> Result<Option<Bound<RequestRow>>> {
        Ok(self.request_rows("id = ?1", params![id])?.pop())
    }

    fn requests_of_start(&self, start: &str) -> Result<Vec<Bound<RequestRow>>> {
        // After the last of the signs that an id has.
        self.request_rows("id >= ?1 AND id < ?1 || 'g' ORDER BY id", params![start])
    }

    fn requests_that_wait(&self, now: Time) -> Result<Vec<Bound<RequestRow>>> {
        self.request_rows("state = 'waiting' AND expires_at > ?1 ORDER BY id", params![now.millis()])
    }

    fn insert_request(&self, row: &RequestRow, mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO requests (id, resource_id, operation, what, state, fingerprint, asked_by, asked_at, expires_at, mac) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
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
            mac,
        ];
        self.one_row("requests", &row.id, sql, values)
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
