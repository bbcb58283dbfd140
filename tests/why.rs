//! `why`: the answer first, then every cause with the command that helps; and whose code a wrong code was.

use crate::common::{self, ADMIN, Home, code_of, finish, soon, start, stopped};
use rusqlite::Connection;
use serde_json::{Value, json};

const WRONG: &str = "mistyped-Horse7battery";

fn why(home: &Home, clock: &str, username: &str) -> Value {
    home.run_at(clock, ["why", username], "").exits(0).json()
}

/// The first line of the answer for people.
fn first_line(home: &Home, clock: &str, username: &str) -> String {
    let page = home.run_at(clock, ["why", username, "-o", "table"], "").exits(0).out;
    page.lines().next().unwrap_or_default().to_owned()
}

fn codes(answer: &Value) -> Vec<String> {
    let causes = answer["causes"].as_array().expect("causes").iter();
    causes.map(|cause| cause["code"].as_str().expect("a word").to_owned()).collect()
}

/// The cause with this word.
#[track_caller]
fn cause<'a>(answer: &'a Value, code: &str) -> &'a Value {
    let found = answer["causes"].as_array().expect("causes").iter().find(|cause| cause["code"] == code);
    found.unwrap_or_else(|| panic!("no {code} in {answer:#}"))
}

/// A second device, confirmed by the code of the step before; its key.
fn second_device(home: &Home, now: u64, username: &str, label: &str, more: &[&str]) -> String {
    let args = [&["totp", "enroll", username, "--label", label, "--show-key"], more].concat();
    let enrolled = home.run_at(&stopped(now), args, "").exits(0).json();
    let key = enrolled["key"].as_str().expect("a key").to_owned();
    let _ = home.run_at(&stopped(now), ["totp", "confirm", username, label, &code_of(&key, now - 30)], "").exits(0);
    key
}

#[test]
fn r_aud_7_where_this_machines_clock_is_behind_nobody_can_log_in_and_the_first_line_says_so() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let _ = home.run_at(&stopped(now), ["resource", "edit", &ada, "--license", "dashboard"], "").exits(0);
    let behind = stopped(now - 3600);
    assert_eq!(home.login_at(&behind, &ada, None).exits(8).error()["code"], "clock_behind");
    assert_eq!(first_line(&home, &behind, &ada), "Nobody can log in now: this machine's clock is behind the history.");
    let told = why(&home, &behind, &ada);
    assert_eq!((&told["can_log_in"], &told["causes"][0]["code"]), (&json!(false), &json!("clock_behind")));
    let help = told["causes"][0]["helps"][0].as_str().expect("a command");
    assert!(help.starts_with("tenantctl doctor --accept-clock --reason"), "{help}");
    // Two minutes are let pass, as they are for a login.
    assert_eq!(why(&home, &stopped(now - 100), &ada)["can_log_in"], true);
}

#[test]
fn the_first_line_says_whether_the_person_can_log_in_now_and_with_what() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let clock = stopped(now);
    let line = || first_line(&home, &clock, &ada);
    assert_eq!(line(), format!("{ada} cannot log in now: no authenticator is enrolled."));
    let _ = home.run_at(&clock, ["2fa", "pause", &ada, "--next-login", "--reason", "no phone"], "").exits(0);
    assert_eq!(line(), format!("{ada} can log in now, with the password alone."));
    let _ = home.run_at(&clock, ["2fa", "require", &ada], "").exits(0);
    let _ = home.enroll_at(&ada, now);
    assert_eq!(line(), format!("{ada} can log in now, with the password and a code of \"authenticator\"."));
    // A second later: devices of one millisecond have no order.
    let _ = second_device(&home, now + 1, &ada, "tablet", &[]);
    assert!(line().ends_with("a code of \"authenticator\" or \"tablet\"."), "{}", line());
    let _ = home.run_at(&clock, ["resource", "deactivate", &ada, "--reason", "on leave", "--yes"], "").exits(0);
    let _ = home.run_at(&clock, ["account", "lock", &ada, "--reason", "watched"], "").exits(0);
    assert_eq!(line(), format!("{ada} cannot log in now: deactivated; locked by an operator."));
}

