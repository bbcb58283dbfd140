//! Who can put a file where the engine looks for one of its own: refused at every opening (`hard_link`, `directory_exposed`), and told by
//! `doctor`.

use crate::common::{Home, PASSWORD, Run};
use rusqlite::Connection;
use serde_json::Value as Json;
use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::{PermissionsExt, chown, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const NOBODY: u32 = 65_534;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

fn is_root() -> bool {
    let root = nix::unistd::geteuid().is_root();
    if !root {
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"SKIPPED: only root gives files away\n");
    }
    root
}

fn beside(path: &Path, end: &str) -> PathBuf {
    PathBuf::from(format!("{}{end}", path.display()))
}

/// Runs a line on a database in any place, with the home's key.
fn at(home: &Home, db: &Path, line: &str, input: &str) -> Run {
    let key = home.key();
    let place = ["--db", db.to_str().expect("text"), "--key-file", key.to_str().expect("text")];
    home.run_with(place.into_iter().chain(line.split(' ')), input)
}

/// A read, a write and a login.
fn runs(home: &Home, db: &Path) -> [Run; 3] {
    [
        at(home, db, "resource show root", ""),
        at(home, db, "resource edit root --first-name Rut", ""),
        at(home, db, "authenticate root@acme.example --password-stdin", &format!("{PASSWORD}\n")),
    ]
}

#[track_caller]
fn all_refuse(home: &Home, db: &Path, word: &str, says: &str) {
    let before = fs::read(db).expect("a database");
    for run in runs(home, db) {
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some(word)), "{}{}", run.out, run.err);
        let error = run.error();
        let said =
            format!("{}{}", error["message"].as_str().unwrap_or_default(), error["hint"].as_str().unwrap_or_default());
        assert!(said.contains(says), "{error}");
    }
    assert!(fs::read(db).expect("a database") == before, "it was changed");
}

#[track_caller]
fn all_work(home: &Home, db: &Path) {
    for run in runs(home, db) {
        assert!([0, 23].contains(&run.code), "{}{}", run.out, run.err);
    }
}

fn findings(home: &Home) -> Vec<Json> {
    let run = home.run(["doctor"]);
    run.json()["items"].as_array().expect("findings").clone()
}

/// What `doctor` says of that, and how bad it is.
#[track_caller]
fn finding(home: &Home, check: &str) -> (String, String) {
    let found = findings(home);
    let one = found.iter().find(|one| one["check"] == check).unwrap_or_else(|| panic!("{check}: {found:?}"));
    let text = |field: &str| one[field].as_str().unwrap_or_default().to_owned();
    (text("severity"), format!("{} {}", text("message"), one["helps"]))
}

#[test]
fn a_database_with_a_second_name_is_refused_under_both_until_one_is_gone() {
    let home = Home::with_tenant();
    let folder = home.path().join("other");
    fs::create_dir(&folder).expect("made");
    set_mode(&folder, 0o700);
    let second = folder.join("twin.db");
    fs::hard_link(home.db(), &second).expect("linked");
    all_refuse(&home, &home.db(), "hard_link", "second name");
    let run = at(&home, &second, "audit verify", "");
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("hard_link")), "{}", run.err);
    // The command that is named finds it.
    let hint = run.error()["hint"].as_str().expect("a hint").to_owned();
    let line = hint.replace("find / ", &format!("find {} ", home.path().display()));
    let found = Command::new("sh").args(["-c", &line]).output().expect("sh");
    let names = String::from_utf8_lossy(&found.stdout).into_owned();
    assert!(names.contains("twin.db") && names.contains("acme.db"), "{hint}: {names}");
    assert_eq!(finding(&home, "directory").0, "failure");
    fs::remove_file(&second).expect("removed");
    all_work(&home, &home.db());
    // A backup may have as many as one likes: nothing is written to it.
    let backup = home.path().join("a.backup");
    let name = backup.to_str().expect("text");
    let _ = home.run(["backup", "create", name]).exits(0);
    fs::hard_link(&backup, home.path().join("b.backup")).expect("linked");
    let _ = home.run(["backup", "verify", name]).exits(0);
}

