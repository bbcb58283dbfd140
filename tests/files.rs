//! Key, database and directory in every bad state: each its own message and code word, exit 8, never a grant, nothing changed.

use crate::common::{
    self, ADMIN, BINARY, Home, PASSWORD, Run, finish,
    schema::{STEPS, age},
    start,
};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const INIT: [&str; 8] =
    ["init", "acme", "--admin", ADMIN, "--email", "it@acme.example", "--password-stdin", "--no-enroll"];

fn init(home: &Home, more: &[&str]) -> Run {
    home.run_with(INIT.iter().chain(more), &format!("{PASSWORD}\n"))
}

/// A read, a write and a login are all refused with this code word, and the database keeps its bytes.
#[track_caller]
fn all_refuse(home: &Home, word: &str, says: &str) {
    let before = fs::read(home.db()).ok();
    let login = home.login(ADMIN, None);
    let runs = [
        home.run(["audit", "verify"]),
        home.run(["resource", "edit", "root", "--first-name", "Rut"]),
        home.run_with(["resource", "create", "x@acme.example", "--email", "x@y.example", "--password-stdin"], PASSWORD),
    ];
    for run in runs.into_iter().chain([login]) {
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some(word)), "{}{}", run.out, run.err);
        assert!(run.out.is_empty(), "{}", run.out);
        let message = run.error()["message"].as_str().unwrap_or_default().to_owned();
        assert!(message.contains(says), "{message}");
    }
    assert!(fs::read(home.db()).ok() == before, "the database was changed");
}

fn older() -> String {
    format!("older than this program's {}", STEPS.len())
}

fn newer() -> String {
    format!("newer than this program's {}", STEPS.len())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
}

