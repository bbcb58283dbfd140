//! A tenant that an earlier build made is refused until it is migrated, and is what it was afterwards.
//!
//! Each folder of `tests/earlier/` holds the tenant of a build whose schema had the version that it is named after, with what its views
//! answered and what its people know; `tests/tools/keep_tenant.py` made it with that build.

use crate::common::{self, Home, PASSWORD, Run, code_of, finish, start, stopped};
use rusqlite::{Connection, types::Value as Cell};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

/// A kept tenant.
struct Kept {
    folder: PathBuf,
    told: Value,
}

/// A kept tenant in a home of its own, at the second after its views were asked for.
struct Morning {
    home: Home,
    second: u64,
    known: Value,
}

/// Every kept tenant.
fn all() -> Vec<Kept> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/earlier");
    let folders = fs::read_dir(folder).expect("kept tenants").map(|entry| entry.expect("an entry").path());
    let read = |folder: PathBuf| {
        let told = fs::read_to_string(folder.join("told.json")).expect("what was answered");
        Kept { folder, told: serde_json::from_str(&told).expect("JSON") }
    };
    let kept: Vec<Kept> = folders.map(read).collect();
    assert!(!kept.is_empty(), "no tenant is kept");
    kept
}

impl Kept {
    fn morning(&self) -> Morning {
        let home = Home::empty();
        for (name, to) in [("tenant.db", home.db()), ("tenant.key", home.key())] {
            let folder = to.parent().expect("a folder");
            fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).expect("made");
            fs::copy(self.folder.join(name), &to).expect("copied");
            fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).expect("private");
        }
        Morning { home, second: self.told["second"].as_u64().expect("a second"), known: self.told["known"].clone() }
    }

    fn migrated(&self) -> Morning {
        let morning = self.morning();
        let _ = morning.migrate();
        morning
    }

    fn version(&self) -> i64 {
        self.told["version"].as_i64().expect("a version")
    }

    /// The views: their words, and what they answered.
    fn answers(&self) -> impl Iterator<Item = (Vec<&str>, &str)> {
        self.told["answers"].as_array().expect("answers").iter().map(|answer| {
            let words = answer["args"].as_array().expect("words").iter().map(|word| word.as_str().expect("a word"));
            (words.collect(), answer["out"].as_str().expect("a text"))
        })
    }
}

impl Morning {
    fn run(&self, words: &[&str], given: &str) -> Run {
        self.home.run_at(&stopped(self.second), words, given)
    }

    fn migrate(&self) -> Value {
        self.run(&["migrate"], "").exits(0).json()
    }

    fn known(&self, what: &str) -> &str {
        self.known[what].as_str().expect("something known")
    }

    fn login(&self, name: &str, code: &str) -> Run {
        self.run(&["authenticate", name, "--password-stdin", "--code", code], &format!("{PASSWORD}\n"))
    }

