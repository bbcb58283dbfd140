//! What somebody who writes to the database file, without the key, does not come in with: a session, a token, a password or a code that was
//! moved to another resource, or got another end or other scopes. And that this program's changes keep every row valid.

use crate::common::{ADMIN, Home, PASSWORD, Run, code, finish, start, within_a_step};
use rusqlite::{Connection, OptionalExtension};
use serde_json::{Value, json};

/// The tables with bound rows, and the columns of each that are not bound.
const TABLES: [(&str, &[&str]); 7] = [
    // A user who can change a password's number can also remove the newer ones.
    ("passwords", &["number"]),
    ("setup_tokens", &[]),
    ("emergency_codes", &[]),
    ("recovery_codes", &[]),
    // A sign of life is written without the key; the others decide nothing.
    ("sessions", &["apps", "source", "last_seen_at"]),
    ("tokens", &[]),
    ("requests", &[]),
];

/// A password that is another person's.
const OTHER: &str = "evil-Horse9battery";

/// A tenant where every table has a row, with what its people know.
struct Tenant {
    home: Home,
    /// Of eve's session at a desktop.
    session: String,
    /// That gus chooses a password by.
    setup: String,
    /// Of ada.
    emergency: String,
    recovery: Vec<String>,
    key: String,
    /// That waits for a second person.
    request: String,
}

fn create(home: &Home, name: &str, password: &str, more: &[&str]) {
    let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
    let args = ["resource", "create", &username, "--email", &email, "--password-stdin"];
    let _ = home.run_with(args.iter().chain(more), &format!("{password}\n")).exits(0);
}

fn tenant() -> Tenant {
    within_a_step(20);
    let home = Home::with_tenant();
    create(&home, "ada", PASSWORD, &["--license", "dashboard"]);
    create(&home, "eve", OTHER, &["--license", "dashboard"]);
    create(&home, "amy", PASSWORD, &["--level", "admin", "--champion"]);
    let robot = ["resource", "create", "robot@acme.example", "--email", "robot@mail.example", "--license", "api"];
    let _ = home.run(robot.iter().chain(&["--level", "auditor", "--no-setup"])).exits(0);
    let issue = ["token", "issue", "robot", "--scope", "audit.own", "--expires", "90d", "--out", "robot.token"];
    let _ = home.run(issue).exits(0);
    let gus = ["resource", "create", "gus@acme.example", "--email", "gus@mail.example", "--no-setup"];
    let _ = home.run(gus).exits(0);
    let word = |value: &Value| value.as_str().expect("a text").to_owned();
    let setup = word(&home.run(["setup", "issue", "gus", "--show"]).exits(0).json()["token"]);
    let _ = home.run(["resource", "verify-email", "ada", "--assume", "--reason", "seen"]).exits(0);
    let key = home.enroll("ada");
    let record = ["--identity", "passport", "--channel", "video", "--reference", "C-1", "--show"];
    let emergency = home.run(["emergency", "issue", "ada"].iter().chain(&record)).exits(0).json();
    let recovery = home.run(["recovery-codes", "generate", "ada"]).exits(0).json();
    let recovery = recovery["codes"].as_array().expect("codes").iter().map(word).collect();
    let _ = home.enroll("amy");
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
    let asked = home.run(["2fa", "reset", "amy", "--yes", "--reason", "lost"]).exits(10).json();
    let session = word(&login(&home, "eve", OTHER, None).exits(0).json()["session_token"]);
    let (emergency, request) = (word(&emergency["code"]), word(&asked["request_id"]));
    Tenant { home, session, setup, emergency, recovery, key, request }
}

impl Tenant {
    /// A copy in which somebody was at the file.
    #[track_caller]
    fn after(&self, sql: &str) -> Home {
        let copy = self.home.copy();
        alter(&copy, sql);
        copy
    }
}

#[track_caller]
fn alter(home: &Home, statements: &str) {
    let sql = Connection::open(home.db()).expect("opened");
    let off = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
    sql.execute_batch(off).expect("switched off");
    sql.execute_batch(statements).unwrap_or_else(|error| panic!("{error}: {statements}"));
    sql.close().expect("closed");
}

