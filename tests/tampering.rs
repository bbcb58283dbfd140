//! What somebody who writes to the database file, without the key, cannot do unnoticed (R-AUD-1, R-AUD-3).

use crate::common::{self, Home, PASSWORD, Run, code, finish, start, within_a_step};
use rusqlite::Connection;
use serde_json::Value as Json;
use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};
use tempfile::TempDir;

/// A tenant whose history has some fifteen events.
struct Tenant {
    home: Home,
    events: i64,
    head: String,
}

/// A copy of its database that may be tampered with; the tenant stays as it is.
struct Copy<'t> {
    tenant: &'t Tenant,
    _directory: TempDir,
    db: PathBuf,
}

/// The people of [`people`], and what they bring.
struct People {
    ada_key: String,
    bob_key: String,
    code_of_fay: String,
}

impl Tenant {
    fn of(home: Home) -> Self {
        let verdict = home.run(["audit", "verify"]).exits(0).json();
        let events = verdict["events"].as_i64().expect("a number");
        let head = verdict["head"].as_str().expect("a head").to_owned();
        Self { home, events, head }
    }

    fn with_fifteen_events() -> Self {
        let home = Home::with_tenant();
        let ada = home.resource("ada");
        for number in 0..10 {
            let _ = home.run(["resource", "edit", &ada, "--first-name", &format!("Ada{number}")]).exits(0);
        }
        let _ = home.run(["account", "lock", &ada, "--reason", "a test"]).exits(0);
        let _ = home.login(&ada, None).exits(21);
        Self::of(home)
    }

    fn copy(&self) -> Copy<'_> {
        let directory = tempfile::tempdir().expect("a directory");
        let db = directory.path().join("copy.db");
        // The last process has ended, so the file is complete without its log.
        fs::copy(self.home.db(), &db).expect("copied");
        Copy { tenant: self, _directory: directory, db }
    }

    /// A copy changed by some statements, with every check switched off that an attacker would switch off.
    fn tampered(&self, sql: &str) -> Copy<'_> {
        let copy = self.copy();
        copy.alter(sql);
        copy
    }

    fn rows(&self) -> [i64; 3] {
        [1, self.events / 2, self.events]
    }
}

impl Copy<'_> {
    fn sql(&self) -> Connection {
        let sql = Connection::open(&self.db).expect("opened");
        let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA writable_schema = ON;";
        sql.execute_batch(off).expect("switched off");
        sql
    }

    #[track_caller]
    fn alter(&self, statements: &str) {
        let sql = self.sql();
        sql.execute_batch(statements).unwrap_or_else(|error| panic!("{error}: {statements}"));
        sql.close().expect("closed");
    }

    fn command(&self, args: &[&str], shift: Option<&str>) -> Command {
        let (db, key) = (self.db.display().to_string(), self.tenant.home.key().display().to_string());
        let all = args.iter().copied().chain(["--db", &db, "--key-file", &key]);
        match shift {
            Some(shift) => self.tenant.home.command_at(shift, all),
            None => self.tenant.home.command(all),
        }
    }

    fn run_with(&self, args: &[&str], input: &str, shift: Option<&str>) -> Run {
        finish(start(self.command(args, shift), input))
    }

    fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, "", None)
    }

    #[track_caller]
    fn is_found_at(&self, seq: i64, what: &str) {
        let run = self.run(&["audit", "verify"]);
        assert_eq!(run.code, 9, "{what}\n{}\n{}", run.out, run.err);
        let verdict = run.json();
        assert_eq!((&verdict["ok"], &verdict["first_bad_seq"]), (&Json::from(false), &Json::from(seq)), "{what}");
    }

    #[track_caller]
    fn takes_no_write(&self, what: &str) {
        let before = self.dump();
        let run = self.run(&["resource", "edit", "ada", "--last-name", "Lovelace"]);
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("corrupt")), "{what}: {}", run.err);
        let login = self.run_with(&["authenticate", "ada", "--password-stdin"], &format!("{PASSWORD}\n"), None);
        assert_eq!(login.code, 8, "{what}: {}{}", login.out, login.err);
        assert!(before == self.dump(), "{what}");
    }

    /// Everything in every table, as text.
    fn dump(&self) -> BTreeMap<String, Vec<String>> {
        let sql = Connection::open(&self.db).expect("opened");
        let mut tables = sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").expect("a statement");
        let names = tables.query_map([], |row| row.get::<_, String>(0)).expect("asked");
        let names: Vec<String> = names.collect::<Result<_, _>>().expect("names");
        let rows = |name: &String| {
            let mut all = sql.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2")).expect("a statement");
            let columns = all.column_count();
            // As bytes: a tampered text need not be UTF-8.
            let shown = |row: &rusqlite::Row| {
                (0..columns).map(|at| row.get_ref(at).map(|value| format!("{value:?}"))).collect()
            };
            let rows = all.query_map([], shown).expect("asked");
            rows.map(|row| row.map(|cells: Vec<String>| cells.join("|"))).collect::<Result<Vec<_>, _>>().expect("rows")
        };
        names.iter().map(|name| (name.clone(), rows(name))).collect()
    }

    fn columns(&self, table: &str) -> Vec<(String, String)> {
        let sql = self.sql();
        let mut info = sql.prepare(&format!("PRAGMA table_info({table})")).expect("a statement");
        let columns = info.query_map([], |row| Ok((row.get(1)?, row.get(2)?))).expect("asked");
        columns.collect::<Result<_, _>>().expect("columns")
    }
}

