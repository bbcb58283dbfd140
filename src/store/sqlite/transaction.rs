//! A transaction, and how its statements are run.

use super::{explain, failure::explain_commit, log::KEEP_ORIGIN, malformed};
use crate::{error::Result, store::database};
use rusqlite::{Connection, Params, Row};
use std::cell::Cell;

pub(in crate::store) struct Transaction<'a> {
    connection: &'a Connection,
    /// How many rows the connection had written before.
    began: u64,
    /// Whether the row was written that tells where a log begins.
    origin: Cell<bool>,
}

impl<'a> Transaction<'a> {
    /// A view of the database as it is now.
    pub(in crate::store) fn read(connection: &'a Connection) -> Result<Self> {
        connection.execute_batch("BEGIN").map_err(|error| explain("reading", &error))?;
        Ok(Self::begun(connection))
    }

    /// Takes the write lock.
    pub(in crate::store) fn write(connection: &'a Connection) -> Result<Self> {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(|error| explain("taking the write lock", &error))?;
        Ok(Self::begun(connection))
    }

    fn begun(connection: &'a Connection) -> Self {
        Self { connection, began: connection.total_changes(), origin: Cell::new(false) }
    }

    /// Says that this transaction has written where it began, as each must that writes (R-BAK-2).
    pub(super) fn origin_is_kept(&self) {
        self.origin.set(true);
    }

    pub(super) fn sql(&self) -> &'a Connection {
        self.connection
    }

    /// Every row that a statement gives, in its order. `what` says for an error what was being done.
    pub(super) fn rows<T>(
        &self,
        what: &str,
        sql: &str,
        values: impl Params,
        mut read: impl FnMut(&Row) -> Result<T>,
    ) -> Result<Vec<T>> {
        let failed = |error| explain(what, &error);
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let mut rows = statement.query(values).map_err(failed)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            found.push(read(row)?);
        }
        Ok(found)
    }

    /// Runs one writing statement; the number of rows it touched.
    pub(super) fn statement(&self, what: &str, sql: &str, values: impl Params) -> Result<usize> {
        let mut statement = self.sql().prepare_cached(sql).map_err(|error| explain(what, &error))?;
        statement.execute(values).map_err(|error| explain(what, &error))
    }

    /// As [`Self::statement`], for one that must touch exactly one row of a table.
    pub(super) fn one_row(&self, table: &str, row: &str, sql: &str, values: impl Params) -> Result<()> {
        match self.statement(&format!("writing table {table}"), sql, values)? {
            1 => Ok(()),
            _ => Err(malformed(table, row, "its presence")),
        }
    }
}

impl database::Reading for Transaction<'_> {}

impl database::Transaction for Transaction<'_> {
    fn commit(&self) -> Result<()> {
        if !self.origin.get() && self.sql().total_changes() != self.began {
            self.one_row("audit_head", "1", KEEP_ORIGIN, [])?;
        }
        self.sql().execute_batch("COMMIT").map_err(|error| explain_commit(&error))
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.sql().is_autocommit() {
            // A failed rollback leaves the connection to be closed, which rolls back as well.
            let _ = self.sql().execute_batch("ROLLBACK");
        }
    }
}
