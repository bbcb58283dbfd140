//! Many at once: `--from FILE` and `--where EXPR` in place of RESOURCE. Who is meant is known before anything is done, everything is asked
//! beforehand, and each is then done by the rules of one alone, with a line and an event of its own (R-AUD-1, R-PERM-1, R-PERM-2, R-PERM-3).

mod confirmation;
mod interruption;
mod refusals;
mod targets;
mod tokens;

use crate::common::{ADMIN, Home, PASSWORD, Run, finish, start, terminal::Terminal};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
};

const WHY: &str = "--reason=x";
/// The names of [`team`], in the order of the file that has them, which is not that of the alphabet.
const TEAM: [&str; 3] = ["team-c@acme.example", "team-a@acme.example", "team-b@acme.example"];

/// A verb that takes many: its words, the action that the history has for it, and what brings a team where it has something to do.
struct Verb {
    words: &'static [&'static str],
    action: &'static str,
    before: &'static [&'static str],
    reason: bool,
}

const fn verb(words: &'static [&'static str], action: &'static str) -> Verb {
    Verb { words, action, before: &[], reason: true }
}

impl Verb {
    const fn after(self, before: &'static [&'static str]) -> Self {
        Self { before, ..self }
    }

    const fn without_reason(self) -> Self {
        Self { reason: false, ..self }
    }

    /// Its words with more behind them, and all that is asked answered.
    fn with<'a>(&self, more: &[&'a str]) -> Vec<&'a str> {
        let why = self.reason.then_some(WHY);
        self.words.iter().copied().chain(more.iter().copied()).chain(why).chain(["--yes"]).collect()
    }

    /// Whether those that are done are left as they are when it is typed again.
    fn goes_on(&self) -> bool {
        self.words[0] != "setup"
    }
}

const LOCK: &[&str] = &["account", "lock", "--from", "team", WHY, "--yes"];
const PAUSE: &[&str] = &["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes"];

const VERBS: &[Verb] = &[
    verb(&["resource", "edit", "--license", "dashboard"], "resource.edit").without_reason(),
    verb(&["resource", "deactivate"], "resource.deactivate"),
    verb(&["resource", "activate"], "resource.activate")
        .after(&["resource", "deactivate", "--from", "team", WHY, "--yes"])
        .without_reason(),
    verb(&["2fa", "pause", "--next-login"], "2fa.pause"),
    verb(&["pause", "--next-login"], "2fa.pause"),
    verb(&["2fa", "require"], "2fa.require").after(PAUSE).without_reason(),
    verb(&["2fa", "reset"], "2fa.reset").after(PAUSE),
    verb(&["account", "lock"], "account.lock"),
    verb(&["account", "unlock"], "account.unlock").after(LOCK),
    verb(&["unlock"], "account.unlock").after(LOCK),
    verb(&["setup", "issue", "--out", "tokens.csv"], "setup.issue").without_reason(),
];

/// A tenant with a team of three, whose names stand in the file `team`.
fn team() -> Home {
    let home = Home::with_tenant();
    for username in TEAM {
        let email = username.replace("acme", "mail");
        let _ = home.run(["resource", "create", username, "--email", &email, "--no-setup"]).exits(0);
    }
    write(&home, "team", &TEAM.join("\n"));
    home
}

fn write(home: &Home, name: &str, text: &str) {
    fs::write(home.path().join(name), text).expect("written");
}

/// A tenant of so many besides, put there as they are; their names stand in the file `crowd`.
fn crowd(count: usize) -> (Home, Vec<String>) {
    let home = Home::with_tenant();
    let names: Vec<String> = (0..count).map(|n| format!("crowd{n:05}")).collect();
    let sql = names.iter().enumerate().map(|(n, name)| {
        let id = format!("01890a5d-ac96-774b-bcce-{n:012x}");
        format!(
            "INSERT INTO resources (id, username, username_normal, email, type, license, level, champion, active, created_at) \
             VALUES ('{id}', '{name}@acme.example', '{name}@acme.example', '{name}@mail.example', 'internal', 'standard', 'user', 0, 1, 0); \
             INSERT INTO identifiers VALUES ('{name}@acme.example', '{id}', 1, 0, '{name}'); \
             INSERT INTO identifiers VALUES ('{name}@mail.example', '{id}', 0, 1, '{name}');"
        )
    });
    let sql = format!("BEGIN; {} COMMIT;", sql.collect::<String>());
    rusqlite::Connection::open(home.db()).expect("opens").execute_batch(&sql).expect("filled");
    write(&home, "crowd", &names.join("\r\n"));
    (home, names.into_iter().map(|name| format!("{name}@acme.example")).collect())
}

