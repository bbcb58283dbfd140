//! Pauses of the second factor: how long they last, what ends them, and that nothing revives them.

use crate::common::{self, Home, PASSWORD, Run, code_of, ended, second_of, soon, start, stopped};

const HOUR: u64 = 3600;
const DAY: u64 = 24 * HOUR;
const WHY: [&str; 2] = ["--reason", "phone in repair"];

/// A home with ada enrolled at the second before which nothing happened.
fn enrolled(now: u64) -> (Home, String, String) {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll_at(&ada, now);
    (home, ada, key)
}

/// `2fa VERB RESOURCE ARGS --reason …` under a clock.
fn tfa(home: &Home, second: u64, verb: &str, username: &str, args: &[&str]) -> Run {
    home.run_at(&stopped(second), [&["2fa", verb, username], args, &WHY].concat(), "")
}

fn requirement(home: &Home, second: u64, username: &str) -> String {
    let status = home.run_at(&stopped(second), ["2fa", "status", username], "").exits(0).json();
    status["requirement"].as_str().expect("a word").to_owned()
}

#[test]
fn r_pause_2_the_next_login_needs_no_code_and_ends_the_pause() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let paused = tfa(&home, now, "pause", &ada, &["--next-login"]).exits(0).json();
    assert_eq!(paused["requirement"], "paused_next_login");
    let granted = home.login_at(&stopped(now + 400 * DAY), &ada, None).exits(0).json();
    assert_eq!(granted["method"], "paused");
    let event = home.events().remove(0);
    assert_eq!(event["details"]["pause_ended"], true);
    let _ = home.login_at(&stopped(now + 400 * DAY), &ada, None).exits(22);
    assert_eq!(requirement(&home, now + 400 * DAY, &ada), "required");
}

#[test]
fn r_pause_2_a_failed_attempt_does_not_use_the_pause_up() {
    let now = soon();
    let (home, ada, key) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--next-login"]).exits(0);
    let wrong = ["authenticate", &ada, "--password-stdin"];
    let _ = home.run_at(&stopped(now), wrong, "wrong-Horse7battery\n").exits(20);
    // A code is judged as if there were no pause (R-LOGIN-2): wrong, spent, malformed.
    for code in [&code_of(&key, now + 3000), &code_of(&key, now - 30), "abc"] {
        let _ = home.login_at(&stopped(now), &ada, Some(code)).exits(20);
        assert_eq!(requirement(&home, now, &ada), "paused_next_login", "{code:?}");
    }
    let _ = home.run_at(&stopped(now), ["resource", "deactivate", &ada, "--reason", "x", "--yes"], "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, None).exits(20);
    let _ = home.run_at(&stopped(now), ["resource", "activate", &ada], "").exits(0);
    let _ = home.run_at(&stopped(now), ["account", "lock", &ada, "--reason", "x"], "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, None).exits(21);
    let _ = home.run_at(&stopped(now), ["account", "unlock", &ada, "--reason", "x"], "").exits(0);
    assert_eq!(home.login_at(&stopped(now), &ada, None).exits(0).json()["method"], "paused");
}

#[test]
fn r_login_2_a_right_code_during_a_pause_is_spent_and_leaves_the_pause() {
    let now = soon();
    for how in [["--next-login"].as_slice(), &["--for", "2h"]] {
        let (home, ada, key) = enrolled(now);
        let _ = tfa(&home, now, "pause", &ada, how).exits(0);
        let before = requirement(&home, now, &ada);
        let code = code_of(&key, now);
        assert_eq!(home.login_at(&stopped(now), &ada, Some(&code)).exits(0).json()["method"], "totp");
        assert_eq!(requirement(&home, now, &ada), before);
        let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(20);
        assert_eq!(home.login_at(&stopped(now), &ada, None).exits(0).json()["method"], "paused");
    }
}

#[test]
fn r_pause_2_of_16_logins_racing_for_the_next_login_one_is_granted() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--next-login"]).exits(0);
    let runs = home.race(&stopped(now), &ada, &vec![(PASSWORD.to_owned(), None); 16]);
    assert_eq!((ended(&runs, 0), ended(&runs, 22)), (1, 15));
}

#[test]
fn r_pause_3_a_timed_pause_ends_at_its_expiry_to_the_second() {
    let now = soon();
    for (span, length) in [("24h", DAY), ("90s", 90)] {
        let (home, ada, key) = enrolled(now);
        let paused = tfa(&home, now, "pause", &ada, &["--for", span]).exits(0).json();
        let until = second_of(&paused["paused_until"]);
        assert_eq!((paused["requirement"].as_str(), until), (Some("paused_until"), now + length));
        for second in [now, until - 1] {
            let home = home.copy();
            // Any number of logins until then.
            for _ in 0..2 {
                let granted = home.login_at(&stopped(second), &ada, None).exits(0).json();
                assert_eq!(granted["method"], "paused");
            }
        }
        for second in [until, until + 1] {
            let home = home.copy();
            let _ = home.login_at(&stopped(second), &ada, None).exits(22);
            assert_eq!(requirement(&home, second, &ada), "required");
            let _ = home.login_at(&stopped(second), &ada, Some(&code_of(&key, second))).exits(0);
        }
    }
}

#[test]
fn r_pause_3_the_expiry_is_shown_with_its_time_zone() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "24h"]).exits(0);
    let mut command = home.command_at(&stopped(now), ["2fa", "status", &ada, "-o", "table"]);
    command.env("TZ", "Asia/Kolkata");
    let shown = common::finish(start(command, "")).exits(0).out;
    assert!(shown.contains("+05:30"), "{shown}");
}

