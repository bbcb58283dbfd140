//! A second verifier, written from docs/audit-format.md alone, agrees with `audit verify` about good and bad histories (R-AUD-3).

use crate::common::{self, Home, Run, finish, schema::STEPS, start};
use rusqlite::Connection;
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const VERIFIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/verify_history.py");

fn second(db: &Path, key: &Path) -> Run {
    let mut python = common::python();
    python.arg(VERIFIER).args([db, key]);
    finish(start(python, ""))
}

fn copy(home: &Home) -> (TempDir, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let db = directory.path().join("copy.db");
    fs::copy(home.db(), &db).expect("copied");
    (directory, db)
}

/// Both verdicts about one file, which must be the same; the first bad number.
#[track_caller]
fn both(home: &Home, db: &Path, what: &str) -> Option<i64> {
    let ours = home.run([
        "audit",
        "verify",
        "--db",
        &db.display().to_string(),
        "--key-file",
        &home.key().display().to_string(),
    ]);
    let theirs = second(db, &home.key());
    assert_eq!(ours.code, theirs.code, "{what}: {}{}{}", ours.err, theirs.out, theirs.err);
    if ours.code == 8 {
        assert!(ours.out.is_empty() && theirs.out.is_empty(), "{what}: no verdict, and yet one");
        return None;
    }
    let (ours, theirs) = (ours.json(), theirs.json());
    for field in ["ok", "events", "first_bad_seq", "head"] {
        assert_eq!(ours[field], theirs[field], "{what}: {field}");
    }
    ours["first_bad_seq"].as_i64()
}

#[test]
fn r_aud_3_two_verifiers_agree_at_every_length_of_the_history() {
    let home = Home::with_tenant();
    for number in 0..14 {
        let (_directory, db) = copy(&home);
        assert_eq!(both(&home, &db, "good"), None);
        let _ = home.run(["resource", "edit", "root", "--first-name", &format!("Søren{number}")]).exits(0);
    }
}

#[test]
fn r_aud_3_two_verifiers_name_the_same_first_bad_event() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for number in 0..8 {
        let _ = home.run(["resource", "edit", &ada, "--first-name", &format!("Ada{number}")]).exits(0);
    }
    let login = ["authenticate", &ada, "--password-stdin", "--client", "mobile", "--source", "192.0.2.1"];
    let _ = home.run_with(login, "wrong\n").exits(20);
    let rest = "format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";
    let cases = [
        "UPDATE audit_events SET actor = 'os:eve' WHERE seq = 3".to_owned(),
        "UPDATE audit_events SET actor = CAST(x'ff' AS TEXT) WHERE seq = 3".to_owned(),
        "UPDATE audit_events SET at = at - 1 WHERE seq = 1".to_owned(),
        "UPDATE audit_events SET client = '' WHERE seq = 7".to_owned(),
        "UPDATE audit_events SET personal = replace(personal, 'Ada3', 'Eve3')".to_owned(),
        "UPDATE audit_events SET personal = CAST('{}' AS BLOB) WHERE seq = 9".to_owned(),
        "UPDATE audit_events SET salt = NULL WHERE seq = 4".to_owned(),
        "UPDATE audit_events SET salt = salt || x'00' WHERE seq = 4".to_owned(),
        "UPDATE audit_events SET salt = CAST(salt || x'00' AS BLOB) WHERE seq = 4".to_owned(),
        "UPDATE audit_events SET format = 2 WHERE seq = 5".to_owned(),
        "UPDATE audit_events SET mac = zeroblob(32) WHERE seq = 6".to_owned(),
        "DELETE FROM audit_events WHERE seq = 1".to_owned(),
        "DELETE FROM audit_events WHERE seq = 6".to_owned(),
        "DELETE FROM audit_events WHERE seq = (SELECT max(seq) FROM audit_events)".to_owned(),
        "DELETE FROM audit_events".to_owned(),
        format!("INSERT INTO audit_events (seq, {rest}) SELECT 0, {rest} FROM audit_events WHERE seq = 2"),
        format!("INSERT INTO audit_events (seq, {rest}) SELECT -4, {rest} FROM audit_events WHERE seq = 2"),
        format!("INSERT INTO audit_events (seq, {rest}) SELECT max(seq) + 1, {rest} FROM audit_events"),
        "UPDATE audit_events SET seq = -1 WHERE seq = 2; UPDATE audit_events SET seq = 2 WHERE seq = 5; \
         UPDATE audit_events SET seq = 5 WHERE seq = -1"
            .to_owned(),
        "DELETE FROM audit_head".to_owned(),
        "UPDATE audit_head SET seq = seq - 1".to_owned(),
        "UPDATE audit_head SET seq = -1".to_owned(),
        "UPDATE audit_head SET at = at + 1".to_owned(),
        "UPDATE audit_head SET frontier = x''".to_owned(),
        "UPDATE audit_head SET seal = zeroblob(32)".to_owned(),
    ];
    for sql in &cases {
        let (_directory, db) = copy(&home);
        let connection = Connection::open(&db).expect("opened");
        // What a strict column does not take at all needs no finding.
        let taken = connection.execute_batch(sql).is_ok();
        connection.close().expect("closed");
        let found = both(&home, &db, sql);
        assert!(!taken || found.is_some(), "{sql} was not found");
    }
    // An older head, sealed rightly at its time.
    let (_directory, older) = copy(&home);
    let _ = home.run(["resource", "edit", &ada, "--last-name", "Later"]).exits(0);
    let (_directory, db) = copy(&home);
    let put_back = format!(
        "ATTACH '{}' AS old; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM old.audit_head",
        older.display()
    );
    Connection::open(&db).expect("opened").execute_batch(&put_back).expect("put back");
    assert!(both(&home, &db, "an older head").is_some());
}

