//! `token`: what scripts sign in with, and `TENANTCTL_TOKEN_FILE`.

use crate::common::{self, Home, PASSWORD, Run, finish, start};
use serde_json::json;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
    path::Path,
};

/// A resource for a script, of that level.
fn robot(home: &Home, name: &str, level: &str) -> String {
    let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
    let args = ["resource", "create", &username, "--email", &email, "--license", "api", "--level", level, "--no-setup"];
    let _ = home.run(args).exits(0);
    username
}

fn issue(home: &Home, robot: &str, scopes: &[&str], file: &str) -> String {
    let args = ["token", "issue", robot, "--expires", "90d", "--out", file].into_iter();
    let issued = home.run(args.chain(scopes.iter().flat_map(|scope| ["--scope", scope]))).exits(0).json();
    issued["token_id"].as_str().expect("an id").to_owned()
}

/// Runs a command as a script does that names this token file.
fn script(home: &Home, file: impl AsRef<Path>, args: &[&str]) -> Run {
    let mut command = home.command(args);
    command.env("TENANTCTL_TOKEN_FILE", home.path().join(file));
    finish(start(command, ""))
}

fn script_at(home: &Home, shift: &str, file: &str, args: &[&str]) -> Run {
    let mut command = home.command_at(shift, args);
    command.env("TENANTCTL_TOKEN_FILE", home.path().join(file));
    finish(start(command, ""))
}

#[test]
fn r_perm_1_a_token_is_in_a_new_private_file_and_nowhere_else() {
    let home = Home::with_tenant();
    let bot = robot(&home, "bot", "helpdesk");
    let args = ["token", "issue", &bot, "--scope", "resource.read", "--expires", "90d", "--out", "bot.token"];
    let run = home.run(args).exits(0);
    let issued = run.json();
    let file = home.path().join("bot.token");
    let text = fs::read_to_string(&file).expect("the token");
    assert!(text.starts_with("tctl_tok_") && text.ends_with('\n') && text.lines().count() == 1);
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    assert_eq!((&issued["username"], &issued["scopes"]), (&json!(bot), &json!(["resource.read"])));
    assert!(issued["out"] == "bot.token" && issued["expires_at"].is_string(), "{issued}");
    let secret = text.trim().trim_start_matches("tctl_tok_");
    assert!(!run.out.contains(secret) && !run.err.contains(secret));
    assert!(!common::holds(&home.bytes(), secret));
    let list = home.run(["token", "list"]).exits(0);
    assert!(!list.out.contains(secret));
    let token = list.json()["items"][0].clone();
    assert_eq!((&token["id"], &token["expired"]), (&issued["token_id"], &json!(false)));
    assert_eq!((&token["username"], &token["scopes"]), (&json!(bot), &json!(["resource.read"])));
    let event = home.events()[0].clone();
    assert_eq!((&event["action"], &event["details"]["token"]), (&json!("token.issue"), &issued["token_id"]));
    let table = home.run(["token", "list", "-o", "table"]).exits(0).out;
    assert!(table.contains(&bot), "{table}");
}

#[test]
fn r_perm_1_a_script_acts_as_its_resource_within_level_and_scopes() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let bot = robot(&home, "bot", "helpdesk");
    let _ = issue(&home, &bot, &["resource.read"], "narrow");
    let _ = issue(&home, &bot, &[], "whole");
    let _ = issue(&home, &bot, &["resource.read", "policy.write"], "idle");
    home.require_sign_in();
    let me = script(&home, "narrow", &["whoami"]).exits(0).json();
    assert_eq!((&me["actor"], &me["actor_auth"]), (&json!(bot), &json!("token")));
    assert_eq!(me["permissions"], json!(["resource.read"]));
    let _ = script(&home, "narrow", &["resource", "show", &ada]).exits(0);
    let _ = script(&home, "narrow", &["account", "lock", &ada, "--reason", "x"]).exits(5);
    let _ = script(&home, "whole", &["account", "lock", &ada, "--reason", "x"]).exits(0);
    // A scope that the level does not hold gives nothing.
    assert_eq!(script(&home, "idle", &["whoami"]).exits(0).json()["permissions"], json!(["resource.read"]));
    let _ = script(&home, "idle", &["policy", "set", "lockout.threshold=9", "--reason", "x"]).exits(5);
}