#[test]
fn r_pause_3_more_than_a_day_at_once_is_refused_and_so_is_nothing_at_all() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let before = home.events().len();
    for (span, exit) in [("86401s", 6), ("25h", 6), ("7d", 6), ("0s", 2), ("-1h", 2), ("soon", 2)] {
        let _ = tfa(&home, now, "pause", &ada, &["--for", span]).exits(exit);
    }
    let _ = tfa(&home, now, "pause", &ada, &[]).exits(2);
    let _ = tfa(&home, now, "pause", &ada, &["--next-login", "--for", "1h"]).exits(2);
    assert_eq!((home.events().len(), requirement(&home, now, &ada).as_str()), (before, "required"));
}

#[test]
fn r_pause_3_extend_adds_a_day_up_to_72_hours_in_all_each_one_told() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    assert_eq!(tfa(&home, now, "extend", &ada, &[]).exits(6).error()["code"], "not_paused");
    let _ = tfa(&home, now, "pause", &ada, &["--for", "24h"]).exits(0);
    for (number, hours) in [48, 72].into_iter().enumerate() {
        let extended = tfa(&home, now + 60 * (number as u64 + 1), "extend", &ada, &[]).exits(0).json();
        assert_eq!(second_of(&extended["paused_until"]), now + hours * HOUR);
    }
    let extensions = |home: &Home| home.events().iter().filter(|event| event["action"] == "2fa.extend").count();
    assert_eq!(extensions(&home), 2);
    assert_eq!(tfa(&home, now + 200, "extend", &ada, &[]).exits(6).error()["code"], "pause_limit");
    // Neither by a time of one's own, nor by pausing again while it runs, nor late.
    let beyond = stopped(now + 72 * HOUR + 1);
    let _ = tfa(&home, now + 200, "extend", &ada, &["--until", &beyond]).exits(6);
    let _ = tfa(&home, now + 200, "extend", &ada, &["--until", &stopped(now + HOUR)]).exits(6);
    let late = now + 72 * HOUR - 60;
    let _ = tfa(&home.copy(), late, "pause", &ada, &["--for", "24h"]).exits(6);
    assert_eq!(extensions(&home), 2);
    let _ = home.copy().login_at(&stopped(now + 72 * HOUR - 1), &ada, None).exits(0);
    let _ = home.copy().login_at(&stopped(now + 72 * HOUR), &ada, None).exits(22);
    assert_eq!(tfa(&home, now + 72 * HOUR, "extend", &ada, &[]).exits(6).error()["code"], "not_paused");
}

#[test]
fn r_pause_3_an_extension_to_a_time_is_exact_and_asked_again_changes_nothing() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "1h"]).exits(0);
    let until = stopped(now + 72 * HOUR);
    let extended = tfa(&home, now, "extend", &ada, &["--until", &until]).exits(0).json();
    assert_eq!(second_of(&extended["paused_until"]), now + 72 * HOUR);
    let before = home.events().len();
    let again = tfa(&home, now, "extend", &ada, &["--until", &until]).exits(0).json();
    assert_eq!((home.events().len(), second_of(&again["paused_until"])), (before, now + 72 * HOUR));
}

#[test]
fn r_pause_3_of_8_extensions_at_once_two_are_granted() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "24h"]).exits(0);
    let extend = [["2fa", "extend", &ada].as_slice(), &WHY].concat();
    let begun: Vec<_> = (0..8).map(|_| start(home.command_at(&stopped(now), &extend), "")).collect();
    let runs: Vec<Run> = begun.into_iter().map(common::finish).collect();
    assert_eq!((ended(&runs, 0), ended(&runs, 6)), (2, 6));
    let status = home.run_at(&stopped(now), ["2fa", "status", &ada], "").exits(0).json();
    assert_eq!(second_of(&status["paused_until"]), now + 72 * HOUR);
}

