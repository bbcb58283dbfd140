//! A refused command leaves the database as it was, cell by cell, and the key byte by byte; a denial adds its event and its count and
//! nothing else (R-AUD-1). Every command of the tree is refused here at least once, and every code word that a refusal can have is met.

mod dump;
mod table;

use crate::common::{self, Home, PASSWORD, Run, code, finish, start, terminal::played, tree::commands, within_a_step};
use dump::{dump, names};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::Command,
};
use table::REFUSED;

/// Code words that are met elsewhere, because no state of files and arguments brings them about.
const ELSEWHERE: [(&str, &str); 15] = [
    ("audit_unwritable", "tests/tampering.rs breaks the write"),
    ("busy", "tests/files.rs holds the lock for ten seconds"),
    ("cannot_open", "a file system that fails"),
    ("changed", "two processes that race"),
    ("closed_pipe", "nothing is refused: the reader went away"),
    ("disk_full", "tests/files.rs fills a disk"),
    ("failure", "a bug, or input and output that failed"),
    ("interrupted", "tests/terminal.rs interrupts at a prompt"),
    ("may_be_done", "tests/durability.rs fails what comes after the act"),
    ("request_recorded", "it leaves a request and its event: tests/two_persons.rs"),
    ("out_of_memory", "tests/password_change.rs takes the memory away"),
    ("read_only", "tests/files.rs mounts one"),
    ("hard_link", "tests/exposure.rs gives the file a second name"),
    ("directory_exposed", "tests/exposure.rs opens a directory to others"),
    ("wal_foreign", "tests/backup.rs compares bytes: to read the cells would mix the two files"),
];

/// What may be written although the command is refused.
#[derive(Clone, Copy, PartialEq)]
enum Leaves {
    /// Nothing at all.
    Nothing,
    /// Its event: what is answered without a denial.
    Event,
    /// Its event, and one more denial in each of those tables.
    Count(&'static [&'static str]),
}

/// A refused command: how it ends, what it is, and what it leaves.
struct Case<'a> {
    exit: i32,
    code: &'a str,
    args: &'a [&'a str],
    input: &'a str,
    leaves: Leaves,
}

/// The refusals that were seen.
#[derive(Default)]
struct Seen {
    commands: BTreeSet<String>,
    codes: BTreeSet<String>,
}

/// The command that a line was meant for: the longest beginning that is one, whatever is wrong with the rest.
fn command_of(args: &[&str]) -> String {
    let (mut command, mut path) = (tenantctl::cli::command(), Vec::new());
    for word in args {
        let Some(below) = command.find_subcommand(word).cloned() else { break };
        path.push(below.get_name().to_owned());
        command = below;
    }
    path.join(" ")
}

impl Seen {
    /// Notes a refusal, after looking at its exit code, its code word, and its form.
    #[track_caller]
    fn note(&mut self, case: &Case, run: &Run, schema: &jsonschema::Validator) {
        let Case { exit, code, args, .. } = case;
        assert_eq!(run.code, *exit, "{args:?}\n--- out\n{}\n--- err\n{}", run.out, run.err);
        let told = if run.out.is_empty() {
            let last = run.err.lines().last().unwrap_or_default();
            let value: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("{args:?}: {}", run.err));
            let wrong: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{args:?}: {wrong:?}");
            value["error"]["code"].clone()
        } else {
            // A verdict answers on standard output, and says why by its exit code.
            let answer = run.json();
            if answer["outcome"].is_string() { answer["outcome"].clone() } else { Value::from(*code) }
        };
        assert_eq!(told, *code, "{args:?}: {}", run.err);
        self.commands.insert(command_of(args));
        self.codes.insert((*code).to_owned());
    }
}

/// What an error on standard error must look like, and nothing beside it.
fn error_schema(home: &Home) -> jsonschema::Validator {
    let mut schema = home.run(["schema", "error"]).exits(0).json();
    for path in ["", "/properties/error"] {
        let object = schema.pointer_mut(path).and_then(Value::as_object_mut).expect("an object");
        object.insert("additionalProperties".to_owned(), false.into());
    }
    jsonschema::validator_for(&schema).expect("a schema")
}