#[test]
fn every_cause_is_told_with_since_when_who_and_why() {
    let home = Home::with_tenant();
    let (ada, bob, now) = (home.resource("ada"), home.resource("bob"), soon());
    let clock = stopped(now);
    let run = |args: &[&str]| home.run_at(&clock, args, "").exits(0);
    let _ = run(&["account", "lock", &ada, "--until", "2099-01-01T00:00:00Z", "--reason", "seen abroad"]);
    let _ = run(&["2fa", "pause", &ada, "--for", "2h", "--reason", "phone in repair"]);
    let found = why(&home, &clock, &ada);
    let lock = cause(&found, "locked_by_hand");
    let message = lock["message"].as_str().expect("text");
    assert!(
        message.starts_with("os:") && message.ends_with("until 2099-01-01 00:00:00 +00:00: seen abroad"),
        "{message}"
    );
    assert_eq!(common::second_of(&lock["since"]), now);
    assert_eq!(lock["helps"], json!([format!("tenantctl account unlock {ada} --reason '…'")]));
    let paused = cause(&found, "paused")["message"].as_str().expect("text");
    assert!(paused.contains(" paused 2FA until ") && paused.contains(": phone in repair"), "{paused}");

    // Licenses.
    let _ = run(&["resource", "edit", &bob, "--license", "dashboard"]);
    let found = why(&home, &clock, &bob);
    assert_eq!((codes(&found), &found["can_log_in"]), (vec!["second_factor_optional".to_owned()], &json!(true)));
    let _ = run(&["resource", "edit", &bob, "--license", "api"]);
    let found = why(&home, &clock, &bob);
    assert_eq!((codes(&found), &found["can_log_in"]), (vec!["no_second_factor".to_owned()], &json!(true)));
    let _ = run(&["resource", "edit", &bob, "--license", "standard"]);

    // An enrollment that waits, one that waited too long, and one that a reset took away.
    let _ = run(&["totp", "enroll", &bob, "--label", "phone", "--show-key"]);
    let found = why(&home, &clock, &bob);
    assert_eq!((codes(&found), &found["can_log_in"]), (vec!["enrollment_pending".to_owned()], &json!(false)));
    assert_eq!(cause(&found, "enrollment_pending")["helps"][0], format!("tenantctl totp qr {bob} phone"));
    let found = why(&home, &stopped(now + 86_400), &bob);
    assert_eq!((codes(&found), &found["can_log_in"]), (vec!["enrollment_expired".to_owned()], &json!(false)));
    let _ = run(&["2fa", "reset", &bob, "--reason", "another phone", "--yes"]);
    let found = why(&home, &clock, &bob);
    assert_eq!(common::second_of(&cause(&found, "not_enrolled")["since"]), now);

    // A password that is missing, and one that is too old.
    let nobody = ["resource", "create", "new@acme.example", "--email", "n@y.example", "--no-setup"];
    let _ = run(&nobody);
    assert_eq!(codes(&why(&home, &clock, "new"))[0], "no_password");
    let _ = run(&["policy", "set", "password.expiry=90d", "--reason", "contract"]);
    let found = why(&home, &stopped(now + 91 * 86_400), ADMIN);
    let helps = &cause(&found, "password_expired")["helps"];
    let issue = format!("tenantctl setup issue {ADMIN} --show");
    assert_eq!(helps, &json!([issue, format!("tenantctl password set {ADMIN}")]));
}

