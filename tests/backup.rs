//! A backup is whole while logins go on, a restore brings nothing back that may have ended, and a log that was written for another file is found
//! (R-BAK-1, R-BAK-2).

use crate::common::{
    ADMIN, Home, PASSWORD, code, code_of, ended, finish, schema::age, soon, start, stopped, within_a_step,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Child,
    thread,
    time::Duration,
};

/// Every file of a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.filter(|path| path.is_file()).map(|path| (path.clone(), fs::read(&path).expect("a file"))).collect()
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

impl Home {
    fn backup(&self, name: &str) -> Value {
        self.run(["backup", "create", name]).exits(0).json()
    }

    /// The tenant is lost: its database is gone, and the key is there.
    fn lose(&self) {
        for end in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(beside(&self.db(), end));
        }
    }

    fn restore(&self, name: &str) -> Value {
        self.run(["restore", name, "--reason", "the disk failed", "--yes"]).exits(0).json()
    }

    /// A reader that has the database open; killed, it leaves the log where it is.
    fn reader(&self) -> Child {
        let mut child = start(self.command(["audit", "log", "--follow", "-o", "jsonl"]), "");
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().expect("an output"));
        out.read_line(&mut line).expect("an event");
        // It goes on reading what follows, and nobody else does.
        thread::spawn(move || while out.read_line(&mut String::new()).is_ok_and(|read| read > 0) {});
        child
    }

    /// Does that much while somebody reads, and kills the reader: the log stays.
    fn killed_while(&self, commands: &[&[&str]]) {
        let mut reader = self.reader();
        for args in commands {
            let _ = self.run(*args).exits(0);
        }
        reader.kill().expect("killed");
        let _ = reader.wait();
        assert!(fs::metadata(beside(&self.db(), "-wal")).is_ok_and(|log| log.len() > 32), "a log");
    }
}

#[test]
fn r_bak_1_a_backup_is_one_private_file_that_verifies_and_leaves_nothing_beside_it() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let made = home.backup("kept.db");
    let file = home.path().join("kept.db");
    assert_eq!(mode(&file), 0o600);
    assert_eq!((&made["file"], &made["ended"]), (&json!("kept.db"), &Value::Null));
    let before = files(home.path());
    let verified = home.run(["backup", "verify", "kept.db"]).exits(0).json();
    assert_eq!((&verified["head_seq"], &verified["made_at"]), (&made["head_seq"], &made["made_at"]));
    assert_eq!(files(home.path()), before, "nothing comes to be beside it, and it is as it was");
    assert!(before.keys().all(|path| path.extension().is_none_or(|end| end == "db")), "{:?}", before.keys());
    let newest = &home.events()[0];
    assert_eq!((&newest["action"], &newest["details"]["file"]), (&json!("backup.create"), &json!("kept.db")));
    // It is in the backup as well.
    assert_eq!(newest["seq"], made["head_seq"]);
    let error = home.run(["backup", "create", "kept.db"]).exits(4).error();
    assert_eq!(error["code"], "exists");
    assert_eq!(files(home.path()), before, "never over something");
    // The key opens it, and no other one does.
    let other = Home::with_another_tenant();
    let key = other.key().display().to_string();
    let error = home.run(["backup", "verify", "kept.db", "--key-file", &key]).exits(8).error();
    assert_eq!(error["code"], "key_wrong");
}

#[test]
fn r_bak_1_what_is_wrong_with_a_backup_is_found() {
    let home = Home::with_tenant();
    let _ = home.backup("kept.db");
    let changed = |sql: &str| {
        let path = home.path().join("changed.db");
        let _ = fs::remove_file(&path);
        fs::copy(home.path().join("kept.db"), &path).expect("copied");
        let open = Connection::open(&path).expect("opened");
        open.execute_batch(sql).expect("changed");
        open.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("one file");
    };
    changed("UPDATE audit_events SET actor = 'os:eve' WHERE seq = 2");
    assert_eq!(home.run(["backup", "verify", "changed.db"]).exits(9).error()["code"], "verification_failed");
    changed("CREATE TRIGGER planted AFTER UPDATE ON factors BEGIN SELECT 1; END");
    assert_eq!(home.run(["backup", "verify", "changed.db"]).exits(8).error()["code"], "corrupt");
    assert_eq!(home.run(["backup", "verify", "nothing.db"]).exits(3).error()["code"], "not_found");
    fs::write(home.path().join("text"), "no database").expect("written");
    assert_eq!(home.run(["backup", "verify", "text"]).exits(8).error()["code"], "db_foreign");
    // A database in use is no backup: what is in its log is not in it.
    home.killed_while(&[&["policy", "set", "lockout.threshold=5", "--reason", "x"]]);
    let db = home.db().display().to_string();
    assert_eq!(home.run(["backup", "verify", &db]).exits(6).error()["code"], "refused");
    // None of them is restored.
    home.lose();
    for (file, exit) in [("changed.db", 8), ("text", 8), ("nothing.db", 3)] {
        let _ = home.run(["restore", file, "--reason", "x", "--yes"]).exits(exit);
        assert!(files(home.db().parent().expect("a folder")).is_empty(), "{file} left something");
    }
}