#[test]
fn r_pause_3_the_policy_pause_max_bounds_all_of_it() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let _ = home.run_at(&stopped(now), [&["policy", "set", "pause.max=30h"], WHY.as_slice()].concat(), "").exits(0);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "24h"]).exits(0);
    let _ = tfa(&home, now, "extend", &ada, &[]).exits(6);
    let _ = tfa(&home, now, "extend", &ada, &["--until", &stopped(now + 30 * HOUR)]).exits(0);
    let _ = home.run_at(&stopped(now), [&["policy", "set", "pause.max=1h"], WHY.as_slice()].concat(), "").exits(0);
    let _ = tfa(&home, now, "require", &ada, &[]).exits(0);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "2h"]).exits(6);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "1h"]).exits(0);
}

#[test]
fn r_pause_4_required_for_all_logins_ends_a_pause_at_once() {
    let now = soon();
    for how in [["--next-login"].as_slice(), &["--for", "24h"]] {
        let (home, ada, key) = enrolled(now);
        let _ = tfa(&home, now, "pause", &ada, how).exits(0);
        let ended = home.run_at(&stopped(now), ["2fa", "require", &ada], "").exits(0).json();
        assert_eq!(ended["requirement"], "required");
        let _ = home.login_at(&stopped(now), &ada, None).exits(22);
        let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
    }
}

#[test]
fn r_pause_1_internal_and_co_managed_alike_can_be_paused_and_nothing_switches_2fa_off() {
    let now = soon();
    let home = Home::with_tenant();
    for (name, license) in [("ada", "standard"), ("theirs", "co-managed"), ("board", "dashboard")] {
        let username = home.resource(name);
        let _ = home.run(["resource", "edit", &username, "--license", license]).exits(0);
    }
    for name in ["ada", "theirs", "board"] {
        let _ = tfa(&home, now, "pause", name, &["--for", "24h"]).exits(0);
        let _ = home.login_at(&stopped(now), name, None).exits(0);
    }
    for off in [["--for", "off"], ["--for", "forever"]] {
        let _ = tfa(&home, now, "pause", "ada", &off).exits(2);
    }
}

#[test]
fn r_pause_7_a_pause_carries_reason_operator_and_ticket() {
    let now = soon();
    let (home, ada, _) = enrolled(now);
    let pause = ["2fa", "pause", &ada, "--next-login", "--reason", "phone lost", "--ticket", "T-4711"];
    let _ = home.run_at(&stopped(now), pause, "").exits(0);
    let status = home.run_at(&stopped(now), ["2fa", "status", &ada], "").exits(0).json();
    assert_eq!(status["pause_reason"], "phone lost");
    let event = home.events().remove(0);
    assert_eq!((event["reason"].as_str(), event["ticket"].as_str()), (Some("phone lost"), Some("T-4711")));
    assert_eq!(event["actor"], status["paused_by"]);
    // Blank words are no reason, and a ticket serves only where the policy says so.
    let _ = home.run_at(&stopped(now), ["2fa", "pause", &ada, "--for", "1h", "--reason", "  "], "").exits(7);
    let by_ticket = ["2fa", "pause", &ada, "--for", "1h", "--ticket", "T-1"];
    let _ = home.run_at(&stopped(now), by_ticket, "").exits(2);
    let _ = home.run_at(&stopped(now), [&["policy", "set", "reason.ticket=on"], WHY.as_slice()].concat(), "").exits(0);
    let _ = home.run_at(&stopped(now), by_ticket, "").exits(0);
}

#[test]
fn r_pause_5_enrolling_while_paused_demands_a_choice_and_replaces_only_at_confirmation() {
    let now = soon();
    let (home, ada, first) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "24h"]).exits(0);
    let enroll = |home: &Home, choice: &[&str]| {
        home.run_at(&stopped(now), [&["totp", "enroll", &ada, "--show-key"], choice].concat(), "")
    };
    let before = home.events().len();
    let refused = enroll(&home, &[]).exits(2);
    assert!(refused.err.contains("--replace") && refused.err.contains("--keep"), "{}", refused.err);
    assert_eq!(home.events().len(), before);
    let key_of = |run: Run| run.exits(0).json()["key"].as_str().expect("a key").to_owned();
    for (choice, first_works) in [("--replace", false), ("--keep", true)] {
        let home = home.copy();
        let second = key_of(enroll(&home, &[choice]));
        // Until the new one is proved the old one is what counts.
        let early = home.copy();
        let _ = early.login_at(&stopped(now), &ada, Some(&code_of(&second, now))).exits(20);
        let _ = early.login_at(&stopped(now), &ada, Some(&code_of(&first, now))).exits(0);
        let wrong = code_of(&second, now + 3000);
        let _ = home.run_at(&stopped(now), ["totp", "confirm", &ada, &wrong], "").exits(20);
        let _ = home.run_at(&stopped(now), ["totp", "confirm", &ada, &code_of(&second, now - 30)], "").exits(0);
        let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&second, now))).exits(0);
        let old = home.login_at(&stopped(now), &ada, Some(&code_of(&first, now)));
        let _ = old.exits(if first_works { 0 } else { 20 });
        assert_eq!(requirement(&home, now, &ada), "paused_until", "enrolling ends no pause");
    }
}