/// The only value of a query.
fn one(home: &Home, query: &str) -> String {
    let sql = Connection::open(home.db()).expect("opened");
    let found = sql.query_row(query, [], |row| row.get(0)).optional().expect("asked");
    found.expect("a row")
}

/// The id of a resource, in SQL.
fn of(name: &str) -> String {
    format!("(SELECT id FROM resources WHERE username = '{name}@acme.example')")
}

fn login(home: &Home, name: &str, password: &str, code: Option<&str>) -> Run {
    let args = ["authenticate", name, "--password-stdin"];
    let args = args.into_iter().chain(code.into_iter().flat_map(|code| ["--code", code]));
    home.run_with(args, &format!("{password}\n"))
}

/// A command by the script's token.
fn script(home: &Home, args: &[&str]) -> Run {
    let mut command = home.command(args);
    command.env("TENANTCTL_TOKEN_FILE", home.path().join("robot.token"));
    finish(start(command, ""))
}

fn check(home: &Home, token: &str) -> Run {
    home.run_with(["session", "check"], &format!("{token}\n"))
}

/// Asserts that a row is named as one that was changed, and that nothing was done.
#[track_caller]
fn is_tampered(run: Run, row: &str, what: &str) {
    assert_eq!(run.code, 8, "{what}: {}{}", run.out, run.err);
    let error = run.error();
    assert_eq!(error["code"], "state_tampered", "{what}: {error}");
    assert!(error["message"].as_str().is_some_and(|message| message.contains(row)), "{what}: {error}");
    assert!(error["hints"].to_string().contains("tenantctl "), "{what}: {error}");
}

/// The findings of `doctor` about rows.
#[track_caller]
fn rows_found(home: &Home, exit: i32) -> Vec<Value> {
    let found = home.run(["doctor"]).exits(exit).json();
    let items = found["items"].as_array().expect("findings").clone();
    items.into_iter().filter(|item| item["check"] == "rows").collect()
}

#[track_caller]
fn all_rows_fit(home: &Home) {
    let found = rows_found(home, 0);
    assert_eq!((found.len(), &found[0]["severity"]), (1, &json!("ok")), "{found:?}");
}

#[test]
fn r_perm_1_a_token_that_was_moved_or_widened_acts_for_nobody() {
    let tenant = tenant();
    let id = one(&tenant.home, "SELECT id FROM tokens");
    assert_eq!(script(&tenant.home, &["whoami"]).exits(0).json()["actor"], "robot@acme.example");
    let admin = of("root");
    let edits = [
        format!("UPDATE tokens SET resource_id = {admin}, scopes = NULL"),
        format!("UPDATE tokens SET resource_id = {admin}"),
        "UPDATE tokens SET scopes = NULL".to_owned(),
        "UPDATE tokens SET scopes = scopes || ' resource.read'".to_owned(),
        "UPDATE tokens SET scopes = 'malformed'".to_owned(),
        "UPDATE tokens SET expires_at = expires_at + 86400000".to_owned(),
        "UPDATE tokens SET issued_by = 'somebody'".to_owned(),
        "UPDATE tokens SET mac = x''".to_owned(),
        "UPDATE tokens SET mac = zeroblob(32)".to_owned(),
        // What binds another row.
        "UPDATE tokens SET mac = (SELECT mac FROM passwords LIMIT 1)".to_owned(),
    ];
    for edit in &edits {
        let home = tenant.after(edit);
        is_tampered(script(&home, &["whoami"]), &id, edit);
        is_tampered(script(&home, &["audit", "log"]), &id, edit);
        let mut create = home.command(["level", "create", "mine", "--permission", "resource.read"]);
        create.env("TENANTCTL_TOKEN_FILE", home.path().join("robot.token"));
        is_tampered(finish(start(create, "")), &id, edit);
        // Every administrator still sees it, marked, and takes it back.
        let listed = home.run(["token", "list"]).exits(0);
        let item = &listed.json()["items"][0];
        let found = (&item["id"], &item["tampered"], &item["username"]);
        assert_eq!(found, (&json!(id), &json!(true), &json!("robot@acme.example")), "{edit}");
        assert!(listed.err.contains(&format!("tenantctl token revoke {id}")), "{edit}: {}", listed.err);
        let _ = home.run(["token", "revoke", &id, "--reason", "changed"]).exits(0);
        let event = &home.events()[0];
        assert_eq!((&event["target"], &event["details"]["tampered"]), (&json!("robot@acme.example"), &json!(true)));
        all_rows_fit(&home);
    }
    // Where the file claims an older schema, nothing is bound as it stands.
    let older = tenant.after("UPDATE tokens SET scopes = NULL; PRAGMA user_version = 8");
    let refused = older.run(["migrate"]);
    assert!([1, 8].contains(&refused.code), "{}{}", refused.out, refused.err);
    alter(&older, "PRAGMA user_version = 10");
    is_tampered(script(&older, &["whoami"]), &id, "a schema that claims to be older");
    let listed = tenant.home.run(["token", "list"]).exits(0);
    assert_eq!((&listed.json()["items"][0]["tampered"], listed.err.as_str()), (&json!(false), ""));
}

