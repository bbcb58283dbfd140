//! What an answer says is so, whatever fails meanwhile: done, not done, or that nobody can tell.

use crate::common::{ADMIN, BINARY, Home, PASSWORD, Run, finish, start};
use rusqlite::Connection;
use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::fs::MetadataExt,
    path::Path,
    process::{Child, Command, Stdio},
};

const INIT: [&str; 8] =
    ["init", "acme", "--admin", ADMIN, "--email", "it@acme.example", "--password-stdin", "--no-enroll"];

/// Runs a command whose answer cannot be written.
fn unheard(mut command: Command) -> Run {
    command.stdin(Stdio::null()).stdout(File::create("/dev/full").expect("a device")).stderr(Stdio::piped());
    command.output().expect("it ends").into()
}

/// Runs a command in which one call fails (`strace`): `fsync:error=EIO:when=2`.
fn with_fault(home: &Home, fault: &str, args: &[&str], input: &str) -> Run {
    let plain = home.command(args);
    let mut traced = Command::new("strace");
    let call = fault.split(':').next().expect("the name of a call");
    traced.args(["-f", "-o", "/dev/null"]).arg(format!("--trace={call}")).arg(format!("--inject={fault}"));
    traced.arg(BINARY).args(args).env_clear().current_dir(home.path());
    traced.envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    finish(start(traced, input))
}

/// Somebody who reads the tenant, so that its log stays. Killed, it folds nothing into the database.
struct Reader(Child);

impl Reader {
    fn of(home: &Home) -> Self {
        let mut sqlite = Command::new("sqlite3");
        sqlite.arg(home.db()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = sqlite.spawn().expect("sqlite3");
        let asked = child.stdin.as_mut().expect("an input").write_all(b"BEGIN; SELECT count(*) FROM tenant;\n");
        asked.expect("asked");
        let mut answer = String::new();
        BufReader::new(child.stdout.as_mut().expect("an output")).read_line(&mut answer).expect("an answer");
        assert_eq!(answer, "1\n");
        Self(child)
    }

    fn kill(mut self) {
        self.0.kill().expect("ended");
        let _ = self.0.wait();
    }
}

fn code(run: &Run) -> String {
    run.error()["code"].as_str().expect("a code word").to_owned()
}

fn count(home: &Home, table: &str) -> usize {
    let sql = Connection::open(home.db()).expect("opened");
    let all: i64 = sql.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).expect("counted");
    usize::try_from(all).expect("a number")
}

fn names(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).expect("readable").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().expect("a name")).collect();
    names.sort();
    names
}

#[test]
fn an_act_whose_answer_cannot_be_written_may_be_done_and_a_look_was_none() {
    let home = Home::with_tenant();
    let run = unheard(home.command(["resource", "edit", "root", "--first-name", "Rut"])).exits(1);
    assert_eq!(code(&run), "may_be_done", "{}", run.err);
    assert_eq!(run.error()["hint"], "tenantctl audit log --limit 5", "{}", run.err);
    assert_eq!(home.run(["resource", "show", "root"]).exits(0).json()["first_name"], "Rut");
    for look in [&["resource", "show", "root"][..], &["resource", "list"], &["audit", "log"], &["help", "exit-codes"]] {
        let run = unheard(home.command(look)).exits(1);
        assert_eq!(code(&run), "failure", "{look:?}: {}", run.err);
        assert!(run.err.contains("nothing was changed"), "{look:?}: {}", run.err);
    }
}

#[test]
fn a_commit_that_the_disk_does_not_confirm_may_be_done() {
    let tenant = Home::with_tenant();
    let mut may_be = 0;
    for when in 1..=4 {
        let home = tenant.copy();
        let reader = Reader::of(&home);
        let fault = format!("fsync:error=EIO:when={when}");
        let run = with_fault(&home, &fault, &["resource", "edit", "root", "--first-name", "Rut"], "");
        reader.kill();
        let done = home.run(["resource", "show", "root"]).exits(0).json()["first_name"] == "Rut";
        match (run.code, done) {
            (0, true) => {}
            (1, _) => {
                assert_eq!(code(&run), "may_be_done", "{}", run.err);
                assert_eq!(run.error()["retryable"], false);
                may_be += usize::from(done);
            }
            (_, false) => assert!(run.err.contains("nothing was changed"), "{}", run.err),
            (_, true) => panic!("call {when}: {}", run.err),
        }
        let _ = home.run(["audit", "verify"]).exits(0);
    }
    assert!(may_be > 0, "no commit became real after it had failed");
}

