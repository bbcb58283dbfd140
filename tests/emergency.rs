//! Emergency codes: for whom, for how long, and how often they open a login.

use crate::common::{Home, PASSWORD, Run, code_of, ended, holds, second_of, soon, stopped};

const RECORD: [&str; 6] = ["--identity", "passport", "--channel", "video", "--reference", "CASE-4711"];

/// Ada with a verified address and a device.
fn enrolled(now: u64) -> (Home, String, String) {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let key = home.enroll_at(&ada, now);
    (home, ada, key)
}

fn issue(home: &Home, second: u64, username: &str, more: &[&str]) -> Run {
    home.run_at(&stopped(second), [&["emergency", "issue", username], RECORD.as_slice(), more].concat(), "")
}

fn issued(home: &Home, second: u64, username: &str) -> String {
    issue(home, second, username, &["--show"]).exits(0).json()["code"].as_str().expect("a code").to_owned()
}

/// A well-formed code of another tenant.
fn foreign(second: u64) -> String {
    let (home, ada, _) = enrolled(second);
    issued(&home, second, &ada)
}

#[test]
fn r_rec_1_a_code_is_valid_for_three_minutes_and_not_longer() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let answer = issue(&home, now, &ada, &["--show"]).exits(0).json();
    let code = answer["code"].as_str().expect("a code").to_owned();
    assert_eq!(second_of(&answer["expires_at"]), now + 180);
    for (second, exit) in [(0, 0), (179, 0), (180, 20), (181, 20), (3600, 20)] {
        let run = home.copy().login_at(&stopped(now + second), &ada, Some(&code)).exits(exit).json();
        assert_eq!(run["method"].as_str(), (exit == 0).then_some("emergency"), "after {second} s");
    }
}

#[test]
fn r_rec_1_a_clock_set_back_revives_no_code() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let _ = home.login_at(&stopped(now + 181), &ada, None).exits(22);
    let _ = home.login_at(&stopped(now + 100), &ada, Some(&code)).exits(20);
    let list = home.run_at(&stopped(now + 100), ["emergency", "list"], "").exits(0).json();
    assert_eq!(list["items"].as_array().map(Vec::len), Some(0));
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(8);
    let accepted = home.run_at(&stopped(now), ["doctor", "--accept-clock", "--reason", "x"], "");
    assert!([0, 9].contains(&accepted.code), "{}", accepted.err);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
}

#[test]
fn r_rec_1_a_code_opens_one_login_however_it_is_typed() {
    let now = soon();
    let (home, ada, key) = enrolled(now);
    let code = issued(&home, now, &ada);
    let plain = code.replace('-', "");
    let wide: String = plain.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("a letter")).collect();
    let (left, right) = plain.split_at(5);
    for typed in
        [code.to_lowercase(), plain.clone(), format!(" {left} {right} "), format!("{left}\u{2013}{right}"), wide]
    {
        let home = home.copy();
        assert_eq!(home.login_at(&stopped(now), &ada, Some(&typed)).exits(0).json()["method"], "emergency", "{typed}");
        let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
        assert_eq!(home.failed(&ada), 0, "R-LOCK-8: the repetition is not counted");
        let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
    }
}

#[test]
fn r_login_2_an_emergency_code_during_a_pause_is_spent_and_leaves_the_pause() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--next-login", "--reason", "lost"], "").exits(0);
    assert_eq!(home.login_at(&stopped(now), &ada, Some(&code)).exits(0).json()["method"], "emergency");
    assert_eq!(home.login_at(&stopped(now), &ada, None).exits(0).json()["method"], "paused");
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
    let _ = home.login_at(&stopped(now), &ada, None).exits(22);
}

#[test]
fn r_rec_1_a_lock_or_a_deactivation_stops_a_code_as_well() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    for (stop, exit) in [(["account", "lock"], 21), (["resource", "deactivate"], 20)] {
        let home = home.copy();
        let _ = home.run_at(&stopped(now), [stop.as_slice(), &[&ada, "--reason", "x", "--yes"]].concat(), "").exits(0);
        let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(exit);
    }
}

#[test]
fn r_rec_1_of_16_logins_with_one_code_at_once_one_is_granted() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let runs = home.race(&stopped(now), &ada, &vec![(PASSWORD.to_owned(), Some(code)); 16]);
    assert_eq!((ended(&runs, 0), ended(&runs, 20)), (1, 15));
    assert_eq!(home.failed(&ada), 0);
}