/// A home with people in every state that a refusal needs.
fn people() -> (Home, String) {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cyd", "dan", "eve", "fay", "gus"] {
        let _ = home.resource(name);
    }
    let api = [
        "resource",
        "create",
        "robot@acme.example",
        "--email",
        "robot@mail.example",
        "--license",
        "api",
        "--password-stdin",
    ];
    let _ = home.run_with(api, &format!("{PASSWORD}\n")).exits(0);
    let key = home.enroll("ada@acme.example");
    let login = ["authenticate", "robot", "--password-stdin", "--client", "mobile"];
    let _ = home.run_with(login, &format!("{PASSWORD}\n")).exits(0);
    let set_up: &[&[&str]] = &[
        &["resource", "create", "ada@other.example", "--email", "ada@other.example"],
        &["resource", "deactivate", "cyd", "--reason", "x", "--yes"],
        &["account", "lock", "dan", "--reason", "x"],
        &["2fa", "pause", "eve", "--for", "24h", "--reason", "x"],
        &["totp", "enroll", "fay", "--show-key", "--label", "one"],
        &["totp", "enroll", "fay", "--show-key", "--label", "two", "--keep"],
        &["resource", "verify-email", "ada@acme.example", "--assume", "--reason", "x"],
    ];
    set_up.iter().for_each(|args| drop(home.run(*args).exits(0)));
    (home, key)
}

#[test]
fn r_aud_1_a_refused_command_leaves_everything_as_it_was() {
    use Leaves::{Count, Event, Nothing};
    let (home, key) = people();
    let schema = error_schema(&home);
    fs::write(home.path().join("there.svg"), "").expect("written");
    let mut seen = Seen::default();
    for line in REFUSED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let words = shlex::split(line).unwrap_or_else(|| panic!("{line}"));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (command, input) = words.split_at(words.iter().position(|word| *word == "<").unwrap_or(words.len()));
        let [exit, code, rest @ ..] = command else { panic!("{line}") };
        let leaves = match rest.first() {
            Some(&"+event") => Event,
            Some(&"+lockouts") => Count(&["lockouts"]),
            Some(&"+unknown_lockouts") => Count(&["unknown_lockouts"]),
            _ => Nothing,
        };
        let args = &rest[usize::from(leaves != Nothing)..];
        let input: String = input.iter().skip(1).map(|line| format!("{line}\n")).collect();
        let case = Case { exit: exit.parse().expect(line), code, args, input: &input, leaves };
        refused(&home, &schema, &mut seen, &case, home.command(args));
    }
    under_other_clocks(&home, &schema, &mut seen, &key);
    with_other_files(&home, &schema, &mut seen);
    by_somebody_else(&home, &schema, &mut seen);
    by_operators(&home, &schema, &mut seen);
    by_two_persons(&home, &schema, &mut seen);
    at_a_prompt(&home, &mut seen);

    let never = commands().into_iter().filter(|name| !seen.commands.contains(name)).collect::<Vec<_>>();
    assert_eq!(never, Vec::<String>::new(), "every command is refused here at least once");
    let table = home.run(["help", "exit-codes"]).exits(0).json();
    let words = table["items"].as_array().expect("a list").iter().filter_map(|row| row["code"].as_str());
    let unseen: Vec<_> = words.filter(|word| *word != "done" && !seen.codes.contains(*word)).collect();
    let elsewhere = ELSEWHERE.iter().map(|(word, _)| *word);
    let (unseen, elsewhere) = (BTreeSet::from_iter(unseen), BTreeSet::from_iter(elsewhere));
    assert_eq!(unseen, elsewhere, "every code word is met here, but those of {ELSEWHERE:?}");
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

/// What one more event changes: its row, and the head of the history.
fn one_event() -> BTreeMap<String, (usize, usize)> {
    [("audit_events", (0, 1)), ("audit_head", (1, 1))].map(|(table, counts)| (table.to_owned(), counts)).into()
}