/// Another value of the same type, also where there was none.
fn another(column: &str, kind: &str) -> String {
    match kind {
        "INTEGER" => format!("{column} + 1000"),
        "TEXT" => format!("ifnull({column}, '') || 'x'"),
        "BLOB" => format!("CAST(ifnull({column}, x'') || x'00' AS BLOB)"),
        other => panic!("a column of type {other}"),
    }
}

#[test]
fn r_aud_3_a_changed_value_in_any_column_of_any_row_is_found_at_that_row() {
    let tenant = Tenant::with_fifteen_events();
    assert!(tenant.events >= 14, "{}", tenant.events);
    let columns = tenant.copy().columns("audit_events");
    assert!(columns.len() >= 13, "{columns:?}");
    for (column, kind) in &columns {
        for seq in tenant.rows() {
            let sql = format!("UPDATE audit_events SET {column} = {} WHERE seq = {seq}", another(column, kind));
            tenant.tampered(&sql).is_found_at(seq, &sql);
        }
    }
}

#[test]
fn r_aud_3_a_value_taken_away_or_of_another_kind_is_found_at_that_row_too() {
    let tenant = Tenant::with_fifteen_events();
    let seq = tenant.events / 2;
    // The table as an attacker would remake it: any type in any column, and nothing required.
    let loose = "UPDATE sqlite_master SET sql = replace(replace(sql, ' NOT NULL', ''), 'STRICT', '') WHERE name = 'audit_events';";
    for (column, kind) in tenant.copy().columns("audit_events").into_iter().filter(|(column, _)| column != "seq") {
        let was_null = format!("SELECT 1 FROM audit_events WHERE seq = {seq} AND {column} IS NULL");
        let was_null = tenant.copy().sql().query_row(&was_null, [], |_| Ok(())).is_ok();
        let mut values = vec!["'abc'", "1.5", "x'ff'"];
        values.extend((!was_null).then_some("NULL"));
        // Text that is no UTF-8 fits a strict column.
        values.extend((kind == "TEXT").then_some("CAST(x'61ff' AS TEXT)"));
        for value in values {
            let copy = tenant.tampered(loose);
            copy.alter(&format!("UPDATE audit_events SET {column} = {value} WHERE seq = {seq}"));
            copy.is_found_at(seq, &format!("{column} = {value}"));
        }
    }
}

#[test]
fn r_aud_3_a_single_flipped_bit_in_bytes_salt_personal_part_or_mac_is_found() {
    let tenant = Tenant::with_fifteen_events();
    for column in ["bytes", "salt", "personal", "mac"] {
        for seq in tenant.rows() {
            let copy = tenant.copy();
            let sql = copy.sql();
            let read = format!("SELECT {column} FROM audit_events WHERE seq = {seq}");
            let mut blob: Vec<u8> = sql.query_row(&read, [], |row| row.get(0)).expect("a blob");
            let last = blob.len() - 1;
            blob[last] ^= 0x80;
            sql.execute(&format!("UPDATE audit_events SET {column} = ?1 WHERE seq = {seq}"), [blob]).expect("changed");
            sql.close().expect("closed");
            copy.is_found_at(seq, &format!("{column} of {seq}"));
        }
    }
}