#[test]
fn a_key_that_is_missing_foreign_empty_truncated_or_exposed() {
    let home = Home::with_tenant();
    let good = fs::read(home.key()).expect("a key");
    let put = |bytes: &[u8]| {
        fs::write(home.key(), bytes).expect("written");
        set_mode(&home.key(), 0o600);
    };
    put(b"");
    all_refuse(&home, "key_invalid", "it is empty");
    put(&good[..40]);
    all_refuse(&home, "key_invalid", "is not a key file");
    put(b"\xff\xfe\x00 no text");
    all_refuse(&home, "key_invalid", "is not a key file");
    put(&[&good[..], &good[..]].concat());
    all_refuse(&home, "key_invalid", "is not a key file");
    let other = Home::with_another_tenant();
    put(&fs::read(other.key()).expect("another key"));
    all_refuse(&home, "key_wrong", "does not open this tenant");
    put(&good);
    for mode in [0o644, 0o640, 0o604, 0o666] {
        set_mode(&home.key(), mode);
        all_refuse(&home, "key_exposed", "others than its owner");
    }
    // The command that mends it works as it stands.
    let hint = home.run(["audit", "verify"]).error()["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.starts_with("chmod 600 "), "{hint}");
    assert!(Command::new("sh").args(["-c", &hint]).status().expect("sh").success());
    let _ = home.run(["audit", "verify"]).exits(0);
    fs::remove_file(home.key()).expect("removed");
    all_refuse(&home, "key_missing", "there is no key file");
    fs::create_dir(home.key()).expect("made");
    all_refuse(&home, "key_invalid", "not a regular file");
    fs::remove_dir(home.key()).expect("removed");
    assert!(Command::new("mkfifo").arg(home.key()).status().expect("mkfifo").success());
    all_refuse(&home, "key_invalid", "not a regular file");
}

#[test]
fn a_database_that_is_missing_empty_foreign_older_or_newer() {
    let home = Home::with_tenant();
    let good = fs::read(home.db()).expect("a database");
    let version = |version: i64| {
        fs::write(home.db(), &good).expect("written");
        let sql = Connection::open(home.db()).expect("opened");
        sql.pragma_update(None, "user_version", version).expect("set");
        sql.close().expect("closed");
    };
    version(STEPS.len() as i64 - 1);
    all_refuse(&home, "db_older", &older());
    assert!(home.run(["audit", "verify"]).error()["hint"].as_str().expect("a hint").ends_with("migrate"));
    version(STEPS.len() as i64 + 1);
    all_refuse(&home, "db_newer", &newer());
    let _ = home.run(["migrate"]).exits(8);
    version(-1);
    all_refuse(&home, "corrupt", "version is malformed");
    fs::write(home.db(), "").expect("written");
    all_refuse(&home, "db_empty", "is empty");
    fs::write(home.db(), "these are my notes\n".repeat(400)).expect("written");
    all_refuse(&home, "db_foreign", "is not a tenant database");
    fs::remove_file(home.db()).expect("removed");
    let sql = Connection::open(home.db()).expect("opened");
    sql.execute_batch("CREATE TABLE notes (text); PRAGMA user_version = 4").expect("made");
    sql.close().expect("closed");
    all_refuse(&home, "db_foreign", "is not a tenant database");
    fs::remove_file(home.db()).expect("removed");
    let run = home.run(["audit", "verify"]).exits(3);
    assert_eq!(run.error()["code"], "tenant_not_found");
    assert!(run.err.contains(&home.db().parent().expect("a directory").display().to_string()), "{}", run.err);
    assert!(!home.db().exists(), "looking makes nothing");
}

#[test]
fn a_database_with_damaged_pages_grants_nothing() {
    let home = Home::with_tenant();
    let good = fs::read(home.db()).expect("a database");
    let page = 4096;
    // Every page in turn, but for the first hundred bytes, which are the header's.
    for number in 0..good.len() / page {
        let mut bad = good.clone();
        let begin = (number * page).max(100);
        bad[begin..(number + 1) * page].fill(0xa5);
        fs::write(home.db(), &bad).expect("written");
        for run in [home.login(ADMIN, None), home.run(["resource", "show", "root"]), home.run(["audit", "verify"])] {
            assert!(run.code != 1 && run.code != 101 && run.code >= 0, "page {number}: {}{}", run.out, run.err);
            assert!(!run.out.contains("granted"), "page {number}: {}", run.out);
            if run.code == 8 {
                let word = run.error()["code"].clone();
                assert!(["corrupt", "key_wrong", "audit_unwritable"].contains(&word.as_str().unwrap_or("")), "{word}");
            }
        }
    }
    for (at, length, words) in
        [(0, 16, ["db_foreign", "corrupt"]), (16, 8, ["corrupt", "db_foreign"]), (0, 100, ["db_foreign", "corrupt"])]
    {
        let mut bad = good.clone();
        bad[at..at + length].fill(0xa5);
        fs::write(home.db(), &bad).expect("written");
        let run = home.login(ADMIN, None).exits(8);
        let word = run.error()["code"].clone();
        assert!(words.contains(&word.as_str().unwrap_or_default()), "{at}: {word}");
    }
    fs::write(home.db(), &good[..good.len() / 2]).expect("written");
    let run = home.login(ADMIN, None);
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("corrupt")), "{}{}", run.out, run.err);
}

/// Whether this machine lets the test mount something where nobody else sees it; says why not.
fn mounts() -> bool {
    let tried = Command::new("unshare").args(["-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]).output();
    let works = tried.as_ref().is_ok_and(|output| output.status.success());
    if !works {
        let mut stderr = std::io::stderr();
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = writeln!(stderr, "SKIPPED: nothing can be mounted here ({tried:?})");
    }
    works
}

/// Runs a shell script with its own mounts; `$D` is the database's directory, `$T` the program.
fn mounted(home: &Home, script: &str) -> Run {
    let directory = home.db().parent().expect("a directory").to_owned();
    let mut command = home.command::<&str>([]);
    command = {
        let mut shell = Command::new("unshare");
        shell.args(["-m", "sh", "-ec", script]).current_dir(home.path()).env_clear();
        for (name, value) in command.get_envs() {
            if let Some(value) = value {
                shell.env(name, value);
            }
        }
        shell.env("D", directory).env("T", BINARY);
        shell
    };
    finish(start(command, &format!("{PASSWORD}\n")))
}

#[test]
fn a_read_only_directory_is_said_to_be_one() {
    if !mounts() {
        return;
    }
    let home = Home::with_tenant();
    let before = fs::read(home.db()).expect("a database");
    let read_only = "mount --bind \"$D\" \"$D\"; mount -o remount,ro,bind \"$D\"; ";
    for line in ["resource edit root --first-name Rut", "authenticate root --password-stdin", "audit verify", "migrate"]
    {
        let run = mounted(&home, &format!("{read_only} exec \"$T\" {line}"));
        if line == "migrate" || line == "audit verify" {
            assert!(matches!(run.code, 0 | 8), "{line}: {}{}", run.out, run.err);
        } else {
            assert_eq!(
                (run.code, run.error()["code"].as_str()),
                (8, Some("read_only")),
                "{line}: {}{}",
                run.out,
                run.err
            );
        }
        assert!(!run.out.contains("granted"), "{}", run.out);
    }
    let run = mounted(
        &home,
        &format!("{read_only} exec \"$T\" {} --tenant new --key-file new.key", INIT.join(" ").replace(" acme", " new")),
    );
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("read_only")), "{}{}", run.out, run.err);
    assert!(!home.path().join("new.key").exists(), "the key of a tenant that was not made is left");
    assert!(before == fs::read(home.db()).expect("a database"));
}