#[test]
fn r_ses_4_a_session_that_was_moved_or_made_an_operators_opens_nothing() {
    let tenant = tenant();
    let id = one(&tenant.home, "SELECT id FROM sessions");
    assert_eq!(check(&tenant.home, &tenant.session).exits(0).json()["username"], "eve@acme.example");
    let edits = [
        format!("UPDATE sessions SET resource_id = {}", of("ada")),
        format!("UPDATE sessions SET resource_id = {}, operator = 1", of("root")),
        "UPDATE sessions SET operator = 1".to_owned(),
        "UPDATE sessions SET operator = 7".to_owned(),
        "UPDATE sessions SET client = 'mobile'".to_owned(),
        "UPDATE sessions SET client = 'malformed'".to_owned(),
        "UPDATE sessions SET created_at = created_at + 1".to_owned(),
        "UPDATE sessions SET resource_id = 'nobody'".to_owned(),
    ];
    for edit in &edits {
        let home = tenant.after(edit);
        is_tampered(check(&home, &tenant.session), &id, edit);
        let before = home.events().len();
        is_tampered(home.run_with(["session", "check", "--app", "wiki"], &format!("{}\n", tenant.session)), &id, edit);
        assert_eq!(home.events().len(), before, "{edit}");
        let found = rows_found(&home, 8);
        assert_eq!((found.len(), &found[0]["severity"]), (1, &json!("failure")), "{edit}: {found:?}");
        assert!(found[0]["message"].as_str().is_some_and(|told| told.contains(&id)), "{edit}: {found:?}");
        assert_eq!(found[0]["helps"][0], format!("tenantctl session end {id}"), "{edit}");
        // By an operator, and by the holder of its token: the event names the owner.
        let other = home.copy();
        let _ = home.run(["session", "end", &id, "--reason", "changed"]).exits(0);
        let _ = other.run_with(["session", "logout"], &format!("{}\n", tenant.session)).exits(0);
        for home in [home, other] {
            let event = &home.events()[0];
            let told = (&event["action"], &event["target"], &event["details"]["tampered"]);
            assert_eq!(told, (&json!("session.end"), &json!("eve@acme.example"), &json!(true)), "{edit}");
            assert_eq!(check(&home, &tenant.session).exits(5).json()["active"], false);
            all_rows_fit(&home);
        }
    }
}

#[test]
fn r_perm_5_an_operators_own_sign_in_that_was_changed_says_so_and_gives_way_to_another() {
    let tenant = tenant();
    let home = &tenant.home;
    let (name, key) = home.operator("otto", "auditor");
    let desk = home.sign_in(&name, &key);
    let id = one(home, "SELECT id FROM sessions WHERE operator = 1");
    alter(home, &format!("UPDATE sessions SET resource_id = {} WHERE operator = 1", of("root")));
    for args in [&["whoami"][..], &["resource", "list"], &["account", "lock", "ada", "--reason", "x"]] {
        let run = desk.run(args);
        assert!(run.error()["hint"].as_str().is_some_and(|hint| hint.ends_with("login")), "{}", run.err);
        is_tampered(run, &id, "a sign-in");
    }
    // The owner is not let in by it either, and not as the owner: it says that it signed in.
    let found = desk.run(["doctor"]).exits(8).json();
    assert!(found.to_string().contains(&id), "{found}");
    let copy = home.copy();
    let copied = copy.desk(&name);
    let _ = copied.run(["logout"]).exits(0);
    assert_eq!(copied.run(["whoami"]).exits(0).json()["actor_auth"], "owner");
    all_rows_fit(&copy);
    let again = ["login", &name, "--password-stdin", "--code", &code(&key, 1)];
    let _ = desk.run_with(again, &format!("{PASSWORD}\n")).exits(0);
    assert_eq!(desk.run(["whoami"]).exits(0).json()["actor"], name.as_str());
    all_rows_fit(home);
}