#[test]
fn r_aud_3_rows_deleted_inserted_swapped_or_renumbered_are_found() {
    let tenant = Tenant::with_fifteen_events();
    let (n, m) = (tenant.events, tenant.events / 2);
    let copied = |as_seq: i64| {
        let rest = "format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";
        format!("INSERT INTO audit_events (seq, {rest}) SELECT {as_seq}, {rest} FROM audit_events WHERE seq = {m}")
    };
    let swapped = |a: i64, b: i64| {
        format!(
            "UPDATE audit_events SET seq = -7 WHERE seq = {a}; UPDATE audit_events SET seq = {a} WHERE seq = {b}; \
             UPDATE audit_events SET seq = {b} WHERE seq = -7"
        )
    };
    let cases = [
        ("DELETE FROM audit_events WHERE seq = 1".to_owned(), 1),
        (format!("DELETE FROM audit_events WHERE seq = {m}"), m),
        (format!("DELETE FROM audit_events WHERE seq = {n}"), n),
        (format!("DELETE FROM audit_events WHERE seq > {m}"), m + 1),
        ("DELETE FROM audit_events".to_owned(), 1),
        (copied(0), 0),
        (copied(-1), -1),
        (copied(i64::MIN), i64::MIN),
        (copied(n + 1), n + 1),
        (copied(i64::MAX), n + 1),
        (swapped(1, 2), 1),
        (swapped(m, n), m),
        (swapped(n - 1, n), n - 1),
        // Everything a number later, as if a first event had been there.
        ("UPDATE audit_events SET seq = -seq; UPDATE audit_events SET seq = 1 - seq".to_owned(), 1),
        // One taken out and the rest closed up.
        (
            format!(
                "DELETE FROM audit_events WHERE seq = {m}; UPDATE audit_events SET seq = -seq WHERE seq > {m}; \
                 UPDATE audit_events SET seq = -seq - 1 WHERE seq < 0"
            ),
            m,
        ),
    ];
    for (sql, first_bad) in cases {
        tenant.tampered(&sql).is_found_at(first_bad, &sql);
    }
    let verdict = tenant.copy().run(&["audit", "verify"]).exits(0).json();
    assert_eq!(verdict["head"], tenant.head.as_str(), "an untouched copy verifies");
}

#[test]
fn r_aud_3_a_head_that_is_deleted_changed_or_older_is_found_and_nothing_is_written_on_it() {
    let tenant = Tenant::with_fifteen_events();
    let mut cases = vec!["DELETE FROM audit_head".to_owned(), "UPDATE audit_head SET one = 2".to_owned()];
    // Where the head stood before its transaction is there for a log to be told by, and proves nothing.
    let unsealed = ["one", "began_seq", "began_mac"];
    for (column, kind) in
        tenant.copy().columns("audit_head").iter().filter(|(column, _)| !unsealed.contains(&column.as_str()))
    {
        cases.push(format!("UPDATE audit_head SET {column} = {}", another(column, kind)));
    }
    cases.push("UPDATE audit_head SET seq = -1".to_owned());
    cases.push("UPDATE audit_head SET seal = x''".to_owned());
    cases.push("UPDATE audit_head SET seq = 0, at = 0, frontier = x''".to_owned());
    for sql in &cases {
        let copy = tenant.tampered(sql);
        copy.is_found_at(tenant.events, sql);
        copy.takes_no_write(sql);
    }
}

#[test]
fn r_aud_3_an_older_head_put_back_is_found_at_the_first_event_it_does_not_know() {
    let tenant = Tenant::with_fifteen_events();
    let old = tenant.copy();
    let _ = tenant.home.run(["resource", "edit", "ada", "--last-name", "Later"]).exits(0);
    let newer = tenant.copy();
    let attach = format!(
        "ATTACH '{}' AS old; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM old.audit_head;",
        old.db.display()
    );
    newer.alter(&attach);
    newer.is_found_at(tenant.events + 1, "an older head");
    // What it may not do is to write a second event of the same number over the one that is there.
    let before = newer.dump();
    let run = newer.run(&["resource", "edit", "ada", "--last-name", "Again"]);
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("audit_unwritable")), "{}", run.err);
    assert!(before == newer.dump());
}