#[test]
fn r_perm_1_what_cannot_be_issued_leaves_no_file_and_no_token() {
    let home = Home::with_tenant();
    let (ada, bot) = (home.resource("ada"), robot(&home, "bot", "helpdesk"));
    fs::write(home.path().join("there"), "mine").expect("written");
    symlink("elsewhere", home.path().join("link")).expect("linked");
    let with = |resource: &str, more: &[&str]| {
        let args = ["token", "issue", resource].into_iter().map(str::to_owned);
        home.run(args.chain(more.iter().map(|word| (*word).to_owned())))
    };
    let before = home.events().len();
    let standard = with(&ada, &["--expires", "90d", "--out", "new"]).exits(6).error();
    assert_eq!(standard["code"], "license_forbids");
    assert!(standard["hint"].as_str().is_some_and(|hint| hint.contains("--license api")), "{standard}");
    for short in ["59m", "401d"] {
        assert_eq!(with(&bot, &["--expires", short, "--out", "new"]).exits(7).error()["code"], "invalid_input");
    }
    let _ = with(&bot, &["--out", "new"]).exits(2);
    let _ = with(&bot, &["--expires", "90d"]).exits(2);
    let _ = with(&bot, &["--expires", "90d", "--out", "new", "--scope", "malformed"]).exits(2);
    let _ = with(&bot, &["--expires", "90d", "--out", "new", "--scope", "owner"]).exits(6);
    let _ = with("nobody", &["--expires", "90d", "--out", "new"]).exits(3);
    for there in ["there", "link"] {
        assert_eq!(with(&bot, &["--expires", "90d", "--out", there]).exits(4).error()["code"], "exists");
    }
    let _ = with(&bot, &["--expires", "90d", "--out", "no/such/folder"]).exits(1);
    assert_eq!(fs::read_to_string(home.path().join("there")).expect("there"), "mine");
    assert!(!home.path().join("new").exists() && !home.path().join("elsewhere").exists());
    assert_eq!(home.events().len(), before);
    assert_eq!(home.run(["token", "list"]).exits(0).json()["items"], json!([]));
    // The commit fails: another process holds the database for longer than the command waits.
    let held = rusqlite::Connection::open(home.db()).expect("opened");
    held.execute_batch("BEGIN IMMEDIATE").expect("held");
    let _ = with(&bot, &["--expires", "90d", "--out", "new"]).exits(8);
    assert!(!home.path().join("new").exists());
}

#[test]
fn r_perm_1_a_token_ends_with_revocation_expiry_deactivation_lock_and_license() {
    let home = Home::with_tenant();
    let bot = robot(&home, "bot", "helpdesk");
    let id = issue(&home, &bot, &["resource.read"], "bot.token");
    home.require_sign_in();
    let owner = |home: &Home, args: &[&str]| home.run([args, &["--break-glass", "--reason", "x"]].concat()).exits(0);
    let works = |home: &Home| script(home, "bot.token", &["resource", "list"]).code == 0;
    assert!(works(&home));
    let ends: [&[&str]; 3] = [
        &["resource", "deactivate", &bot, "--yes"],
        &["account", "lock", &bot],
        &["resource", "edit", &bot, "--license", "dashboard"],
    ];
    for args in ends {
        let copy = home.copy();
        let _ = owner(&copy, args);
        let over = script(&copy, "bot.token", &["resource", "list"]).exits(5).error();
        assert_eq!(over["code"], "not_signed_in", "{args:?}");
    }
    let relicensed = home.copy();
    let _ = owner(&relicensed, ends[2]);
    let log = owner(&relicensed, &["audit", "log", "--action", "resource.edit"]).json();
    assert_eq!(log["items"][0]["details"]["tokens_revoked"], json!([id]));
    assert_eq!(owner(&relicensed, &["token", "list"]).json()["items"], json!([]));
    let _ = owner(&relicensed, &["resource", "edit", &bot, "--license", "api"]);
    assert!(!works(&relicensed), "it does not come back with the license");
    let _ = script_at(&home.copy(), "+89d", "bot.token", &["resource", "list"]).exits(0);
    let over = script_at(&home.copy(), "+91d", "bot.token", &["resource", "list"]).exits(5).error();
    assert_eq!(over["code"], "not_signed_in");
    let revoked = owner(&home, &["token", "revoke", &id]).json();
    assert_eq!(revoked, json!({"token_id": id, "username": bot, "revoked": true, "changed": true}));
    let _ = script(&home, "bot.token", &["resource", "list"]).exits(5);
    // Again: it is as wished, and no event beside the owner's mark tells of it.
    let events = |home: &Home| owner(home, &["audit", "log", "--action", "token.revoke"]).json();
    let before = events(&home);
    let again = owner(&home, &["token", "revoke", &id]);
    assert_eq!(again.json(), json!({"token_id": id, "username": bot, "revoked": true, "changed": false}));
    assert!(again.err.contains("nothing was changed"), "{}", again.err);
    assert_eq!(events(&home), before);
    assert_eq!(owner(&relicensed, &["token", "revoke", &id]).json()["changed"], false);
    let never = "01890a5d-ac96-774b-bcce-b302099a8057";
    let unknown = home.run(["token", "revoke", never, "--break-glass", "--reason", "x"]).exits(3).error();
    assert!(unknown["hint"].as_str().is_some_and(|hint| hint.contains(" token list ")), "{unknown}");
}