#[test]
fn a_directory_that_others_can_write_holds_no_tenant() {
    let home = Home::with_tenant();
    let folder = home.db().parent().expect("a folder").to_owned();
    for mode in [0o777, 0o1777, 0o703, 0o707, 0o1703] {
        set_mode(&folder, mode);
        all_refuse(&home, &home.db(), "directory_exposed", "others can write ");
        let (severity, message) = finding(&home, "directory");
        assert_eq!(severity, "failure", "{mode:o}");
        let names_the_next =
            message.contains(if mode & 0o1000 == 0 { "[\"chmod o-w " } else { "only its owner can write" });
        assert!(names_the_next && !message.contains("nothing was changed"), "{message}");
    }
    // A directory that is everybody's on purpose stays so.
    let hint = runs(&home, &home.db())[0].error()["hint"].to_string();
    assert!(!hint.contains("chmod"), "{hint}");
    set_mode(&folder, 0o777);
    let hint = runs(&home, &home.db())[0].error()["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.starts_with("chmod o-w "), "{hint}");
    assert!(Command::new("sh").args(["-c", &hint]).status().expect("sh").success());
    for mode in [0o755, 0o750, 0o711, 0o700] {
        set_mode(&folder, mode);
        all_work(&home, &home.db());
    }
}

#[test]
fn nothing_is_made_where_others_can_write() {
    let home = Home::with_tenant();
    let folder = home.path().join("open");
    fs::create_dir(&folder).expect("made");
    set_mode(&folder, 0o1777);
    let place = folder.join("x.db");
    let backup = home.path().join("a.backup");
    let backup = backup.to_str().expect("text");
    let _ = home.run(["backup", "create", backup]).exits(0);
    let init = "init x --admin a@x.example --email a@y.example --password-stdin --no-enroll";
    let restore = format!("restore {backup} --reason test --yes");
    for run in [at(&home, &place, init, &format!("{PASSWORD}\n")), at(&home, &place, &restore, "")] {
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("directory_exposed")), "{}{}", run.out, run.err);
        assert_eq!(fs::read_dir(&folder).expect("read").count(), 0, "something was left");
    }
    // A backup lies where one likes: it is sealed, and nothing beside it is read.
    let _ = home.run(["backup", "create", folder.join("b.backup").to_str().expect("text")]).exits(0);
}

#[test]
fn a_group_writes_beside_a_database_only_where_it_writes_the_database() {
    if !is_root() {
        return;
    }
    let home = Home::with_tenant();
    let folder = home.db().parent().expect("a folder").to_owned();
    // A group that one person has alone, as many systems give it.
    set_mode(&folder, 0o770);
    all_work(&home, &home.db());
    chown(&folder, None, Some(NOBODY)).expect("given");
    all_refuse(&home, &home.db(), "directory_exposed", "its group can write ");
    chown(home.db(), None, Some(NOBODY)).expect("given");
    all_refuse(&home, &home.db(), "directory_exposed", "its group can write ");
    set_mode(&home.db(), 0o660);
    all_work(&home, &home.db());
}

#[test]
fn a_log_that_somebody_else_made_or_can_write_is_not_read() {
    if !is_root() {
        return;
    }
    let home = Home::with_tenant();
    let db = home.db();
    // Kept open by another process, so that the log stays.
    let mut follow = home.command(["audit", "log", "--follow", "-o", "jsonl"]);
    let mut follow = follow.stdout(Stdio::piped()).spawn().expect("started");
    let mut first = String::new();
    BufReader::new(follow.stdout.as_mut().expect("piped")).read_line(&mut first).expect("an event");
    let _ = home.run(["resource", "edit", "root", "--first-name", "Ada"]).exits(0);
    for path in ["-wal", "-shm"].map(|end| beside(&db, end)) {
        let path = &path;
        set_mode(path, 0o606);
        all_refuse(&home, &db, "directory_exposed", "others can write it");
        set_mode(path, 0o602);
        all_refuse(&home, &db, "directory_exposed", "others can write it");
        set_mode(path, 0o600);
        chown(path, Some(NOBODY), None).expect("given");
        all_refuse(&home, &db, "directory_exposed", "it belongs to nobody, and the database to root");
        chown(path, Some(0), None).expect("given");
        all_work(&home, &db);
    }
    follow.kill().and_then(|()| follow.wait()).expect("ended");
    // One that would be played back.
    let journal = beside(&db, "-journal");
    fs::write(&journal, "something").expect("written");
    chown(&journal, Some(NOBODY), None).expect("given");
    all_refuse(&home, &db, "directory_exposed", "-journal");
    // The command that is named keeps it.
    let hint = runs(&home, &db)[0].error()["hint"].as_str().expect("a hint").to_owned();
    assert!(Command::new("sh").args(["-c", &hint]).status().expect("sh").success(), "{hint}");
    assert!(!journal.exists() && beside(&db, "-journal.aside").exists());
    all_work(&home, &db);
}