#[test]
fn r_bak_1_a_backup_under_64_logins_verifies_and_holds_up_no_login() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let logins: Vec<Child> = (0..64).map(|_| start(home.login_command(&ada, None), &format!("{PASSWORD}\n"))).collect();
    let made: Vec<Value> = (0..4).map(|number| home.backup(&format!("{number}.db"))).collect();
    let runs: Vec<_> = logins.into_iter().map(finish).collect();
    assert_eq!(ended(&runs, 23), 64, "{}", runs[0].err);
    for (number, made) in made.iter().enumerate() {
        let verified = home.run(["backup", "verify", &format!("{number}.db")]).exits(0).json();
        assert_eq!(verified["head_seq"], made["head_seq"]);
    }
    let _ = home.run(["audit", "verify"]).exits(0);
}

#[test]
fn r_bak_1_a_backup_killed_at_any_moment_is_whole_or_not_there() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let mut whole = 0;
    for round in 0..20_u64 {
        let name = format!("{round}.db");
        let mut child = start(home.command(["backup", "create", &name]), "");
        thread::sleep(Duration::from_micros(round * round * 400));
        child.kill().expect("killed");
        let _ = child.wait();
        if home.path().join(&name).exists() {
            whole += 1;
            let _ = home.run(["backup", "verify", &name]).exits(0);
        }
    }
    assert!(whole < 20, "every kill came too late to prove anything");
    let _ = home.run(["audit", "verify"]).exits(0);
    let _ = home.backup("last.db");
}

/// A tenant in which everything is granted that ends with a restore.
fn granted() -> (Home, String) {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cyd", "dan"] {
        let _ = home.verified(name);
    }
    let key = home.enroll("ada");
    let done = |args: &[&str]| home.run(args).exits(0);
    let _ = done(&["recovery-codes", "generate", "ada"]);
    let _ = done(&["2fa", "pause", "bob", "--for", "8h", "--reason", "x"]);
    let _ = done(&["setup", "issue", "cyd", "--show"]);
    let _ = done(&["totp", "enroll", "dan", "--show-key"]);
    let record = ["--identity", "passport", "--channel", "video", "--reference", "r", "--show"];
    let _ = home.run(["emergency", "issue", "ada"].iter().chain(&record)).exits(0);
    let robot = ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api"];
    let _ = done(&robot);
    let _ = done(&["token", "issue", "robot", "--expires", "90d", "--out", "robot.token"]);
    within_a_step(10);
    let login = ["authenticate", "ada", "--password-stdin", "--client", "desktop", "--code", &code(&key, 0)];
    let _ = home.run_with(login, &format!("{PASSWORD}\n")).exits(0);
    (home, key)
}

