//! The reset of a second factor: everything of one resource, nothing of anybody else.

use crate::common::{Home, code_of, soon, stopped};
use serde_json::{Value, json};

const ISSUE: [&str; 7] = ["--identity", "passport", "--channel", "video", "--reference", "CASE-1", "--show"];

#[test]
fn r_rec_4_a_reset_removes_every_factor_pause_and_code_of_one_resource_and_no_other() {
    let home = Home::with_tenant();
    let (ada, bob) = (home.verified("ada"), home.verified("bob"));
    let now = soon();
    let clock = stopped(now);
    let run = |args: &[&str]| home.run_at(&clock, args, "");
    let mut keys = Vec::new();
    let mut codes = Vec::new();
    for username in [&ada, &bob] {
        keys.push(home.enroll_at(username, now));
        let second = run(&["totp", "enroll", username, "--label", "tablet", "--show-key"]).exits(0).json();
        let second = second["key"].as_str().expect("a key").to_owned();
        let _ = run(&["totp", "confirm", username, &code_of(&second, now - 30)]).exits(0);
        keys.push(second);
        let _ = run(&["totp", "enroll", username, "--label", "pending", "--show-key"]).exits(0);
        let _ = run(&["2fa", "pause", username, "--for", "24h", "--reason", "lost"]).exits(0);
        let issued = run(&[&["emergency", "issue", username], ISSUE.as_slice()].concat()).exits(0).json();
        codes.push(issued["code"].as_str().expect("a code").to_owned());
    }
    let before = run(&["2fa", "status", &bob]).exits(0).json();
    let _ = run(&["2fa", "reset", &ada, "--reason", "lost"]).exits(2);
    let _ = run(&["2fa", "reset", &ada, "--yes"]).exits(2);
    let _ = run(&["2fa", "reset", &ada, "--reason", "lost", "--yes"]).exits(0);

    let status = run(&["2fa", "status", &ada]).exits(0).json();
    assert_eq!(
        (status["requirement"].as_str(), status["factors"].as_array().map(Vec::len)),
        (Some("required"), Some(0))
    );
    for code in [None, Some(code_of(&keys[0], now)), Some(code_of(&keys[1], now)), Some(codes[0].clone())] {
        let answer = home.login_at(&clock, &ada, code.as_deref()).exits(23).json();
        assert_eq!(answer["outcome"], "enrollment_required");
    }
    let event = home.run_at(&clock, ["audit", "log", "--action", "2fa.reset", "-o", "jsonl"], "").exits(0).json();
    assert_eq!(event["details"]["removed"].as_array().map(Vec::len), Some(3));
    assert_eq!(event["reason"], "lost");

    // Bob's devices, pause and code are as they were.
    assert_eq!(run(&["2fa", "status", &bob]).exits(0).json(), before);
    let _ = home.copy().login_at(&clock, &bob, Some(&codes[1])).exits(0);
    let _ = home.login_at(&clock, &bob, Some(&code_of(&keys[2], now))).exits(0);
    let _ = home.login_at(&clock, &bob, Some(&code_of(&keys[3], now))).exits(0);
    // Ada enrolls again, and an emergency code from before opens nothing then either.
    let key = home.enroll_at(&ada, now);
    let _ = home.login_at(&clock, &ada, Some(&codes[0])).exits(20);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_rec_4_a_reset_keeps_password_and_lock() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let _ = home.enroll_at(&ada, now);
    let clock = stopped(now);
    let _ = home.run_at(&clock, ["account", "lock", &ada, "--reason", "watched"], "").exits(0);
    let _ = home.run_at(&clock, ["2fa", "reset", &ada, "--reason", "lost", "--yes"], "").exits(0);
    let _ = home.login_at(&clock, &ada, None).exits(21);
    let _ = home.run_at(&clock, ["account", "unlock", &ada, "--reason", "checked"], "").exits(0);
    let _ = home.login_at(&clock, &ada, None).exits(23);
}

#[test]
fn r_rec_4_where_only_what_is_over_is_left_a_reset_writes_no_event() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--for", "1h", "--reason", "lost"], "").exits(0);
    let before = home.events().len();
    let reset = ["2fa", "reset", &ada, "--reason", "lost", "--yes"];
    let _ = home.copy().run_at(&stopped(now + 3601), reset, "").exits(0);
    let over = home.copy();
    let _ = over.run_at(&stopped(now + 3601), reset, "").exits(0);
    assert_eq!(over.events().len(), before);
    let _ = home.run_at(&stopped(now), reset, "").exits(0);
    assert_eq!(home.events().len(), before + 1, "a pause in force is something to reset");
}

#[test]
fn r_rec_4_with_nothing_enrolled_a_reset_asks_nothing_and_writes_no_event() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let before = home.events().len();
    let nothing = home.run(["2fa", "reset", &ada]).exits(0);
    assert!(nothing.err.contains("nothing was enrolled; nothing was changed"), "{}", nothing.err);
    assert_eq!(home.events().len(), before);
    // A session alone is something to end.
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "x"]).exits(0);
    let _ = home.login(&ada, None).exits(0);
    let _ = home.run(["2fa", "reset", &ada, "--reason", "x"]).exits(2);
    let _ = home.run(["2fa", "reset", &ada, "--reason", "x", "--yes"]).exits(0);
}

#[test]
fn r_rec_4_after_a_reset_the_clerk_is_told_that_the_person_enrolls_at_its_next_login_or_is_paused() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.enroll(&ada);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let _ = desk.run(["2fa", "reset", &ada, "--yes", "--reason", "phone lost"]).exits(0);
    let causes = desk.run(["why", &ada]).exits(0).json()["causes"].clone();
    let cause = causes.as_array().expect("causes").iter().find(|cause| cause["code"] == "not_enrolled").expect("it");
    let wanted = format!(
        "no authenticator has been enrolled since {hilda} reset 2FA; the person enrolls at the next login, with the password alone"
    );
    assert_eq!(cause["message"], json!(wanted));
    let pause = format!("tenantctl 2fa pause {ada} --next-login --reason '…'");
    assert_eq!((&cause["helps"], &cause["ask"]), (&json!([pause]), &Value::Null));
    let _ = desk.run(shlex::split(&pause.replace('…', "lost")).expect("a command").split_off(1)).exits(0);
    let _ = home.login(&ada, None).exits(0);
}