    /// A command by the token of a script.
    fn by_script(&self, words: &[&str]) -> Run {
        let file = self.home.path().join("robot.token");
        fs::write(&file, self.known("script")).expect("written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("private");
        let mut command = self.home.command_at(&stopped(self.second), words);
        command.env("TENANTCTL_TOKEN_FILE", file);
        finish(start(command, ""))
    }

    /// The code of a device with settings of its own: SHA-256, eight digits, a minute.
    fn code_of_tablet(&self) -> String {
        let now = format!("@{}", self.second);
        let words = ["--totp=sha256", "-b", self.known("tablet"), "-d", "8", "-s", "60", "-N", &now];
        let output = Command::new("oathtool").args(words).output().expect("oathtool");
        String::from_utf8(output.stdout).expect("digits").trim().to_owned()
    }

    fn rows(&self) -> BTreeMap<String, Vec<String>> {
        rows(&self.home.db(), None)
    }
}

/// The rows of every table, each with the names of its columns; of these columns where a table has some.
fn rows(db: &Path, columns: Option<&BTreeMap<String, Vec<String>>>) -> BTreeMap<String, Vec<String>> {
    let sql = Connection::open(db).expect("opened");
    let names = |what: &str| -> Vec<String> {
        let mut statement = sql.prepare(what).expect("a statement");
        statement.query_map([], |row| row.get(0)).expect("asked").collect::<Result<_, _>>().expect("names")
    };
    let tables = names("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*'");
    tables
        .into_iter()
        .map(|table| {
            let own = names(&format!("SELECT name FROM pragma_table_info('{table}') ORDER BY name"));
            let asked = columns.and_then(|columns| columns.get(&table)).unwrap_or(&own);
            let mut statement = sql.prepare(&format!("SELECT {} FROM {table}", asked.join(", "))).expect(&table);
            let read = |row: &rusqlite::Row| {
                let cells =
                    asked.iter().enumerate().map(|(at, name)| Ok(format!("{name}={:?}", row.get::<_, Cell>(at)?)));
                Ok(cells.collect::<rusqlite::Result<Vec<_>>>()?.join(" "))
            };
            let mut found: Vec<String> =
                statement.query_map([], read).expect("asked").collect::<Result<_, _>>().expect("rows");
            found.sort();
            (table, found)
        })
        .collect()
}

/// The columns of every table.
fn columns(db: &Path) -> BTreeMap<String, Vec<String>> {
    let sql = Connection::open(db).expect("opened");
    let all = "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c \
               WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT GLOB 'sqlite_*' ORDER BY 1, 2";
    let mut statement = sql.prepare(all).expect("a statement");
    let pairs = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("asked");
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pair in pairs {
        let (table, column) = pair.expect("names");
        found.entry(table).or_default().push(column);
    }
    found
}

fn version(db: &Path) -> i64 {
    let sql = Connection::open(db).expect("opened");
    sql.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
}

#[test]
fn an_older_tenant_is_refused_with_the_way_out_and_nothing_is_changed() {
    for kept in all() {
        let morning = kept.morning();
        let before = fs::read(morning.home.db()).expect("a database");
        let code = code_of(morning.known("phone"), morning.second);
        for run in [
            morning.login("ada", &code),
            morning.run(&["resource", "list"], ""),
            morning.run(&["audit", "verify"], ""),
            morning.run(&["resource", "edit", "ada", "--first-name", "Eda"], ""),
        ] {
            let error = run.exits(8).error();
            assert_eq!(error["code"], "db_older", "{error}");
            assert!(error["hint"].as_str().is_some_and(|hint| hint.ends_with("migrate")), "{error}");
        }
        assert!(before == fs::read(morning.home.db()).expect("a database"), "the database was changed");
    }
}

#[test]
fn a_migrated_tenant_has_every_row_that_it_had() {
    for kept in all() {
        let morning = kept.morning();
        let (had, before) = (columns(&morning.home.db()), morning.rows());
        assert!(before["factors"].len() > 5 && before["removed_factors"].len() > 1, "{before:#?}");
        let done = morning.migrate();
        assert_eq!(done["from"].as_i64(), Some(kept.version()));
        for (table, before) in before {
            let after = rows(&morning.home.db(), Some(&had)).remove(&table).expect("the table is there");
            if table == "audit_events" || table == "audit_head" {
                // A migration may leave an event of its own.
                assert!(table == "audit_head" || before.iter().all(|row| after.contains(row)), "{table}");
            } else {
                assert_eq!(after, before, "{table}");
            }
        }
        let copy = PathBuf::from(done["copy"].as_str().expect("a copy"));
        assert_eq!(version(&copy), kept.version());
        let sql = Connection::open(morning.home.db()).expect("opened");
        let broken: i64 =
            sql.query_row("SELECT count(*) FROM pragma_foreign_key_check", [], |row| row.get(0)).expect("asked");
        assert_eq!(broken, 0, "foreign keys");
    }
}

/// An answer of an earlier build, in the sentences of this one.
fn reworded(answer: &str) -> String {
    [
        ("1 of the 7 failed logins in a row that lock the account", "1 failed login in a row; 7 lock the account"),
        ("1 wrong code from 192.0.2.8, the last ", "1 wrong code from 192.0.2.8, "),
        ("issued a token, which is good until", "issued a token, which is valid until"),
        ("no authenticator is enrolled since", "no authenticator has been enrolled since"),
    ]
    .iter()
    .fold(answer.to_owned(), |text, (earlier, now)| text.replace(earlier, now))
}

/// Whether an answer says everything that another one said: fields and items may have been added, and nothing else.
fn keeps(now: &Value, was: &Value) -> bool {
    match (now, was) {
        (Value::Object(now), Value::Object(was)) => {
            was.iter().all(|(key, was)| now.get(key).is_some_and(|now| keeps(now, was)))
        }
        (Value::Array(now), Value::Array(was)) => {
            let mut rest = now.iter();
            was.iter().all(|was| rest.any(|now| keeps(now, was)))
        }
        _ => now == was,
    }
}

#[test]
fn a_migrated_tenant_shows_what_it_showed_and_its_history_verifies() {
    for kept in all() {
        let morning = kept.migrated();
        for (words, told) in kept.answers() {
            let run = morning.run(&words, "").exits(0);
            let told = &reworded(told);
            match words[..2] {
                // Newest first: what was there before the migration is the end of it.
                ["audit", "log"] => {
                    let events = |text: &str| {
                        let list: Value = serde_json::from_str(text).expect("JSON");
                        list["items"].as_array().expect("events").clone()
                    };
                    let (now, was) = (events(&run.out), events(told));
                    let kept = now.iter().rev().zip(was.iter().rev()).all(|(now, was)| keeps(now, was));
                    assert!(kept && now.len() >= was.len(), "{words:?}: {}", run.out);
                }
                ["audit", "verify"] => {
                    let (now, was) = (run.json(), serde_json::from_str::<Value>(told).expect("JSON"));
                    assert_eq!((&now["ok"], &was["ok"]), (&Value::Bool(true), &Value::Bool(true)));
                    assert!(now["events"].as_u64() >= was["events"].as_u64(), "{now}");
                }
                // Behind a lock by hand nothing is offered any more that stands in for the device (R-LOCK-5).
                ["why", _] if told.contains("locked_by_hand") => {
                    let mut was: Value = serde_json::from_str(told).expect("JSON");
                    was["without_device"] = Value::Array(Vec::new());
                    assert!(keeps(&run.json(), &was), "{words:?}");
                }
                _ => {
                    let kept = match (serde_json::from_str(&run.out), serde_json::from_str(told)) {
                        (Ok(now), Ok(was)) => keeps(&now, &was),
                        // A line each: some may have been added.
                        _ => told.lines().all(|line| run.out.lines().any(|now| now == line)),
                    };
                    assert!(kept, "{words:?}\n{}\n{told}", run.out);
                }
            }
        }
        let verifier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tools/verify_history.py");
        let files = [morning.home.db(), morning.home.key()];
        assert!(common::python().arg(verifier).args(files).output().expect("python3").status.success());
        let checks = morning.run(&["doctor"], "").json();
        let sound = checks["items"].as_array().expect("checks").iter().find(|check| check["check"] == "integrity");
        assert_eq!(sound.expect("a check")["severity"], "ok", "{checks}");
    }
}

#[test]
fn the_people_of_a_migrated_tenant_come_in_with_what_they_have() {
    for kept in all() {
        let morning = kept.migrated();
        let code = code_of(morning.known("phone"), morning.second);
        assert_eq!(morning.login("ada", &code).exits(0).json()["method"], "totp");
        let _ = morning.login("ada", &code).exits(20);
        // Each in a morning of its own: so many sessions beside one another are more than the policy admits.
        for (code, method) in [
            (morning.code_of_tablet().as_str(), "totp"),
            (morning.known("recovery"), "recovery"),
            (morning.known("emergency"), "emergency"),
        ] {
            assert_eq!(kept.migrated().login("ada", code).exits(0).json()["method"], method);
        }
        let _ = morning.run(&["session", "check"], &format!("{}\n", morning.known("session"))).exits(0);
        assert_eq!(morning.by_script(&["whoami"]).exits(0).json()["actor"], "robot@acme.example");
        // From then on they are bound to their rows.
        let other = kept.migrated();
        let sql = Connection::open(other.home.db()).expect("opened");
        let admin = "(SELECT id FROM resources WHERE username = 'root@acme.example')";
        let moved = format!("UPDATE tokens SET resource_id = {admin}; UPDATE sessions SET resource_id = {admin}");
        sql.execute_batch(&moved).expect("moved");
        sql.close().expect("closed");
        assert_eq!(other.by_script(&["whoami"]).exits(8).error()["code"], "state_tampered");
        let checked = other.run(&["session", "check"], &format!("{}\n", other.known("session")));
        assert_eq!(checked.exits(8).error()["code"], "state_tampered");
        // Whose a removed device's code is stands in the history.
        let _ = morning.run(&["account", "unlock", "cyd", "--reason", "back again"], "").exits(0);
        let _ = morning.login("cyd", &code_of(morning.known("removed"), morning.second)).exits(20);
        let denied = morning.run(&["audit", "log", "--limit", "1"], "").exits(0).json()["items"][0].clone();
        assert_eq!((&denied["details"]["code_of"], &denied["target"]), (&"removed".into(), &"cyd@acme.example".into()));
        // A device that was enrolled and never confirmed takes the place of the earlier one.
        let proof = code_of(morning.known("pending"), morning.second);
        let _ = morning.run(&["totp", "confirm", "bob", "new phone", &proof], "").exits(0);
        let left = morning.run(&["totp", "list", "bob"], "").exits(0).json()["items"].clone();
        assert_eq!((left.as_array().map(Vec::len), &left[0]["label"]), (Some(1), &"new phone".into()), "{left}");
        let chosen = format!("{}\n{PASSWORD}\n", morning.known("setup"));
        let _ = morning.run(&["setup", "accept", "eve", "--stdin"], &chosen).exits(0);
        // What waited for a second person is approved by one.
        let desk = morning.home.desk("root");
        let at_desk = |words: &[&str], given: &str| {
            let mut command = desk.command(words);
            command.envs(common::clock(&stopped(morning.second)));
            finish(start(command, given))
        };
        let code = code_of(morning.known("root"), morning.second);
        let _ = at_desk(&["login", "root", "--password-stdin", "--code", &code], &format!("{PASSWORD}\n")).exits(0);
        let _ = at_desk(&["request", "approve", morning.known("request")], "").exits(0);
        assert_eq!(
            morning.run(&["totp", "list", "amy"], "").exits(0).json()["items"].as_array().map(Vec::len),
            Some(0)
        );
        let _ = morning.run(&["audit", "verify"], "").exits(0);
    }
}

#[test]
fn a_migration_killed_at_any_moment_has_changed_nothing_or_everything() {
    let kept = all().remove(0);
    let (mut older, mut newer) = (0, 0);
    for round in 0..20 {
        let morning = kept.morning();
        let had = columns(&morning.home.db());
        let before = morning.rows();
        let mut child = start(morning.home.command_at(&stopped(morning.second), ["migrate"]), "");
        thread::sleep(Duration::from_millis(round * 4));
        child.kill().expect("ended");
        let _ = child.wait();
        if version(&morning.home.db()) == kept.version() {
            older += 1;
            assert_eq!(morning.rows(), before, "round {round}");
            assert_eq!(columns(&morning.home.db()), had, "round {round}");
            // It is in its own way neither by a copy that it made nor by one that it did not come to the end of.
            let _ = morning.migrate();
        } else {
            newer += 1;
        }
        assert_eq!(rows(&morning.home.db(), Some(&had))["factors"], before["factors"], "round {round}");
        let _ = morning.run(&["audit", "verify"], "").exits(0);
    }
    assert!(older > 0, "{newer} of {} kills came too late to prove anything", older + newer);
}

#[test]
fn a_migration_leaves_its_event_and_its_copy_is_what_was_there() {
    for kept in all() {
        let morning = kept.morning();
        let before = morning.rows();
        let done = morning.run(&["migrate", "--reason", "the new build"], "").exits(0).json();
        let newest = morning.run(&["audit", "log", "--limit", "1"], "").exits(0).json()["items"][0].clone();
        assert_eq!((&newest["action"], &newest["outcome"]), (&"tenant.migrate".into(), &"ok".into()), "{newest}");
        assert_eq!((&newest["actor_auth"], &newest["reason"]), (&"owner".into(), &"the new build".into()), "{newest}");
        let version = &newest["details"]["changed"]["version"];
        assert_eq!((&version["before"], &version["after"]), (&done["from"], &done["to"]), "{newest}");
        let copy = PathBuf::from(done["copy"].as_str().expect("a copy"));
        assert_eq!(rows(&copy, None), before);
        // Nothing to do is no event.
        assert_eq!(morning.migrate()["copy"], Value::Null);
        assert_eq!(morning.run(&["audit", "log", "--limit", "1"], "").exits(0).json()["items"][0], newest);
    }
}

#[test]
fn r_perm_1_where_a_sign_in_is_required_the_owner_migrates_under_break_glass() {
    for kept in all() {
        let morning = kept.morning();
        let sql = Connection::open(morning.home.db()).expect("opened");
        sql.execute("INSERT INTO policy VALUES ('operator.sign_in', 'required')", []).expect("set");
        sql.close().expect("closed");
        let before = morning.rows();
        let refused = morning.run(&["migrate"], "").exits(5).error();
        assert_eq!(refused["code"], "permission_denied", "{refused}");
        assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("--break-glass --reason")), "{refused}");
        let _ = morning.run(&["migrate", "--break-glass"], "").exits(2);
        assert_eq!((version(&morning.home.db()), morning.rows()), (kept.version(), before));
        let _ = morning.run(&["migrate", "--break-glass", "--reason", "nobody can sign in"], "").exits(0);
        let glass = ["--break-glass", "--reason", "a look"];
        let log = morning.run(&[&["audit", "log", "--limit", "3"][..], &glass].concat(), "").exits(0).json();
        let actions: Vec<&str> =
            log["items"].as_array().expect("events").iter().filter_map(|event| event["action"].as_str()).collect();
        assert_eq!(actions, ["break_glass", "tenant.migrate", "break_glass"], "the last look, and the migration");
        assert_eq!(log["items"][2]["details"]["command"], "migrate");
    }
}

