//! Recovery codes: who makes them, how often each opens a login, and what ends them (R-REC-5).

use crate::common::{ADMIN, Home, PASSWORD, code, code_of, ended, holds, soon, stopped};
use serde_json::json;
use std::collections::BTreeSet;

fn generated(home: &Home, second: u64, username: &str) -> Vec<String> {
    let made = home.run_at(&stopped(second), ["recovery-codes", "generate", username], "").exits(0).json();
    made["codes"].as_array().expect("codes").iter().map(|code| code.as_str().expect("text").to_owned()).collect()
}

fn left(home: &Home, username: &str) -> serde_json::Value {
    home.run(["resource", "show", username]).exits(0).json()["tfa"]["recovery_codes_left"].clone()
}

/// Ada with a device and a set of codes.
fn with_codes(now: u64) -> (Home, String, String, Vec<String>) {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll_at(&ada, now);
    let codes = generated(&home, now, &ada);
    (home, ada, key, codes)
}

#[test]
fn r_rec_5_ten_codes_are_shown_once_and_each_opens_one_login_however_it_is_typed() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), 10);
    assert!(codes.iter().all(|code| code.len() == 17 && !code.contains(['0', 'O', '1', 'I', 'L'])), "{codes:?}");
    assert_eq!(left(&home, &ada), 10);
    let plain = codes[0].replace('-', "").to_lowercase();
    assert_eq!(home.login_at(&stopped(now), &ada, Some(&plain)).exits(0).json()["method"], "recovery");
    assert_eq!(left(&home, &ada), 9);
    let status = home.run_at(&stopped(now), ["recovery-codes", "status", &ada], "").exits(0).json();
    assert_eq!((&status["left"], &status["total"], &status["username"]), (&json!(9), &json!(10), &json!(ada)));
    let event = home.events().into_iter().find(|event| event["action"] == "authenticate").expect("an event");
    assert_eq!(event["details"]["recovery_codes_left"], 9, "{event}");
    let shown = home.run(["audit", "log", "-o", "jsonl"]).exits(0).out + &home.run(["why", &ada]).exits(0).out;
    for code in &codes {
        let plain = code.replace('-', "");
        assert!(!holds(shown.as_bytes(), code) && !holds(shown.as_bytes(), &plain));
        assert!(!holds(&home.bytes(), code) && !holds(&home.bytes(), &plain), "a code rests in a file");
    }
}

#[test]
fn r_lock_8_the_repetition_of_a_used_code_is_denied_and_counts_only_after_three_minutes() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    let _ = home.login_at(&stopped(now), &ada, Some(&codes[3])).exits(0);
    for (after, counted) in [(0, 0), (179, 0), (180, 1), (86_400, 1)] {
        let home = home.copy();
        let _ = home.login_at(&stopped(now + after), &ada, Some(&codes[3])).exits(20);
        assert_eq!(home.failed(&ada), counted, "after {after} s");
    }
    let mut wrong = codes[4].clone().into_bytes();
    wrong[0] = if wrong[0] == b'2' { b'3' } else { b'2' };
    let wrong = String::from_utf8(wrong).expect("ASCII");
    let (_, _, _, foreign) = with_codes(now);
    for (typed, count) in [(wrong, 1), (foreign[0].clone(), 2)] {
        let _ = home.login_at(&stopped(now), &ada, Some(&typed)).exits(20);
        assert_eq!(home.failed(&ada), count, "a wrong one counts");
    }
}

#[test]
fn r_rec_5_of_sixty_four_logins_with_one_code_one_is_granted() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    let attempts = vec![(PASSWORD.to_owned(), Some(codes[9].clone())); 64];
    let runs = home.race(&stopped(now), &ada, &attempts);
    assert_eq!((ended(&runs, 0), ended(&runs, 20)), (1, 63));
    assert_eq!(home.failed(&ada), 0);
    assert_eq!(left(&home, &ada), 9);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_rec_5_a_new_set_replaces_the_old_one_as_a_whole() {
    let now = soon();
    let (home, ada, key, old) = with_codes(now);
    let _ = home.login_at(&stopped(now), &ada, Some(&old[0])).exits(0);
    let new = generated(&home, now, &ada);
    let event = home.events()[0].clone();
    assert_eq!(event["action"], "recovery_codes.generate");
    assert_eq!(event["details"]["changed"]["recovery_codes_left"], json!({"before": 9, "after": 10}));
    for code in &old[..2] {
        let _ = home.copy().login_at(&stopped(now), &ada, Some(code)).exits(20);
    }
    let _ = home.login_at(&stopped(now), &ada, Some(&new[0])).exits(0);
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_rec_5_they_end_with_a_reset_and_with_the_last_device() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    let other = home.copy();
    let _ = home.run_at(&stopped(now), ["2fa", "reset", &ada, "--reason", "lost", "--yes"], "").exits(0);
    assert_eq!(left(&home, &ada), 0);
    assert_eq!(home.events()[0]["details"]["recovery_codes_ended"], 10);
    let _ = home.enroll_at(&ada, now + 60);
    let _ = home.login_at(&stopped(now + 60), &ada, Some(&codes[0])).exits(20);
    // They end with the last device too, and another device wakes none of them.
    let _ = other.run_at(&stopped(now), ["totp", "remove", &ada], "").exits(0);
    assert_eq!(left(&other, &ada), 0);
    assert_eq!(other.events()[0]["details"]["recovery_codes_ended"], 10);
    let _ = other.login_at(&stopped(now), &ada, Some(&codes[0])).exits(23);
    let _ = other.enroll_at(&ada, now + 60);
    let _ = other.login_at(&stopped(now + 60), &ada, Some(&codes[0])).exits(20);
}

