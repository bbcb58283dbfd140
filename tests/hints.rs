//! Every hint is a command that the real command tree takes as it stands (cli.md: "a command that works when pasted").

use crate::common::{self, ADMIN, Home, PASSWORD, Run};
use clap::error::ErrorKind;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The commands among an error's hints, as JSON gives them.
fn hints(run: &Run) -> Vec<String> {
    let Some(last) = run.err.lines().last() else { return Vec::new() };
    let Ok(error) = serde_json::from_str::<Value>(last) else { return Vec::new() };
    let all = error["error"]["hints"].as_array().cloned().unwrap_or_default();
    all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Every text under a key `helps`, and every `tenantctl …` on standard error.
fn helps(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| helps(item, found)),
        Value::Object(fields) => {
            if let Some(Value::Array(texts)) = fields.get("helps") {
                found.extend(texts.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            fields.values().for_each(|value| helps(value, found));
        }
        _ => {}
    }
}

#[track_caller]
fn parses(hint: &str) {
    let words = shlex::split(hint).unwrap_or_else(|| panic!("a shell cannot read: {hint}"));
    match tenantctl::cli::command().try_get_matches_from(&words) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::DisplayHelp => {}
        Err(error) => panic!("{hint}\n{error}"),
    }
}

#[test]
fn every_hint_of_a_refusal_parses_with_the_real_command_tree() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cyd", "dan", "eve", "o'neil"] {
        let _ = home.resource(name);
    }
    let password = format!("{PASSWORD}\n");
    for args in [
        &["totp", "enroll", "ada", "--show-key"][..],
        &["resource", "deactivate", "cyd", "--reason", "x", "--yes"],
        &["account", "lock", "dan", "--reason", "x"],
        &["2fa", "pause", "eve", "--for", "24h", "--reason", "x"],
        &[
            "resource",
            "create",
            "robot@acme.example",
            "--email",
            "robot@mail.example",
            "--license",
            "api",
            "--no-setup",
        ],
        &["resource", "create", "ada@other.example", "--email", "a@other.example", "--no-setup"],
    ] {
        let _ = home.run(args).exits(0);
    }
    let failing: &[&[&str]] = &[
        &["resource", "show", "adda@acme.example"],
        &["resource", "show", "nobody at all"],
        &["resource", "show", "ada"],
        &["resource", "show", "'; rm -rf /"],
        &["resource", "delete", "bob"],
        &["resource", "create", "bob@acme.example", "--email", "n@m.example", "--no-setup"],
        &["resource", "create", "new", "--email", "n@m.example", "--no-setup"],
        &["resource", "create", "new@acme.example", "--email", "bob@mail.example", "--no-setup"],
        &["resource", "create", "new@acme.example", "--email", "n@m.example"],
        &["resource", "create", "new@acme.example", "--email", "n@m.example", "--password-stdin"],
        &["resource", "deactivate", "bob"],
        &["resource", "deactivate", "bob", "--reason", "x"],
        &["resource", "deactivate", "root", "--reason", "x", "--yes"],
        &["resource", "verify-email", "bob"],
        &["resource", "list", "--where", "malformed"],
        &["totp", "enroll", "bob"],
        &["totp", "enroll", "robot", "--show-key"],
        &["totp", "enroll", "eve@acme.example", "--show-key", "--self"],
        &["totp", "enroll", "cyd", "--show-key"],
        &["totp", "confirm", "bob", "123456"],
        &["totp", "confirm", "ada@acme.example", "123456"],
        &["totp", "confirm", "ada@acme.example", "nolabel", "123456"],
        &["totp", "qr", "bob", "--show-key"],
        &["totp", "remove", "bob"],
        &["totp", "check", "bob", "123456"],
        &["2fa", "pause", "bob"],
        &["2fa", "pause", "bob", "--for", "90h", "--reason", "x"],
        &["2fa", "pause", "robot", "--for", "1h", "--reason", "x"],
        &["2fa", "extend", "bob", "--reason", "x"],
        &["2fa", "extend", "eve", "--until", "2099-01-01", "--reason", "x"],
        &["2fa", "reset", "bob", "--reason", "x"],
        &["2fa", "disable", "bob"],
        &["account", "lock", "root", "--reason", "x"],
        &["account", "lock", "bob"],
        &["account", "unlock", "dan"],
        &["emergency", "issue", "bob", "--identity", "passport", "--channel", "video", "--reference", "r"],
        &["emergency", "issue", "robot", "--identity", "passport", "--channel", "video", "--reference", "r"],
        &["emergency", "issue", "cyd", "--identity", "passport", "--channel", "video", "--reference", "r"],
        &["emergency", "issue", "o'neil"],
        &["password", "set", "bob", "--password-stdin"],
        &["policy", "set", "malformed=1", "--reason", "x"],
        &["policy", "set", "lockout.threshold=99", "--reason", "x"],
        &["policy", "set", "lockout.threshold=5"],
        &["audit", "log", "--after", "x"],
        &["audit", "log", "--resource", "nobody"],
        &["init"],
        &["init", "acme", "--admin", "a@b.example", "--email", "a@b.example", "--password-stdin", "--no-enroll"],
        &["init", "bad name"],
        &["policy", "show", "--tenant", "nowhere"],
        &["policy", "show", "--db", "no where.db"],
        &["policy", "show", "--config", "nowhere.toml"],
        &["policy", "show", "--key-file", "no'where.key"],
        &[
            "resource",
            "show",
            "adda",
            "--db",
            ".local/share/tenantctl/acme.db",
            "--key-file",
            ".config/tenantctl/acme.key",
        ],
        &["audit", "verify", "--key-file", "no where.key"],
        &["authenticate", "bob"],
        &["why", "nobody"],
        &["help", "malformed"],
        &["malformed"],
        &["resource", "shwo", "bob"],
        &[],
    ];
    let mut found = BTreeSet::new();
    for args in failing {
        let run = home.run_with(*args, "short\n");
        assert!(run.code != 1 && run.code != 101, "{args:?}: {}", run.err);
        found.extend(hints(&run));
    }
    found.extend(hints(&home.run_with(["authenticate", "dan", "--password-stdin"], &password)));
    found.extend(hints(&home.run_at("-1h", ["resource", "edit", "bob", "--first-name", "Bo"], "").exits(8)));
    let commands: Vec<_> = found.iter().filter(|hint| hint.starts_with("tenantctl ")).collect();
    assert!(commands.len() >= 12, "{found:#?}");
    commands.into_iter().for_each(|hint| parses(hint));
}