#[test]
fn r_aud_1_what_cannot_be_answered_for_a_damaged_row_is_not_done() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.enroll(&ada);
    let _ = home.run(["recovery-codes", "generate", &ada]).exits(0);
    let _ = home.login(&ada, Some("000000")).exits(20);
    let _ = home.run(["2fa", "pause", &ada, "--for", "1h", "--reason", "x"]).exits(0);
    let _ = home.login(&ada, None).exits(0);
    let gone = home.resource("gone");
    let _ = home.run(["resource", "deactivate", &gone, "--yes", "--reason", "x"]).exits(0);
    let tenant = Tenant::of(home);
    let damages = [
        "INSERT OR REPLACE INTO policy VALUES ('session.idle', 'malformed')",
        "UPDATE factors SET state = 'malformed'",
        "UPDATE sessions SET client = 'malformed'",
        "UPDATE lockouts SET failed = -1",
        "UPDATE pauses SET operator = CAST(x'ff' AS TEXT)",
        "UPDATE resources SET type = 'malformed' WHERE level = 'admin'",
    ];
    let commands: [&[&str]; 12] = [
        &["resource", "create", "new@acme.example", "--email", "new@mail.example", "--no-setup"],
        &["resource", "edit", "ada", "--first-name", "Ada"],
        &["resource", "edit", "ada", "--email", "other@mail.example"],
        &["resource", "deactivate", "ada", "--yes"],
        &["resource", "activate", "gone"],
        &["resource", "verify-email", "ada", "--assume"],
        &["account", "lock", "ada"],
        &["account", "unlock", "ada"],
        &["2fa", "require", "ada"],
        &["2fa", "reset", "ada", "--yes"],
        &["totp", "enroll", "gone", "--show-key"],
        &["level", "grant", "ada", "helpdesk"],
    ];
    let mut refused = 0;
    for damage in damages {
        for command in commands {
            let copy = tenant.tampered(damage);
            let before = copy.dump();
            let run = copy.run(&[command, &["--reason", "x"]].concat());
            if run.code != 0 {
                refused += 1;
                assert_eq!(run.code, 8, "{damage}: {command:?}: {}", run.err);
                assert!(before == copy.dump(), "{damage}: {command:?} was done: {}", run.err);
            }
        }
    }
    assert!(refused > 10, "{refused}");
}

/// The pages of a database that lead to others: of each its number, where it begins, and where its cells stand.
fn inner_pages(bytes: &[u8]) -> Vec<(u32, usize, Vec<usize>)> {
    const PAGE: usize = 4096;
    let short = |at: usize| usize::from(u16::from_be_bytes([bytes[at], bytes[at + 1]]));
    let mut found = Vec::new();
    for number in 0..bytes.len() / PAGE {
        let begin = number * PAGE;
        let head = if number == 0 { begin + 100 } else { begin };
        if [2, 5].contains(&bytes[head]) {
            let cells = (0..short(head + 3)).map(|cell| begin + short(head + 12 + 2 * cell));
            found.push((u32::try_from(number + 1).expect("a page"), begin, cells.collect()));
        }
    }
    found
}

#[test]
fn a_page_that_leads_back_to_itself_ends_every_list() {
    let home = Home::with_tenant();
    let rows = (0..400).map(|number| format!("user{number:03}@acme.example,u{number:03}@mail.example\n"));
    fs::write(home.path().join("people.csv"), "username,email\n".to_owned() + &rows.collect::<String>())
        .expect("written");
    let _ = home.run(["resource", "import", "people.csv"]).exits(0);
    let tenant = Tenant::of(home);
    let good = fs::read(tenant.home.db()).expect("a database");
    let pages = inner_pages(&good);
    assert!(pages.len() > 5, "{pages:?}");
    let lists: [&[&str]; 4] = [
        &["audit", "log", "-o", "jsonl"],
        &["resource", "list", "-o", "jsonl"],
        &["resource", "export"],
        &["audit", "verify"],
    ];
    let mut found = 0;
    for (number, _, cells) in pages {
        // The schema itself is read before anything else.
        let Some(middle) = cells.get(cells.len() / 2).filter(|_| number > 1) else { continue };
        let mut bad = good.clone();
        bad[*middle..middle + 4].copy_from_slice(&number.to_be_bytes());
        let copy = tenant.copy();
        fs::write(&copy.db, &bad).expect("written");
        for list in lists {
            let (db, key) = (copy.db.display().to_string(), tenant.home.key().display().to_string());
            let plain = tenant.home.command(list);
            let mut timed = std::process::Command::new("timeout");
            timed.args(["20", common::BINARY]).args(list).args(["--db", &db, "--key-file", &key]).env_clear();
            timed.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
            let run = finish(start(timed, ""));
            assert!([0, 8, 9].contains(&run.code), "page {number}, {list:?}: {} {}", run.code, run.err);
            found += usize::from(run.code != 0);
        }
    }
    assert!(found > 5, "{found}");
}

