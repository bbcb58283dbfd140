//! `account recover`: several ways out at once, all of them or none, and what there was before and after (R-REC-7).

use crate::common::{self, ADMIN, Home, PASSWORD, code_of, soon, stopped};
use serde_json::{Value, json};

const WHY: [&str; 2] = ["--reason", "phone stolen"];

/// Ada, locked out by seven wrong passwords, with a device, a set of recovery codes and a live session.
fn locked_out(now: u64) -> (Home, String) {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll_at(&ada, now);
    let _ = home.run_at(&stopped(now), ["recovery-codes", "generate", &ada], "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
    for _ in 0..5 {
        let _ = home.run_at(&stopped(now), ["authenticate", &ada, "--password-stdin"], "wrong\n").exits(20);
    }
    (home, ada)
}

fn recover(home: &Home, now: u64, username: &str, scope: &[&str]) -> common::Run {
    let args = [&["account", "recover", username], scope, &WHY, &["--yes"]].concat();
    home.run_at(&stopped(now), args, "")
}

fn actions(home: &Home) -> Vec<String> {
    let events = home.events().into_iter().map(|event| event["action"].as_str().expect("a word").to_owned());
    events.collect()
}

#[test]
fn r_rec_7_everything_named_is_done_at_once_and_nothing_else() {
    let now = soon();
    let (home, ada) = locked_out(now);
    let lock = ["account", "lock", &ada, "--reason", "stolen"];
    let before = actions(&home).len();
    let all = ["--unlock", "--reset-2fa", "--reset-password", "--end-sessions", "--show"];
    let full = home.copy();
    let answer = recover(&full, now, &ada, &all).exits(0).json();
    assert_eq!(answer["username"], json!(ada));
    let (was, is) = (&answer["before"], &answer["after"]);
    assert_eq!((&was["failed_attempts"], &is["failed_attempts"]), (&json!(5), &json!(0)));
    assert_eq!((&was["sessions"], &is["sessions"]), (&json!(1), &json!(0)));
    assert_eq!((was["factors"].as_array().map(Vec::len), is["factors"].as_array().map(Vec::len)), (Some(1), Some(0)));
    assert_eq!((&was["recovery_codes_left"], &is["recovery_codes_left"]), (&json!(10), &json!(0)));
    assert_eq!((&was["setup_until"], &is["password_set"]), (&Value::Null, &json!(true)));
    assert_eq!(common::second_of(&is["setup_until"]), now + 72 * 3600);
    let told = actions(&full);
    let made = &told[..told.len() - before];
    assert_eq!(made, ["account.recover", "setup.issue", "2fa.reset", "session.end", "account.unlock"]);
    let event = &full.events()[0];
    assert_eq!(event["details"]["scope"], json!(["unlock", "end_sessions", "reset_2fa", "reset_password"]));
    assert_eq!((&event["details"]["before"], &event["details"]["after"]), (was, is));
    assert_eq!(event["reason"], "phone stolen");
    let token = answer["token"].as_str().expect("a token");
    assert!(!common::holds(&full.bytes(), token));
    let _ = full
        .run_at(&stopped(now), ["setup", "accept", &ada, "--stdin"], &format!("{token}\nquite-another-Horse7\n"))
        .exits(0);
    // One part leaves the others as they were.
    let _ = home.run_at(&stopped(now), lock, "").exits(0);
    let one = recover(&home, now, &ada, &["--unlock"]).exits(0).json();
    assert_eq!((&one["before"]["locked"], &one["after"]["locked"]), (&json!(true), &json!(false)));
    assert_eq!(one["before"]["factors"], one["after"]["factors"]);
    assert_eq!((&one["after"]["recovery_codes_left"], one.get("token")), (&json!(10), None));
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_rec_7_what_is_as_wished_already_leaves_no_event() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let before = home.events().len();
    let run = recover(&home, now, &ada, &["--unlock", "--reset-2fa", "--end-sessions"]).exits(0);
    assert!(run.err.contains("nothing was changed"), "{}", run.err);
    let answer = run.json();
    assert_eq!(answer["before"], answer["after"]);
    assert_eq!(home.events().len(), before);
}

#[test]
fn r_rec_7_the_scope_is_said_and_the_reason_and_the_confirmation_are_needed() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let refused = |more: &[&str]| {
        let args = [&["account", "recover", ada.as_str()], more].concat();
        home.run(args).exits(2).error()["message"].as_str().expect("text").to_owned()
    };
    let none = refused(&["--reason", "x", "--yes"]);
    for flag in ["--unlock", "--reset-2fa", "--reset-password", "--end-sessions"] {
        assert!(none.contains(flag), "{none}");
    }
    assert!(refused(&["--unlock", "--yes"]).contains("reason"));
    assert!(refused(&["--unlock", "--reason", "x"]).contains("confirmation"));
    let _ = refused(&["--unlock", "--show", "--reason", "x", "--yes"]);
    let delivery =
        home.run(["account", "recover", &ada, "--reset-password", "--reason", "x", "--yes"]).exits(6).error();
    assert_eq!(delivery["code"], "no_delivery");
    let again = format!("tenantctl account recover {ada} --reset-password --reason x --yes --show");
    assert_eq!(delivery["hint"], again);
    let page = home.run(["account", "recover", &ada, "--unlock", "--reason", "x", "--yes", "-o", "table"]).exits(0).out;
    assert!(page.contains("BEFORE    AFTER") && page.contains("failed logins   0         0"), "{page}");
}