#[test]
fn a_full_disk_is_said_to_be_full_and_leaves_everything_as_it_was() {
    if !mounts() {
        return;
    }
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let fill = "cp \"$D/acme.db\" kept.db; mount -t tmpfs -o size=1m,mode=700 none \"$D\"; cp kept.db \"$D/acme.db\"; \
                dd if=/dev/zero of=\"$D/fill\" bs=512 >dd 2>&1 || true; ";
    let after =
        "rm \"$D/fill\"; \"$T\" resource show ada >shown; \"$T\" audit verify >verified; ls \"$D\" >left; exit $code";
    for line in [
        "resource edit ada --first-name Augusta",
        "authenticate ada --password-stdin",
        "resource create b@acme.example --email b@c.example --password-stdin",
    ] {
        let run = mounted(&home, &format!("{fill} code=0; \"$T\" {line} || code=$?; {after}"));
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("disk_full")), "{line}: {}{}", run.out, run.err);
        let read = |name: &str| -> Value {
            serde_json::from_slice(&fs::read(home.path().join(name)).expect("written")).expect("JSON")
        };
        assert_eq!(read("shown")["first_name"], Value::Null, "{line}");
        assert_eq!((&read("verified")["ok"], &read("verified")["events"]), (&json!(true), &json!(5)), "{line}");
    }
    let new = format!(
        "{fill} code=0; \"$T\" {} --tenant new --key-file new.key || code=$?; {after}",
        INIT.join(" ").replace(" acme", " new")
    );
    let run = mounted(&home, &new);
    assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("disk_full")), "{}{}", run.out, run.err);
    let left = fs::read_to_string(home.path().join("left")).expect("listed");
    assert!(!left.contains("new"), "{left}");
    assert!(!home.path().join("new.key").exists(), "the key of a tenant that was not made is left");
}

#[test]
fn a_lock_held_too_long_is_busy_and_names_the_process() {
    let home = Home::with_tenant();
    let hold = "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1], isolation_level=None); \
                c.execute('BEGIN IMMEDIATE'); print('held', flush=True); time.sleep(30)";
    let mut holder = common::python();
    let mut holder = holder.args(["-c", hold]).arg(home.db()).stdout(Stdio::piped()).spawn().expect("python3");
    let mut line = String::new();
    BufReader::new(holder.stdout.take().expect("an output")).read_line(&mut line).expect("held");
    let waiting = [
        start(home.command(["resource", "edit", "root", "--first-name", "Rut"]), ""),
        start(home.login_command(ADMIN, None), &format!("{PASSWORD}\n")),
    ];
    let begun = common::millis();
    // Reading goes on meanwhile.
    let _ = home.run(["audit", "verify"]).exits(0);
    for waiting in waiting {
        let run = finish(waiting);
        assert_eq!((run.code, run.error()["code"].as_str()), (8, Some("busy")), "{}{}", run.out, run.err);
        assert!(run.err.contains(&format!("process {}", holder.id())), "{}", run.err);
        assert_eq!(run.error()["retryable"], true);
    }
    let waited = common::millis() - begun;
    holder.kill().expect("ended");
    let _ = holder.wait();
    assert!((8_000..20_000).contains(&waited), "{waited} ms");
    let _ = home.run(["resource", "edit", "root", "--first-name", "Rut"]).exits(0);
}