#[test]
fn r_rec_5_codes_stay_while_another_device_does() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    let second = ["totp", "enroll", &ada, "--keep", "--label", "tablet", "--show-key"];
    let key = home.run_at(&stopped(now), second, "").exits(0).json()["key"].as_str().expect("a key").to_owned();
    let confirm = ["totp", "confirm", &ada, "tablet", &code_of(&key, now)];
    let _ = home.run_at(&stopped(now), confirm, "").exits(0);
    let devices = home.run(["totp", "list", &ada]).exits(0).json();
    let first =
        devices["items"].as_array().expect("a list").iter().find(|each| each["label"] != "tablet").expect("one");
    let _ =
        home.run_at(&stopped(now), ["totp", "remove", &ada, first["label"].as_str().expect("a label")], "").exits(0);
    assert_eq!(left(&home, &ada), 10);
    let _ = home.login_at(&stopped(now), &ada, Some(&codes[0])).exits(0);
}

#[test]
fn r_rec_5_only_where_a_device_could_be_lost_codes_are_made() {
    let home = Home::with_tenant();
    let (ada, robot) = (home.resource("ada"), home.resource("robot"));
    let before = home.events().len();
    let refused = home.run(["recovery-codes", "generate", &ada]).exits(6).error();
    assert_eq!(refused["code"], "factor_state");
    assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("totp enroll")), "{refused}");
    let _ = home.run(["totp", "enroll", &ada, "--show-key"]).exits(0);
    let _ = home.run(["recovery-codes", "generate", &ada]).exits(6);
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    assert_eq!(home.run(["recovery-codes", "generate", &robot]).exits(6).error()["code"], "license_forbids");
    assert_eq!(home.run(["recovery-codes", "status", &robot]).exits(0).json()["total"], 0);
    assert_eq!(left(&home, &robot), json!(null));
    assert_eq!(home.events().len(), before + 2, "what is refused is no event");
    let _ = home.run(["recovery-codes", "generate", "nobody"]).exits(3);
    let listed = home.run(["resource", "list", "--where", "no-recovery-codes"]).exits(0).json();
    let names: Vec<_> = listed["items"].as_array().expect("a list").iter().map(|item| &item["username"]).collect();
    assert_eq!(names, [&json!(ada), &json!(ADMIN)]);
}

#[test]
fn r_perm_1_who_signed_in_makes_its_own_and_no_others() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let _ = home.resource("ada");
    let _ = home.enroll("ada");
    let desk = home.sign_in(&hilda, &key);
    let own = desk.run(["recovery-codes", "generate", "hilda"]).exits(0).json();
    assert_eq!(own["codes"].as_array().map(Vec::len), Some(10));
    let own = own["codes"][0].as_str().expect("a code").to_owned();
    assert_eq!(desk.run(["recovery-codes", "status", "hilda"]).exits(0).json()["left"], 10);
    assert_eq!(desk.run(["recovery-codes", "generate", "ada"]).exits(5).error()["code"], "permission_denied");
    let event = home.events()[0].clone();
    assert_eq!((&event["action"], &event["outcome"]), (&json!("recovery_codes.generate"), &json!("denied")));
    // The code signs an operator in.
    let there = home.desk("elsewhere");
    let login = ["login", &hilda, "--password-stdin", "--code", &own];
    let _ = there.run_with(login, &format!("{PASSWORD}\n")).exits(0);
    // A level without any permission is enough for oneself, and no reading of others comes with it.
    let (ulla, key) = home.operator("ulla", "user");
    let desk = home.sign_in(&ulla, &key);
    let _ = desk.run(["recovery-codes", "generate", &ulla]).exits(0);
    let _ = desk.run(["recovery-codes", "status", &hilda]).exits(5);
    let _ = desk.run(["recovery-codes", "status", "nobody"]).exits(5);
}

#[test]
fn why_and_doctor_tell_when_codes_run_out() {
    let now = soon();
    let (home, ada, _, codes) = with_codes(now);
    let told = |home: &Home| {
        let why = home.run_at(&stopped(now), ["why", &ada], "").exits(0).json();
        let causes = why["causes"].as_array().expect("causes").clone();
        causes.into_iter().find(|cause| cause["code"] == "recovery_codes_few")
    };
    for code in &codes[..7] {
        let _ = home.login_at(&stopped(now), &ada, Some(code));
        for session in home.run(["session", "list", &ada]).exits(0).json()["items"].as_array().expect("a list") {
            let _ = home.run_at(&stopped(now), ["session", "end", session["id"].as_str().expect("an id")], "").exits(0);
        }
    }
    assert_eq!((left(&home, &ada), told(&home)), (json!(3), None));
    let _ = home.login_at(&stopped(now), &ada, Some(&codes[7])).exits(0);
    let few = told(&home).expect("a cause");
    assert_eq!((&few["blocks"], &few["message"]), (&json!(false), &json!("2 recovery codes are left")));
    let lacks = |home: &Home| home.run(["doctor"]).json().to_string().contains("administrator_recovery_codes");
    let fresh = Home::with_tenant();
    assert!(lacks(&fresh));
    let key = fresh.enroll(ADMIN);
    let _ = fresh.run(["recovery-codes", "generate", ADMIN]).exits(0);
    assert!(!lacks(&fresh));
    let _ = fresh.login(ADMIN, Some(&code(&key, 0)));
}