/// A table again without its types, keys and checks, holding what it held.
fn loosened(table: &str, columns: &str) -> String {
    format!(
        "CREATE TABLE loose ({columns}); INSERT INTO loose SELECT {columns} FROM {table}; DROP TABLE {table}; \
         ALTER TABLE loose RENAME TO {table};"
    )
}

const HEAD: &str = "one, seq, at, mac, frontier, seal, began_seq, began_mac";
const EVENTS: &str = "seq, format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";
const KEYS: &str = "purpose, id, wrapped, created_at";

#[test]
fn r_aud_3_two_verifiers_agree_about_tables_that_were_made_again_to_hold_anything() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for number in 0..5 {
        let _ = home.run(["resource", "edit", &ada, "--first-name", &format!("Ada{number}")]).exits(0);
    }
    let last = home.events().len() as i64;
    let (head, events) = (loosened("audit_head", HEAD), loosened("audit_events", EVENTS));
    let of_head = |set: &str| format!("{head} {set}");
    let of_events = |set: &str| format!("{events} {set}");
    let cases: Vec<(String, Option<i64>)> = vec![
        (head.clone(), None),
        (events.clone(), None),
        (of_head("UPDATE audit_head SET seq = 'many'"), Some(last)),
        (of_head("UPDATE audit_head SET seq = CAST(seq AS TEXT)"), Some(last)),
        (of_head("UPDATE audit_head SET seq = seq + 0.5"), Some(last)),
        (of_head("UPDATE audit_head SET at = NULL"), Some(last)),
        (of_head("UPDATE audit_head SET at = x'00'"), Some(last)),
        (of_head("UPDATE audit_head SET mac = NULL"), Some(last)),
        (of_head("UPDATE audit_head SET mac = hex(mac)"), Some(last)),
        (of_head("UPDATE audit_head SET frontier = 7"), Some(last)),
        (of_head("UPDATE audit_head SET frontier = NULL"), Some(last)),
        (of_head("UPDATE audit_head SET seal = 'sealed'"), Some(last)),
        (of_head("UPDATE audit_head SET seal = NULL"), Some(last)),
        (of_head("UPDATE audit_head SET one = 2"), Some(last)),
        (of_head("UPDATE audit_head SET one = NULL"), Some(last)),
        (of_head("INSERT INTO audit_head SELECT * FROM audit_head"), Some(last)),
        (of_head("INSERT INTO audit_head (one) VALUES (2)"), Some(last)),
        (of_events("UPDATE audit_events SET seq = 'three' WHERE seq = 3"), Some(3)),
        (of_events("UPDATE audit_events SET seq = NULL WHERE seq = 3"), Some(1)),
        (of_events("UPDATE audit_events SET seq = 2.5 WHERE seq = 3"), Some(3)),
        (of_events("UPDATE audit_events SET at = 'noon' WHERE seq = 4"), Some(4)),
        (of_events(&format!("UPDATE audit_events SET at = 'noon' WHERE seq = {last}")), Some(last)),
        (of_events(&format!("UPDATE audit_events SET seq = 'last' WHERE seq = {last}")), Some(last)),
        (of_events("UPDATE audit_events SET actor = 7 WHERE seq = 4"), Some(4)),
        (of_events("UPDATE audit_events SET action = CAST(action AS BLOB) WHERE seq = 4"), Some(4)),
        (of_events("UPDATE audit_events SET bytes = NULL WHERE seq = 4"), Some(4)),
        (of_events("UPDATE audit_events SET salt = 1 WHERE seq = 4"), Some(4)),
        (of_events("UPDATE audit_events SET personal = 'x' WHERE seq = 4"), Some(4)),
        (of_events("UPDATE audit_events SET mac = 'x' WHERE seq = 4"), Some(4)),
        ("UPDATE audit_events SET personal = zeroblob(16777216) WHERE seq = 4".to_owned(), Some(4)),
        ("UPDATE audit_events SET personal = zeroblob(16777217) WHERE seq = 4".to_owned(), Some(4)),
        ("UPDATE audit_events SET personal = zeroblob(16777000) WHERE seq = 4".to_owned(), Some(4)),
        // Without its index the table is sorted, and a row that is too long is met first.
        (of_events("UPDATE audit_events SET personal = zeroblob(16777217) WHERE seq = 4"), Some(1)),
        (of_events(&format!("INSERT INTO audit_events SELECT {EVENTS} FROM audit_events WHERE seq = 3")), Some(3)),
        (of_events(&format!("INSERT INTO audit_events SELECT {EVENTS} FROM audit_events")), Some(1)),
    ];
    for (sql, wanted) in &cases {
        let (_directory, db) = copy(&home);
        let connection = Connection::open(&db).expect("opened");
        connection.execute_batch(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        connection.close().expect("closed");
        assert_eq!(both(&home, &db, sql), *wanted, "{sql}");
    }
}