fn items(run: &Run) -> Vec<Value> {
    run.json()["items"].as_array().expect("a list").clone()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// Of each line, in their order: a field as text, nothing for null.
fn column(items: &[Value], key: &str) -> Vec<String> {
    items.iter().map(|item| item[key].as_str().unwrap_or_default().to_owned()).collect()
}

/// Whose events of an action and an outcome there are, oldest first; read by the owner, also where sign-in is required.
fn told(home: &Home, action: &str, outcome: &str) -> Vec<String> {
    let events = lines(&home.run(["audit", "log", "-o", "jsonl", "--break-glass", WHY]).exits(0).out);
    let of = events.iter().rev().filter(|event| event["action"] == action && event["outcome"] == outcome);
    of.map(|event| event["target"].as_str().unwrap_or_default().to_owned()).collect()
}

fn verifies(home: &Home) {
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

fn signal(child: &Child, signal: &str) {
    assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill").success());
}

#[test]
fn r_aud_1_every_verb_takes_many_in_the_order_of_the_file_with_an_event_for_each() {
    for verb in VERBS {
        let home = team();
        if !verb.before.is_empty() {
            let _ = home.run(verb.before).exits(0);
        }
        let done = home.run(verb.with(&["--from", "team"])).exits(0);
        let items = items(&done);
        assert_eq!(column(&items, "username"), TEAM, "{:?}", verb.words);
        assert_eq!(column(&items, "result"), ["done"; 3], "{:?}", verb.words);
        assert_eq!(told(&home, verb.action, "ok"), TEAM, "{:?}", verb.words);
        if verb.reason {
            assert!(home.events().iter().filter(|event| event["action"] == verb.action).all(|e| e["reason"] == "x"));
        }
        assert!(done.err.lines().any(|line| line.starts_with("3 ")), "{:?}: {}", verb.words, done.err);
        verifies(&home);
        if !verb.goes_on() {
            continue;
        }
        let again = home.run(verb.with(&["--from", "team"])).exits(0);
        assert_eq!(column(&self::items(&again), "result"), ["unchanged"; 3], "{:?}", verb.words);
        assert!(again.err.contains("3 unchanged"), "{}", again.err);
        assert_eq!(told(&home, verb.action, "ok"), TEAM, "what is so already is no event: {:?}", verb.words);
    }
}

#[test]
fn every_verb_takes_those_who_are_like_that_in_the_order_of_their_names() {
    for verb in VERBS {
        let home = team();
        if !verb.before.is_empty() {
            let _ = home.run(verb.before).exits(0);
        }
        let conditions = ["--where", "name~team", "--where", "level=user"];
        let done = home.run(verb.with(&conditions)).exits(0);
        let mut sorted = TEAM;
        sorted.sort_unstable();
        assert_eq!(column(&items(&done), "username"), sorted, "{:?}", verb.words);
        assert_eq!(told(&home, verb.action, "ok"), sorted, "{:?}", verb.words);
        // Conditions hold together: of all these people nobody is the champion.
        let nobody = home.run(verb.with(&["--where", "name~team", "--where", "champion"]));
        if verb.words[0] != "setup" {
            let nobody = nobody.exits(0);
            assert_eq!(nobody.json(), json!({"items": [], "next": null}), "{:?}", verb.words);
            assert!(nobody.err.contains("no resource matches; nothing was changed"), "{}", nobody.err);
        }
    }
    let home = team();
    let refused = home.run(["unlock", "--where", "level=none", WHY, "--yes"]).exits(3).error();
    assert_eq!(refused["code"], "not_found", "a level that there is not is a slip");
}

#[test]
fn the_lines_take_every_form_and_standard_output_has_nothing_else() {
    let home = team();
    let bot = ["resource", "create", "bot@acme.example", "--email", "b@mail.example", "--license", "api", "--no-setup"];
    let _ = home.run(bot).exits(0);
    write(&home, "list", "team-a\nbot\n");
    let run = |format| {
        home.copy().run(["2fa", "pause", "--next-login", "--from", "list", WHY, "--yes", "-o", format]).exits(6)
    };
    let why =
        "2FA of bot@acme.example cannot be paused: its license has no second factor, so there is nothing to pause";
    let jsonl = lines(&run("jsonl").out);
    let done = json!({"username": "team-a@acme.example", "result": "done", "code": null, "message": null, "exit": 0, "request_id": null});
    let failed = json!({"username": "bot@acme.example", "result": "failed", "code": "license_forbids", "message": why, "exit": 6, "request_id": null});
    assert_eq!(jsonl, [done.clone(), failed.clone()]);
    assert_eq!(run("json").json(), json!({"items": [done, failed], "next": null}));
    let csv = run("csv").out;
    let wanted = format!(
        "username,result,message,code,request_id,exit\nteam-a@acme.example,done,,,,0\nbot@acme.example,failed,\"{why}\",license_forbids,,6\n"
    );
    assert_eq!(csv, wanted);
    let plain = run("plain").out;
    assert_eq!(
        plain,
        format!("team-a@acme.example\tdone\t\t\t\t0\nbot@acme.example\tfailed\t{why}\tlicense_forbids\t\t6\n")
    );
    let table = run("table");
    assert!(table.out.starts_with("USERNAME") && table.out.contains("FAILED"), "{}", table.out);
    assert_eq!(table.err, "1 paused, 1 failed\n");
}

#[test]
fn a_thousand_are_done_one_by_one_and_a_bar_shows_only_where_no_line_does() {
    let (home, names) = crowd(1000);
    let line = format!("tenantctl account lock --from crowd {WHY} --yes -o jsonl > lines.jsonl");
    let seen = Terminal::new(100, 30).types(&home, &line, &[]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.raw.contains("locking [") && seen.raw.contains("of 1,000 resources"), "{}", seen.raw);
    let written = fs::read_to_string(home.path().join("lines.jsonl")).expect("lines");
    assert_eq!(column(&lines(&written), "username"), names);
    assert_eq!(told(&home, "account.lock", "ok"), names);
    let seen = Terminal::new(100, 30).types(&home, &line.replace("lines", "again").replace("--yes", "--yes -q"), &[]);
    assert!(!seen.raw.contains("locking"), "{}", seen.raw);
    let seen = Terminal::new(100, 30).types(&home, &format!("tenantctl unlock --where locked {WHY} --yes"), &[]);
    assert_eq!((seen.exit, seen.raw.contains("unlocking [")), (0, false), "{}", seen.raw);
    assert_eq!(seen.raw.matches("USERNAME").count(), 1, "the titles stand once");
    assert_eq!(told(&home, "account.unlock", "ok"), names);
    verifies(&home);
}