#[test]
fn a_schema_that_lacks_something_is_damage_and_no_bug() {
    let tenant = Tenant::with_fifteen_events();
    let names: Vec<String> = {
        let copy = tenant.copy();
        let sql = copy.sql();
        let mut names =
            sql.prepare("SELECT name FROM sqlite_schema WHERE name NOT GLOB 'sqlite_*'").expect("a statement");
        names.query_map([], |row| row.get(0)).expect("asked").collect::<Result<_, _>>().expect("names")
    };
    let login =
        |copy: &Copy| copy.run_with(&["authenticate", "ada", "--password-stdin"], &format!("{PASSWORD}\n"), None);
    let mut damaged = 0;
    for name in &names {
        let gone = format!("DELETE FROM sqlite_schema WHERE name = '{name}'");
        let cut = format!("UPDATE sqlite_schema SET sql = replace(sql, '_', 'x') WHERE name = '{name}'");
        for how in [gone, cut] {
            let copy = tenant.tampered(&how);
            let runs = [
                login(&copy),
                copy.run(&["resource", "show", "ada"]),
                copy.run(&["resource", "list"]),
                copy.run(&["resource", "edit", "ada", "--last-name", "Lovelace"]),
                copy.run(&["audit", "verify"]),
            ];
            for run in runs {
                assert!([0, 8, 9, 20, 21].contains(&run.code), "{how}: {} {}{}", run.code, run.out, run.err);
                if run.code == 8 {
                    damaged += 1;
                    let code = run.error()["code"].clone();
                    assert!(
                        ["corrupt", "audit_unwritable"].contains(&code.as_str().unwrap_or_default()),
                        "{how}: {code}"
                    );
                }
            }
        }
    }
    assert!(damaged > 50, "{damaged}");
}

#[test]
fn a_moved_secret_opens_for_nobody() {
    within_a_step(12);
    let home = Home::with_tenant();
    let (ada, bob) = (home.resource("ada"), home.resource("bob"));
    let (ada_key, bob_key) = (home.enroll(&ada), home.enroll(&bob));
    for (name, phone) in [(&ada, "+15550109443"), (&bob, "+15550109444")] {
        let _ = home.run(["resource", "edit", name, "--phone", phone]).exits(0);
    }
    let tenant = Tenant::of(home);
    let of = |name: &str| format!("(SELECT id FROM resources WHERE username = '{name}')");
    let login = |copy: &Copy, name: &str, code: &str| {
        copy.run_with(&["authenticate", name, "--password-stdin", "--code", code], &format!("{PASSWORD}\n"), None)
    };
    let swapped = tenant.tampered(&format!(
        "CREATE TABLE both AS SELECT resource_id, secret FROM factors; \
         UPDATE factors SET secret = (SELECT secret FROM both WHERE both.resource_id <> factors.resource_id LIMIT 1) \
         WHERE resource_id IN ({}, {}); DROP TABLE both",
        of(&ada),
        of(&bob)
    ));
    // A row taken over whole: the secret stays beside its factor's id, but in another person's name.
    let taken = tenant.tampered(&format!(
        "DELETE FROM factors WHERE resource_id = {}; UPDATE factors SET resource_id = {} WHERE resource_id = {}",
        of(&ada),
        of(&ada),
        of(&bob)
    ));
    for (what, copy) in [("swapped", &swapped), ("taken over", &taken)] {
        for key in [&ada_key, &bob_key] {
            let run = login(copy, &ada, &code(key, 0));
            assert_eq!(
                (run.code, run.error()["code"].as_str()),
                (8, Some("corrupt")),
                "{what}: {}{}",
                run.out,
                run.err
            );
            assert!(run.out.is_empty() || run.json()["outcome"] != "granted", "{what}: {}", run.out);
        }
    }
    let phones = tenant.tampered(&format!(
        "UPDATE resources SET phone = (SELECT phone FROM resources WHERE id = {}) WHERE id = {}",
        of(&bob),
        of(&ada)
    ));
    let shown = phones.run(&["resource", "show", &ada]);
    assert_eq!((shown.code, shown.error()["code"].as_str()), (8, Some("corrupt")), "{}{}", shown.out, shown.err);
    let _ = login(&tenant.copy(), &ada, &code(&ada_key, 0)).exits(0);
}

