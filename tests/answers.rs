//! The schemas that `schema` prints, held against what every command really answers, in `json` and in `jsonl`. A stranger's validator
//! decides, and it takes no field that the schema does not name.

use crate::common::{
    self, ADMIN, Home, PASSWORD, Run, code, code_at, finish, schema::age, start, tree::commands, within_a_step,
};
use jsonschema::Validator;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Commands that answer with no JSON; the schema of each is refused, with the reason.
const NO_JSON: [&str; 5] = ["completions", "demo", "man", "rescue", "resource delete"];

/// The command that a line leads to, by its own name.
fn command_of(args: &[&str]) -> String {
    let words = ["tenantctl"].iter().chain(args);
    let matches = tenantctl::cli::command().try_get_matches_from(words).unwrap_or_else(|error| panic!("{error}"));
    let (mut path, mut below) = (Vec::new(), matches.subcommand());
    while let Some((name, matches)) = below {
        path.push(name.to_owned());
        below = matches.subcommand();
    }
    path.join(" ")
}

/// The schema with every object closed: what it does not name is refused.
fn strict(mut schema: Value) -> Value {
    match &mut schema {
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| *value = strict(value.take()));
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|value| *value = strict(value.take())),
        _ => {}
    }
    schema
}

fn validator(schema: &Value) -> Validator {
    jsonschema::options()
        .should_validate_formats(true)
        .build(schema)
        .unwrap_or_else(|error| panic!("{error}: {schema}"))
}

/// Of a schema, what describes a line of `jsonl`: the items where it is a list.
fn of_a_line(schema: &Value) -> Value {
    if let Some(several) = schema["anyOf"].as_array() {
        return json!({"anyOf": several.iter().map(of_a_line).collect::<Vec<_>>()});
    }
    match &schema["properties"]["items"]["items"] {
        Value::Null => schema.clone(),
        item => item.clone(),
    }
}

/// A home in which every command is run twice, the first time in a copy of it, and every answer held against its schema.
struct Witness {
    home: Home,
    validators: BTreeMap<String, [Validator; 2]>,
    ran: BTreeSet<String>,
    outcomes: BTreeSet<(String, String)>,
}

impl Witness {
    fn new() -> Self {
        Self { home: Home::empty(), validators: BTreeMap::new(), ran: BTreeSet::new(), outcomes: BTreeSet::new() }
    }