#[test]
fn a_lock_tells_how_many_failed_from_where_and_when() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let key = home.enroll_at(&ada, now);
    let attempt = |second: u64, password: &str, more: &[&str]| {
        let args = [&["authenticate", &ada, "--password-stdin"], more].concat();
        finish(start(home.command_at(&stopped(second), args), &format!("{password}\n")))
    };
    let wrong = (0..1_000_000).map(|code| format!("{code:06}"));
    let near: Vec<String> =
        (-130..131i64).map(|step| code_of(&key, now.checked_add_signed(step * 30).expect("a time"))).collect();
    let wrong = wrong.into_iter().find(|code| !near.contains(code)).expect("a wrong code");
    let mobile = ["--client", "mobile", "--source", "192.0.2.7"];
    for second in 1..=2 {
        let _ = attempt(now + second, WRONG, &mobile).exits(20);
    }
    let some = why(&home, &stopped(now + 2), &ada);
    assert_eq!((&some["can_log_in"], &some["failures"]["count"]), (&json!(true), &json!(2)));
    assert!(
        cause(&some, "failed_logins")["message"]
            .as_str()
            .expect("text")
            .starts_with("2 failed logins in a row; 7 lock the account")
    );
    for second in 3..=5 {
        let _ = attempt(now + second, WRONG, &mobile).exits(20);
    }
    for second in 6..=7 {
        let outlook = [&["--client", "outlook", "--code", &wrong], [].as_slice()].concat();
        let _ = attempt(now + second, common::PASSWORD, &outlook).exits(20);
    }
    for second in 8..=9 {
        let _ = attempt(now + second, common::PASSWORD, &mobile).exits(21);
    }
    let found = why(&home, &stopped(now + 69), &ada);
    let failures = &found["failures"];
    assert_eq!(failures["causes"], json!({"code": 2, "password": 5}));
    assert_eq!(
        failures["from"],
        json!([
            {"app": null, "client": "mobile", "source": "192.0.2.7", "count": 5},
            {"app": null, "client": "outlook", "source": null, "count": 2}
        ])
    );
    let times = ["first_at", "last_at", "last_refused_at"].map(|key| common::second_of(&failures[key]) - now);
    assert_eq!((times, &failures["count"], &failures["refused_since"]), ([1, 7, 9], &json!(7), &json!(2)));
    assert_eq!(common::second_of(&cause(&found, "locked")["since"]), now + 7);
    let message = cause(&found, "locked")["message"].as_str().expect("text");
    let told = "2 wrong codes and 5 wrong passwords from mobile 192.0.2.7 (5), outlook (2), the last 1 min 2 s ago; 2 tries since the lock, the last 1 min ago";
    assert!(message.ends_with(told), "{message}");
    assert_eq!(
        first_line(&home, &stopped(now + 69), &ada),
        format!("{ada} cannot log in now: locked by failed logins.")
    );
    let _ = home.run_at(&stopped(now + 70), ["account", "unlock", &ada, "--reason", "called"], "").exits(0);
    let after = why(&home, &stopped(now + 70), &ada);
    assert_eq!((&after["failures"], codes(&after)), (&Value::Null, Vec::new()));
}

#[test]
fn r_ses_2_live_sessions_that_leave_no_room_are_told() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let clock = stopped(now);
    let _ = home.run_at(&clock, ["resource", "edit", &ada, "--license", "api"], "").exits(0);
    let login = ["authenticate", &ada, "--password-stdin", "--client", "mobile"];
    let _ = home.run_at(&clock, login, &format!("{}\n", common::PASSWORD)).exits(0);
    let found = why(&home, &clock, &ada);
    let told = cause(&found, "session_limit");
    assert_eq!(told["message"], "1 session is live, so a login with mobile or Outlook must end one of them first");
    assert_eq!(
        (&found["can_log_in"], &told["helps"]),
        (&json!(true), &json!([format!("tenantctl session list {ada}")]))
    );
    let _ = home.run_at(&clock, login, &format!("{}\n", common::PASSWORD)).exits(27);
    assert_eq!(codes(&why(&home, &stopped(now + 8 * 3600), &ada)), ["no_second_factor"]);
}