#[test]
fn r_rec_1_an_emergency_code_moved_to_another_resource_opens_nothing() {
    within_a_step(12);
    let home = Home::with_tenant();
    let (ada, bob) = (home.resource("ada"), home.resource("bob"));
    let (_, _) = (home.enroll(&ada), home.enroll(&bob));
    let _ = home.run(["resource", "verify-email", &bob, "--assume", "--reason", "known"]).exits(0);
    let issued = emergency(&home, &bob);
    let tenant = Tenant::of(home);
    let of = |name: &str| format!("(SELECT id FROM resources WHERE username = '{name}')");
    let moved = tenant.tampered(&format!("UPDATE emergency_codes SET resource_id = {}", of(&ada)));
    let run =
        moved.run_with(&["authenticate", &ada, "--password-stdin", "--code", &issued], &format!("{PASSWORD}\n"), None);
    assert_eq!(run.json()["outcome"], "denied", "{}{}", run.out, run.err);
}

#[test]
fn a_row_that_decides_a_login_and_makes_no_sense_is_a_refusal() {
    within_a_step(12);
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll(&ada);
    let _ = home.login(&ada, Some("000000")).exits(20);
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "a test"]).exits(0);
    let tenant = Tenant::of(home);
    // Nonsense in what decides; a lock that is merely gone cannot be told from one that never was.
    let cases = [
        "UPDATE lockouts SET failed = -1",
        "UPDATE lockouts SET failed = 9223372036854775807",
        "UPDATE lockouts SET hand_at = 1, hand_reason = CAST(x'ff' AS TEXT)",
        "UPDATE factors SET failures = -1",
        "UPDATE factors SET last_step = -1",
        "UPDATE factors SET kind = 'whatever'",
        "UPDATE factors SET issuer = NULL",
        "UPDATE factors SET digits = NULL",
        "UPDATE factors SET digits = 1",
        "UPDATE factors SET period = 0",
        "UPDATE factors SET algorithm = 'none'",
        "UPDATE factors SET state = 'whatever'",
        "UPDATE factors SET secret = x''",
        "UPDATE passwords SET phc = ''",
        "UPDATE passwords SET phc = '$argon2id$v=19$m=4294967295,t=4294967295,p=1$AAAAAAAAAAA$AAAA'",
        "UPDATE passwords SET phc = '$2b$31$If6bvum7DFjUnE9p2uDeDu0YHzrHM6tf.iqN8.yx.jNN1ILEf7h0i'",
        "UPDATE passwords SET phc = '$scrypt$ln=40,r=8,p=1$MDEyMzQ1Njc4OWFiY2RlZg$M0jq1sX29lWZdE37G/nuHGrfXUs4HMsyWhAkjmGIUGI'",
        "UPDATE resources SET license = 'free'",
        "UPDATE resources SET active = 7",
        "UPDATE resources SET level = 'God'",
        "UPDATE pauses SET until = NULL, operator = CAST(x'ff' AS TEXT)",
        "UPDATE keys SET id = 2 WHERE purpose = 'sealing'",
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE purpose = 'audit')",
        "DELETE FROM keys WHERE purpose = 'lookup'",
        "UPDATE tenant SET id = id || 'x'",
        "DELETE FROM tenant",
        "INSERT INTO policy VALUES ('lockout.threshold', 'many')",
        "UPDATE identifiers SET resource_id = 'nobody'",
    ];
    for sql in cases {
        let copy = tenant.tampered(sql);
        let before = copy.dump();
        let code = code(&key, 0);
        for code in [Some(code.as_str()), None] {
            let mut args = vec!["authenticate", &ada, "--password-stdin"];
            args.extend(code.iter().flat_map(|code| ["--code", code]));
            let run = copy.run_with(&args, &format!("{PASSWORD}\n"), None);
            // A factor's secret is opened only where a code is to be compared with it.
            let only_with_code = code.is_none() && sql == "UPDATE factors SET secret = x''";
            if !only_with_code {
                assert_eq!(run.code, 8, "{sql} ({code:?}): {}{}", run.out, run.err);
                assert!(before == copy.dump(), "{sql}: something was changed");
            }
        }
    }
    let _ = tenant.copy().run(&["authenticate", &ada]).exits(2);
}

