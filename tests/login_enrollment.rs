//! Enrolling in the course of a login, for people without a shell: begun by the front end, proved by the first code (R-TOTP-2, R-PAUSE-5).

use crate::common::{
    self, ADMIN, Home, PASSWORD, Run, code_of, ended, soon, stopped,
    terminal::{ASKS_CODE, Terminal},
    within_a_step,
};
use serde_json::{Value, json};

fn begin(home: &Home, second: u64, name: &str) -> Run {
    let args = ["authenticate", name, "--password-stdin", "--begin-enrollment"];
    home.run_at(&stopped(second), args, &format!("{PASSWORD}\n"))
}

fn finish(home: &Home, second: u64, name: &str, factor: &str, code: &str) -> Run {
    let args = ["authenticate", name, "--password-stdin", "--code", code, "--finish-enrollment", factor];
    home.run_at(&stopped(second), args, &format!("{PASSWORD}\n"))
}

/// The id and the key of an enrollment that was begun.
fn begun(home: &Home, second: u64, name: &str) -> (String, String) {
    let answer = begin(home, second, name).exits(23).json();
    let text = |key: &str| answer["enrollment"][key].as_str().expect("text").to_owned();
    (text("factor_id"), text("key"))
}

/// How the devices stand, in the order of the words: those of one moment have no order of their own.
fn states(home: &Home, name: &str) -> Vec<String> {
    let shown = home.run(["resource", "show", name]).exits(0).json();
    let factors = shown["tfa"]["factors"].as_array().expect("factors");
    let mut states: Vec<_> =
        factors.iter().map(|factor| factor["state"].as_str().expect("a word").to_owned()).collect();
    states.sort();
    states
}

#[test]
fn r_totp_2_a_front_end_begins_an_enrollment_and_its_code_finishes_it_with_a_session() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let answer = begin(&home, now, &ada).exits(23).json();
    assert_eq!((&answer["outcome"], &answer["session_token"]), (&json!("enrollment_required"), &Value::Null));
    let told = &answer["enrollment"];
    let expected = json!({"issuer": "acme", "account": ada, "algorithm": "sha1", "digits": 6, "period": 30});
    for (key, value) in expected.as_object().expect("an object") {
        assert_eq!(&told[key], value, "{key}");
    }
    assert_eq!(common::second_of(&told["expires_at"]), now + 86_400);
    let (factor, key) = (told["factor_id"].as_str().expect("an id"), told["key"].as_str().expect("a key"));
    assert!(told["otpauth_uri"].as_str().is_some_and(|uri| uri.contains(key)));
    let actions: Vec<_> = home.events()[..2].iter().map(|event| event["action"].clone()).collect();
    assert_eq!(actions, ["authenticate", "totp.enroll"]);
    let code = code_of(key, now);
    let granted = finish(&home, now, &ada, factor, &code).exits(0).json();
    assert_eq!((&granted["outcome"], &granted["method"]), (&json!("granted"), &json!("totp")));
    assert!(granted["session_token"].is_string() && granted["enrollment"].is_null());
    let events = home.events();
    assert_eq!((&events[0]["action"], &events[1]["action"]), (&json!("authenticate"), &json!("totp.confirm")));
    assert!(events[..4].iter().all(|event| event["target"] == ada && !event.to_string().contains(key)), "{events:?}");
    // The step that confirmed is spent, and its repetition is not counted (R-TOTP-3, R-LOCK-8).
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
    let _ = finish(&home, now, &ada, factor, &code).exits(20);
    assert_eq!(home.failed(&ada), 0);
    let _ = home.login_at(&stopped(now + 30), &ada, Some(&code_of(key, now + 30))).exits(0);
    let shown = home.run(["resource", "show", &ada]).exits(0).json();
    assert!(shown["tfa"]["factors"][0]["last_used_at"].is_string());
}