#[test]
fn r_set_1_a_token_that_may_count_stays_in_its_file() {
    let tenant = Home::with_tenant();
    for name in ["ada", "bob"] {
        let _ = tenant.resource(name);
    }
    fs::write(tenant.path().join("many"), "ada\nbob\n").expect("written");
    fs::write(tenant.path().join("people.csv"), "username,email\nn@acme.example,n@mail.example\n").expect("written");
    let commands: [&[&str]; 2] = [
        &["setup", "issue", "--from", "many", "--out", "tokens", "--yes"],
        &["resource", "import", "people.csv", "--setup-out", "tokens"],
    ];
    let mut may_be = 0;
    for args in commands {
        for call in ["fsync", "fdatasync"] {
            for when in 1..=4 {
                let home = tenant.copy();
                let reader = Reader::of(&home);
                let run = with_fault(&home, &format!("{call}:error=EIO:when={when}"), args, "");
                reader.kill();
                let (counting, file) = (count(&home, "setup_tokens"), fs::read_to_string(home.path().join("tokens")));
                let kept = file.map_or(0, |text| text.lines().count() - 1);
                assert!(counting <= kept, "{args:?}, {call} {when}: {counting} count, {kept} are kept: {}", run.err);
                may_be += usize::from(run.code == 1 && code(&run) == "may_be_done");
                if run.code == 1 && args[0] == "resource" && counting > 0 {
                    // Going on finds out that it was done.
                    let on = home.run([args, &["--resume"]].concat()).exits(0).json();
                    assert_eq!((&on["created"], count(&home, "setup_tokens")), (&0.into(), 1), "{on}");
                }
            }
        }
    }
    assert!(may_be > 1, "{may_be}");
}

#[test]
fn init_leaves_nothing_or_a_database_with_its_key() {
    let (mut nothing, mut may_be) = (0, 0);
    // The last calls are about the two files and the directories that name them; tests/faults/ tries all of them.
    for (call, calls) in [("fsync", 10..=18), ("renameat2", 1..=2)] {
        for when in calls {
            let home = Home::empty();
            let fault = format!("{call}:error=EIO:when={when}");
            let run = with_fault(&home, &fault, &INIT, &format!("{PASSWORD}\n"));
            let there = (home.key().exists(), home.db().exists());
            match (run.code, there) {
                (0, (true, true)) => {}
                (1, (true, true)) => {
                    assert_eq!(code(&run), "may_be_done", "{call} {when}: {}", run.err);
                    may_be += 1;
                }
                (_, (false, false)) => nothing += 1,
                other => panic!("{call} {when}: {other:?}: {}", run.err),
            }
            let _ = home.run_with(INIT.iter().chain(&["--if-absent"]), &format!("{PASSWORD}\n")).exits(0);
            let _ = home.login(ADMIN, None).exits(23);
        }
    }
    assert!(nothing > 2 && may_be > 0, "{nothing} {may_be}");
}

#[test]
fn a_tenant_without_its_key_is_not_what_if_absent_is_content_with() {
    let home = Home::with_tenant();
    let there = || home.run_with(INIT.iter().chain(&["--if-absent"]), &format!("{PASSWORD}\n"));
    assert_eq!(there().exits(0).json()["created"], false);
    let key = fs::read(home.key()).expect("a key");
    fs::remove_file(home.key()).expect("removed");
    assert_eq!(code(&there().exits(8)), "key_missing");
    let other = Home::with_another_tenant();
    fs::copy(other.key(), home.key()).expect("copied");
    assert_eq!(code(&there().exits(8)), "key_wrong");
    fs::write(home.key(), key).expect("written");
    let _ = there().exits(0);
}

#[test]
fn what_a_killed_init_left_beside_a_tenant_goes_with_the_next_one() {
    let home = Home::with_tenant();
    let (db, key) = (home.db(), home.key());
    let (data, config) = (db.parent().expect("a folder"), key.parent().expect("a folder"));
    for left in ["acme.db.new-7", "acme.db.new-7-wal", "acme.db.new-7-shm"] {
        fs::write(data.join(left), "left").expect("written");
    }
    // As earlier versions left them: the key's second name, and the database's.
    fs::hard_link(&key, config.join("acme.new-7")).expect("linked");
    fs::hard_link(&key, config.join("acme.key.new-8")).expect("linked");
    fs::hard_link(&db, data.join("acme.db.new-8")).expect("linked");
    let _ = home.run_with(INIT.iter().chain(&["--if-absent"]), &format!("{PASSWORD}\n")).exits(0);
    assert_eq!((names(data), names(config)), (vec!["acme.db".to_owned()], vec!["acme.key".to_owned()]));
    for file in [&db, &key] {
        assert_eq!(fs::metadata(file).expect("there").nlink(), 1, "{}", file.display());
    }
}