#[test]
fn r_bak_1_a_restore_ends_what_may_have_ended_since_and_says_so() {
    let (home, _) = granted();
    let made = home.backup("kept.db");
    let lock = ["account", "lock", "bob", "--reason", "after the backup"];
    let _ = home.run(lock).exits(0);
    home.lose();
    let restored = home.restore("kept.db");
    let expected = json!({
        "sessions": 1, "pauses": 1, "disablements": 0, "emergency_codes": 1, "setup_tokens": 1, "script_tokens": 1,
        "requests": 0, "enrollments": 1, "recovery_sets": 1,
    });
    assert_eq!(restored["ended"], expected);
    assert_eq!((&restored["head_seq"], &restored["made_at"]), (&made["head_seq"], &made["made_at"]));
    assert!(restored["age"].as_str().is_some_and(|age| age.ends_with('s') || age.ends_with('m')), "{restored}");
    assert_eq!(mode(&home.db()), 0o600);
    assert_eq!(files(home.db().parent().expect("a folder")).len(), 1, "the database and nothing beside it");
    let newest = &home.events()[0];
    assert_eq!((&newest["action"], &newest["reason"]), (&json!("tenant.restore"), &json!("the disk failed")));
    assert_eq!((&newest["details"]["ended"], &newest["details"]["head_seq"]), (&expected, &made["head_seq"]));
    let _ = home.run(["audit", "verify"]).exits(0);
    let listed = |args: &[&str]| home.run(args).exits(0).json()["items"].as_array().expect("a list").len();
    for args in [&["session", "list", "ada"][..], &["emergency", "list"], &["token", "list"], &["totp", "list", "dan"]]
    {
        assert_eq!(listed(args), 0, "{args:?}");
    }
    assert_eq!(home.run(["2fa", "status", "bob"]).exits(0).json()["paused_until"], Value::Null);
    assert_eq!(home.run(["account", "status", "bob"]).exits(0).json()["locked"], false, "as it was");
    let checks = home.run(["doctor"]).exits(0).json();
    let sound = checks["items"].as_array().expect("checks").iter().find(|check| check["check"] == "integrity");
    assert_eq!(sound.expect("a check")["severity"], "ok");
}

#[test]
fn r_bak_1_a_code_that_was_spent_before_the_restore_stays_spent() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let second = soon();
    let (clock, later) = (stopped(second), stopped(second + 30));
    let key = home.enroll_at(&ada, second);
    let _ = home.run_at(&clock, ["backup", "create", "kept.db"], "").exits(0);
    let now = code_of(&key, second);
    let _ = home.login_at(&clock, &ada, Some(&now)).exits(0);
    home.lose();
    let _ = home.run_at(&clock, ["restore", "kept.db", "--reason", "x", "--yes"], "").exits(0);
    let _ = home.login_at(&clock, &ada, Some(&now)).exits(20);
    let _ = home.login_at(&later, &ada, Some(&code_of(&key, second + 30))).exits(0);
}

#[test]
fn r_bak_1_a_restore_is_the_owners_is_explained_and_confirmed_and_writes_over_nothing() {
    let home = Home::with_tenant();
    let _ = home.backup("kept.db");
    let folder = home.db().parent().expect("a folder").to_owned();
    let before = files(&folder);
    assert_eq!(home.run(["restore", "kept.db", "--reason", "x", "--yes"]).exits(4).error()["code"], "exists");
    assert_eq!(files(&folder), before);
    home.lose();
    for (args, exit) in [(&["restore", "kept.db", "--yes"][..], 2), (&["restore", "kept.db", "--reason", "x"], 2)] {
        let _ = home.run(args).exits(exit);
    }
    for end in ["-wal", "-shm", "-journal"] {
        let left = beside(&home.db(), end);
        fs::write(&left, "left").expect("written");
        let error = home.run(["restore", "kept.db", "--reason", "x", "--yes"]).exits(4).error();
        assert!(error["hint"].as_str().is_some_and(|hint| hint.starts_with("mv -n ")), "{error}");
        fs::remove_file(left).expect("it is there still");
    }
    let hidden = home.path().join("hidden.key");
    fs::rename(home.key(), &hidden).expect("away");
    assert_eq!(home.run(["restore", "kept.db", "--reason", "x", "--yes"]).exits(8).error()["code"], "key_missing");
    fs::rename(&hidden, home.key()).expect("back");
    assert!(files(&folder).is_empty(), "nothing is left behind");
    // Elsewhere, with its key named.
    let key = home.key().display().to_string();
    let there = ["restore", "kept.db", "--db", "new/there.db", "--key-file", &key, "--reason", "x", "--yes"];
    let _ = home.run(there).exits(0);
    assert_eq!(mode(&home.path().join("new")), 0o700);
    let _ = home.run(["audit", "verify", "--db", "new/there.db", "--key-file", &key]).exits(0);
}