#[test]
fn an_event_put_where_the_next_one_belongs_stops_every_write() {
    let tenant = Tenant::with_fifteen_events();
    let rest = "format, at, actor, actor_auth, action, target, outcome, client, bytes, salt, personal, mac";
    let next = tenant.events + 1;
    let copy = tenant.tampered(&format!(
        "INSERT INTO audit_events (seq, {rest}) SELECT {next}, {rest} FROM audit_events WHERE seq = {}",
        tenant.events
    ));
    let before = copy.dump();
    let run = copy.run(&["resource", "edit", "ada", "--last-name", "Lovelace"]);
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("audit_unwritable")), "{}", run.err);
    assert!(before == copy.dump());
}

fn emergency(home: &Home, name: &str) -> String {
    let args =
        ["emergency", "issue", name, "--identity", "passport", "--channel", "video", "--reference", "C-1", "--show"];
    home.run(args).exits(0).json()["code"].as_str().expect("a code").to_owned()
}

/// One person in every state that a writing command needs.
fn people(home: &Home) -> People {
    let names = ["ada", "bob", "cyd", "dan", "eve", "fay"].map(|name| home.resource(name));
    let [ada, bob, cyd, dan, eve, fay] = &names;
    let ada_key = home.enroll(ada);
    let enrolled = home.run(["totp", "enroll", bob, "--show-key"]).exits(0).json();
    let bob_key = enrolled["key"].as_str().expect("a key").to_owned();
    let _ = home.run(["account", "lock", cyd, "--reason", "a test"]).exits(0);
    let _ = home.run(["resource", "deactivate", dan, "--reason", "a test", "--yes"]).exits(0);
    let _ = home.enroll(eve);
    let _ = home.run(["2fa", "pause", eve, "--for", "2h", "--reason", "a test"]).exits(0);
    let _ = home.enroll(fay);
    let _ = home.run(["resource", "verify-email", fay, "--assume", "--reason", "known"]).exits(0);
    let code_of_fay = emergency(home, fay);
    People { ada_key, bob_key, code_of_fay }
}

/// Every command that writes, with its standard input, the shift of its clock and its exit code where nothing hinders it.
fn writing(people: &People) -> Vec<(Vec<String>, String, Option<&'static str>, i32)> {
    let password = format!("{PASSWORD}\n");
    let (now, confirming) = (code(&people.ada_key, 0), code(&people.bob_key, 0));
    let mut all = Vec::new();
    let mut add = |line: &str, input: &str, shift, exit| {
        all.push((line.split(' ').map(str::to_owned).collect(), input.to_owned(), shift, exit));
    };
    add("resource create gus@acme.example --email gus@mail.example --password-stdin", &password, None, 0);
    add("resource edit ada --first-name Augusta --phone +15550109443", "", None, 0);
    add("resource edit ada --email augusta@mail.example", "", None, 0);
    add("resource deactivate ada --reason test --yes", "", None, 0);
    add("resource activate dan", "", None, 0);
    add("resource verify-email ada --assume --reason test", "", None, 0);
    add("password set ada --password-stdin", "another-Horse7battery\n", None, 0);
    add("totp enroll ada --label second --show-key", "", None, 0);
    add("totp enroll cyd --show-key --self --password-stdin", &password, None, 21);
    add("totp enroll bob --label own --show-key --self --password-stdin", &password, None, 0);
    add(&format!("totp confirm bob {confirming}"), "", None, 0);
    add("totp confirm bob 000000", "", None, 20);
    add("totp qr bob --show-key", "", None, 0);
    add("totp check ada 000000", "", None, 0);
    add("totp remove ada", "", None, 0);
    add("2fa pause ada --for 1h --reason test", "", None, 0);
    add("2fa pause ada --next-login --reason test", "", None, 0);
    add("2fa extend eve --reason test", "", None, 0);
    add("2fa require eve", "", None, 0);
    add("2fa reset ada --reason test --yes", "", None, 0);
    add("account lock ada --reason test", "", None, 0);
    add("account unlock cyd --reason test", "", None, 0);
    add("emergency issue fay --identity passport --channel video --reference C-2 --show", "", None, 0);
    add("emergency revoke fay", "", None, 0);
    add("policy set lockout.threshold=5 --reason test", "", None, 0);
    add(&format!("authenticate ada --password-stdin --code {now}"), &password, None, 0);
    add("authenticate ada --password-stdin", &password, None, 22);
    add("authenticate ada --password-stdin", "wrong\n", None, 20);
    add("authenticate eve --password-stdin", &password, None, 0);
    add("authenticate cyd --password-stdin", &password, None, 21);
    add("authenticate nobody@acme.example --password-stdin", &password, None, 20);
    add(&format!("authenticate fay --password-stdin --code {}", people.code_of_fay), &password, None, 0);
    add("doctor --accept-clock --reason test", "", Some("-1h"), 0);
    all
}