#[test]
fn who_only_reads_the_key_holds_up_no_login() {
    let home = Home::with_tenant();
    let group = Command::new("id").arg("-gn").output().expect("id");
    let group = String::from_utf8(group.stdout).expect("a name").trim().to_owned();
    let config = home.path().join("group.toml");
    fs::write(&config, format!("key_group = {group:?}\n")).expect("written");
    set_mode(&home.key(), 0o640);
    let reader = fs::File::open(home.key()).expect("readable");
    reader.lock().expect("held");
    let begun = common::millis();
    for _ in 0..2 {
        let mut login = home.login_command(ADMIN, None);
        login.arg("--config").arg(&config);
        let _ = finish(start(login, &format!("{PASSWORD}\n"))).exits(23);
    }
    assert!(common::millis() - begun < 8_000, "{} ms", common::millis() - begun);
    let queue = home.db().with_extension("db-queue");
    assert_eq!(fs::metadata(&queue).expect("a queue").permissions().mode() & 0o777, 0o600);
    // Nor an init that finds the key there.
    let mut init = home.command(INIT);
    init.args(["--db", "other.db", "--key-file"]).arg(home.key()).arg("--config").arg(&config);
    let _ = finish(start(init, &format!("{PASSWORD}\n"))).exits(0);
    assert!(common::millis() - begun < 12_000, "{} ms", common::millis() - begun);
}

/// Name, kind and statement of everything in the schema.
fn schema(db: &Path) -> Vec<String> {
    let sql = Connection::open(db).expect("opened");
    let all = "SELECT type || ' ' || name || ': ' || ifnull(sql, '') FROM sqlite_master ORDER BY 1";
    let mut all = sql.prepare(all).expect("a statement");
    let rows = all.query_map([], |row| row.get(0)).expect("asked");
    rows.collect::<Result<_, _>>().expect("text")
}

#[test]
fn migrate_makes_an_older_database_like_a_new_one_and_keeps_a_copy() {
    let fresh = schema(&Home::with_tenant().db());
    for version in 1..STEPS.len() {
        let home = Home::with_tenant();
        age(&home.db(), version);
        let old = schema(&home.db());
        all_refuse(&home, "db_older", &older());
        let done = home.run(["migrate"]).exits(0).json();
        assert_eq!((&done["from"], &done["to"]), (&json!(version), &json!(STEPS.len())));
        assert_eq!(schema(&home.db()), fresh, "version {version}");
        let copy = PathBuf::from(done["copy"].as_str().expect("a copy"));
        assert_eq!(fs::metadata(&copy).expect("kept").permissions().mode() & 0o777, 0o600);
        assert_eq!(schema(&copy), old);
        assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
        let _ = home.run(["resource", "create", "ada@acme.example", "--email", "a@b.example", "--no-setup"]).exits(0);
        assert_eq!(home.run(["migrate"]).exits(0).json()["copy"], Value::Null);
        // An earlier copy is never written over.
        age(&home.db(), version);
        let (kept, db) = (fs::read(&copy).expect("kept"), fs::read(home.db()).expect("a database"));
        assert_eq!(home.run(["migrate"]).exits(4).error()["code"], "exists");
        assert!(kept == fs::read(&copy).expect("kept") && db == fs::read(home.db()).expect("a database"));
    }
}