#[test]
fn r_bak_1_where_sign_in_is_required_a_restore_needs_break_glass() {
    let home = Home::with_tenant();
    let _ = home.enroll(ADMIN);
    home.require_sign_in();
    let _ = home.run(["backup", "create", "kept.db"]).exits(5);
    let _ = home.run(["backup", "create", "kept.db", "--break-glass", "--reason", "x"]).exits(0);
    home.lose();
    let _ = home.run(["backup", "verify", "kept.db"]).exits(0);
    let restore = ["restore", "kept.db", "--reason", "the disk failed", "--yes"];
    let _ = home.run(restore).exits(5);
    assert!(!home.db().exists());
    let _ = home.run(restore.iter().chain(&["--break-glass"])).exits(0);
    let log = home.run(["audit", "log", "--break-glass", "--reason", "x"]).exits(0).json();
    let told: Vec<_> = log["items"].as_array().expect("events").iter().map(|event| &event["action"]).collect();
    assert!(told.windows(2).any(|pair| pair == ["tenant.restore", "break_glass"]), "{told:?}");
}

#[test]
fn r_bak_1_a_restore_killed_at_any_moment_is_whole_or_not_there() {
    let (home, _) = granted();
    let _ = home.backup("kept.db");
    home.lose();
    let mut whole = 0;
    for round in 0..20_u64 {
        let there = home.copy();
        let mut child = start(there.command(["restore", "kept.db", "--reason", "x", "--yes"]), "");
        thread::sleep(Duration::from_micros(round * round * 500));
        child.kill().expect("killed");
        let _ = child.wait();
        if there.db().exists() {
            whole += 1;
            let _ = there.run(["audit", "verify"]).exits(0);
            assert_eq!(there.events()[0]["action"], "tenant.restore");
        } else {
            let _ = there.restore("kept.db");
        }
        assert_eq!(there.run(["session", "list", "ada"]).exits(0).json()["items"], json!([]));
    }
    assert!(whole < 20, "every kill came too late to prove anything");
}

#[test]
fn r_bak_1_a_backup_of_an_earlier_version_verifies_and_is_restored() {
    for version in ["v6", "v8"] {
        an_earlier_version_is_restored(version);
    }
}

fn an_earlier_version_is_restored(version: &str) {
    let home = Home::with_tenant();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/earlier").join(version);
    fs::copy(kept.join("tenant.db"), home.path().join("kept.db")).expect("copied");
    fs::copy(kept.join("tenant.key"), home.key()).expect("copied");
    fs::set_permissions(home.key(), fs::Permissions::from_mode(0o600)).expect("private");
    home.lose();
    let verified = home.run(["backup", "verify", "kept.db"]).exits(0).json();
    assert_eq!(fs::read(home.path().join("kept.db")).expect("read"), fs::read(kept.join("tenant.db")).expect("read"));
    let restored = home.restore("kept.db");
    assert_eq!((&restored["head_seq"], &restored["ended"]["recovery_sets"]), (&verified["head_seq"], &json!(1)));
    let _ = home.run(["audit", "verify"]).exits(0);
    // The password is right, and one of the code is missing.
    let _ = home.login("ada", None).exits(22);
    let rows = home.run(["doctor"]).exits(0).json();
    assert!(rows.to_string().contains("what lets somebody in is as this program wrote it"), "{rows}");
}

#[test]
fn r_bak_2_a_log_that_was_written_for_another_file_is_refused_by_every_command_and_nothing_changes() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    // A copy from before, put back beside the log of what was done since.
    let older = home.copy();
    let _ = home.run(["policy", "set", "lockout.threshold=5", "--reason", "x"]).exits(0);
    home.killed_while(&[&["account", "lock", "ada", "--reason", "x"]]);
    fs::copy(older.db(), home.db()).expect("copied back");
    let folder = home.db().parent().expect("a folder").to_owned();
    let before = files(&folder);
    for args in [
        &["account", "lock", "ada", "--reason", "x"][..],
        &["resource", "list"],
        &["audit", "verify"],
        &["policy", "show"],
        &["migrate"],
        &["backup", "create", "kept.db"],
    ] {
        let error = home.run(args).exits(8).error();
        assert_eq!(error["code"], "wal_foreign", "{args:?}");
        assert!(error["hint"].as_str().is_some_and(|hint| hint.starts_with("mv -n ")), "{error}");
        assert_eq!(files(&folder), before, "{args:?}");
    }
    assert_eq!(home.login("ada", None).exits(8).error()["code"], "wal_foreign");
    let doctor = home.run(["doctor", "-o", "plain"]).exits(8);
    assert!(doctor.out.contains("was not written for"), "{}", doctor.out);
    assert_eq!(files(&folder), before);
    // With the log aside it is the tenant of that time.
    fs::rename(beside(&home.db(), "-wal"), beside(&home.db(), "-wal.aside")).expect("aside");
    let _ = home.run(["audit", "verify"]).exits(0);
}