#[test]
fn r_aud_1_where_the_event_cannot_be_written_no_command_changes_anything() {
    within_a_step(20);
    let home = Home::with_tenant();
    let people = people(&home);
    let tenant = Tenant::of(home);
    within_a_step(15);
    // An index that cannot take another row: the absolute value of the least number is none.
    let traps = ["audit_events", "audit_head"].map(|table| {
        let newest = tenant.events;
        format!("CREATE INDEX t ON {table} (abs(iif(seq > {newest}, -9223372036854775807 - 1, seq)))")
    });
    for (args, input, shift, exit) in writing(&people) {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let free = tenant.copy();
        let run = free.run_with(&args, &input, shift);
        assert_eq!(run.code, exit, "{args:?}: {}{}", run.out, run.err);
        assert!(free.dump()["audit_events"].len() as i64 > tenant.events, "{args:?} writes no event");
        assert_eq!(free.run_with(&["audit", "verify"], "", shift).code, 0, "{args:?}");
        for trap in &traps {
            let copy = tenant.tampered(trap);
            let before = copy.dump();
            let run = copy.run_with(&args, &input, shift);
            let found = (run.code, run.error()["code"].as_str().map(str::to_owned));
            assert_eq!(found, (8, Some("audit_unwritable".to_owned())), "{args:?}, {trap}: {}{}", run.out, run.err);
            assert!(!run.out.contains("granted") && !run.out.contains("otpauth"), "{args:?}, {trap}: {}", run.out);
            assert!(before == copy.dump(), "{args:?}, {trap}: something was changed");
        }
    }
}

#[test]
fn r_aud_1_an_event_that_is_dropped_without_a_word_is_missed_before_anything_is_done() {
    let tenant = Tenant::with_fifteen_events();
    let password = format!("{PASSWORD}\n");
    let acts = [
        ("account unlock ada --reason test", ""),
        ("policy set lockout.threshold=5 --reason test", ""),
        ("resource create bob@acme.example --email bob@mail.example --no-setup", ""),
        ("authenticate nobody@acme.example --password-stdin", password.as_str()),
    ];
    for table in ["INSERT ON audit_events", "UPDATE ON audit_head"] {
        let trap = format!("CREATE TRIGGER t BEFORE {table} BEGIN SELECT RAISE(IGNORE); END");
        for (line, input) in acts {
            let copy = tenant.copy();
            let before = copy.dump();
            let act = copy.command(&line.split(' ').collect::<Vec<_>>(), None);
            let run = common::changed_while_it_waits(&copy.db, act, input, &trap);
            let found = (run.code, run.error()["code"].as_str().map(str::to_owned));
            assert_eq!(found, (8, Some("audit_unwritable".to_owned())), "{line}, {trap}: {}{}", run.out, run.err);
            assert!(before == copy.dump(), "{line}, {trap}: something was changed");
        }
    }
}
