//! What `why` and `doctor` name is a command that the real command tree takes as it stands (cli.md: "a command that works when pasted").

use super::parses;
use crate::common::{self, ADMIN, Home, PASSWORD};
use serde_json::{Value, json};
use std::collections::BTreeSet;

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
    assert!(only["notes"].to_string().contains("for the owner of database and key alone"), "{only}");
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