#[test]
fn init_makes_private_files_and_never_writes_over_something() {
    let home = Home::empty();
    let made = init(&home, &[]).exits(0).json();
    assert_eq!((made["db"].as_str(), made["key_file"].as_str()), (home.db().to_str(), home.key().to_str()));
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    for path in [home.db(), home.key()] {
        assert_eq!((mode(&path), mode(path.parent().expect("a directory"))), (0o600, 0o700), "{}", path.display());
    }
    let before = (fs::read(home.db()).expect("db"), fs::read(home.key()).expect("key"));
    assert_eq!(init(&home, &[]).exits(4).error()["code"], "exists");
    let again = init(&home, &["--if-absent"]).exits(0).json();
    assert_eq!(again["created"], false);
    assert!(before == (fs::read(home.db()).expect("db"), fs::read(home.key()).expect("key")));

    for (name, make) in [("notes.db", true), ("dangling.db", false)] {
        let path = home.path().join(name);
        if make {
            fs::write(&path, "notes").expect("written");
        } else {
            symlink(home.path().join("nowhere"), &path).expect("linked");
        }
        let run = init(&home, &["--db", &path.display().to_string()]).exits(4);
        assert_eq!(run.error()["code"], "exists", "{name}");
        assert!(!path.with_extension("key").exists() && !home.path().join("nowhere").exists());
    }
    assert_eq!(fs::read_to_string(home.path().join("notes.db")).expect("kept"), "notes");
    // What is in the key's place and no key stays as it is, and no database is made.
    fs::write(home.path().join("b.key"), "my notes").expect("written");
    set_mode(&home.path().join("b.key"), 0o600);
    let _ = init(&home, &["--db", "b.db"]).exits(8);
    assert_eq!(fs::read_to_string(home.path().join("b.key")).expect("kept"), "my notes");
    assert!(!home.path().join("b.db").exists());
}

#[test]
fn an_interrupted_init_can_be_run_again() {
    let home = Home::empty();
    let _ = init(&home, &[]).exits(0);
    // Killed between key and database: the key is there, the database is not.
    fs::remove_file(home.db()).expect("removed");
    let key = fs::read(home.key()).expect("a key");
    let _ = init(&home, &[]).exits(0);
    assert!(key == fs::read(home.key()).expect("a key"));
    let _ = home.login(ADMIN, None).exits(23);
    // A weak password is refused before anything is made.
    let weak = Home::empty();
    let _ = weak.run_with(INIT, "short\n").exits(7);
    assert!(!weak.db().exists() && !weak.key().exists());
}

#[test]
fn init_killed_at_any_moment_leaves_nothing_or_a_whole_tenant() {
    let mut whole = 0;
    for round in 0..24 {
        let home = Home::empty();
        let mut child = start(home.command(INIT), &format!("{PASSWORD}\n"));
        thread::sleep(Duration::from_millis(round * 6));
        child.kill().expect("ended");
        let _ = child.wait();
        if home.db().exists() {
            whole += 1;
        } else {
            let _ = init(&home, &[]).exits(0);
        }
        let _ = home.login(ADMIN, None).exits(23);
        assert_eq!(home.run(["audit", "verify"]).exits(0).json()["events"], 4, "round {round}");
    }
    assert!(whole < 24, "the kills came too late to prove anything");
}