#[test]
fn what_a_killed_migration_of_an_earlier_build_left_is_in_nobodys_way_and_another_copy_stays() {
    let kept = all().remove(0);
    let copy_of = |morning: &Morning| {
        let mut copy = morning.home.db().into_os_string();
        copy.push(format!(".v{}-copy", kept.version()));
        PathBuf::from(copy)
    };
    // Killed before the first page was written, and beside a journal that is played back.
    let morning = kept.morning();
    fs::write(copy_of(&morning), "").expect("written");
    let _ = morning.migrate();
    assert_eq!(version(&copy_of(&morning)), kept.version());
    // Killed once the copy was whole: it is the same state.
    let morning = kept.morning();
    fs::copy(morning.home.db(), copy_of(&morning)).expect("copied");
    let whole = fs::read(copy_of(&morning)).expect("a copy");
    assert_eq!(morning.migrate()["copy"].as_str(), copy_of(&morning).to_str());
    assert!(whole == fs::read(copy_of(&morning)).expect("a copy"));
    // Of another state, and no copy at all.
    for other in ["UPDATE audit_head SET seq = seq - 1", "DROP TABLE audit_head"] {
        let morning = kept.morning();
        fs::copy(morning.home.db(), copy_of(&morning)).expect("copied");
        let sql = Connection::open(copy_of(&morning)).expect("opened");
        sql.execute_batch(other).expect("changed");
        sql.close().expect("closed");
        let (copy, before) = (fs::read(copy_of(&morning)).expect("a copy"), morning.rows());
        assert_eq!(morning.run(&["migrate"], "").exits(4).error()["code"], "exists");
        assert!(copy == fs::read(copy_of(&morning)).expect("a copy"));
        assert_eq!((version(&morning.home.db()), morning.rows()), (kept.version(), before));
    }
}