#[test]
fn a_drift_is_told_until_a_login_is_granted() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let key = home.enroll_at(&ada, now);
    let clock = stopped(now);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now + 300))).exits(20);
    let found = why(&home, &clock, &ada);
    assert_eq!(found["skew_seconds"], 300);
    let skew = cause(&found, "clock_skew");
    assert_eq!(skew["message"], "a code was right for a clock 5 min ahead: set the phone's clock to automatic");
    assert_eq!((skew["blocks"].as_bool(), common::second_of(&skew["since"])), (Some(false), now));
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(0);
    let found = why(&home, &clock, &ada);
    assert_eq!((&found["skew_seconds"], codes(&found)), (&Value::Null, Vec::new()));
}

#[test]
fn the_code_of_another_device_is_told_by_its_state_and_only_to_the_operator() {
    let home = Home::with_tenant();
    let (ada, bob, now) = (home.resource("ada"), home.resource("bob"), soon());
    let clock = stopped(now);
    let bobs = home.enroll_at(&bob, now);
    let mut keys = vec![("removed", home.enroll_at(&ada, now))];
    let _ = home.run_at(&clock, ["totp", "remove", &ada, "authenticator", "--reason", "old phone"], "").exits(0);
    keys.push(("replaced", second_device(&home, now, &ada, "tablet", &[])));
    let _ = second_device(&home, now, &ada, "phone", &["--replace"]);
    let pending = home.run_at(&clock, ["totp", "enroll", &ada, "--label", "watch", "--show-key"], "").exits(0).json();
    keys.push(("pending", pending["key"].as_str().expect("a key").to_owned()));
    keys.push(("disabled", second_device(&home, now, &ada, "desk", &[])));
    let sql = Connection::open(home.db()).expect("opened");
    assert_eq!(sql.execute("UPDATE factors SET state = 'disabled' WHERE label = 'desk'", []).expect("set"), 1);

    let wrong = home.copy().login_at(&clock, &ada, Some(&code_of(&bobs, now))).exits(20);
    for (state, key) in &keys {
        let home = home.copy();
        let answer = home.login_at(&clock, &ada, Some(&code_of(key, now))).exits(20);
        assert_eq!((answer.out, answer.err), (wrong.out.clone(), wrong.err.clone()), "{state}: as any wrong code");
        let found = why(&home, &clock, &ada);
        assert_eq!(found["recent"][0]["code_of"], *state);
        let told = cause(&found, "wrong_device");
        assert_eq!((told["blocks"].as_bool(), common::second_of(&told["since"])), (Some(false), now), "{state}");
        let event = &home.events()[0];
        assert_eq!((&event["details"]["cause"], &event["details"]["code_of"]), (&json!("code"), &json!(state)));
        assert_eq!(event["details"]["failed_attempts"], 1, "{state}: counted as any wrong code");
    }
    // A code of somebody else's device is nobody's here, and a right code of one's own is no wrong device.
    let _ = home.login_at(&clock, &ada, Some(&code_of(&bobs, now))).exits(20);
    assert_eq!(why(&home, &clock, &ada)["recent"][0]["code_of"], Value::Null);
    let _ = home.login_at(&clock, &bob, Some(&code_of(&bobs, now))).exits(0);
    assert_eq!(home.events()[0]["details"].get("code_of"), None);
}