#[test]
fn of_many_inits_at_once_one_makes_the_tenant_and_its_key_stays() {
    for round in 0..6 {
        let home = Home::empty();
        let children: Vec<_> = (0..6).map(|_| start(home.command(INIT), &format!("{PASSWORD}\n"))).collect();
        let codes: Vec<i32> = children.into_iter().map(|child| finish(child).code).collect();
        assert_eq!(codes.iter().filter(|code| **code == 0).count(), 1, "round {round}: {codes:?}");
        assert!(codes.iter().all(|code| matches!(code, 0 | 4)), "round {round}: {codes:?}");
        let _ = home.login(ADMIN, None).exits(23);
    }
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file_and_several_tenants_are_named() {
    let home = Home::empty();
    let run = home.run(["policy", "show"]).exits(3);
    assert_eq!(run.error()["code"], "tenant_not_found");
    assert!(run.err.contains("/.local/share/tenantctl"), "{}", run.err);
    for name in ["one", "two", "three"] {
        let args = INIT.map(|word| if word == "acme" { name } else { word });
        let _ = home.run_with(args, &format!("{PASSWORD}\n")).exits(0);
        let _ = home.run(["resource", "edit", "root", "--first-name", name, "--tenant", name]).exits(0);
    }
    let run = home.run(["resource", "show", "root"]).exits(2);
    for name in ["one", "two", "three"] {
        assert!(run.err.contains(&format!("--tenant {name}")), "{}", run.err);
    }
    let db = |name: &str| home.db().with_file_name(format!("{name}.db"));
    let shows = |args: &[&str], env: &[(&str, &str)]| -> String {
        let mut command = home.command(["resource", "show", "root"].iter().chain(args));
        command.envs(env.iter().copied());
        finish(start(command, "")).exits(0).json()["first_name"].as_str().unwrap_or_default().to_owned()
    };
    let (one, two) = (db("one").display().to_string(), db("two").display().to_string());
    let key = |name: &str| home.key().with_file_name(format!("{name}.key")).display().to_string();
    let config = home.path().join(".config/tenantctl/config.toml");
    fs::write(&config, "tenant = \"three\"\n").expect("written");
    assert_eq!(shows(&[], &[]), "three");
    assert_eq!(shows(&[], &[("TENANTCTL_TENANT", "two")]), "two");
    assert_eq!(shows(&["--tenant", "one"], &[("TENANTCTL_TENANT", "two")]), "one");
    assert_eq!(shows(&[], &[("TENANTCTL_DB", &two), ("TENANTCTL_KEY_FILE", &key("two"))]), "two");
    let env = [("TENANTCTL_DB", two.as_str()), ("TENANTCTL_KEY_FILE", &key("two"))];
    assert_eq!(shows(&["--db", &one, "--key-file", &key("one")], &env), "one");
    fs::write(home.path().join("mine.toml"), "tenant = \"two\"\n").expect("written");
    assert_eq!(shows(&["--config", "mine.toml"], &[]), "two");
    assert_eq!(shows(&["--config", "mine.toml", "--tenant", "one"], &[]), "one");
    // A tenant named on the command line beats a database from the environment.
    assert_eq!(shows(&["--tenant", "one"], &env[..1]), "one");
    fs::write(&config, "tennant = \"three\"\n").expect("written");
    assert_eq!(home.run(["resource", "show", "root"]).exits(2).error()["code"], "usage");
}

#[test]
fn init_works_on_the_tenant_that_it_makes_whatever_the_environment_names() {
    let home = Home::with_tenant();
    let second = ["init", "second", "--admin", ADMIN, "--email", "it@acme.example", "--password-stdin", "--show-key"];
    let mut command = home.command(second);
    command.env("TENANTCTL_TENANT", "acme");
    let made = common::finish(common::start(command, &format!("{PASSWORD}\n"))).exits(0).json();
    assert_eq!((made["tenant"].as_str(), made["enrollment"]["issuer"].as_str()), (Some("second"), Some("second")));
    let list = |tenant| {
        home.run(["totp", "list", ADMIN, "--tenant", tenant]).exits(0).json()["items"].as_array().map(Vec::len)
    };
    assert_eq!((list("acme"), list("second")), (Some(0), Some(1)));
    // With two tenants and none named, a third is made all the same.
    let third =
        ["init", "third", "--admin", ADMIN, "--email", "it@acme.example", "--password-stdin", "--qr-file", "third.svg"];
    let made = home.run_with(third, &format!("{PASSWORD}\n")).exits(0);
    assert!(made.err.contains("--tenant third"), "the hint names the tenant: {}", made.err);
}

#[test]
fn a_path_that_no_answer_could_tell_is_refused_before_anything_is_done() {
    use std::os::unix::ffi::OsStrExt;
    let home = Home::with_tenant();
    let name = std::ffi::OsStr::from_bytes(b"qr\xff.svg");
    let enroll = [std::ffi::OsStr::new("totp"), "enroll".as_ref(), ADMIN.as_ref(), "--qr-file".as_ref(), name];
    let before = home.events().len();
    assert_eq!(home.run(enroll).exits(2).error()["code"], "usage");
    let elsewhere = [std::ffi::OsStr::new("doctor"), "--db".as_ref(), name];
    let _ = home.run(elsewhere).exits(2);
    assert_eq!(home.events().len(), before);
}

#[test]
fn an_empty_place_is_no_place_and_overrides_nothing() {
    let home = Home::with_tenant();
    for flag in ["--db", "--tenant", "--key-file", "--config"] {
        for args in [vec![flag, "", "whoami"], vec!["whoami", flag, ""]] {
            let refused = home.run(args).exits(2).error();
            assert!(
                refused["message"].as_str().is_some_and(|text| text.contains(&format!("{flag} needs a value"))),
                "{refused}"
            );
        }
        let _ = home.run([format!("{flag}="), "whoami".into()]).exits(2);
    }
    // A variable that is empty is one that is not set.
    for variable in ["TENANTCTL_DB", "TENANTCTL_TENANT", "TENANTCTL_KEY_FILE", "TENANTCTL_CONFIG"] {
        let mut command = home.command(["whoami"]);
        command.env(variable, "");
        let _ = finish(start(command, "")).exits(0);
    }
}

#[test]
fn an_address_with_a_scheme_is_no_file() {
    let home = Home::with_tenant();
    let addresses = [
        "postgres://h/d",
        "mysql://h/d",
        "sqlite:x.db",
        "file:x.db",
        "FILE:x.db",
        "https://h/x.db",
        "file:///tmp/x.db",
    ];
    let refuses =
        |run: Run| assert!(run.exits(2).error()["message"].as_str().is_some_and(|text| text.contains("not a file")));
    for address in addresses {
        for flag in ["--db", "--key-file", "--config"] {
            refuses(home.run([flag, address, "whoami"]));
        }
        refuses(init(&home, &["--db", address]));
        let mut command = home.command(["whoami"]);
        command.env("TENANTCTL_DB", address);
        refuses(finish(start(command, "")));
        fs::write(home.path().join("mine.toml"), format!("db = {address:?}\n")).expect("written");
        refuses(home.run(["--config", "mine.toml", "whoami"]));
    }
    let odd = fs::read_dir(home.path())
        .expect("a home")
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().contains(':'));
    assert_eq!(odd.count(), 0);
    // A colon alone makes no address.
    let _ = init(&home, &["--db", "a:b.db"]).exits(0);
    let _ = init(&home, &["--db", "./file:x.db"]).exits(0);
}