#[test]
fn r_rec_1_a_newer_code_replaces_the_earlier_one_also_a_used_one() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let first = issued(&home, now, &ada);
    let second = issued(&home, now, &ada);
    assert_ne!(first, second);
    let _ = home.login_at(&stopped(now), &ada, Some(&first)).exits(20);
    let _ = home.login_at(&stopped(now), &ada, Some(&second)).exits(0);
    let third = issued(&home, now, &ada);
    let _ = home.login_at(&stopped(now), &ada, Some(&second)).exits(20);
    let _ = home.login_at(&stopped(now), &ada, Some(&third)).exits(0);
}

#[test]
fn r_rec_1_a_code_opens_only_its_own_resource_and_only_with_the_password() {
    let now = soon();
    let home = Home::with_tenant();
    let (ada, bob) = (home.verified("ada"), home.verified("bob"));
    let _ = (home.enroll_at(&ada, now), home.enroll_at(&bob, now));
    let (ours, theirs) = (issued(&home, now, &ada), issued(&home, now, &bob));
    let _ = home.login_at(&stopped(now), &ada, Some(&theirs)).exits(20);
    let _ = home.login_at(&stopped(now), &bob, Some(&ours)).exits(20);
    let wrong = ["authenticate", &ada, "--password-stdin", "--code", &ours];
    let _ = home.run_at(&stopped(now), wrong, "wrong-Horse7battery\n").exits(20);
    let _ = home.login_at(&stopped(now), &ada, Some(&ours)).exits(0);
}

#[test]
fn r_rec_1_a_revoked_code_opens_nothing_and_a_second_revocation_changes_nothing() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let list = home.run_at(&stopped(now), ["emergency", "list"], "").exits(0);
    assert!(list.out.contains(&ada) && !holds(list.out.as_bytes(), &code));
    let revoke = ["emergency", "revoke", &ada];
    assert_eq!(home.run_at(&stopped(now), revoke, "").exits(0).json()["revoked"], true);
    let before = home.events().len();
    assert_eq!(home.run_at(&stopped(now), revoke, "").exits(0).json()["revoked"], false);
    assert_eq!(home.events().len(), before);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
}

#[test]
fn r_rec_1_a_wrong_guess_counts_into_the_lock() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let other = foreign(now);
    // Well formed and wrong, mistyped, and of no form at all.
    let mut mistyped: Vec<char> = code.chars().collect();
    mistyped[0] = if mistyped[0] == 'A' { 'B' } else { 'A' };
    let mistyped: String = mistyped.into_iter().collect();
    for guess in [&other, &mistyped, "OOOOO-11111", &other, &other, &mistyped, "22222-22222"] {
        let _ = home.login_at(&stopped(now), &ada, Some(guess)).exits(20);
    }
    assert_eq!(home.failed(&ada), 7);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(21);
    let unlock = ["account", "unlock", &ada, "--reason", "x"];
    let _ = home.run_at(&stopped(now), unlock, "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(0);
}

#[test]
fn r_rec_1_the_code_stands_nowhere_and_has_no_look_alikes() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let code = issued(&home, now, &ada);
    let used = issued(&home.copy(), now, &ada);
    for code in [&code, &used] {
        let symbols: Vec<char> = code.chars().filter(|c| *c != '-').collect();
        assert_eq!(symbols.len(), 10);
        assert!(symbols.iter().all(|c| c.is_ascii_alphanumeric() && !"0O1IL".contains(*c)), "{code}");
    }
    let _ = home.login_at(&stopped(now), &ada, Some(&used)).exits(20);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(0);
    let log = home.run_at(&stopped(now), ["audit", "log", "-o", "jsonl"], "").exits(0).out.into_bytes();
    let kept = [home.bytes(), log].concat();
    for code in [code, used] {
        assert!(!holds(&kept, &code) && !holds(&kept, &code.replace('-', "")));
    }
    assert!(holds(&kept, "CASE-4711"), "the record of the check is kept");
}