#[test]
fn r_ses_1_a_changed_session_takes_no_place_and_is_listed_and_a_sign_of_life_to_come_keeps_none_alive() {
    let tenant = tenant();
    let home = &tenant.home;
    let id = one(home, "SELECT id FROM sessions");
    let mobile = |home: &Home| {
        home.run_with(["authenticate", "eve", "--password-stdin", "--client", "mobile"], &format!("{OTHER}\n"))
    };
    let _ = mobile(home).exits(0);
    let _ = mobile(home).exits(27);
    let edits = [
        // It becomes one more of the class that has one place.
        format!("UPDATE sessions SET client = 'mobile' WHERE id = '{id}'; DELETE FROM sessions WHERE id <> '{id}'"),
        format!(
            "UPDATE sessions SET last_seen_at = 99999999999999, client = 'mobile' WHERE id = '{id}'; DELETE FROM sessions WHERE id <> '{id}'"
        ),
    ];
    for edit in edits {
        let home = tenant.after(&edit);
        let listed = home.run(["session", "list", "eve"]).exits(0);
        assert_eq!(listed.json()["items"][0]["tampered"], true, "{edit}");
        assert!(listed.err.contains(&format!("tenantctl session end {id}")), "{edit}: {}", listed.err);
        assert_eq!(home.run(["resource", "show", "eve"]).exits(0).json()["sessions"], 0, "{edit}");
        let _ = mobile(&home).exits(0);
    }
    // Without any other change: the key is not needed for it, so that it is over where it cannot be true.
    let home = tenant.after(&format!("UPDATE sessions SET last_seen_at = 99999999999999 WHERE id = '{id}'"));
    assert_eq!(check(&home, &tenant.session).exits(5).json()["active"], false);
    let listed = home.run(["session", "list", "eve"]).exits(0).json();
    let item = listed["items"].as_array().expect("sessions").iter().find(|item| item["id"] == id.as_str());
    assert_eq!(item.expect("it is listed")["tampered"], true);
    let _ = home.run(["session", "end", &id, "--reason", "x"]).exits(0);
    assert!(!home.run(["session", "list", "eve"]).exits(0).out.contains(&id));
}

#[test]
fn r_pwd_5_a_password_that_was_copied_to_another_person_lets_nobody_in() {
    let tenant = tenant();
    let (ada, eve) = (of("gus"), of("eve"));
    let edits = [
        // gus has none yet: a row of its own, and one that is taken away from its owner.
        format!("INSERT INTO passwords SELECT {ada}, 1, phc, set_at, mac FROM passwords WHERE resource_id = {eve}"),
        format!("UPDATE passwords SET resource_id = {ada} WHERE resource_id = {eve}"),
    ];
    let id = one(&tenant.home, &format!("SELECT {ada}"));
    for edit in &edits {
        let home = tenant.after(edit);
        is_tampered(login(&home, "gus", OTHER, None), &id, edit);
        is_tampered(login(&home, "gus", "wrong-Horse7battery", None), &id, edit);
        let enroll = ["totp", "enroll", "gus", "--self", "--show-key", "--password-stdin"];
        is_tampered(home.run_with(enroll, &format!("{OTHER}\n")), &id, edit);
    }
    let (ada, id) = (of("ada"), one(&tenant.home, &format!("SELECT {}", of("ada"))));
    let edits = [
        format!(
            "UPDATE passwords SET phc = (SELECT phc FROM passwords WHERE resource_id = {eve}) WHERE resource_id = {ada}"
        ),
        format!("INSERT INTO passwords SELECT {ada}, 99, phc, set_at, mac FROM passwords WHERE resource_id = {eve}"),
        format!("UPDATE passwords SET set_at = set_at + 1 WHERE resource_id = {ada}"),
    ];
    for edit in &edits {
        let home = tenant.after(edit);
        for password in [OTHER, PASSWORD] {
            is_tampered(login(&home, "ada", password, Some(&code(&tenant.key, 0))), &id, edit);
        }
        let why = home.run(["why", "ada"]).exits(0).json();
        assert_eq!((&why["can_log_in"], &why["causes"][0]["code"]), (&json!(false), &json!("password_tampered")));
        let found = rows_found(&home, 8);
        assert_eq!(found[0]["helps"][0], "tenantctl setup issue ada@acme.example --show", "{found:?}");
        // A new one takes its place.
        let _ = home.run_with(["password", "set", "ada", "--password-stdin"], "another-Horse7battery\n").exits(0);
        let _ = login(&home, "ada", "another-Horse7battery", Some(&tenant.recovery[0])).exits(0);
        all_rows_fit(&home);
    }
}

