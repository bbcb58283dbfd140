//! What the store above says of the clock holds for every time that this schema knows.

use crate::{
    domain::{
        ambient::{Clock, Random},
        time::{Span, Time},
    },
    store::{self, Change, ClockRule, KeySource},
    vault::{self, Key, KeyFileRules},
};
use Fate::{Ends, KeepsAge, Stays};
use rusqlite::{Connection, OptionalExtension};
use std::{collections::BTreeMap, io};

/// What happens to a stored time when the clock goes back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fate {
    /// Its row is gone, or a request is void.
    Ends,
    /// It goes back by as much.
    KeepsAge,
    /// It is left as it is: it grants nothing.
    Stays,
}

/// Every column that holds a time.
const TIMES: &[(&str, &[&str], Fate)] = &[
    ("audit_events", &["at"], Stays),
    ("audit_head", &["at"], Stays),
    ("disablements", &["until", "disabled_at"], Ends),
    ("emergency_codes", &["issued_at", "expires_at", "used_at"], Ends),
    ("factors", &["created_at", "last_used_at"], Ends),
    ("keys", &["created_at"], Stays),
    ("levels", &["created_at"], Stays),
    ("lockouts", &["locked_at", "hand_at", "hand_until"], Stays),
    ("passwords", &["set_at"], KeepsAge),
    ("pauses", &["until", "started_at"], Ends),
    ("recovery_codes", &["made_at"], Stays),
    ("recovery_codes", &["used_at"], KeepsAge),
    ("removed_factors", &["removed_at"], KeepsAge),
    ("requests", &["asked_at", "expires_at", "decided_at"], Ends),
    ("resources", &["email_verified_at", "created_at", "last_login_at"], Stays),
    ("sessions", &["created_at", "last_seen_at"], Ends),
    ("setup_tokens", &["issued_at", "expires_at"], Ends),
    ("tenant", &["created_at"], Stays),
    ("tokens", &["created_at"], Stays),
    ("tokens", &["expires_at"], KeepsAge),
    ("unknown_lockouts", &["locked_at", "last_at"], Stays),
];

/// Every other whole number, by the name that means the same in each table.
const NO_TIMES: &[&str] = &[
    "active",
    "began_seq",
    "champion",
    "device",
    "digits",
    "enrolled",
    "failed",
    "failures",
    "format",
    "has_password",
    "id",
    "is_email",
    "is_username",
    "last_step",
    "lock_set",
    "number",
    "one",
    "operator",
    "pause_set",
    "password",
    "period",
    "replaces_others",
    "seq",
    "used_in",
    "verification",
];

/// What a column of few words holds in the row that is looked at.
const WORDS: &[(&str, &str, &str)] = &[
    ("factors", "kind", "totp"),
    ("factors", "state", "pending"),
    ("removed_factors", "how", "removed"),
    ("removed_factors", "kind", "totp"),
    ("requests", "state", "waiting"),
    ("resources", "license", "standard"),
    ("resources", "type", "internal"),
];

const NOW: Time = Time::from_millis(1_700_000_000_000);

struct Standing;

impl Clock for Standing {
    fn now(&self) -> Time {
        NOW
    }
}

struct Ones;

impl Random for Ones {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<()> {
        buffer.fill(1);
        Ok(())
    }
}

/// The columns of every table with their types.
fn columns(database: &Connection) -> BTreeMap<String, Vec<(String, String)>> {
    let sql = "SELECT t.name, c.name, c.type FROM pragma_table_list t, pragma_table_info(t.name) c \
               WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%'";
    let mut statement = database.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)))).unwrap();
    let mut tables: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (table, column) in rows.collect::<rusqlite::Result<Vec<(String, _)>>>().unwrap() {
        tables.entry(table).or_default().push(column);
    }
    tables
}

/// A row that holds something in every column, where the table has none yet.
fn fill(database: &Connection, table: &str, columns: &[(String, String)]) {
    let values = columns.iter().map(|(column, kind)| {
        let word = WORDS.iter().find(|(its, name, _)| (*its, *name) == (table, column.as_str()));
        match (word, kind.as_str()) {
            (Some((_, _, word)), _) => format!("'{word}'"),
            (None, "TEXT") => "'x'".into(),
            (None, "BLOB") => "x'01'".into(),
            (None, _) if NO_TIMES.contains(&column.as_str()) => "1".into(),
            (None, _) => NOW.millis().to_string(),
        }
    });
    let values: Vec<String> = values.collect();
    let sql = format!("INSERT INTO {table} SELECT {} WHERE NOT EXISTS (SELECT 1 FROM {table})", values.join(", "));
    database.execute(&sql, []).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// A time of a table's only row; none if the row is gone or void.
fn time(database: &Connection, table: &str, column: &str) -> Option<i64> {
    let live = if table == "requests" { "state = 'waiting'" } else { "1" };
    let sql = format!("SELECT {column} FROM {table} WHERE {live} LIMIT 1");
    database.query_row(&sql, [], |row| row.get(0)).optional().unwrap()
}

#[test]
fn r_aud_7_every_time_that_the_schema_knows_ends_keeps_its_age_or_stays_on_purpose() {
    let directory = tempfile::tempdir().unwrap();
    let keys = KeySource { path: directory.path().join("key"), rules: KeyFileRules::default() };
    vault::write_key_file(&keys.path, &Key::new([7; 32])).unwrap();
    let tenant = store::create(&directory.path().join("t.db"), keys, "t", &Standing, &mut Ones).unwrap();
    let database = Connection::open(tenant.store.path()).unwrap();
    database.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let tables = columns(&database);
    let mut known: Vec<(&str, &str, Fate)> = Vec::new();
    for (table, columns, fate) in TIMES {
        known.extend(columns.iter().map(|column| (*table, *column, *fate)));
    }
    for (table, columns) in &tables {
        for (column, _) in columns.iter().filter(|(_, kind)| kind == "INTEGER") {
            let time = known.iter().any(|(its, name, _)| (*its, *name) == (table, column));
            let number = NO_TIMES.contains(&column.as_str());
            assert!(
                time != number,
                "say what happens to {table}.{column} when the clock goes back, or that it is no time"
            );
        }
        fill(&database, table, columns);
    }
    let before: Vec<_> = known.iter().map(|(table, column, _)| time(&database, table, column).expect(table)).collect();
    let mut random = Ones;
    let tx = tenant.store.write(&Standing, ClockRule::Strict, &mut random).unwrap();
    tx.change(&Change::ClockSetBack(Span::hours(2))).unwrap();
    tx.commit().unwrap();
    for ((table, column, fate), before) in known.into_iter().zip(before) {
        let found = match time(&database, table, column) {
            None => Ends,
            Some(after) if after == before => Stays,
            Some(after) => {
                assert_eq!(after, before - Span::hours(2).millis(), "{table}.{column}");
                KeepsAge
            }
        };
        assert_eq!(found, fate, "{table}.{column}");
    }
}