    #[track_caller]
    fn holds(&mut self, name: &str, line: bool, value: &Value) {
        let home = &self.home;
        let both = self.validators.entry(name.to_owned()).or_insert_with(|| {
            let schema = home.run(["schema"].into_iter().chain(name.split(' '))).exits(0).json();
            [validator(&strict(schema.clone())), validator(&strict(of_a_line(&schema)))]
        });
        let wrong: Vec<_> = both[usize::from(line)].iter_errors(value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:#?}\n{value:#}");
    }

    /// Runs a command in both forms; its answer in `json`.
    #[track_caller]
    fn run(&mut self, args: &[&str], input: &str, exit: i32) -> Value {
        self.run_at("+0s", args, input, exit)
    }

    #[track_caller]
    fn run_at(&mut self, clock: &str, args: &[&str], input: &str, exit: i32) -> Value {
        let run = |home: &Home, format: &str| -> Run {
            let args = args.iter().copied().chain(["-o", format]);
            let command = if clock == "+0s" { home.command(args) } else { home.command_at(clock, args) };
            finish(start(command, input)).exits(exit)
        };
        let name = command_of(args);
        let lines = run(&self.home.copy(), "jsonl").out;
        for line in lines.lines() {
            let value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{args:?}: {error}: {line}"));
            self.holds(&name, true, &value);
        }
        let value = run(&self.home, "json").json();
        self.holds(&name, false, &value);
        if let Some(items) = value["items"].as_array() {
            assert_eq!(items.is_empty(), lines.is_empty(), "{args:?}");
        } else if args != ["schema"] {
            // Alone among the objects, the document of all schemas has a line for each in `jsonl`.
            assert_eq!(lines.lines().count(), 1, "{args:?}");
        }
        for key in ["outcome", "message_code", "method", "result", "requirement"] {
            self.outcomes.extend(value[key].as_str().map(|word| (format!("{name} {key}"), word.to_owned())));
        }
        self.ran.insert(name);
        value
    }

    fn login(&mut self, username: &str, code: Option<&str>, exit: i32) {
        let args = ["authenticate", username, "--password-stdin", "--client", "desktop", "--source", "192.0.2.7"];
        let args: Vec<&str> = args.into_iter().chain(code.into_iter().flat_map(|code| ["--code", code])).collect();
        self.run(&args, &format!("{PASSWORD}\n"), exit);
    }

    /// That every word of a closed list was answered.
    fn has_seen_all(&self, command: &str, key: &str) {
        let schema = self.home.run(["schema"].into_iter().chain(command.split(' '))).exits(0).json();
        for word in schema["properties"][key]["enum"].as_array().expect("a closed list") {
            let Some(word) = word.as_str() else { continue };
            assert!(self.outcomes.contains(&(format!("{command} {key}"), word.to_owned())), "{command} {key}: {word}");
        }
    }
}

#[test]
fn what_every_command_answers_is_as_its_schema_says() {
    let mut w = Witness::new();
    let password = format!("{PASSWORD}\n");
    tenant_and_people(&mut w, &password);
    let key = devices(&mut w);
    second_factor_and_locks(&mut w);
    logins(&mut w, &key);
    signing_in(&mut w, &password);
    levels_and_tokens(&mut w);
    setting_up(&mut w);
    history_and_the_rest(&mut w, &password);
    two_persons(&mut w, &password);

    let without = commands().into_iter().filter(|name| !w.ran.contains(name));
    assert_eq!(without.collect::<Vec<_>>(), NO_JSON, "every command answers here, but those that have no JSON");
    for name in NO_JSON {
        let refused = w.home.run(["schema"].into_iter().chain(name.split(' '))).exits(2).error();
        assert!(refused["message"].as_str().is_some_and(|text| text.contains("has no schema: ")), "{refused}");
    }
    for (command, key) in [
        ("authenticate", "outcome"),
        ("authenticate", "message_code"),
        ("authenticate", "method"),
        ("totp check", "result"),
        ("2fa status", "requirement"),
    ] {
        w.has_seen_all(command, key);
    }
}

fn tenant_and_people(w: &mut Witness, password: &str) {
    let administrator = ["--admin", ADMIN, "--email", "it@acme.example", "--password-stdin"];
    let init = |name, more: &[&'static str]| [["init", name].as_slice(), &administrator, more].concat();
    // A tenant of its own shows the key; it is gone with its files.
    let shown = w.run(&init("other", &["--show-key"]), password, 0);
    assert!(shown["enrollment"]["key"].is_string());
    for file in [".local/share/tenantctl/other.db", ".config/tenantctl/other.key"] {
        std::fs::remove_file(w.home.path().join(file)).expect("removed");
    }
    assert_eq!(w.run(&init("acme", &["--no-enroll"]), password, 0)["created"], true);
    assert_eq!(w.run(&["init", "acme", "--if-absent"], "", 0)["created"], false);

    let create = ["resource", "create", "ada@acme.example", "--email", "ada@mail.example"];
    let names = ["--first-name", "Ada", "--phone", "+4915112345678", "--champion", "--password-stdin"];
    w.run(&[create.as_slice(), &names].concat(), password, 0);
    w.run(&[create.as_slice(), &["--if-absent"]].concat(), "", 0);
    for (name, license) in [("bob", "standard"), ("api", "api"), ("dash", "dashboard"), ("cy", "co-managed")] {
        let username = format!("{name}@acme.example");
        let email = format!("{name}@mail.example");
        let args = ["user", "add", &username, "--email", &email, "--license", license, "--password-stdin"];
        w.run(&args, password, 0);
    }
    let rows = "username,email,first_name\nbob@acme.example,bob@mail.example,Bob\nnew@acme.example,new@mail.example,New\nbad,,\n";
    w.run(&["resource", "import", "-", "--update", "--dry-run", "--on-error", "skip"], rows, 0);
    w.run(&["resource", "import", "-"], rows, 7);
    w.run(&["resource", "import", "-", "--update", "--on-error", "skip", "--rejects", "rejects.csv"], rows, 0);
    w.run(&["resource", "edit", "bob", "--last-name", "Byte", "--type", "client"], "", 0);
    w.run(&["resource", "edit", "bob", "--last-name", "Byte"], "", 0);
    w.run(&["resource", "deactivate", "cy", "--reason", "x", "--yes"], "", 0);
    w.run(&["resource", "deactivate", "cy", "--yes"], "", 0);
    w.run(&["resource", "activate", "cy"], "", 0);
    many(w);
    w.run(&["resource", "verify-email", "ada", "--assume", "--reason", "x"], "", 0);
    w.run(&["resource", "verify-email", "ada", "--assume"], "", 0);
    w.run(&["password", "set", "dash", "--password-stdin"], "another-Horse7battery\n", 0);
    w.run(&["password", "rules"], "", 0);
    w.run(&["resource", "show", "ada"], "", 0);
}

/// Many at once, with an answer of its own: a list of what became of each.
fn many(w: &mut Witness) {
    let some = "bob\ncy\napi\n";
    for (verb, exit) in [
        (&["resource", "edit", "--type", "internal"][..], 7),
        (&["resource", "deactivate"], 0),
        (&["resource", "activate"], 0),
        (&["2fa", "pause", "--next-login"], 6),
        (&["pause", "--next-login"], 6),
        (&["2fa", "require"], 0),
        (&["2fa", "reset"], 0),
        (&["account", "lock"], 0),
        (&["account", "unlock"], 0),
        (&["unlock"], 0),
    ] {
        let from = |input: &str, exit, w: &mut Witness| {
            let listed = w.run(&[verb, &["--from", "-", "--reason", "x", "--yes"]].concat(), input, exit);
            assert!(listed["items"].is_array(), "{listed}");
        };
        from(some, exit, w);
        from("", 0, w);
    }
    w.run(&["setup", "issue", "--from", "-", "--out", "tokens.csv", "--yes"], some, 0);
}

/// Ada's device is enrolled; its key.
fn devices(w: &mut Witness) -> String {
    w.run(&["totp", "list", "ada"], "", 0);
    w.run(&["totp", "enroll", "ada", "--qr-file", "ada.svg"], "", 0);
    let enrolled = w.run(&["totp", "enroll", "ada", "--show-key", "--label", "phone"], "", 0);
    assert!(enrolled["otpauth_uri"].is_string() && enrolled["expires_at"].is_string());
    w.run(&["totp", "qr", "ada", "phone", "--qr-file", "again.png"], "", 0);
    w.run(&["totp", "qr", "ada", "phone", "--show-key"], "", 0);
    w.run(&["resource", "show", "ada"], "", 0);
    w.run(&["2fa", "status", "ada"], "", 0);
    w.run(&["why", "ada"], "", 0);
    let key = enrolled["key"].as_str().expect("a key").to_owned();
    within_a_step(20);
    w.run(&["totp", "confirm", "ada", "phone", &code(&key, -1)], "", 0);
    w.run(&["totp", "confirm", "ada", "phone", &code(&key, -1)], "", 0);
    w.run(&["totp", "check", "ada", &code(&key, 0)], "", 0);
    w.run(&["totp", "check", "ada", &code(&key, -1)], "", 0);
    w.run(&["totp", "check", "ada", &code_at(&key, 1800)], "", 0);
    w.run(&["totp", "check", "ada", "--code-stdin"], "000000\n", 0);
    w.run(&["enroll", "ada", "--show-key", "--keep", "--label", "tablet"], "", 0);
    w.run(&["totp", "list", "ada"], "", 0);
    w.run(&["totp", "remove", "ada", "tablet"], "", 0);
    key
}

fn second_factor_and_locks(w: &mut Witness) {
    w.run(&["2fa", "pause", "bob", "--next-login", "--reason", "x"], "", 0);
    w.run(&["2fa", "status", "bob"], "", 0);
    w.run(&["pause", "bob", "--for", "2h", "--reason", "x"], "", 0);
    w.run(&["2fa", "extend", "bob", "--reason", "x"], "", 0);
    w.run(&["2fa", "status", "bob"], "", 0);
    w.run(&["resource", "show", "bob"], "", 0);
    w.run(&["why", "bob"], "", 0);
    w.run(&["2fa", "require", "bob"], "", 0);
    w.run(&["2fa", "require", "bob"], "", 0);
    for name in ["api", "dash", "cy"] {
        w.run(&["2fa", "status", name], "", 0);
    }
    w.run(&["account", "status", "bob"], "", 0);
    w.run(&["account", "lock", "bob", "--until", "2099-01-01", "--reason", "x"], "", 0);
    w.run(&["account", "lock", "bob", "--reason", "x"], "", 0);
    w.run(&["account", "status", "bob"], "", 0);
    w.run(&["why", "bob"], "", 0);
    w.run(&["account", "unlock", "bob", "--reason", "x"], "", 0);
    w.run(&["unlock", "bob", "--reason", "x"], "", 0);
    w.run(&["emergency", "list"], "", 0);
    w.run(&["emergency", "revoke", "ada"], "", 0);
}

fn two_persons(w: &mut Witness, password: &str) {
    let boss = ["resource", "create", "boss@acme.example", "--email", "boss@mail.example", "--level", "admin"];
    let _ =
        w.home.run_with([boss.as_slice(), &["--password-stdin", "--champion", "--yes"]].concat(), password).exits(0);
    let record = ["--identity", "passport", "--channel", "video", "--reference", "1", "--consent-reference", "2"];
    let end = ["--approved-by", "boss", "--until", &until_tomorrow(), "--reason", "x", "--yes"];
    let person = ["resource", "create", "dee@acme.example", "--email", "dee@mail.example", "--no-setup"];
    let _ = w.home.run(person).exits(0);
    w.run(&[["2fa", "disable", "dee"].as_slice(), &record, &end].concat(), "", 0);
    w.run(&["2fa", "status", "dee"], "", 0);
    w.run(&["why", "dee"], "", 0);
    let _ = w.home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
    let _ = w.home.run(["2fa", "pause", "boss", "--for", "1h", "--reason", "x"]).exits(0);
    let _ = w.home.run(["resource", "verify-email", "boss", "--assume", "--reason", "x"]).exits(0);
    let issue = [["emergency", "issue", "boss"].as_slice(), &record[..6], &["--show"]].concat();
    let reset = ["2fa", "reset", "boss", "--reason", "x", "--yes"];
    let lower = ["level", "grant", "boss", "helpdesk", "--reason", "x"];
    let deputy = ["resource", "create", "deputy@acme.example", "--email", "deputy@mail.example", "--level", "admin"];
    let _ = w.home.run_with([deputy.as_slice(), &["--password-stdin"]].concat(), password).exits(0);
    for act in [issue.as_slice(), &reset, &lower, &["policy", "set", "two_person=off", "--reason", "x"]] {
        let ask = |w: &mut Witness, format: &str| {
            let mut command = w.home.command(act.iter().chain(&["-o", format]));
            command.env("SUDO_USER", "walter");
            let asked = finish(start(command, "")).exits(10).json();
            w.holds("recorded", format == "jsonl", &asked);
            asked["request_id"].as_str().expect("an id").to_owned()
        };
        let (first, second) = (ask(w, "json"), ask(w, "jsonl"));
        w.run(&["request", "list"], "", 0);
        w.run(&["request", "show", &first], "", 0);
        w.run(&["request", "deny", &first], "", 0);
        w.run(&["request", "show", &first], "", 0);
        w.run(&["request", "approve", &second], "", 0);
    }
    w.run(&["request", "list"], "", 0);
}

/// A time within the next 30 days.
fn until_tomorrow() -> String {
    common::stopped(common::soon() + 86_400)
}

fn logins(w: &mut Witness, key: &str) {
    let record = ["--identity", "passport", "--channel", "video", "--reference", "CASE-1", "--show"];
    let issued = w.run(&[["emergency", "issue", "ada"].as_slice(), &record].concat(), "", 0);
    w.run(&["emergency", "list"], "", 0);
    w.login("ada", issued["code"].as_str(), 0);
    let _ = w.run(&[["emergency", "issue", "ada"].as_slice(), &record].concat(), "", 0);
    w.run(&["emergency", "revoke", "ada"], "", 0);
    let codes = w.run(&["recovery-codes", "generate", "ada"], "", 0);
    let recovery = codes["codes"][0].as_str().expect("a code");
    w.run(&["authenticate", "ada", "--password-stdin", "--code", recovery], &format!("{PASSWORD}\n"), 0);
    w.run(&["recovery-codes", "status", "ada"], "", 0);
    within_a_step(20);
    let now = code(key, 0);
    w.login("ada", Some(&now), 0);
    w.login("ada", Some("000000"), 20);
    w.login("ada", None, 22);
    w.login("bob", None, 23);
    w.run(&["authenticate", "bob", "--password-stdin", "--begin-enrollment"], &format!("{PASSWORD}\n"), 23);
    w.run(&["2fa", "pause", "bob", "--for", "1h", "--reason", "x"], "", 0);
    w.login("bob", None, 0);
    w.login("api", None, 0);
    w.login("nobody", None, 20);
    let mobile = ["authenticate", "api", "--password-stdin", "--client", "mobile"];
    let granted = w.run(&mobile, &format!("{PASSWORD}\n"), 0);
    w.run(&mobile, &format!("{PASSWORD}\n"), 27);
    let token = format!("{}\n", granted["session_token"].as_str().expect("a token"));
    w.run(&["session", "check", "--app", "wiki"], &token, 0);
    w.run(&["session", "list", "api"], "", 0);
    w.run(&["session", "logout"], &token, 0);
    w.run(&["session", "logout"], &token, 0);
    w.run(&["session", "check"], &token, 5);
    let live = w.run(&["session", "list", "api"], "", 0);
    w.run(&["session", "end", live["items"][0]["id"].as_str().expect("another")], "", 0);
    w.run(&["session", "list", "api"], "", 0);
    w.run(&["account", "lock", "cy", "--reason", "x"], "", 0);
    w.login("cy", None, 21);
    w.run(&["why", "ada"], "", 0);
    w.run(&["resource", "show", "ada"], "", 0);
    w.run(&["2fa", "reset", "bob", "--reason", "x", "--yes"], "", 0);
    w.run(&["2fa", "reset", "bob", "--reason", "x", "--yes"], "", 0);
    // A password that is too old, in a home of its own: the clock of this one stays.
    let home = std::mem::replace(&mut w.home, Home::empty());
    w.home = home.copy();
    w.run(&["policy", "set", "password.expiry=1d", "--reason", "x"], "", 0);
    w.run(&["policy", "set", "password.expiry=1d", "--reason", "x"], "", 0);
    w.run(&["password", "rules"], "", 0);
    let args = ["authenticate", "ada", "--password-stdin"];
    w.run_at("+25h", &args, &format!("{PASSWORD}\n"), 24);
    w.run_at("+25h", &["why", "ada"], "", 0);
    // The clock is back: the history is ahead of it.
    w.run(&["doctor"], "", 8);
    assert_eq!(w.run(&["doctor", "--accept-clock", "--reason", "x"], "", 0)["accepted"], true);
    assert_eq!(w.run(&["doctor", "--accept-clock", "--reason", "x"], "", 0)["accepted"], false);
    w.home = home;
}

/// An operator signs in and out.
fn signing_in(w: &mut Witness, password: &str) {
    w.run(&["whoami"], "", 0);
    let key = w.home.enroll(ADMIN);
    within_a_step(20);
    w.run(&["login", ADMIN, "--password-stdin", "--code", &code(&key, 0)], password, 0);
    assert_eq!(w.run(&["whoami"], "", 0)["actor_auth"], "session");
    assert_eq!(w.run(&["logout"], "", 0)["signed_out"], true);
    assert_eq!(w.run(&["logout"], "", 0)["signed_out"], false);
}

fn levels_and_tokens(w: &mut Witness) {
    w.run(&["level", "list"], "", 0);
    w.run(&["level", "create", "night", "--permission", "resource.read"], "", 0);
    w.run(&["level", "create", "night", "--permission", "resource.read"], "", 0);
    w.run(&["level", "show", "night"], "", 0);
    w.run(&["role", "list"], "", 0);
    w.run(&["level", "grant", "ada", "night", "--reason", "x"], "", 0);
    w.run(&["level", "grant", "ada", "night", "--reason", "x"], "", 0);
    w.run(&["level", "revoke", "ada", "--reason", "x"], "", 0);
    w.run(&["token", "list"], "", 0);
    let issue = ["token", "issue", "api", "--scope", "resource.read", "--expires", "90d", "--out", "api.token"];
    let id = w.run(&issue, "", 0)["token_id"].as_str().expect("an id").to_owned();
    w.run(&["token", "list"], "", 0);
    w.run(&["token", "revoke", &id], "", 0);
}

fn setting_up(w: &mut Witness) {
    w.run(&["setup", "issue", "ada", "--show"], "", 0);
    let issued = w.run(&["setup", "issue", "ada", "--show"], "", 0);
    let token = issued["token"].as_str().expect("a token");
    w.run(&["setup", "accept", "ada", "--stdin"], &format!("{token}\nquite-another-Horse7\n"), 0);
    let recover = ["account", "recover", "ada", "--reason", "x", "--yes"];
    w.run(&[recover.as_slice(), &["--unlock", "--reset-password", "--show"]].concat(), "", 0);
    let all = ["--unlock", "--reset-2fa", "--end-sessions"];
    w.run(&[recover.as_slice(), &all].concat(), "", 0);
    w.run(&[recover.as_slice(), &all].concat(), "", 0);
}

fn history_and_the_rest(w: &mut Witness, password: &str) {
    let first = w.run(&["resource", "list", "--limit", "2"], "", 0);
    let cursor = first["next"].as_str().expect("it goes on").to_owned();
    w.run(&["resource", "list", "--after", &cursor], "", 0);
    w.run(&["user", "ls", "--where", "name~nobody"], "", 0);
    w.run(&["resource", "export"], "", 0);
    w.run(&["resource", "export", "--fields", "id,created_at,last_login_at,locked,enrolled"], "", 0);
    w.run(&["audit", "log", "--limit", "3"], "", 0);
    let all = w.run(&["audit", "log", "--limit", "1000"], "", 0);
    assert!(all["items"].as_array().is_some_and(|items| items.len() > 40));
    w.run(&["policy", "show"], "", 0);
    w.run(&["doctor"], "", 0);
    w.run(&["status"], "", 0);
    w.run(&["why", "api"], "", 0);
    w.run(&["help", "exit-codes"], "", 0);
    w.run(&["schema"], "", 0);
    w.run(&["schema", "resource", "show"], "", 0);
    w.run(&["audit", "verify"], "", 0);
    w.run(&["migrate"], "", 0);
    w.run(&["backup", "create", "kept.db"], "", 0);
    w.run(&["backup", "verify", "kept.db"], "", 0);
    let copy = w.home.copy();
    std::fs::remove_file(copy.db()).expect("lost");
    let home = std::mem::replace(&mut w.home, copy);
    w.run(&["restore", "kept.db", "--reason", "lost", "--yes"], "", 0);
    w.home = home;
    let copy = w.home.copy();
    let sql = Connection::open(copy.db()).expect("opened");
    sql.execute_batch("UPDATE audit_events SET actor = 'os:eve' WHERE seq = 3").expect("tampered");
    drop(sql);
    let home = std::mem::replace(&mut w.home, copy);
    assert_eq!(w.run(&["audit", "verify"], "", 9)["first_bad_seq"], 3);
    age(&home.db(), 1);
    w.home = home;
    assert!(w.run(&["migrate"], password, 0)["copy"].is_string());
}

#[test]
fn a_schema_needs_no_tenant_and_understands_aliases() {
    let home = Home::empty();
    let schema = home.run(["schema", "user", "get"]).exits(0).json();
    assert_eq!(schema["title"], "tenantctl resource show");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    for format in ["table", "plain", "csv", "json", "jsonl"] {
        assert_eq!(
            home.run(["schema", "mfa", "status", "-o", format]).exits(0).json()["title"],
            "tenantctl 2fa status"
        );
    }
    for words in [&["malformed"][..], &["resource"], &["resource", "malformed"], &["demo"], &["resource show"]] {
        let refused = home.run(["schema"].iter().chain(words)).exits(2).error();
        assert_eq!(refused["hint"], "tenantctl schema", "{words:?}");
    }
    assert_eq!(std::fs::read_dir(home.path()).expect("readable").count(), 0, "nothing is made");
}

#[test]
fn every_schema_is_in_the_list_and_in_the_one_document() {
    let home = Home::empty();
    let plain = home.run(["schema", "-o", "plain"]).exits(0).out;
    let listed: BTreeSet<String> =
        plain.lines().filter_map(|line| line.split('\t').next()).map(str::to_owned).collect();
    let mut expected = commands();
    expected.retain(|name| !NO_JSON.contains(&name.as_str()));
    expected.extend(["error", "recorded"].map(str::to_owned));
    assert_eq!(listed, expected);
    let whole = home.run(["schema"]).exits(0).json();
    assert!(jsonschema::meta::is_valid(&whole));
    let defs = whole["$defs"].as_object().expect("definitions");
    assert_eq!(defs.keys().cloned().collect::<BTreeSet<_>>(), expected);
    for (name, part) in defs {
        let mut alone = home.run(["schema"].into_iter().chain(name.split(' '))).exits(0).json();
        assert!(jsonschema::meta::is_valid(&alone), "{name}");
        alone.as_object_mut().expect("an object").remove("$schema");
        assert_eq!(&alone, part, "{name}");
    }
    assert_eq!(home.run(["schema", "-o", "jsonl"]).exits(0).out.lines().count(), expected.len());
}

#[test]
fn the_schema_of_errors_has_every_code_word() {
    let home = Home::empty();
    let schema = home.run(["schema", "error"]).exits(0).json();
    let words = schema["properties"]["error"]["properties"]["code"]["enum"].as_array().expect("words").clone();
    let table = home.run(["help", "exit-codes"]).exits(0).json();
    let told = table["items"].as_array().expect("a list").iter().map(|row| row["code"].clone());
    assert_eq!(words, told.filter(|word| word != "done").collect::<Vec<_>>());
    let wrong = json!({"error": {"code": "no_such_word", "message": "", "hint": null, "hints": [], "notes": [], "retryable": false}});
    assert!(!validator(&schema).is_valid(&wrong));
}

#[test]
fn the_strict_form_refuses_what_a_schema_does_not_name() {
    let home = Home::with_tenant();
    let schema = home.run(["schema", "resource", "show"]).exits(0).json();
    let answer = home.run(["resource", "show", "root"]).exits(0).json();
    let strict = validator(&strict(schema.clone()));
    assert!(strict.is_valid(&answer));
    for path in ["", "/account", "/tfa"] {
        let mut more = answer.clone();
        more.pointer_mut(path).and_then(Value::as_object_mut).expect("an object").insert("new".into(), 1.into());
        assert!(!strict.is_valid(&more) && validator(&schema).is_valid(&more), "{path}: additions are allowed to come");
        let mut less = answer.clone();
        let object = less.pointer_mut(path).and_then(Value::as_object_mut).expect("an object");
        let first = object.keys().next().expect("a field").clone();
        object.remove(&first);
        assert!(!validator(&schema).is_valid(&less), "{path}: {first} is required");
    }
}