#[test]
fn r_rec_7_what_is_refused_of_one_part_is_refused_of_all() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for _ in 0..5 {
        let _ = home.run_with(["authenticate", &ada, "--password-stdin"], "wrong\n").exits(20);
    }
    let make = |name: &str, permissions: &[&str]| {
        let level = ["level", "create", name].map(str::to_owned).into_iter();
        let _ = home.run(level.chain(permissions.iter().map(|each| format!("--permission={each}")))).exits(0);
    };
    make("half", &["resource.read", "account.unlock", "tfa.reset"]);
    let (hal, hal_key) = home.operator("hal", "half");
    let (hilda, hilda_key) = home.operator("hilda", "helpdesk");
    let gone = home.resource("gone");
    let _ = home.run(["resource", "deactivate", &gone, "--reason", "x", "--yes"]).exits(0);
    home.require_sign_in();
    let failed = |name: &str| home.run(["account", "status", name, "--break-glass", "--reason", "x"]).exits(0).json();
    let (all, desk) = (["--unlock", "--reset-2fa", "--reset-password", "--show"], home.sign_in(&hal, &hal_key));
    let act = |desk: &common::Desk, name: &str, scope: &[&str]| {
        desk.run([&["account", "recover", name], scope, &WHY, &["--yes"]].concat())
    };
    assert_eq!(act(&desk, &ada, &all).exits(5).error()["code"], "permission_denied");
    assert_eq!(act(&desk, &ada, &["--unlock", "--end-sessions"]).exits(5).error()["code"], "permission_denied");
    assert_eq!(failed(&ada)["failed_attempts"], 5);
    let desk = home.sign_in(&hilda, &hilda_key);
    assert_eq!(act(&desk, ADMIN, &["--unlock"]).exits(5).error()["code"], "higher_level");
    for flag in ["--unlock", "--reset-2fa"] {
        assert_eq!(act(&desk, &hilda, &[flag]).exits(5).error()["code"], "self_service", "{flag}");
    }
    assert_eq!(act(&desk, &hilda, &["--reset-password", "--show"]).exits(5).error()["code"], "self_service");
    // A token for somebody deactivated is refused, and so is the reset beside it.
    assert_eq!(act(&desk, &gone, &all).exits(6).error()["code"], "refused");
    let log = desk.run(["audit", "log", "-o", "jsonl"]).exits(0).out;
    assert!(!log.lines().any(|line| line.contains("\"2fa.reset\"") || line.contains("\"setup.issue\"")), "{log}");
    let _ = act(&desk, &ada, &all).exits(0);
    assert_eq!(failed(&ada)["failed_attempts"], 0);
}

#[test]
fn the_number_of_live_sessions_is_shown() {
    let now = soon();
    let (home, ada) = locked_out(now);
    let sessions =
        |second: u64| home.run_at(&stopped(second), ["resource", "show", &ada], "").exits(0).json()["sessions"].clone();
    assert_eq!(sessions(now), 1);
    assert_eq!(sessions(now + 8 * 3600), 0, "what is over is not counted");
    let _ = home.run_at(&stopped(now), ["authenticate", &ada, "--password-stdin"], &format!("{PASSWORD}\n")).exits(22);
    assert_eq!(sessions(now), 1);
}

#[test]
fn r_perm_3_nobody_alone_resets_password_and_2fa_of_one_administrator_at_once() {
    let home = Home::with_tenant();
    let (olga, key) = home.operator("olga", "admin");
    let _ = home.operator("anna", "admin");
    home.require_sign_in();
    let desk = home.sign_in(&olga, &key);
    let act = |scope: &[&str]| desk.run([&["account", "recover", "anna"], scope, &WHY, &["--yes"]].concat());
    let both = act(&["--reset-2fa", "--reset-password", "--show"]).exits(5).error();
    assert!(both["message"].as_str().is_some_and(|text| text.contains("no one alone")), "{both}");
    let state = desk.run(["resource", "show", "anna"]).exits(0).json();
    assert_eq!(state["tfa"]["factors"].as_array().map(Vec::len), Some(1), "the reset was taken back with the token");
    let _ = act(&["--reset-2fa"]).exits(0);
    assert_eq!(desk.run(["setup", "issue", "anna", "--show"]).exits(5).error()["code"], "permission_denied");
}

#[test]
fn r_perm_6_what_needs_a_second_person_is_asked_for_alone() {
    let home = Home::with_tenant();
    let (anna, _) = home.operator("anna", "admin");
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
    let act = |scope: &[&str]| home.run([&["account", "recover", "anna"], scope, &WHY, &["--yes"]].concat());
    let refused = act(&["--unlock", "--reset-2fa"]).exits(6).error();
    assert_eq!(refused["hint"], format!("tenantctl 2fa reset {anna} --reason 'phone stolen'"), "the reason is kept");
    let _ = act(&["--reset-2fa"]).exits(10);
    let factors = home.run(["resource", "show", "anna"]).exits(0).json()["tfa"]["factors"].clone();
    assert_eq!(factors.as_array().map(Vec::len), Some(1), "it waits");
}