/// Runs a command that is refused and compares what there is afterwards.
#[track_caller]
fn refused(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen, case: &Case, command: Command) {
    let before = dump(&home.db(), &home.key());
    let files = names(home.path());
    let run = finish(start(command, case.input));
    seen.note(case, &run, schema);
    let after = dump(&home.db(), &home.key());
    let differs = before.differs(&after);
    let expected: BTreeMap<_, _> = match case.leaves {
        Leaves::Nothing => BTreeMap::new(),
        Leaves::Event => one_event(),
        Leaves::Count(tables) => {
            // A row that is there already is counted up; else a new one comes.
            let gone = |table: &str| usize::from(before.tables[table].len() == after.tables[table].len());
            one_event().into_iter().chain(tables.iter().map(|table| ((*table).to_owned(), (gone(table), 1)))).collect()
        }
    };
    assert_eq!(differs, expected, "{:?}", case.args);
    assert_eq!(names(home.path()), files, "{:?} made or removed a file", case.args);
}

/// Refusals that time brings about.
fn under_other_clocks(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen, key: &str) {
    use Leaves::{Count, Event, Nothing};
    let right = format!("{PASSWORD}\n");
    let ada = "ada@acme.example";
    let mut at = |home: &Home, clock: &str, exit, code: &str, args: &[&str], input: &str, leaves| {
        let case = Case { exit, code, args, input, leaves };
        refused(home, schema, seen, &case, home.command_at(clock, args));
    };
    at(home, "-1h", 8, "clock_behind", &["resource", "edit", "bob", "--first-name", "Bo"], "", Nothing);
    at(home, "-1h", 8, "clock_behind", &["authenticate", "bob", "--password-stdin"], &right, Nothing);
    at(home, "-1h", 2, "usage", &["doctor", "--accept-clock"], "", Nothing);
    let later = home.copy();
    at(&later, "+25h", 6, "enrollment_expired", &["totp", "confirm", "fay", "one", "123456"], "", Nothing);
    let _ = later.run(["policy", "set", "password.expiry=1d", "--reason", "x"]).exits(0);
    at(&later, "+25h", 24, "password_required", &["authenticate", ada, "--password-stdin"], &right, Event);
    // Codes that prove nothing, and the limit of checking them.
    let wrong = home.copy();
    within_a_step(20);
    at(&wrong, "+0s", 20, "denied", &["totp", "confirm", "fay", "one", "12345"], "", Event);
    at(
        &wrong,
        "+0s",
        20,
        "denied",
        &["authenticate", ada, "--password-stdin", "--code", "12345"],
        &right,
        Count(&["lockouts"]),
    );
    // A code that could be one counts against the device as well.
    let other = code(key, 240);
    at(
        &wrong,
        "+0s",
        20,
        "denied",
        &["authenticate", ada, "--password-stdin", "--code", &other],
        &right,
        Count(&["lockouts", "factors"]),
    );
    for _ in 0..10 {
        let _ = wrong.run(["totp", "check", ada, &code(key, 0)]).exits(0);
    }
    at(&wrong, "+0s", 6, "rate_limited", &["totp", "check", ada, "123456"], "", Nothing);
}