#[test]
fn r_res_6_an_administrator_whose_password_was_changed_in_the_file_is_no_working_one() {
    let tenant = tenant();
    let home = tenant.after(&format!("UPDATE passwords SET set_at = set_at + 1 WHERE resource_id = {}", of("root")));
    let refused = home.run(["resource", "deactivate", "amy", "--yes", "--reason", "x"]);
    assert_eq!((refused.code, refused.error()["code"].as_str()), (6, Some("last_administrator")), "{}", refused.err);
}

#[test]
fn r_set_1_a_set_up_token_whose_end_was_moved_opens_nothing() {
    let tenant = tenant();
    let accept = |home: &Home, name: &str| {
        home.run_with(["setup", "accept", name, "--stdin"], &format!("{}\n{PASSWORD}\n", tenant.setup))
    };
    let id = one(&tenant.home, "SELECT resource_id FROM setup_tokens");
    for edit in ["expires_at = expires_at + 1", "expires_at = 1", "issued_by = 'somebody'", "id = 'x'"] {
        let home = tenant.after(&format!("UPDATE setup_tokens SET {edit}"));
        is_tampered(accept(&home, "gus"), &id, edit);
        let _ = home.run(["setup", "issue", "gus", "--show"]).exits(0);
        all_rows_fit(&home);
    }
    // Moved, it is no token of that person at all.
    let moved = tenant.after(&format!("UPDATE setup_tokens SET resource_id = {}", of("root")));
    let _ = accept(&moved, "root").exits(20);
    let _ = accept(&moved, "gus").exits(20);
    let _ = accept(&tenant.home, "gus").exits(0);
}

#[test]
fn r_rec_1_an_emergency_code_that_was_revived_opens_nothing() {
    let tenant = tenant();
    let by_code = |home: &Home| login(home, "ada", PASSWORD, Some(&tenant.emergency));
    let id = one(&tenant.home, "SELECT resource_id FROM emergency_codes");
    let longer = tenant.after("UPDATE emergency_codes SET expires_at = expires_at + 60000");
    is_tampered(by_code(&longer), &id, "longer");
    let used = tenant.home.copy();
    let _ = by_code(&used).exits(0);
    let _ = by_code(&used).exits(20);
    all_rows_fit(&used);
    alter(&used, "UPDATE emergency_codes SET used_at = NULL");
    is_tampered(by_code(&used), &id, "used again");
    // Another code in its place is a wrong one, and no other way in is closed by it.
    let _ = login(&used, "ada", PASSWORD, Some("22222-22222")).exits(20);
    let found = rows_found(&used, 8);
    assert_eq!(found[0]["helps"][0], "tenantctl emergency revoke ada@acme.example", "{found:?}");
    let _ = used.run(["emergency", "revoke", "ada", "--reason", "changed"]).exits(0);
    all_rows_fit(&used);
}

