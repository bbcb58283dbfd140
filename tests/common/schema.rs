//! Databases of earlier versions.

use rusqlite::Connection;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

pub const STEPS: [&str; 10] = [
    include_str!("../../src/store/sqlite/schema/0001_ground.sql"),
    include_str!("../../src/store/sqlite/schema/0002_logins.sql"),
    include_str!("../../src/store/sqlite/schema/0003_help.sql"),
    include_str!("../../src/store/sqlite/schema/0004_lists.sql"),
    include_str!("../../src/store/sqlite/schema/0005_operators.sql"),
    include_str!("../../src/store/sqlite/schema/0006_removed_factors.sql"),
    include_str!("../../src/store/sqlite/schema/0007_factor_kinds.sql"),
    include_str!("../../src/store/sqlite/schema/0008_log_origin.sql"),
    include_str!("../../src/store/sqlite/schema/0009_bound_rows.sql"),
    include_str!("../../src/store/sqlite/schema/0010_attention.sql"),
];

/// Makes the database one of an earlier version, with what that version knew.
pub fn age(db: &Path, version: usize) {
    let old = db.with_extension("old");
    let sql = Connection::open(&old).expect("made");
    for step in &STEPS[..version] {
        sql.execute_batch(step).expect("a step");
    }
    sql.execute_batch(&format!(
        "PRAGMA application_id = {}; PRAGMA user_version = {version}; ATTACH '{}' AS new; PRAGMA foreign_keys = OFF;",
        0x5443_544c,
        db.display()
    ))
    .expect("attached");
    let tables: Vec<String> = {
        let mut all = sql.prepare("SELECT name FROM main.sqlite_master WHERE type = 'table'").expect("a statement");
        all.query_map([], |row| row.get(0)).expect("asked").collect::<Result<_, _>>().expect("names")
    };
    for table in tables {
        let columns: String = {
            let sql = sql.prepare(&format!("SELECT * FROM main.{table}")).expect("a table");
            sql.column_names().collect::<Vec<_>>().join(", ")
        };
        let copy = format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}");
        sql.execute_batch(&copy).expect("copied");
    }
    sql.close().expect("closed");
    fs::rename(&old, db).expect("in place");
    fs::set_permissions(db, fs::Permissions::from_mode(0o600)).expect("private");
}