#[test]
fn r_rec_2_no_verified_address_no_code_and_no_record_no_code() {
    let now = soon();
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.enroll_at(&ada, now);
    let before = home.events().len();
    assert_eq!(issue(&home, now, &ada, &["--show"]).exits(6).error()["code"], "email_unverified");
    assert_eq!(home.events().len(), before);
    let verify = ["resource", "verify-email", &ada, "--assume"];
    let _ = home.run_at(&stopped(now), verify, "").exits(2);
    let _ = home.run_at(&stopped(now), [verify.as_slice(), &["--reason", "seen"]].concat(), "").exits(0);
    let before = home.events().len();
    for missing in 0..3 {
        let mut record = RECORD.to_vec();
        let flag = record[2 * missing];
        record.drain(2 * missing..2 * missing + 2);
        let args = [&["emergency", "issue", &ada], record.as_slice(), &["--show"]].concat();
        let refused = home.run_at(&stopped(now), args, "").exits(2);
        assert!(refused.err.contains(flag), "{}", refused.err);
    }
    for (flag, bad) in [("--identity", "library-card"), ("--channel", "letter")] {
        let mut record = RECORD.to_vec();
        let at = record.iter().position(|word| *word == flag).expect("there");
        record[at + 1] = bad;
        let _ = home
            .run_at(&stopped(now), [&["emergency", "issue", &ada], record.as_slice(), &["--show"]].concat(), "")
            .exits(2);
    }
    let empty =
        ["emergency", "issue", &ada, "--identity", "passport", "--channel", "video", "--reference", " ", "--show"];
    let _ = home.run_at(&stopped(now), empty, "").exits(7);
    assert_eq!(issue(&home, now, &ada, &[]).exits(6).error()["code"], "no_delivery");
    assert_eq!(home.events().len(), before);
    let by_ticket =
        ["emergency", "issue", &ada, "--identity", "passport", "--channel", "video", "--ticket", "T-1", "--show"];
    let _ = home.run_at(&stopped(now), by_ticket, "").exits(0);
    let event = home.events().remove(0);
    assert_eq!(event["details"]["reference"], "T-1");
    assert_eq!(
        (event["details"]["identity"].as_str(), event["details"]["channel"].as_str()),
        (Some("passport"), Some("video"))
    );
}

#[test]
fn r_rec_2_a_changed_address_is_unverified_again() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let edit =
        |email: &str| home.run_at(&stopped(now), ["resource", "edit", &ada, "--email", email], "").exits(0).json();
    assert_eq!(edit("ada@new.example")["email_verified"], false);
    let _ = issue(&home, now, &ada, &["--show"]).exits(6);
    assert_eq!(edit("ada@mail.example")["email_verified"], false, "the old address back is not the old word");
    let _ = issue(&home, now, &ada, &["--show"]).exits(6);
}

#[test]
fn r_rec_1_no_code_for_who_cannot_use_one_and_none_replaces_an_enrollment() {
    let now = soon();
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    // Nothing is enrolled: a code is no way past the enrollment.
    let code = issued(&home, now, &ada);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(23);
    let deactivate = ["resource", "deactivate", &ada, "--reason", "left", "--yes"];
    let _ = home.run_at(&stopped(now), deactivate, "").exits(0);
    let _ = issue(&home, now, &ada, &["--show"]).exits(6);
    let _ = home.run_at(&stopped(now), ["resource", "activate", &ada], "").exits(0);
    let _ = home.run_at(&stopped(now), ["resource", "edit", &ada, "--license", "api"], "").exits(0);
    assert_eq!(issue(&home, now, &ada, &["--show"]).exits(6).error()["code"], "license_forbids");
}

#[test]
fn r_rec_2_a_code_ends_with_the_number_that_it_was_read_to() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let edit = |home: &Home, phone: &str| {
        home.run_at(&stopped(now), ["resource", "edit", &ada, "--phone", phone], "").exits(0).json()
    };
    let code = issued(&home, now, &ada);
    // A number that was not on record before is none that anybody was called back at, and another spelling is the same.
    let _ = edit(&home, "+49 170 1234567");
    let _ = edit(&home, "+49 (170) 123-45-67");
    let _ = home.copy().login_at(&stopped(now), &ada, Some(&code)).exits(0);
    for other in ["+49 170 7654321", ""] {
        let copy = home.copy();
        let _ = edit(&copy, other);
        assert_eq!(copy.events()[0]["details"]["emergency_code_ended"], true);
        let _ = copy.login_at(&stopped(now), &ada, Some(&code)).exits(20);
    }
    // An import is an edit.
    std::fs::write(home.path().join("new.csv"), format!("username,phone\n{ada},+49 170 7654321\n")).expect("written");
    let update = ["resource", "import", "new.csv", "--update", "--yes", "--reason", "x"];
    let _ = home.run_at(&stopped(now), update, "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
}