#[test]
fn r_rec_5_a_recovery_code_that_was_revived_opens_nothing() {
    let tenant = tenant();
    let home = tenant.home.copy();
    let first = |home: &Home| login(home, "ada", PASSWORD, Some(&tenant.recovery[0]));
    let _ = first(&home).exits(0);
    let _ = first(&home).exits(20);
    all_rows_fit(&home);
    alter(&home, "UPDATE recovery_codes SET used_at = NULL");
    let id = one(&home, "SELECT DISTINCT resource_id FROM recovery_codes");
    is_tampered(first(&home), &id, "used again");
    let _ = login(&home, "ada", PASSWORD, Some(&tenant.recovery[1])).exits(0);
    let _ = home.run(["recovery-codes", "generate", "ada"]).exits(0);
    all_rows_fit(&home);
    // Hashes of one's own codes in another's name fit nobody.
    let moved = tenant.after(&format!("UPDATE recovery_codes SET resource_id = {}", of("amy")));
    let _ = login(&moved, "amy", PASSWORD, Some(&tenant.recovery[0])).exits(20);
}

#[test]
fn r_perm_6_a_request_that_was_changed_is_listed_denied_and_approved_by_nobody() {
    let tenant = tenant();
    let denied = tenant.home.copy();
    let _ = denied.run(["request", "deny", &tenant.request, "--reason", "no"]).exits(0);
    alter(&denied, "UPDATE requests SET state = 'waiting'");
    let edits = [
        "expires_at = expires_at + 60000",
        "asked_by = 'os:somebody'",
        "asked_at = asked_at + 1",
        "what = 'harmless'",
        "operation = 'malformed'",
        "operation = replace(operation, 'lost', 'x')",
        "fingerprint = x'00'",
        "resource_id = 'nobody'",
        "decided_by = 'os:somebody'",
    ];
    let after = edits.map(|edit| (edit, tenant.after(&format!("UPDATE requests SET {edit}"))));
    for (what, home) in after.into_iter().chain([("a denied one", denied)]) {
        let mut another = home.command(["request", "approve", &tenant.request]);
        another.env("SUDO_USER", "walter");
        is_tampered(finish(start(another, "")), &tenant.request, what);
        let listed = home.run(["request", "list"]).exits(0);
        assert_eq!(listed.json()["items"][0]["state"], "tampered", "{what}");
        assert!(listed.err.contains("tenantctl request deny "), "{what}: {}", listed.err);
        assert_eq!(home.run(["request", "show", &tenant.request]).exits(0).json()["state"], "tampered", "{what}");
        let done = home.run(["request", "deny", &tenant.request, "--reason", "changed"]).exits(0).json();
        assert_eq!((&done["changed"], &done["state"]), (&json!(true), &json!("denied")), "{what}");
        assert_eq!(home.events()[0]["target"], "amy@acme.example", "{what}");
        assert_eq!(home.run(["request", "list"]).exits(0).json()["items"], json!([]), "{what}");
        all_rows_fit(&home);
        // And does not come back.
        alter(&home, "UPDATE requests SET state = 'waiting'");
        is_tampered(home.run(["request", "approve", &tenant.request]), &tenant.request, what);
    }
}

#[test]
fn every_column_that_counts_is_bound_to_its_row() {
    let tenant = tenant();
    for (table, free) in TABLES {
        let columns: Vec<(String, String)> = {
            let sql = Connection::open(tenant.home.db()).expect("opened");
            let mut info = sql.prepare(&format!("PRAGMA table_info({table})")).expect("a statement");
            let columns = info.query_map([], |row| Ok((row.get(1)?, row.get(2)?))).expect("asked");
            columns.collect::<Result<_, _>>().expect("columns")
        };
        assert!(columns.len() > free.len(), "{table}");
        for (column, kind) in columns {
            let other = match kind.as_str() {
                "INTEGER" => format!("ifnull({column}, 0) + 1000"),
                "TEXT" => format!("ifnull({column}, '') || 'x'"),
                _ => format!("CAST({column} || x'00' AS BLOB)"),
            };
            // A request's state is what `doctor` looks for.
            let other = if column == "state" { "'waiting'".to_owned() } else { other };
            let home = tenant.home.copy();
            if column == "state" {
                let _ = home.run(["request", "deny", &tenant.request]).exits(0);
            }
            let first = format!("mac = (SELECT mac FROM {table} LIMIT 1)");
            alter(&home, &format!("UPDATE {table} SET {column} = {other} WHERE {first}"));
            if free.contains(&column.as_str()) {
                all_rows_fit(&home);
                continue;
            }
            let found = rows_found(&home, 8);
            let told = found[0]["message"].as_str().unwrap_or_default().to_owned();
            assert!(found.len() == 1 && told.contains(&format!("table {table}, row ")), "{table}.{column}: {found:?}");
        }
    }
}

