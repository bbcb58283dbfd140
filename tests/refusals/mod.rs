//! A refused command leaves the database as it was, cell by cell, and the key byte by byte; a denial adds its event and its count and
//! nothing else (R-AUD-1). Every command of the tree is refused here at least once, and every code word that a refusal can have is met.

mod circumstances;
mod dump;
mod hints;
mod last_resort;
mod table;
mod ways_out;

use crate::common::{Home, PASSWORD, Run, finish, start, tree::commands};
use clap::error::ErrorKind;
use dump::{dump, names, one_event};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::Command,
    sync::OnceLock,
};

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

/// The command that a line was meant for: the longest beginning that is one, whatever is wrong with the rest.
fn command_of(args: &[&str]) -> String {
    let (mut command, mut path) = (tree(), Vec::new());
    for word in args {
        let Some(below) = command.find_subcommand(word) else { break };
        path.push(below.get_name());
        command = below;
    }
    path.join(" ")
}

fn tree() -> &'static clap::Command {
    static TREE: OnceLock<clap::Command> = OnceLock::new();
    TREE.get_or_init(tenantctl::cli::command)
}

/// A hint is a command that the real command tree takes as it stands.
#[track_caller]
fn parses(hint: &str) {
    let words = shlex::split(hint).unwrap_or_else(|| panic!("a shell cannot read: {hint}"));
    match tree().clone().try_get_matches_from(&words) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {}
        Err(error) => panic!("{hint}\n{error}"),
    }
}

/// A home with people in every state that a refusal needs, what an error must look like, and the code words that were met.
struct Bench {
    home: Home,
    /// Of ada's authenticator.
    key: String,
    schema: jsonschema::Validator,
    codes: BTreeSet<String>,
}

impl Bench {
    fn new() -> Self {
        let home = Home::with_tenant();
        let key = home.step("people of the refusals", people);
        let schema = error_schema(&home);
        Self { home, key, schema, codes: BTreeSet::new() }
    }

    /// Notes a refusal, after looking at its exit code, its code word, its form, and its hints.
    #[track_caller]
    fn note(&mut self, case: &Case, run: &Run) {
        let Case { exit, code, args, .. } = case;
        assert_eq!(run.code, *exit, "{args:?}\n--- out\n{}\n--- err\n{}", run.out, run.err);
        let told = if run.out.is_empty() {
            let last = run.err.lines().last().unwrap_or_default();
            let value: Value = serde_json::from_str(last).unwrap_or_else(|_| panic!("{args:?}: {}", run.err));
            let wrong: Vec<_> = self.schema.iter_errors(&value).map(|error| error.to_string()).collect();
            assert!(wrong.is_empty(), "{args:?}: {wrong:?}");
            let hints = value["error"]["hints"].as_array().expect("a list").iter().filter_map(Value::as_str);
            hints.filter(|hint| hint.starts_with("tenantctl ")).for_each(parses);
            value["error"]["code"].clone()
        } else {
            // A verdict answers on standard output, and says why by its exit code.
            let answer = run.json();
            if answer["outcome"].is_string() { answer["outcome"].clone() } else { Value::from(*code) }
        };
        assert_eq!(told, *code, "{args:?}: {}", run.err);
        self.codes.insert((*code).to_owned());
    }

    /// These code words were met, and no others.
    #[track_caller]
    fn met(&self, codes: &[&str]) {
        assert!(self.codes.iter().eq(codes), "{:?}", self.codes);
    }

    /// Runs a command that is refused and compares what there is afterwards.
    #[track_caller]
    fn refused(&mut self, home: &Home, case: &Case, command: Command) {
        let before = dump(&home.db(), &home.key());
        let files = names(home.path());
        let run = finish(start(command, case.input));
        self.note(case, &run);
        let after = dump(&home.db(), &home.key());
        let differs = before.differs(&after);
        let expected: BTreeMap<_, _> = match case.leaves {
            Leaves::Nothing => BTreeMap::new(),
            Leaves::Event => one_event(),
            Leaves::Count(tables) => {
                // A row that is there already is counted up; else a new one comes.
                let gone = |table: &str| usize::from(before.tables[table].len() == after.tables[table].len());
                one_event()
                    .into_iter()
                    .chain(tables.iter().map(|table| ((*table).to_owned(), (gone(table), 1))))
                    .collect()
            }
        };
        assert_eq!(differs, expected, "{:?}", case.args);
        assert_eq!(names(home.path()), files, "{:?} made or removed a file", case.args);
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

/// People in every state that a refusal needs; the key of ada's authenticator.
fn people(home: &Home) -> String {
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
    fs::write(home.path().join("there.svg"), "").expect("written");
    key
}

#[test]
fn every_command_and_every_code_word_is_refused_here() {
    let tried: BTreeSet<String> = table::lines().map(|line| table::row(line, |case| command_of(case.args))).collect();
    let never: Vec<_> = commands().into_iter().filter(|name| !tried.contains(name)).collect();
    assert_eq!(never, Vec::<String>::new(), "every command is refused here at least once");
    let met: BTreeSet<&str> =
        table::lines().filter_map(|line| line.split(' ').nth(1)).chain(circumstances::codes()).collect();
    let table = Home::empty().run(["help", "exit-codes"]).exits(0).json();
    let words = table["items"].as_array().expect("a list").iter().filter_map(|row| row["code"].as_str());
    let unseen: BTreeSet<_> = words.filter(|word| *word != "done" && !met.contains(word)).collect();
    let elsewhere = ELSEWHERE.iter().map(|(word, _)| *word).collect();
    assert_eq!(unseen, elsewhere, "every code word is met here, but those of {ELSEWHERE:?}");
}