#[test]
fn r_lock_6_without_the_password_nothing_is_told_and_everything_counts() {
    let (home, now) = (Home::with_tenant(), soon());
    let (ada, bob) = (home.resource("ada"), home.resource("bob"));
    let (factor, key) = begun(&home, now, &ada);
    let events = home.events().len();
    let wrong = |args: &[&str]| {
        let args = [&["authenticate"], args, &["--password-stdin"]].concat();
        let run = home.run_at(&stopped(now), args, "wrong-Horse9battery\n").exits(20);
        let mut answer = run.json();
        answer["username"] = Value::Null;
        answer
    };
    let right = code_of(&key, now);
    let same = [
        wrong(&[&ada]),
        wrong(&[&ada, "--begin-enrollment"]),
        wrong(&[&ada, "--finish-enrollment", &factor, "--code", &right]),
        wrong(&["nobody", "--begin-enrollment"]),
        wrong(&["nobody", "--finish-enrollment", &factor, "--code", &right]),
    ];
    assert!(same.iter().all(|answer| *answer == same[0]), "{same:#?}");
    assert_eq!((home.failed(&ada), home.events().len()), (3, events + 5));
    // With the password: a wrong code, an unknown factor, an expired one and another's look alike, and count.
    let (_, others) = begun(&home, now, &bob);
    for (second, factor, code) in [
        (now, factor.as_str(), code_of(&others, now)),
        (now, "01890000-0000-7000-8000-000000000000", right.clone()),
        (now, "'; DROP TABLE factors; --", right.clone()),
        (now + 86_400, &factor, code_of(&key, now + 86_400)),
    ] {
        let home = home.copy();
        let run = finish(&home, second, &ada, factor, &code).exits(20);
        assert_eq!((run.json()["outcome"].clone(), home.failed(&ada)), (json!("denied"), 4), "{factor}");
        assert!(!states(&home, &ada).contains(&"active".to_owned()));
    }
    let _ = finish(&home, now + 86_399, &ada, &factor, &code_of(&key, now + 86_399)).exits(0);
}

#[test]
fn r_pause_5_during_a_pause_a_new_device_is_enrolled_beside_the_lost_one_and_nothing_is_spent() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let old = home.enroll_at(&ada, now);
    // With a device and no pause it is as if nothing had been said.
    let _ = begin(&home, now, &ada).exits(22);
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--next-login", "--reason", "lost"], "").exits(0);
    let (factor, key) = begun(&home, now, &ada);
    let (again, new) = begun(&home, now, &ada);
    assert_ne!(factor, again);
    assert_eq!(home.events()[1]["details"]["replaces_pending"], json!(factor));
    assert_eq!(states(&home, &ada), ["active", "pending"]);
    // A code that is missing does not fall back on the pause, and one of the replaced key is none.
    let none = ["authenticate", &ada, "--password-stdin", "--finish-enrollment", &again];
    let _ = home.run_at(&stopped(now), none, &format!("{PASSWORD}\n")).exits(22);
    let _ = finish(&home, now, &ada, &again, &code_of(&key, now)).exits(20);
    let _ = finish(&home, now, &ada, &again, &code_of(&new, now)).exits(0);
    assert_eq!(states(&home, &ada), ["active", "active"]);
    assert_eq!(home.login_at(&stopped(now), &ada, None).exits(0).json()["method"], "paused", "the pause was left");
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&old, now))).exits(0);
    // Once the pause is over, a pending one proves nothing.
    let other = Home::with_another_tenant();
    let bob = other.resource("bob");
    let _ = other.enroll_at(&bob, now);
    let _ = other.run_at(&stopped(now), ["2fa", "pause", &bob, "--for", "1h", "--reason", "lost"], "").exits(0);
    let (factor, key) = begun(&other, now, &bob);
    let _ = other.run_at(&stopped(now), ["2fa", "require", &bob], "").exits(0);
    let _ = finish(&other, now, &bob, &factor, &code_of(&key, now)).exits(20);
    assert_eq!(states(&other, &bob), ["active", "pending"]);
}