#[test]
fn r_aud_7_what_this_program_changes_itself_stays_what_it_was() {
    let tenant = tenant();
    let home = &tenant.home;
    let _ = home.run(["policy", "set", "session.desktop=20", "--reason", "x"]).exits(0);
    let _ = home.run_with(["session", "check", "--app", "wiki"], &format!("{}\n", tenant.session)).exits(0);
    let _ = check(home, &tenant.session).exits(0);
    let _ = login(home, "ada", PASSWORD, Some(&tenant.emergency)).exits(0);
    let _ = login(home, "ada", PASSWORD, Some(&tenant.recovery[0])).exits(0);
    let accept = format!("{}\n{PASSWORD}\n", tenant.setup);
    let _ = home.run_with(["setup", "accept", "gus", "--stdin"], &accept).exits(0);
    let _ = home.run(["resource", "edit", "eve", "--email", "new@mail.example"]).exits(0);
    let approved = home.copy();
    let mut another = approved.command(["request", "approve", &tenant.request]);
    another.env("SUDO_USER", "walter");
    let _ = finish(start(another, "")).exits(0);
    assert_eq!(approved.run(["request", "show", &tenant.request]).exits(0).json()["state"], "approved");
    all_rows_fit(&approved);
    // A dearer hash in the place of the one that was verified.
    let _ = home.run(["policy", "set", "password.argon2=m=20480,t=2,p=1", "--reason", "x"]).exits(0);
    let _ = login(home, "ada", PASSWORD, Some(&tenant.recovery[1])).exits(0);
    let phc = one(home, &format!("SELECT phc FROM passwords WHERE resource_id = {}", of("ada")));
    assert!(phc.contains("m=20480"), "{phc}");
    let _ = login(home, "ada", PASSWORD, Some(&tenant.recovery[2])).exits(0);
    all_rows_fit(home);
    let backup = home.copy();
    // The clock goes back: tokens, passwords and used codes keep their age, and with it what they open. A row that was changed before is not
    // made good by it.
    let changed = home.copy();
    alter(&changed, "UPDATE tokens SET scopes = NULL; UPDATE requests SET what = 'x'");
    for home in [home, &changed] {
        let _ = home.run_at("-2h", ["doctor", "--accept-clock", "--reason", "it ran ahead"], "").exits(0);
    }
    let at_two = |home: &Home, args: &[&str]| {
        let mut command = home.command_at("-2h", args);
        command.env("TENANTCTL_TOKEN_FILE", home.path().join("robot.token"));
        finish(start(command, ""))
    };
    assert_eq!(at_two(home, &["whoami"]).exits(0).json()["actor"], "robot@acme.example");
    assert_eq!(at_two(&changed, &["whoami"]).exits(8).error()["code"], "state_tampered");
    let doctor = home.run_at("-2h", ["doctor"], "").exits(0).json();
    assert!(doctor.to_string().contains("what lets somebody in is as this program wrote it"), "{doctor}");
    let _ = home.login_at("-2h", "ada", Some(&tenant.recovery[3])).exits(0);
    let _ = home.login_at("-2h", "ada", Some(&tenant.recovery[3])).exits(20);
    assert_eq!(home.run_at("-2h", ["request", "show", &tenant.request], "").exits(0).json()["state"], "void");
    let shown = changed.run_at("-2h", ["request", "show", &tenant.request], "").exits(0).json();
    assert_eq!(shown["state"], "tampered");
    // A backup holds them as they are.
    let _ = backup.run(["backup", "create", "kept.db"]).exits(0);
    std::fs::remove_file(backup.db()).expect("lost");
    for end in ["-wal", "-shm"] {
        let mut beside = backup.db().into_os_string();
        beside.push(end);
        let _ = std::fs::remove_file(beside);
    }
    let _ = backup.run(["restore", "kept.db", "--reason", "x", "--yes"]).exits(0);
    all_rows_fit(&backup);
    let _ = login(&backup, "eve", OTHER, None).exits(0);
    assert_eq!(backup.run(["resource", "show", ADMIN]).exits(0).json()["username"], ADMIN);
}