#[test]
fn a_tilde_is_the_home_and_a_relative_path_of_a_configuration_is_relative_to_it() {
    let home = Home::empty();
    let _ = init(&home, &["--db", "~/one.db"]).exits(0);
    assert!(home.path().join("one.db").is_file() && home.path().join("one.key").is_file());
    let mut command = home.command(["whoami"]);
    command.env("TENANTCTL_DB", "~/one.db").env("TENANTCTL_KEY_FILE", "~/one.key");
    let _ = finish(start(command, "")).exits(0);
    let folder = home.path().join("etc");
    fs::create_dir(&folder).expect("a folder");
    for text in ["db = \"~/one.db\"\n", "db = \"../one.db\"\nkey_file = \"../one.key\"\n"] {
        fs::write(folder.join("mine.toml"), text).expect("written");
        let _ = home.run(["--config", "etc/mine.toml", "whoami"]).exits(0);
        let _ = home.run(["--config", "~/etc/mine.toml", "whoami"]).exits(0);
    }
    fs::write(folder.join("mine.toml"), "data_dir = \"..\"\ntenant = \"one\"\nkey_file = \"../one.key\"\n")
        .expect("written");
    let _ = home.run(["--config", "etc/mine.toml", "whoami"]).exits(0);
    assert!(!home.path().join("~").exists());
}

#[test]
fn a_configuration_is_a_small_file_and_nothing_that_never_ends() {
    let home = Home::with_tenant();
    let fifo = home.path().join("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    fs::write(home.path().join("large.toml"), "#".repeat(2 << 20)).expect("written");
    for path in ["/dev/zero", fifo.to_str().expect("text"), ".", "large.toml"] {
        let refused = home.run(["--config", path, "whoami"]).exits(2).error();
        assert!(refused["message"].as_str().is_some_and(|text| text.contains("cannot be read")), "{refused}");
    }
    let _ = home.run(["--config", "/dev/null", "whoami"]).exits(0);
}