#[test]
fn r_res_3_the_license_decides_whether_an_enrollment_begins() {
    let (home, now) = (Home::with_tenant(), soon());
    let (dora, robot) = (home.resource("dora"), home.resource("robot"));
    let _ = home.run(["resource", "edit", &dora, "--license", "dashboard"]).exits(0);
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    let answer = begin(&home, now, &robot).exits(0).json();
    assert_eq!((&answer["method"], &answer["enrollment"]), (&json!("not_required"), &Value::Null));
    let (factor, key) = begun(&home, now, &dora);
    assert_eq!(home.login_at(&stopped(now), &dora, None).exits(0).json()["method"], "not_required");
    let _ = finish(&home, now, &dora, &factor, "000000").exits(20);
    let _ = finish(&home, now, &dora, &factor, &code_of(&key, now)).exits(0);
    let _ = home.login_at(&stopped(now), &dora, None).exits(22);
}

#[test]
fn r_lock_10_a_device_that_failures_disabled_leaves_no_way_around_the_reset() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let _ = home.enroll_at(&ada, now);
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--for", "1h", "--reason", "lost"], "").exits(0);
    let (factor, key) = begun(&home, now, &ada);
    let sql = "UPDATE factors SET state = 'disabled', failures = 100 WHERE state = 'active'";
    rusqlite::Connection::open(home.db()).and_then(|file| file.execute_batch(sql)).expect("as after 100 failures");
    assert_eq!(begin(&home, now, &ada).exits(0).json()["method"], "paused", "as if nothing had been said");
    let _ = finish(&home, now, &ada, &factor, &code_of(&key, now)).exits(20);
    assert_eq!(states(&home, &ada), ["disabled", "pending"]);
}

#[test]
fn r_totp_3_of_sixteen_that_finish_with_one_code_one_is_granted() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let (factor, key) = begun(&home, now, &ada);
    let code = code_of(&key, now);
    let args = ["authenticate", &ada, "--password-stdin", "--code", &code, "--finish-enrollment", &factor];
    let clock = stopped(now);
    let begun: Vec<_> =
        (0..16).map(|_| common::start(home.command_at(&clock, args), &format!("{PASSWORD}\n"))).collect();
    let runs: Vec<Run> = begun.into_iter().map(common::finish).collect();
    assert_eq!((ended(&runs, 0), ended(&runs, 20)), (1, 15));
    assert_eq!(home.failed(&ada), 0);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

/// A terminal whose sign-ins are kept in this home.
fn terminal(home: &Home) -> Terminal {
    let place = home.path().join("run").display().to_string();
    Terminal::new(80, 60).with("XDG_RUNTIME_DIR", Box::leak(place.into_boxed_str()))
}

#[test]
fn at_a_terminal_a_sign_in_leads_through_the_enrollment_that_it_demands() {
    within_a_step(15);
    let home = Home::with_tenant();
    let typed = format!("{PASSWORD}\r");
    let steps = [
        ("Password", typed.as_str()),
        (ASKS_CODE, "{wrong}\r"),
        ("That code is wrong", ""),
        (ASKS_CODE, "{code}\r"),
        ("you are", ""),
    ];
    let seen = terminal(&home).plays(&home, &["login", ADMIN], &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.dark.len() == 1 && seen.dark[0].starts_with("otpauth://totp/"), "{:?}", seen.dark);
    let me = home.run(["whoami"]).exits(0).json();
    assert_eq!((&me["actor"], &me["actor_auth"]), (&json!(ADMIN), &json!("session")));
    assert_eq!((states(&home, ADMIN), home.failed(ADMIN)), (vec!["active".to_owned()], 0));
}

#[test]
fn ctrl_c_at_the_enrollment_of_a_sign_in_leaves_it_pending_and_nobody_signed_in() {
    let home = Home::with_tenant();
    let typed = format!("{PASSWORD}\r");
    let steps = [("Password", typed.as_str()), (ASKS_CODE, "\x03")];
    let seen = terminal(&home).plays(&home, &["login", ADMIN], &steps);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    assert_eq!(states(&home, ADMIN), ["pending"]);
    assert_eq!(home.run(["whoami"]).exits(0).json()["actor_auth"], "owner");
    let refused = home.run_with(["login", ADMIN, "--password-stdin"], &format!("{PASSWORD}\n")).exits(23).error();
    assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("totp enroll")), "{refused}");
}