#[test]
fn r_bak_2_a_restored_file_beside_the_log_of_another_history_is_refused() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.backup("kept.db");
    let key = home.key().display().to_string();
    let restore = ["restore", "kept.db", "--db", "again.db", "--key-file", &key, "--reason", "x", "--yes"];
    let _ = home.run(restore).exits(0);
    // As many events as the restored one has, and others.
    let _ = home.run(["policy", "set", "lockout.threshold=5", "--reason", "x"]).exits(0);
    home.killed_while(&[&["account", "lock", "ada", "--reason", "x"]]);
    fs::copy(home.path().join("again.db"), home.db()).expect("copied");
    assert_eq!(home.run(["resource", "list"]).exits(8).error()["code"], "wal_foreign");
}

#[test]
fn r_bak_2_the_log_of_a_killed_process_is_taken_in() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.enroll(ADMIN);
    home.killed_while(&[&["account", "lock", "ada", "--reason", "x"], &["account", "unlock", "ada", "--reason", "y"]]);
    assert_eq!(home.run(["account", "status", "ada"]).exits(0).json()["locked"], false);
    let _ = home.run(["audit", "verify"]).exits(0);
    // Also where a part of it is in the file already, and where it is looked at while others write.
    let reader = home.reader();
    let open = Connection::open(home.db()).expect("opened");
    let _ = home.run(["account", "lock", "ada", "--reason", "x"]).exits(0);
    open.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).expect("taken in");
    let logins: Vec<Child> =
        (0..32).map(|_| start(home.login_command("ada", None), &format!("{PASSWORD}\n"))).collect();
    let runs: Vec<_> = logins.into_iter().map(finish).collect();
    assert_eq!(ended(&runs, 21), 32, "{}", runs[0].err);
    drop(open);
    let mut reader = reader;
    reader.kill().expect("killed");
    let _ = reader.wait();
    let _ = home.run(["audit", "verify"]).exits(0);
}

#[test]
fn r_bak_2_every_commit_writes_the_row_that_tells_where_a_log_begins() {
    let home = Home::with_tenant();
    let key = home.enroll(ADMIN);
    let desk = home.sign_in(ADMIN, &key);
    let open = Connection::open(home.db()).expect("opened");
    let began = || -> (i64, i64) {
        open.query_row("SELECT seq, began_seq FROM audit_head", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .expect("a row")
    };
    let _ = home.run(["policy", "set", "lockout.threshold=5", "--reason", "x"]).exits(0);
    let (seq, before) = began();
    assert_eq!(seq, before + 1);
    // A sign of life of a session is no event, and is a commit all the same.
    thread::sleep(Duration::from_millis(1100));
    let _ = desk.run(["resource", "list"]).exits(0);
    assert_eq!(began(), (seq, seq));
}

#[test]
fn r_bak_1_an_owner_who_was_signed_in_restores_as_the_owner() {
    for version in ["now", "v8"] {
        let home = Home::with_tenant();
        let (boss, key) = home.operator("boss", "admin");
        let desk = home.sign_in(&boss, &key);
        let file = desk.token_file().expect("a sign-in");
        let _ = home.backup("kept.db");
        if version == "v8" {
            age(&home.path().join("kept.db"), 8);
        }
        home.lose();
        let args = ["restore", "kept.db", "--reason", "lost", "--yes"];
        // A script's token never gives way to somebody else, and this one opens nothing.
        let token = home.path().join("token");
        fs::write(&token, format!("tctl_tok_{}\n", "A".repeat(43))).expect("written");
        fs::set_permissions(&token, fs::Permissions::from_mode(0o600)).expect("private");
        let mut script = desk.command(args);
        let refused = finish(start(
            {
                script.env("TENANTCTL_TOKEN_FILE", &token);
                script
            },
            "",
        ))
        .exits(5);
        assert_eq!(refused.error()["code"], "not_signed_in");
        assert!(!home.db().exists());
        let restore = desk.run(args);
        assert_eq!(restore.code, 0, "{version}: {}{}", restore.out, restore.err);
        let event = &home.events()[0];
        assert_eq!((&event["action"], &event["actor_auth"]), (&json!("tenant.restore"), &json!("owner")), "{event}");
        // Every session ended with it.
        assert!(file.exists());
        assert_eq!(desk.run(["whoami"]).exits(0).json()["actor_auth"], "owner");
    }
}
