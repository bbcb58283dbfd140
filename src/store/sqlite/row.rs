//! Reading rows and their columns: a malformed value is an error that names table, row and column, never a default.

use super::malformed;
use crate::{
    domain::time::Time,
    error::{Error, Result},
};
use rusqlite::{Row, types::FromSql};
use std::cell::Cell;

/// A row being read, with the names that an error needs.
pub(in crate::store) struct Cells<'r, 's> {
    pub(in crate::store) row: &'r Row<'s>,
    pub(in crate::store) table: &'static str,
    /// The names of the first columns in their order, if they are known: the engine compares a name with every column's.
    pub(in crate::store) order: &'static [&'static str],
    pub(in crate::store) id: String,
    /// Where the next column mostly is: they are read in their order, but for a few.
    next: Cell<usize>,
}

impl<'r, 's> Cells<'r, 's> {
    /// A row with its id in the first column.
    pub(in crate::store) fn new(row: &'r Row<'s>, table: &'static str) -> Result<Self> {
        Self::in_order(row, table, &[])
    }

    /// As [`Self::new`], for a row that begins with these columns.
    pub(in crate::store) fn in_order(
        row: &'r Row<'s>,
        table: &'static str,
        order: &'static [&'static str],
    ) -> Result<Self> {
        let id: String = row.get(0).map_err(|error| malformed(table, "?", "id").caused_by(&error))?;
        Ok(Self { row, table, order, id, next: Cell::new(1) })
    }

    /// A value of the column's type.
    pub(in crate::store) fn get<T: FromSql>(&self, column: &'static str) -> Result<T> {
        let found = match self.place(column) {
            Some(place) => self.row.get(place),
            None => self.row.get(column),
        };
        found.map_err(|error| self.malformed(column).caused_by(&error))
    }

    /// The place of a column, if the order is known.
    fn place(&self, column: &str) -> Option<usize> {
        let next = self.next.get();
        let place = match self.order.get(next) {
            Some(name) if *name == column => next,
            _ => self.order.iter().position(|name| *name == column)?,
        };
        self.next.set(place + 1);
        Some(place)
    }

    /// A yes or no; the engine's own reading takes every number but 0 for a yes.
    pub(in crate::store) fn flag(&self, column: &'static str) -> Result<bool> {
        match self.get::<i64>(column)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.malformed(column)),
        }
    }

    /// A point in time, or none.
    pub(in crate::store) fn time(&self, column: &'static str) -> Result<Option<Time>> {
        Ok(self.get::<Option<i64>>(column)?.map(Time::from_millis))
    }

    /// One of a closed list of words.
    pub(in crate::store) fn word<T>(&self, column: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<T> {
        let found = match self.place(column) {
            Some(place) => self.row.get_ref(place),
            None => self.row.get_ref(column),
        };
        let word = found.ok().and_then(|word| word.as_str().ok());
        word.and_then(parse).ok_or_else(|| self.malformed(column))
    }

    /// A whole number that fits the type asked for.
    pub(in crate::store) fn number<T: TryFrom<i64>>(&self, column: &'static str) -> Result<T> {
        T::try_from(self.get::<i64>(column)?).map_err(|_| self.malformed(column))
    }

    pub(in crate::store) fn malformed(&self, column: &str) -> Error {
        malformed(self.table, &self.id, column)
    }
}