#[test]
fn r_perm_1_a_token_file_that_does_not_serve_is_never_made_up_for_by_the_owner() {
    let home = Home::with_tenant();
    let bot = robot(&home, "bot", "helpdesk");
    let _ = issue(&home, &bot, &["resource.read"], "bot.token");
    // The owner runs this, and no sign-in is required: without the variable it would act as the owner.
    let _ = home.run(["resource", "list"]).exits(0);
    let file = home.path().join("bot.token");
    let token = fs::read_to_string(&file).expect("the token");
    let refused = |file: &str, what: &str| {
        let run = script(&home, file, &["resource", "list"]).exits(5);
        assert_eq!(run.error()["code"], "not_signed_in", "{what}");
        assert!(!run.err.contains(token.trim()), "{what}");
    };
    refused("no-such-file", "missing");
    refused(".", "a folder");
    for (useless, what) in [("no-such-file", "cannot be read"), (".", "is a directory")] {
        let error = script(&home, useless, &["resource", "list"]).exits(5).error();
        assert!(error["message"].as_str().is_some_and(|text| text.contains(what)), "{error}");
        assert_eq!(error["hints"], json!(["unset TENANTCTL_TOKEN_FILE"]), "a directory is closed by no chmod");
        assert!(error["notes"].to_string().contains("token issue"), "{error}");
    }
    for (name, text) in [("empty", String::new()), ("words", "no token at all\n".into()), ("cut", token[..20].into())] {
        fs::write(home.path().join(name), text).expect("written");
        fs::set_permissions(home.path().join(name), fs::Permissions::from_mode(0o600)).expect("set");
        refused(name, name);
    }
    for mode in [0o640, 0o604, 0o660] {
        fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
        refused("bot.token", "readable by others");
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    let _ = script(&home, "bot.token", &["resource", "list"]).exits(0);
    let over = script_at(&home.copy(), "+91d", "bot.token", &["resource", "list"]).exits(5).error();
    assert_eq!(over["code"], "not_signed_in");
    // A session's token is no script's.
    let _ = home.run_with(["password", "set", &bot, "--password-stdin"], &format!("{PASSWORD}\n")).exits(0);
    let granted = home.login(&bot, None).exits(0).json();
    fs::write(&file, granted["session_token"].as_str().expect("a token")).expect("written");
    refused("bot.token", "a session");
}

#[test]
fn r_perm_2_a_token_renews_neither_itself_nor_beyond_its_own_end() {
    let home = Home::with_tenant();
    let (bot, other) = (robot(&home, "bot", "admin"), robot(&home, "other", "user"));
    let _ = issue(&home, &bot, &["token.write", "resource.read"], "bot.token");
    let _ = robot(&home, "chief", "admin");
    home.require_sign_in();
    let own = ["token", "issue", &bot, "--expires", "1h", "--out", "again"];
    assert_eq!(script(&home, "bot.token", &own).exits(5).error()["code"], "self_service");
    // Two scripts cannot hand each other longer lives.
    let longer = ["token", "issue", &other, "--scope", "resource.read", "--expires", "91d", "--out", "longer"];
    assert_eq!(script(&home, "bot.token", &longer).exits(5).error()["code"], "self_service");
    // A narrow scope issues no wider one, whatever the level behind it holds; without scopes it would be the level's.
    for scope in ["level.write", "resource.write", "owner"] {
        let wider = ["token", "issue", &other, "--scope", scope, "--expires", "1h", "--out", "wider"];
        let run = script(&home, "bot.token", &wider);
        assert!(run.code == 5 || (scope == "owner" && run.code == 6), "{scope}: {} {}", run.code, run.err);
    }
    let whole = ["token", "issue", "chief", "--expires", "1h", "--out", "whole"];
    assert_eq!(script(&home, "bot.token", &whole).exits(5).error()["code"], "higher_level");
    for file in ["again", "longer", "wider", "whole"] {
        assert!(!home.path().join(file).exists(), "{file}");
    }
    let fine = ["token", "issue", &other, "--scope", "resource.read", "--expires", "2h", "--out", "fine"];
    let _ = script(&home, "bot.token", &fine).exits(0);
}