#[test]
fn without_its_keys_or_in_another_version_there_is_no_verdict_by_either() {
    let home = Home::with_tenant();
    let keys = loosened("keys", KEYS);
    for sql in [
        format!("PRAGMA user_version = {}", STEPS.len() - 1),
        format!("PRAGMA user_version = {}", STEPS.len() + 1),
        "PRAGMA application_id = 7".to_owned(),
        "DELETE FROM keys WHERE purpose = 'audit'".to_owned(),
        "DELETE FROM keys WHERE purpose = 'lookup'".to_owned(),
        "UPDATE keys SET id = id + 1 WHERE purpose = 'audit'".to_owned(),
        "UPDATE keys SET id = -1".to_owned(),
        "UPDATE keys SET wrapped = x'01' WHERE purpose = 'audit'".to_owned(),
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE purpose = 'lookup') WHERE purpose = 'audit'"
            .to_owned(),
        format!("{keys} UPDATE keys SET id = 'one'"),
        format!("{keys} UPDATE keys SET wrapped = hex(wrapped)"),
        "UPDATE tenant SET id = 'another'".to_owned(),
        "DELETE FROM tenant".to_owned(),
        "DROP TABLE audit_events".to_owned(),
        "DROP TABLE audit_head".to_owned(),
    ] {
        let (_directory, db) = copy(&home);
        Connection::open(&db).expect("opened").execute_batch(&sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
        let _ = both(&home, &db, &sql);
        assert_eq!(second(&db, &home.key()).code, 8, "{sql}");
    }
}

#[test]
fn two_verifiers_read_a_key_file_alike() {
    let home = Home::with_tenant();
    let line = fs::read_to_string(home.key()).expect("a key");
    let words: Vec<&str> = line.split_whitespace().collect();
    let (upper, spread) = (line.to_uppercase(), words.join("\t \r\n\x0c"));
    for (text, good) in [
        (line.trim_end().to_owned(), true),
        (format!(" \n{spread}\r\n\n"), true),
        (line.replace(' ', "\u{a0}"), false),
        (line.replace(' ', "\u{b}"), false),
        (format!("\u{feff}{line}"), false),
        (format!("{line}more\n"), false),
        (upper, false),
        (line.replacen(words[1], &words[1].to_uppercase(), 1), false),
        (String::new(), false),
    ] {
        fs::write(home.key(), &text).expect("written");
        let _ = both(&home, &home.db(), &text);
        assert_eq!(second(&home.db(), &home.key()).code, if good { 0 } else { 8 }, "{text:?}");
    }
}

#[test]
fn the_second_verifier_refuses_another_key() {
    let (home, other) = (Home::with_tenant(), Home::with_another_tenant());
    let (_directory, db) = copy(&home);
    let run = second(&db, &other.key());
    assert!(run.code != 0 && run.err.contains("does not open"), "{}{}", run.out, run.err);
    assert_eq!(serde_json::from_str::<Value>(&second(&db, &home.key()).exits(0).out).expect("JSON")["ok"], true);
}
