//! What a tenant holds and what files there are, before and after.

use rusqlite::{Connection, OpenFlags};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A sign of life, which is written without an event and may be lost, and where the transaction began that wrote it.
const SIGN_OF_LIFE: [(&str, &str); 3] =
    [("sessions", "last_seen_at"), ("audit_head", "began_seq"), ("audit_head", "began_mac")];
/// What the engine keeps beside an open database.
const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Every table with its rows, and the history's actions with their outcomes, oldest first; nothing where there is no tenant.
#[derive(PartialEq, Eq, Clone, Default, Debug)]
pub struct Snapshot {
    tables: BTreeMap<String, BTreeSet<String>>,
    events: Vec<String>,
}

/// How a state differs from an earlier one.
#[derive(PartialEq, Eq, Clone, Default, Debug)]
pub struct Shape {
    /// The new events.
    pub events: Vec<String>,
    /// Of each table that differs, how many rows went and came.
    pub tables: BTreeMap<String, (usize, usize)>,
}

impl Snapshot {
    pub fn of(db: &Path) -> Result<Self, rusqlite::Error> {
        if !db.exists() {
            return Ok(Self::default());
        }
        let sql = Connection::open_with_flags(db, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        let texts = |query: &str| -> Result<Vec<String>, rusqlite::Error> {
            sql.prepare(query)?.query_map([], |row| row.get(0))?.collect()
        };
        let mut tables = BTreeMap::new();
        let schema = "SELECT type || ' ' || name || ifnull(sql, '') FROM sqlite_master
            UNION ALL SELECT 'version ' || user_version FROM pragma_user_version";
        tables.insert("(schema)".to_owned(), texts(schema)?.into_iter().collect());
        for table in texts("SELECT name FROM sqlite_master WHERE type = 'table'")? {
            let columns = texts(&format!("SELECT name FROM pragma_table_info('{table}')"))?;
            let shown = columns.iter().filter(|column| !SIGN_OF_LIFE.contains(&(table.as_str(), column.as_str())));
            // The engine is compiled to be fast, and this is not.
            let shown: Vec<_> = shown.map(|column| format!("quote({column})")).collect();
            let rows = texts(&format!("SELECT {} FROM {table}", shown.join(" || ' ' || ")))?.into_iter().collect();
            tables.insert(table, rows);
        }
        let events = texts("SELECT action || ' ' || outcome FROM audit_events ORDER BY seq")?;
        Ok(Self { tables, events })
    }

    pub fn is_nothing(&self) -> bool {
        self.tables.is_empty()
    }

    /// How it differs from an earlier state.
    pub fn since(&self, before: &Self) -> Shape {
        let none = BTreeSet::new();
        let names: BTreeSet<_> = self.tables.keys().chain(before.tables.keys()).collect();
        let counts = names.into_iter().map(|name| {
            let (old, new) = (before.tables.get(name).unwrap_or(&none), self.tables.get(name).unwrap_or(&none));
            (name.clone(), (old.difference(new).count(), new.difference(old).count()))
        });
        let tables = counts.filter(|(_, counts)| *counts != (0, 0)).collect();
        // Events never go; where one did, the table says so.
        let events = self.events.get(before.events.len()..).unwrap_or_default().to_vec();
        Shape { events, tables }
    }
}

impl Shape {
    pub fn is_none(&self) -> bool {
        self.tables.is_empty()
    }

    /// How many rows of a table came.
    pub fn came(&self, table: &str) -> usize {
        self.tables.get(table).map_or(0, |(_, came)| *came)
    }

    /// How many of its events are of that action and went well.
    pub fn done(&self, action: &str) -> usize {
        let wanted = format!("{action} ok");
        self.events.iter().filter(|event| **event == wanted).count()
    }
}

/// Every file below a folder, by its path in there, without what the engine keeps beside a database.
pub fn files(folder: &Path) -> BTreeSet<PathBuf> {
    fn walk(folder: &Path, root: &Path, found: &mut BTreeSet<PathBuf>) {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, root, found);
                continue;
            }
            let name = path.to_string_lossy();
            if !COMPANIONS.iter().any(|end| name.ends_with(end)) {
                found.insert(path.strip_prefix(root).expect("below").to_owned());
            }
        }
    }
    let mut found = BTreeSet::new();
    walk(folder, folder, &mut found);
    found
}

/// Copies a folder with all that is in it, and its modes.
pub fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).expect("readable") {
        let path = entry.expect("an entry").path();
        let there = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            fs::create_dir(&there).expect("made");
            fs::set_permissions(&there, fs::metadata(&path).expect("there").permissions()).expect("set");
            copy(&path, &there);
        } else {
            fs::copy(&path, &there).expect("copied");
        }
    }
}
