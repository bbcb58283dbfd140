//! Rows that are bound, whatever table they are of.

use super::{Transaction, explain, malformed};
use crate::{
    domain::time::Time,
    error::{Error, Result},
    store::bound_rows::{Bound, BoundRow, BoundTable, KeepBoundRows},
    vault::Cell,
};
use rusqlite::{
    Row, ToSql,
    types::{FromSql, ToSqlOutput, ValueRef},
};

/// The columns to read: those that are bound, what binds them, and more.
pub(super) fn columns(table: BoundTable, more: &[&str]) -> String {
    [table.bound(), &["mac"], more].concat().join(", ")
}

/// A row that was read with [`columns`]. If a value is malformed, a default takes its place: a list shows such a row, and nobody
/// is let in by it.
pub(super) fn read<R>(table: BoundTable, row: &Row, read: impl FnOnce(&mut Lenient<'_, '_>) -> R) -> Result<Bound<R>> {
    let (cells, mac) = cells(row, 0, table.bound().len(), table)?;
    let id = match cells.first() {
        Some(Cell::Text(id)) => String::from_utf8_lossy(id).into_owned(),
        _ => return Err(malformed(table.name(), "?", "id")),
    };
    let mut lenient = Lenient { row, table: table.name(), id, malformed: None };
    let row = read(&mut lenient);
    Ok(Bound { row, malformed: lenient.malformed, cells, mac })
}

/// A row with values that may be malformed.
pub(super) struct Lenient<'r, 's> {
    row: &'r Row<'s>,
    table: &'static str,
    pub(super) id: String,
    malformed: Option<Error>,
}

impl Lenient<'_, '_> {
    /// A value of the column's type; a default if it is malformed.
    pub(super) fn get<T: FromSql + Default>(&mut self, column: &'static str) -> T {
        let found = self.row.get(column).ok();
        self.sense(column, found, T::default())
    }

    /// A point in time.
    pub(super) fn time(&mut self, column: &'static str) -> Time {
        Time::from_millis(self.get(column))
    }

    /// A point in time, or none.
    pub(super) fn time_or_none(&mut self, column: &'static str) -> Option<Time> {
        self.get::<Option<i64>>(column).map(Time::from_millis)
    }

    /// What a column was read as, or the default in its place.
    pub(super) fn sense<T>(&mut self, column: &str, found: Option<T>, stand_in: T) -> T {
        found.unwrap_or_else(|| {
            self.malformed.get_or_insert_with(|| malformed(self.table, &self.id, column));
            stand_in
        })
    }
}

/// So many values of a row from a place on, and what binds them behind.
fn cells(row: &Row, from: usize, many: usize, table: BoundTable) -> Result<(Vec<Cell>, Vec<u8>)> {
    let failed = |error| explain("reading what binds a row", &error);
    let read = |place| match row.get_ref(place).map_err(failed)? {
        ValueRef::Null => Ok(Cell::Null),
        ValueRef::Integer(number) => Ok(Cell::Integer(number)),
        ValueRef::Text(text) => Ok(Cell::Text(text.to_vec())),
        ValueRef::Blob(bytes) => Ok(Cell::Blob(bytes.to_vec())),
        ValueRef::Real(_) => Err(malformed(table.name(), "?", table.bound().first().copied().unwrap_or_default())),
    };
    let cells = (from..from + many).map(read).collect::<Result<_>>()?;
    let mac = match read(from + many)? {
        Cell::Blob(mac) => mac,
        // It fits nothing.
        _ => Vec::new(),
    };
    Ok((cells, mac))
}

struct Value<'a>(&'a Cell);

impl ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Cell::Null => ValueRef::Null,
            Cell::Integer(number) => ValueRef::Integer(*number),
            Cell::Text(text) => ValueRef::Text(text),
            Cell::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn values(key: &[Cell]) -> impl Iterator<Item = Value<'_>> {
    key.iter().map(Value)
}

/// `(a, b) = (?1, ?2)`
fn compared(table: BoundTable, how: &str) -> String {
    let places: Vec<String> = (1..=table.key().len()).map(|place| format!("?{place}")).collect();
    format!("({}) {how} ({})", table.key().join(", "), places.join(", "))
}

impl Transaction<'_> {
    fn read_bound(&self, table: BoundTable, condition: &str, key: &[Cell]) -> Result<Vec<BoundRow>> {
        let (keys, columns) = (table.key().join(", "), columns(table, &[]));
        let sql = format!("SELECT {keys}, {columns} FROM {} WHERE {condition}", table.name());
        self.rows("reading what binds rows", &sql, rusqlite::params_from_iter(values(key)), |row| {
            let many = table.key().len();
            let (mut cells, mac) = cells(row, 0, many + table.bound().len(), table)?;
            let bound = cells.split_off(many);
            Ok(BoundRow { key: cells, cells: bound, mac })
        })
    }
}

impl KeepBoundRows for Transaction<'_> {
    fn bound_row(&self, table: BoundTable, key: &[Cell]) -> Result<Option<BoundRow>> {
        Ok(self.read_bound(table, &compared(table, "="), key)?.pop())
    }

    fn bound_rows(&self, table: BoundTable, after: Option<&[Cell]>, most: u32) -> Result<Vec<BoundRow>> {
        let order = format!("ORDER BY {} LIMIT {most}", table.key().join(", "));
        match after {
            Some(key) => self.read_bound(table, &format!("{} {order}", compared(table, ">")), key),
            None => self.read_bound(table, &format!("1 {order}"), &[]),
        }
    }

    fn put_mac(&self, table: BoundTable, key: &[Cell], mac: &[u8]) -> Result<()> {
        let (name, place) = (table.name(), table.key().len() + 1);
        let sql = format!("UPDATE {name} SET mac = ?{place} WHERE {}", compared(table, "="));
        let mac = Cell::Blob(mac.to_vec());
        self.one_row(name, "?", &sql, rusqlite::params_from_iter(values(key).chain([Value(&mac)])))
    }
}