#[test]
fn a_reset_device_is_known_for_thirty_days_and_opens_nothing() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let lost = home.enroll_at(&ada, now);
    let clock = stopped(now);
    let reset = ["2fa", "reset", &ada, "--reason", "phone lost", "--yes"];
    let _ = home.run_at(&clock, reset, "").exits(0);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&lost, now))).exits(23);
    let found = why(&home, &clock, &ada);
    let told = cause(&found, "wrong_device");
    assert!(told["message"].as_str().expect("text").contains("which a reset removed"), "{told}");
    assert_eq!(told["helps"][1], format!("tenantctl account lock {ada} --reason '…'"));

    let kept = |home: &Home| -> i64 {
        let sql = Connection::open(home.db()).expect("opened");
        sql.query_row("SELECT count(*) FROM removed_factors", [], |row| row.get(0)).expect("counted")
    };
    for (later, known) in [(30 * 86_400 - 1, true), (30 * 86_400, false)] {
        let (home, now) = (home.copy(), now + later);
        let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&lost, now))).exits(23);
        assert_eq!(home.events()[0]["details"].get("code_of").is_some(), known, "{later} s later");
        assert_eq!(kept(&home), i64::from(known), "{later} s later");
    }

    // Put back among the factors by hand, its secret does not open: it was sealed anew when it was removed.
    let _ = home.enroll_at(&ada, now);
    let sql = Connection::open(home.db()).expect("opened");
    let back = "INSERT INTO factors (id, resource_id, kind, label, state, issuer, secret, algorithm, digits, period, failures, \
                replaces_others, created_at) SELECT id, resource_id, 'totp', 'back', 'active', 'acme', secret, algorithm, digits, \
                period, 0, 0, removed_at FROM removed_factors";
    assert_eq!(sql.execute(back, []).expect("put back"), 1);
    let run = home.login_at(&clock, &ada, Some(&code_of(&lost, now))).exits(8);
    assert_eq!(run.error()["code"], "corrupt");
}

#[test]
fn five_removed_devices_of_a_resource_are_kept_and_damage_stands_in_no_way() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    let labels = ["one", "two", "three", "four", "five", "six", "seven"];
    let mut keys = Vec::new();
    for (second, label) in (now..).zip(labels) {
        keys.push(second_device(&home, second, &ada, label, &[]));
        let _ = home.run_at(&stopped(second), ["totp", "remove", &ada, label, "--reason", "x"], "").exits(0);
    }
    let now = now + 7;
    let clock = stopped(now);
    let sql = Connection::open(home.db()).expect("opened");
    let kept: i64 = sql.query_row("SELECT count(*) FROM removed_factors", [], |row| row.get(0)).expect("counted");
    assert_eq!(kept, 5);
    let _ = home.enroll_at(&ada, now);
    for (number, key) in keys.iter().enumerate() {
        let home = home.copy();
        let _ = home.login_at(&clock, &ada, Some(&code_of(key, now))).exits(20);
        assert_eq!(home.events()[0]["details"].get("code_of").is_some(), number >= 2, "number {number}");
    }
    // A remark about a wrong code is worth no failure: neither a damaged row here nor a secret that does not open.
    sql.execute_batch(
        "UPDATE removed_factors SET secret = x''; UPDATE removed_factors SET digits = 1 WHERE label = 'six'",
    )
    .expect("damaged");
    let _ = home.login_at(&clock, &ada, Some(&code_of(&keys[6], now))).exits(20);
    sql.execute_batch("UPDATE factors SET secret = x''").expect("damaged");
    let _ = home.run_at(&clock, ["2fa", "reset", &ada, "--reason", "damaged", "--yes"], "").exits(0);
}

#[test]
fn tries_alike_fill_one_line_and_wrong_passwords_alone_propose_another_password() {
    let home = Home::with_tenant();
    let (ada, now) = (home.resource("ada"), soon());
    for second in 0..7 {
        let args = ["authenticate", &ada, "--password-stdin", "--client", "mobile", "--app", "vpn"];
        let _ = home.run_at(&stopped(now + second), args, &format!("{WRONG}\n")).exits(20);
    }
    let clock = stopped(now + 10);
    let page = home.run_at(&clock, ["why", &ada, "-o", "table"], "").exits(0).out;
    assert!(page.contains("denied: wrong password  vpn mobile  5 times"), "{page}");
    assert!(page.contains("7 wrong passwords from vpn mobile, the last 4 s ago"), "{page}");
    let told = why(&home, &clock, &ada);
    let recover = format!("tenantctl account recover {ada} --unlock --reset-password --show --reason '…' --yes");
    assert_eq!(cause(&told, "locked")["helps"][1], recover);
    assert_eq!((&told["failures"]["from"][0]["app"], &told["recent"][0]["app"]), (&json!("vpn"), &json!("vpn")));
}