#[test]
fn r_totp_4_a_replacing_enrollment_leaves_the_devices_that_came_after_it() {
    let now = soon();
    let (home, ada, _) = enrolled(now - 60);
    let enroll = |second: u64, args: &[&str]| {
        let args = [&["totp", "enroll", &ada, "--show-key"], args].concat();
        let enrolled = home.run_at(&stopped(second), args, "").exits(0).json();
        enrolled["key"].as_str().expect("a key").to_owned()
    };
    let replacing = enroll(now - 50, &["--label", "found again", "--replace"]);
    let later = enroll(now, &["--label", "tablet"]);
    let confirm = |label: &str, key: &str| {
        let args = ["totp", "confirm", &ada, label, &code_of(key, now - 30)];
        home.run_at(&stopped(now), args, "").exits(0)
    };
    let _ = confirm("tablet", &later);
    let _ = confirm("found again", &replacing);
    let listed = home.run_at(&stopped(now), ["totp", "list", &ada, "-o", "jsonl"], "").exits(0).out;
    assert!(listed.contains("tablet") && listed.contains("found again") && listed.lines().count() == 2, "{listed}");
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&later, now))).exits(0);
}

#[test]
fn r_pause_5_a_person_with_no_device_enrolls_during_a_pause_without_a_choice() {
    let now = soon();
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = tfa(&home, now, "pause", &ada, &["--next-login"]).exits(0);
    let key = home.enroll_at(&ada, now);
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_aud_7_a_clock_set_back_revives_no_pause() {
    let now = soon();
    let (home, ada, key) = enrolled(now);
    let _ = tfa(&home, now, "pause", &ada, &["--for", "1h"]).exits(0);
    let until = now + HOUR;
    let _ = home.login_at(&stopped(until + 1), &ada, None).exits(22);
    // Within two minutes the newest event's time counts, for reading as for writing.
    for back in [until - 1, until - 119] {
        let _ = home.login_at(&stopped(back), &ada, None).exits(22);
        assert_eq!(requirement(&home, back, &ada), "required");
        assert_eq!(tfa(&home, back, "extend", &ada, &[]).exits(6).error()["code"], "not_paused");
    }
    let before = home.events().len();
    let refused = home.login_at(&stopped(until - 121), &ada, None).exits(8);
    assert_eq!((refused.error()["code"].as_str(), home.events().len()), (Some("clock_behind"), before));
    assert_eq!(requirement(&home, now, &ada), "required", "reading goes on, at the newest event's time");
    // The owner may accept the clock; what was granted for a time is over then.
    let accept = [&["doctor", "--accept-clock"], WHY.as_slice()].concat();
    let accepted = home.run_at(&stopped(now), accept, "");
    assert!([0, 9].contains(&accepted.code), "{}", accepted.err);
    let _ = home.login_at(&stopped(now), &ada, None).exits(22);
    assert_eq!(requirement(&home, now, &ada), "required");
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_aud_7_accepting_an_earlier_clock_opens_no_code_that_was_spent() {
    let now = soon();
    let (home, ada, key) = enrolled(now);
    let _ = home.login_at(&stopped(now + HOUR), &ada, Some(&code_of(&key, now + HOUR))).exits(0);
    let accepted = home.run_at(&stopped(now), [&["doctor", "--accept-clock"], WHY.as_slice()].concat(), "");
    assert!([0, 9].contains(&accepted.code), "{}", accepted.err);
    // Every step up to the accepted one stays closed, however the clock stands.
    for second in [now - 30, now, now + 30] {
        let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, second))).exits(20);
    }
    let _ = home.login_at(&stopped(now + HOUR), &ada, Some(&code_of(&key, now + HOUR))).exits(20);
    let _ = home.login_at(&stopped(now + HOUR), &ada, Some(&code_of(&key, now + HOUR + 30))).exits(0);
}