/// Refusals that the files bring about.
fn with_other_files(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen) {
    let mut case = |home: &Home, code: &str, exit, args: &[&str]| {
        let case = Case { exit, code, args, input: "", leaves: Leaves::Nothing };
        let before = (fs::read(home.db()).ok(), fs::read(home.key()).ok());
        let run = finish(start(home.command(args), ""));
        seen.note(&case, &run, schema);
        assert!(before == (fs::read(home.db()).ok(), fs::read(home.key()).ok()), "{args:?}");
    };
    let edit = ["resource", "edit", "bob", "--first-name", "Bo"];
    let mode = |path: &Path, mode| fs::set_permissions(path, PermissionsExt::from_mode(mode)).expect("set");
    let copy = || {
        let copy = home.copy();
        // Everything in the one file, so that what stands in it can be compared.
        let sql = Connection::open(copy.db()).expect("opened");
        sql.pragma_update(None, "journal_mode", "DELETE").expect("one file");
        sql.pragma_update(None, "journal_mode", "WAL").expect("as before");
        drop(sql);
        copy
    };
    let changed = |sql: &str| {
        let copy = copy();
        let connection = Connection::open(copy.db()).expect("opened");
        connection.execute_batch(sql).expect("changed");
        connection.close().expect("closed");
        copy
    };
    for args in
        [edit.as_slice(), &["policy", "show"], &["emergency", "list"], &["resource", "list"], &["password", "rules"]]
    {
        let there = copy();
        fs::remove_file(there.key()).expect("removed");
        case(&there, "key_missing", 8, args);
        let there = copy();
        mode(&there.key(), 0o644);
        case(&there, "key_exposed", 8, args);
        let there = copy();
        fs::write(there.key(), "no key").expect("written");
        case(&there, "key_invalid", 8, args);
        let there = copy();
        fs::copy(Home::with_another_tenant().key(), there.key()).expect("copied");
        case(&there, "key_wrong", 8, args);
        case(&changed("PRAGMA user_version = 1"), "db_older", 8, args);
        case(&changed("PRAGMA user_version = 999"), "db_newer", 8, args);
        case(&changed("PRAGMA application_id = 1"), "db_foreign", 8, args);
        let there = copy();
        fs::write(there.db(), "").expect("written");
        case(&there, "db_empty", 8, args);
        let there = copy();
        fs::remove_file(there.db()).expect("removed");
        fs::create_dir(there.db()).expect("made");
        case(&there, "db_foreign", 8, args);
    }
    case(&changed("PRAGMA user_version = -1"), "corrupt", 8, &["resource", "show", "bob"]);
    case(&changed("PRAGMA user_version = 999"), "db_newer", 8, &["migrate"]);
    // A request that nobody asked for.
    let made_up = "INSERT INTO requests VALUES ('made-up', NULL, '{}', '2fa reset bob', 'waiting', x'', 'os:eve', 1, 99999999999999, NULL, NULL, x'')";
    case(&changed(made_up), "state_tampered", 8, &["request", "approve", "made-up"]);
    case(
        &changed("UPDATE audit_events SET actor = 'os:eve' WHERE seq = 3"),
        "verification_failed",
        9,
        &["audit", "verify"],
    );
}

/// Refusals of an operating-system user who does not own the database. Only root can be somebody else.
fn by_somebody_else(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen) {
    if !nix::unistd::geteuid().is_root() {
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = writeln!(std::io::stderr(), "SKIPPED: only root can run a command as somebody else");
        return;
    }
    const NOBODY: u32 = 65534;
    let theirs = tempfile::tempdir().expect("a directory");
    let (db, key, binary) =
        (theirs.path().join("acme.db"), theirs.path().join("acme.key"), theirs.path().join("tenantctl"));
    let whole = home.copy();
    let sql = Connection::open(whole.db()).expect("opened");
    sql.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("one file");
    drop(sql);
    for (from, to, mode) in
        [(whole.db(), &db, 0o660), (whole.key(), &key, 0o600), (common::BINARY.into(), &binary, 0o755)]
    {
        fs::copy(from, to).expect("copied");
        fs::set_permissions(to, PermissionsExt::from_mode(mode)).expect("set");
    }
    // Their group writes the database, and so may write beside it.
    for path in [theirs.path(), &db] {
        std::os::unix::fs::chown(path, None, Some(NOBODY)).expect("given");
    }
    fs::set_permissions(theirs.path(), PermissionsExt::from_mode(0o770)).expect("set");
    // The key is theirs: what keeps them from acting is that the database is not.
    std::os::unix::fs::chown(&key, Some(NOBODY), Some(NOBODY)).expect("given");
    let (db_text, key_text) = (db.to_str().expect("UTF-8"), key.to_str().expect("UTF-8"));
    for args in [
        &["resource", "show", "bob"][..],
        &["resource", "list"],
        &["resource", "edit", "bob", "--first-name", "Bo"],
        &["resource", "create", "new@acme.example", "--email", "n@m.example"],
        &["totp", "enroll", "bob", "--show-key"],
        &["2fa", "pause", "bob", "--for", "1h", "--reason", "x"],
        &["account", "unlock", "dan", "--reason", "x"],
        &["policy", "set", "lockout.threshold=5", "--reason", "x"],
        &["emergency", "list"],
        &["audit", "log"],
        &["migrate"],
    ] {
        let before = dump(&db, &key);
        let mut command = Command::new("setpriv");
        let identity = ["--reuid", "65534", "--regid", "65534", "--clear-groups"];
        command.args(identity).arg(&binary).args(args).args(["--db", db_text, "--key-file", key_text]);
        command.env_clear().env("HOME", theirs.path()).env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("TENANTCTL_OUTPUT", "json").env("LANG", "C.UTF-8");
        let run = finish(start(command, ""));
        let case = Case { exit: 5, code: "permission_denied", args, input: "", leaves: Leaves::Nothing };
        seen.note(&case, &run, schema);
        let differs = before.differs(&dump(&db, &key));
        // What a stranger tried stands in the history; `migrate` has no operator yet that it could write of.
        let expected = if args[0] == "migrate" { BTreeMap::new() } else { one_event() };
        assert_eq!(differs, expected, "{args:?}");
    }
}