#[test]
fn a_link_to_a_database_is_followed_and_both_directories_count() {
    let home = Home::with_tenant();
    let folder = home.path().join("links");
    fs::create_dir(&folder).expect("made");
    set_mode(&folder, 0o700);
    let link = folder.join("acme.db");
    symlink(home.db(), &link).expect("linked");
    let show = || at(&home, &link, "resource show root", "");
    let _ = show().exits(0);
    set_mode(&folder, 0o777);
    assert_eq!(show().exits(8).error()["code"], "directory_exposed");
    set_mode(&folder, 0o700);
    set_mode(home.db().parent().expect("a folder"), 0o777);
    assert_eq!(show().exits(8).error()["code"], "directory_exposed");
}

#[test]
fn doctor_says_who_can_read_and_write_the_database_and_replace_its_directory() {
    let home = Home::with_tenant();
    for (mode, says) in [
        (0o600, "(private)"),
        (0o640, "can read it"),
        (0o604, "can read it"),
        (0o602, "can write it"),
        (0o620, "can write it"),
        (0o606, "can read and write it"),
    ] {
        set_mode(&home.db(), mode);
        let (severity, message) = finding(&home, "database");
        assert!(message.contains(says), "{mode:o}: {message}");
        assert_eq!(severity == "ok", mode == 0o600, "{message}");
    }
    set_mode(&home.db(), 0o600);
    set_mode(&home.key(), 0o640);
    let (severity, message) = finding(&home, "key");
    assert!(severity == "failure" && message.contains("[\"chmod 600 "), "{message}");
    set_mode(&home.key(), 0o600);
    assert!(findings(&home).iter().all(|one| one["check"] != "directory"), "a sticky one is none");
    let parent = home.path().join(".local");
    set_mode(&parent, 0o777);
    let (severity, message) = finding(&home, "directory");
    assert_eq!(severity, "warning");
    assert!(message.contains(parent.to_str().expect("text")) && message.contains("chmod o-w"), "{message}");
    all_work(&home, &home.db());
    set_mode(&parent, 0o1777);
    assert!(findings(&home).iter().all(|one| one["check"] != "directory"));
}

#[test]
fn a_planted_trigger_is_found_at_every_opening_whatever_it_is_called() {
    let planted = "CREATE TRIGGER sqliteXstat AFTER UPDATE OF last_step ON factors BEGIN \
                   UPDATE factors SET last_step = NULL WHERE id = new.id; END";
    let unlocks = "CREATE TRIGGER sqliteYstats AFTER INSERT ON lockouts BEGIN DELETE FROM lockouts; END";
    for sql in [planted, unlocks, "CREATE VIEW sqliteXstat AS SELECT 1", "DROP TRIGGER pauses_added"] {
        let home = Home::with_tenant();
        Connection::open(home.db()).and_then(|file| file.execute_batch(sql)).expect("changed by hand");
        all_refuse(&home, &home.db(), "corrupt", "was changed by hand");
        let _ = home.run(["doctor"]).exits(8);
        let (severity, message) = finding(&home, "integrity");
        assert!(severity == "failure" && message.contains("changed by hand"), "{message}");
    }
}
