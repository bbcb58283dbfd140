use super::*;
use crate::{
    domain::{license::License, time::Span},
    store::sqlite::open::STEPS,
};
use rusqlite::Connection;

/// A database with the whole schema and nothing in it.
fn database() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    STEPS.iter().for_each(|step| connection.execute_batch(step).unwrap());
    connection
}

/// How the engine goes about a list.
fn plan(database: &Connection, listing: &Listing) -> String {
    let tx = Transaction::read(database).unwrap();
    let (sql, values) = tx.query(listing).unwrap();
    let mut statement = tx.sql().prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let steps = statement.query_map(params_from_iter(values), |row| row.get::<_, String>(3)).unwrap();
    steps.collect::<rusqlite::Result<Vec<_>>>().unwrap().join("\n")
}

#[test]
fn a_page_under_any_condition_reads_what_it_shows_and_sorts_nothing() {
    let database = database();
    let by = [
        (vec![], "resources_normal"),
        (vec![Condition::NotEnrolled], "resources_not_enrolled"),
        (vec![Condition::Locked], "resources_lock_set"),
        (vec![Condition::Paused], "resources_pause_set"),
        (vec![Condition::Inactive], "resources_inactive"),
        (vec![Condition::EmailUnverified], "resources_unverified"),
        (vec![Condition::License(License::Api)], "resources_license"),
        (vec![Condition::License(License::Standard)], "resources_license"),
        (vec![Condition::Level(Level::Helpdesk)], "resources_level"),
        (vec![Condition::Level(Level::User)], "resources_normal"),
        (vec![Condition::NoRecoveryCodes], "resources_normal"),
        (vec![Condition::NameLike("ada".into())], "resources_normal"),
        (vec![Condition::InactiveFor(Span::days(90))], "resources_normal"),
    ];
    let place = |text: &str| Position { text: Some(text.into()), number: None, normal: text.into() };
    for (conditions, index) in by {
        for after in [None, Some(place("m@acme.example"))] {
            let listing = Listing { conditions: conditions.clone(), after, limit: Some(51), ..Listing::default() };
            let plan = plan(&database, &listing);
            let first = plan.lines().next().unwrap_or_default();
            assert!(first.contains(&format!("resources USING INDEX {index}")), "{conditions:?}: {plan}");
            assert!(!plan.contains("TEMP B-TREE"), "{conditions:?}: {plan}");
        }
    }
    // One row at most: sorting it costs nothing.
    let champion = Listing { conditions: vec![Condition::Champion], ..Listing::default() };
    assert!(plan(&database, &champion).contains("resources_champion"), "{}", plan(&database, &champion));
    let created = Listing { sort: Sort::Created, after: Some(place("0")), ..Listing::default() };
    assert!(!plan(&database, &created).contains("TEMP B-TREE"), "{}", plan(&database, &created));
}

#[test]
fn the_marks_of_a_resource_follow_its_factors_locks_and_pauses() {
    let sql = database();
    sql.execute_batch(
        "INSERT INTO resources (id, username, email, type, license, level, champion, active, created_at, username_normal) \
         VALUES ('r', 'a@b', 'a@b', 'internal', 'standard', 'user', 0, 1, 0, 'a@b'), \
                ('s', 'c@b', 'c@b', 'internal', 'standard', 'user', 0, 1, 0, 'c@b')",
    )
    .unwrap();
    let factor = |id: &str, state: &str| {
        format!(
            "INSERT INTO factors (id, resource_id, kind, label, state, issuer, secret, algorithm, digits, period, failures, \
             replaces_others, created_at) VALUES ('{id}', 'r', 'totp', '{id}', '{state}', '', x'', 'SHA1', 6, 30, 0, 0, 0)"
        )
    };
    let steps = [
        (factor("f", "pending"), "000"),
        ("UPDATE factors SET state = 'active'".into(), "100"),
        (factor("g", "active"), "100"),
        ("UPDATE factors SET failures = 100, state = 'disabled' WHERE id = 'f'".into(), "100"),
        ("DELETE FROM factors WHERE id = 'g'".into(), "000"),
        ("INSERT INTO lockouts (resource_id, failed) VALUES ('r', 6)".into(), "000"),
        ("UPDATE lockouts SET failed = 7, locked_at = 5".into(), "010"),
        ("UPDATE lockouts SET hand_at = 6, hand_by = 'x'".into(), "010"),
        ("UPDATE lockouts SET locked_at = NULL".into(), "010"),
        ("UPDATE lockouts SET hand_at = NULL".into(), "000"),
        ("DELETE FROM lockouts".into(), "000"),
        (
            "INSERT INTO lockouts (resource_id, failed, hand_at, hand_by) VALUES ('r', 0, 6, 'x') \
             ON CONFLICT (resource_id) DO UPDATE SET hand_at = 6"
                .into(),
            "010",
        ),
        ("INSERT INTO pauses (resource_id, started_at, operator) VALUES ('r', 1, 'x')".into(), "011"),
        ("DELETE FROM lockouts".into(), "001"),
        ("DELETE FROM pauses".into(), "000"),
        ("UPDATE factors SET state = 'active'".into(), "100"),
        ("DELETE FROM factors".into(), "000"),
    ];
    let marks = |id: &str| -> String {
        let marks = "SELECT enrolled || lock_set || pause_set FROM resources WHERE id = ?1";
        sql.query_row(marks, [id], |row| row.get(0)).unwrap()
    };
    for (step, wanted) in steps {
        sql.execute_batch(&step).unwrap();
        assert_eq!((marks("r").as_str(), marks("s").as_str()), (wanted, "000"), "after {step}");
    }
}