#[test]
fn every_help_of_why_and_doctor_parses_with_the_real_command_tree() {
    let home = Home::with_tenant();
    let mut found = BTreeSet::new();
    for name in ["ada", "bob", "cyd", "dan"] {
        let _ = home.resource(name);
    }
    let _ = home.run(["resource", "create", "o'neil@acme.example", "--email", "e@x.example", "--no-setup"]).exits(0);
    let _ = home.run(["totp", "enroll", "ada", "--show-key"]).exits(0);
    let _ = home.run(["resource", "deactivate", "bob", "--reason", "x", "--yes"]).exits(0);
    let _ = home.run(["account", "lock", "cyd", "--reason", "x"]).exits(0);
    for _ in 0..7 {
        let _ = home.run_with(["authenticate", "dan", "--password-stdin"], "wrong\n").exits(20);
    }
    let _ = home.run(["policy", "set", "password.expiry=1d", "--reason", "x"]);
    for name in ["root", "ada", "bob", "cyd", "dan", "o'neil"] {
        helps(&home.run(["why", name]).exits(0).json(), &mut found);
        helps(&home.run_at("+30d", ["why", name], "").exits(0).json(), &mut found);
    }
    helps(&home.run(["doctor"]).exits(0).json(), &mut found);
    helps(&home.run_at("-1h", ["doctor"], "").exits(8).json(), &mut found);
    assert!(found.len() >= 6, "{found:#?}");
    for help in &found {
        assert!(help.starts_with("tenantctl "), "{help}");
        parses(help);
    }
}

#[test]
fn r_perm_4_in_json_no_hint_is_a_command_that_somebody_else_types() {
    let home = Home::with_tenant();
    let (bob, (hilda, key)) = (home.resource("bob"), home.operator("hilda", "helpdesk"));
    let _ = home.enroll(&bob);
    let bot = ["resource", "create", "bot@acme.example", "--email", "b@x.example", "--license", "api", "--no-setup"];
    let _ = home.run([bot.as_slice(), &["--level", "helpdesk"]].concat()).exits(0);
    let issue = ["token", "issue", "bot", "--scope", "resource.read", "--expires", "90d", "--out", "bot.token"];
    let _ = home.run(issue).exits(0);
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let record = ["--identity", "callback", "--channel", "phone", "--reference", "1", "--show"];
    let code = |name| desk.run([&["emergency", "issue", name], record.as_slice()].concat()).exits(6).error();
    let refused = code(bob.as_str());
    let pause = format!("tenantctl 2fa pause {bob} --for 24h --reason '…'");
    assert_eq!((&refused["hint"], &refused["hints"]), (&json!(pause), &json!([pause])), "{refused}");
    let verify = format!("tenantctl resource verify-email {bob} --assume --reason '…' --break-glass");
    let notes = json!([format!("if you know that it is the person's (for the owner of database and key): {verify}")]);
    assert_eq!(refused["notes"], notes);
    // The only way of a sole administrator is the owner's as well.
    let only = desk.run([&["emergency", "issue", ADMIN], record.as_slice()].concat()).exits(5).error();
    assert!(!only["hints"].to_string().contains("--break-glass"), "{only}");
    assert!(only["notes"].to_string().contains("the owner of database and key"), "{only}");
    let mut script = home.command(["account", "lock", &bob, "--reason", "x"]);
    script.env("TENANTCTL_TOKEN_FILE", home.path().join("bot.token"));
    let refused = common::finish(common::start(script, "")).exits(5).error();
    assert_eq!((&refused["hint"], &refused["hints"]), (&Value::Null, &json!([])), "{refused}");
    assert!(refused["notes"][0].as_str().is_some_and(|note| note.contains("an administrator issues one")), "{refused}");
    let own = ["totp", "enroll", &bob, "--self", "--password-stdin", "--show-key"];
    let refused = home.desk("bob").run_with(own, &format!("{PASSWORD}\n")).exits(6).error();
    assert_eq!(refused["hints"], json!([]), "{refused}");
    assert!(
        refused["notes"][0].as_str().is_some_and(|note| note.contains("an operator pauses 2FA first")),
        "{refused}"
    );
}

#[test]
fn the_blank_of_a_hint_is_no_reason() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let before = home.events().len();
    for blank in ["…", " … "] {
        let refused = home.run(["2fa", "pause", &ada, "--next-login", "--reason", blank]).exits(2).error();
        assert!(refused["message"].as_str().is_some_and(|message| message.contains("place for a reason")), "{refused}");
    }
    assert_eq!(home.events().len(), before);
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "… new phone"]).exits(0);
}
