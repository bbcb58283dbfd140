//! Whether a database has the schema that this program's steps make. A planted trigger undoes in the same transaction what is
//! decided here, and no event tells of it.

use super::{explain, open::STEPS};
use crate::{
    domain::remedy::Remedy,
    error::{Code, Error, Result},
};
use rusqlite::Connection;
use std::{collections::BTreeMap, path::Path};

/// The triggers and views that the steps leave, by name, a statement a paragraph.
const CHANGING_ROWS: &str = include_str!("schema/triggers.sql");

/// Begins the statement of a table or of an index, and can begin nothing else.
const CHANGES_NO_ROW: [&str; 3] = ["CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX "];

/// Ends a statement in the file that is kept.
const END: &str = ";\n\n";

const WORD_END: fn(char) -> bool = |sign| !sign.is_alphanumeric() && sign != '_';

fn changes_rows(sql: &str) -> bool {
    !CHANGES_NO_ROW.iter().any(|begin| sql.starts_with(begin))
}

/// Refuses a database with a trigger or a view that is not as the steps make it, and one that lacks any. The engine goes by the text alone,
/// whatever type and name stand beside it. A table or an index changes no row by itself: `doctor` compares those.
///
/// # Errors
/// `corrupt`; nothing is changed.
pub(super) fn require_own(connection: &Connection, path: &Path) -> Result<()> {
    let failed = |error| explain(&format!("opening {}", path.display()), &error);
    // The few that may, found by the engine: most rows are tables and indexes.
    let select = "SELECT name, sql FROM sqlite_schema WHERE NOT (sql >= 'CREATE TABLE ' AND sql < 'CREATE TABLE!') \
                  AND NOT (sql >= 'CREATE INDEX ' AND sql < 'CREATE INDEX!') ORDER BY name";
    let mut statement = connection.prepare(select).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut expected = CHANGING_ROWS;
    while let Some(row) = rows.next().map_err(failed)? {
        let sql = row.get_ref(1).map_err(failed)?.as_str().unwrap_or_default();
        match expected.strip_prefix(sql).and_then(|rest| rest.strip_prefix(END)) {
            Some(rest) => expected = rest,
            None if !changes_rows(sql) => {}
            None => return Err(not_own(path, &row.get::<_, String>(0).map_err(failed)?)),
        }
    }
    match expected.split(WORD_END).filter(|word| !word.is_empty()).nth(2) {
        None => Ok(()),
        Some(missing) => Err(not_own(path, missing)),
    }
}

fn not_own(path: &Path, name: &str) -> Error {
    let message = format!("the schema of {} was changed by hand: {name}; nothing was changed", path.display());
    Error::new(Code::Corrupt, message)
        .note("a user who can write the file did it; compare with a backup before you trust its content")
        .hint("see", Remedy::Doctor)
}

/// What differs from the schema that the steps make, by type and name.
pub(super) fn differences(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let fresh = Connection::open_in_memory()?;
    STEPS.iter().try_for_each(|step| fresh.execute_batch(step))?;
    let (here, there) = (objects(connection)?, objects(&fresh)?);
    let added_or_changed = here.iter().filter(|(object, _)| !there.contains_key(*object)).map(|(_, name)| name);
    let missing = there.iter().filter(|(object, _)| !here.contains_key(*object)).map(|(_, name)| name);
    let mut names: Vec<String> = added_or_changed.chain(missing).cloned().collect();
    names.sort();
    names.dedup();
    Ok(names)
}

/// Type, name, table and text of an object.
type Object = (String, String, String, Option<String>);

/// What the engine's ANALYZE makes.
const STATISTICS: [(&str, &str); 2] = [
    ("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    ("sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
];

/// Every object of a schema, with type and name in words.
fn objects(connection: &Connection) -> rusqlite::Result<BTreeMap<Object, String>> {
    let mut statement = connection.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?;
    let mut found = BTreeMap::new();
    for row in rows {
        let object: Object = row?;
        let (kind, name, _, sql) = &object;
        let statistics = kind == "table" && STATISTICS.contains(&(name, sql.as_deref().unwrap_or_default()));
        if !statistics {
            let shown = format!("{kind} {name}");
            found.insert(object, shown);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn fresh() -> Connection {
        let database = Connection::open_in_memory().unwrap();
        STEPS.iter().for_each(|step| database.execute_batch(step).unwrap());
        database
    }

    #[test]
    fn the_triggers_that_are_kept_are_what_the_steps_make() {
        let database = fresh();
        let sql = "SELECT sql FROM sqlite_schema WHERE type IN ('trigger', 'view') ORDER BY name";
        let mut statement = database.prepare(sql).unwrap();
        let made = statement.query_map([], |row| Ok(row.get::<_, String>(0)? + END)).unwrap();
        let made: String = made.map(|sql| sql.unwrap()).collect();
        if std::env::var_os("UPDATE_DOCS").is_some() {
            let file = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store/sqlite/schema/triggers.sql");
            fs::write(file, &made).unwrap();
            return;
        }
        assert_eq!(made, CHANGING_ROWS, "write it again: UPDATE_DOCS=1 cargo test --lib sqlite::schema::");
    }

    #[test]
    fn a_schema_of_the_steps_is_taken_with_what_changes_no_row() {
        let database = fresh();
        let taken = |database: &Connection| require_own(database, Path::new("t.db"));
        taken(&database).unwrap();
        database.execute_batch("CREATE TABLE mine (a); CREATE INDEX mine_a ON mine (a); ANALYZE;").unwrap();
        taken(&database).unwrap();
        assert_eq!(differences(&database).unwrap(), ["index mine_a", "table mine"]);
        database.execute_batch("DROP TABLE mine; VACUUM").unwrap();
        taken(&database).unwrap();
        assert!(differences(&database).unwrap().is_empty());
    }

    #[test]
    fn what_could_change_a_row_is_refused_whatever_it_is_called() {
        // The engine's word for statistics, with its underscores read as any sign.
        const TRIGGER: &str = "CREATE TRIGGER sqliteXstat AFTER UPDATE OF last_step ON factors BEGIN \
                               UPDATE factors SET last_step = NULL WHERE id = new.id; END";
        let writable = "PRAGMA writable_schema = ON;";
        let cases = [
            TRIGGER.to_owned(),
            TRIGGER.replace("CREATE", "create"),
            "CREATE VIEW sqliteXstat AS SELECT 1".to_owned(),
            "DROP TRIGGER lockouts_added".to_owned(),
            format!(
                "{TRIGGER}; {writable} UPDATE sqlite_schema SET type = 'table', name = 'sqlite_stat1' WHERE name = 'sqliteXstat'"
            ),
            format!("{TRIGGER}; {writable} UPDATE sqlite_schema SET type = 'index' WHERE name = 'sqliteXstat'"),
            format!("{writable} UPDATE sqlite_schema SET sql = sql || ' ' WHERE name = 'pauses_added'"),
        ];
        for case in cases {
            let database = fresh();
            database.execute_batch(&case).unwrap();
            let refused = require_own(&database, Path::new("t.db")).unwrap_err();
            assert_eq!(refused.code(), Code::Corrupt, "{case}");
            assert!(!differences(&database).unwrap().is_empty(), "{case}");
        }
    }
}