/// Refusals of operators who sign in: what their level does not permit is told, and stands in the history.
fn by_operators(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen) {
    use Leaves::Event;
    let home = home.copy();
    let (helen, key) = home.operator("helen", "helpdesk");
    let desk = home.sign_in(&helen, &key);
    for (code, args, leaves) in [
        ("permission_denied", &["resource", "edit", "bob", "--first-name", "Bo"][..], Event),
        ("permission_denied", &["totp", "enroll", "bob", "--show-key"], Event),
        ("permission_denied", &["policy", "set", "lockout.threshold=5", "--reason", "x"], Event),
        ("self_service", &["2fa", "pause", "helen", "--next-login", "--reason", "x"], Event),
        ("higher_level", &["2fa", "pause", "root", "--next-login", "--reason", "x"], Event),
    ] {
        let case = Case { exit: 5, code, args, input: "", leaves };
        refused(&home, schema, seen, &case, desk.command(args));
    }
    home.require_sign_in();
    for args in [&["resource", "list"][..], &["resource", "edit", "bob", "--first-name", "Bo"], &["whoami"]] {
        let case = Case { exit: 5, code: "not_signed_in", args, input: "", leaves: Event };
        refused(&home, schema, seen, &case, home.command(args));
    }
}

/// Refusals of what waits, or waited, for a second person.
fn by_two_persons(home: &Home, schema: &jsonschema::Validator, seen: &mut Seen) {
    let home = home.copy();
    let _ = home.operator("amy", "admin");
    let (eva, key) = home.operator("eva", "admin");
    let desk = home.sign_in(&eva, &key);
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
    let ask = || {
        let asked = home.run(["2fa", "reset", "amy", "--reason", "x", "--yes"]).exits(10).json();
        asked["request_id"].as_str().expect("an id").to_owned()
    };
    let (waiting, denied) = (ask(), ask());
    let _ = desk.run(["request", "deny", &denied]).exits(0);
    for (exit, code, args, leaves) in [
        (5, "self_service", ["request", "approve", &waiting], Leaves::Event),
        (6, "request_over", ["request", "approve", &denied], Leaves::Nothing),
        (6, "request_over", ["request", "deny", &denied], Leaves::Nothing),
    ] {
        let case = Case { exit, code, args: &args, input: "", leaves };
        refused(&home, schema, seen, &case, home.command(args));
    }
}

/// What a terminal showed, and how the command ended there.
fn at_terminal(home: &Home, args: &[&str], steps: &[[&str; 2]]) -> Value {
    let argv: Vec<&str> = [common::BINARY].into_iter().chain(args.iter().copied()).collect();
    let env = json!({"HOME": home.path(), "TERM": "xterm", "LANG": "C.UTF-8"});
    let job = json!({"argv": argv, "env": env, "cwd": home.path(), "columns": 100, "rows": 40, "seconds": 20, "steps": steps,
        "pictures": {}});
    played(&job)
}

/// Refusals of the person at the terminal.
fn at_a_prompt(home: &Home, seen: &mut Seen) {
    for args in [&["2fa", "reset", "fay", "--reason", "x"][..], &["resource", "deactivate", "bob", "--reason", "x"]] {
        let before = dump(&home.db(), &home.key());
        let asked = at_terminal(home, args, &[["[y/N]", "n\n"]]);
        assert_eq!(asked["exit"], 11, "{asked}");
        assert!(asked["raw"].as_str().is_some_and(|text| text.contains("declined; nothing was changed")), "{asked}");
        assert!(before == dump(&home.db(), &home.key()), "{args:?}");
        seen.codes.insert("declined".to_owned());
    }
}
