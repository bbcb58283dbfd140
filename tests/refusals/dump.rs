//! What there is, to be compared before and after.

use rusqlite::{Connection, OpenFlags, types::Value as Cell};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Every table with every row, as SQLite keeps it.
#[derive(PartialEq, Clone)]
pub struct Dump {
    pub tables: BTreeMap<String, Vec<String>>,
    schema: Vec<String>,
    key: Vec<u8>,
}

/// What stands in a database and its key file.
pub fn dump(db: &Path, key: &Path) -> Dump {
    let sql = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("opened");
    let texts = |query: &str| -> Vec<String> {
        let mut all = sql.prepare(query).expect("a statement");
        all.query_map([], |row| row.get(0)).expect("asked").collect::<Result<_, _>>().expect("text")
    };
    let names = texts("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    let schema = texts(
        "SELECT type || name || ifnull(sql, '') FROM sqlite_master UNION ALL SELECT 'v' || user_version FROM pragma_user_version ORDER BY 1",
    );
    let rows = |table: &String| {
        let mut all = sql.prepare(&format!("SELECT * FROM {table}")).expect("a statement");
        let columns = all.column_count();
        let row = |row: &rusqlite::Row| {
            (0..columns).map(|at| row.get::<_, Cell>(at)).collect::<Result<Vec<_>, _>>().map(|row| format!("{row:?}"))
        };
        let mut rows: Vec<String> = all.query_map([], row).expect("asked").collect::<Result<_, _>>().expect("rows");
        rows.sort();
        rows
    };
    let tables = names.iter().map(|table| (table.clone(), rows(table))).collect();
    Dump { tables, schema, key: fs::read(key).expect("a key") }
}

impl Dump {
    /// The tables that differ, each with the rows that went and the rows that came.
    pub fn differs(&self, after: &Dump) -> BTreeMap<String, (usize, usize)> {
        assert!(self.schema == after.schema && self.key == after.key, "the schema or the key");
        assert!(self.tables.keys().eq(after.tables.keys()));
        let rows = |table: &String, from: &Dump, to: &Dump| {
            from.tables[table].iter().filter(|row| !to.tables[table].contains(row)).count()
        };
        let all = self.tables.keys().map(|table| (table.clone(), (rows(table, self, after), rows(table, after, self))));
        all.filter(|(_, counts)| *counts != (0, 0)).collect()
    }
}

/// Every file in a home, but the log and the index that SQLite keeps beside an open database.
pub fn names(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("readable") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(names(&path));
        }
        let name = path.to_string_lossy();
        if !name.ends_with("-wal") && !name.ends_with("-shm") {
            found.insert(path);
        }
    }
    found
}

/// What one more event changes: its row, and the head of the history.
pub fn one_event() -> BTreeMap<String, (usize, usize)> {
    [("audit_events", (0, 1)), ("audit_head", (1, 1))].map(|(table, counts)| (table.to_owned(), counts)).into()
}
