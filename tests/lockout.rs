//! Lockout: what counts, what locks, and that nobody learns from it which names exist.

use crate::common::{self, ADMIN, Home, PASSWORD, Run, code_of, ended, finish, holds, soon, start, stopped};
use serde_json::{Value, json};

const WRONG: &str = "wrong-Horse7battery";
const SINCE: &[&str] = &["--reason", "asked on the phone"];

fn login(home: &Home, clock: &str, username: &str, password: &str, code: Option<&str>) -> Run {
    let args = ["authenticate", username, "--password-stdin"].into_iter();
    let args = args.chain(code.into_iter().flat_map(|code| ["--code", code]));
    home.run_at(clock, args, &format!("{password}\n"))
}

fn unlock(home: &Home, clock: &str, username: &str) {
    let _ = home.run_at(clock, [&["account", "unlock", username], SINCE].concat(), "").exits(0);
}

/// A code of this device that is right at no time near this second.
fn wrong_code(key: &str, second: u64) -> String {
    let near: Vec<String> = (0..7).map(|step| code_of(key, second + step * 30 - 90)).collect();
    (0..10).map(|n| format!("{:06}", 111_111 * n)).find(|code| !near.contains(code)).expect("one of ten")
}

#[test]
fn r_lock_1_the_seventh_denial_is_denied_and_what_follows_is_locked() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    for attempt in 1..=7 {
        // Wrong passwords and wrong codes count into one number (R-LOCK-1).
        let run = match attempt % 2 {
            0 => login(&home, &clock, &ada, WRONG, None),
            _ => login(&home, &clock, &ada, PASSWORD, Some(&wrong_code(&key, now))),
        };
        assert_eq!(run.exits(20).json()["outcome"], "denied", "attempt {attempt}");
    }
    let status = home.run_at(&clock, ["account", "status", &ada], "").exits(0).json();
    assert_eq!((status["locked"].as_bool(), status["failed_attempts"].as_u64()), (Some(true), Some(7)));
    // R-LOCK-3: the right password and code are refused too, are told in the history, and change nothing.
    let before = home.events().len();
    let code = code_of(&key, now);
    for (password, code) in [(PASSWORD, Some(code.as_str())), (PASSWORD, None), (WRONG, None)] {
        let locked = login(&home, &clock, &ada, password, code).exits(21).json();
        assert_eq!((locked["outcome"].as_str(), locked["username"].as_str()), (Some("locked"), Some(ada.as_str())));
    }
    assert_eq!(home.events().len(), before + 3);
    assert_eq!(home.run_at(&clock, ["account", "status", &ada], "").exits(0).json(), status);
    // R-LOCK-2: an operator unlocks; the code was not spent meanwhile.
    let _ = home.run_at(&clock, ["account", "unlock", &ada], "").exits(2);
    unlock(&home, &clock, &ada);
    let event = home.events().remove(0);
    assert_eq!((event["action"].as_str(), event["reason"].as_str()), (Some("account.unlock"), Some(SINCE[1])));
    assert!(event["actor"].as_str().is_some_and(|actor| actor.starts_with("os:")), "R-LOCK-5: who");
    let _ = login(&home, &clock, &ada, PASSWORD, Some(&code)).exits(0);
}

#[test]
fn r_lock_1_every_client_counts_into_the_same_number_and_is_locked_by_it() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let from = |client: &str| {
        let args = ["authenticate", &ada, "--password-stdin", "--client", client, "--source", "192.0.2.7"];
        home.run_with(args, &format!("{WRONG}\n"))
    };
    for client in ["desktop", "tablet", "mobile", "outlook", "desktop", "tablet", "mobile"] {
        let _ = from(client).exits(20);
    }
    for client in ["desktop", "tablet", "mobile", "outlook"] {
        let _ = from(client).exits(21);
    }
    assert_eq!(home.failed(&ada), 7);
}

#[test]
fn r_lock_2_a_lock_by_denials_holds_on_every_client_until_an_operator_unlocks() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "api"]).exits(0);
    let now = soon();
    for _ in 0..7 {
        let _ = login(&home, &stopped(now), &ada, WRONG, None).exits(20);
    }
    let later = stopped(now + 400 * 86_400);
    let from = |client: &str| {
        let args = ["authenticate", &ada, "--password-stdin", "--client", client];
        home.run_at(&later, args, &format!("{PASSWORD}\n"))
    };
    for client in ["desktop", "tablet", "mobile", "outlook"] {
        let _ = from(client).exits(21);
    }
    unlock(&home, &later, &ada);
    for client in ["desktop", "mobile"] {
        let _ = from(client).exits(0);
    }
}

#[test]
fn r_lock_1_the_threshold_is_the_policys_and_a_grant_begins_anew() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "api"]).exits(0);
    let _ = home.run(["policy", "set", "lockout.threshold=3", "--reason", "audit"]).exits(0);
    let clock = stopped(soon());
    for _ in 0..2 {
        let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    }
    let _ = login(&home, &clock, &ada, PASSWORD, None).exits(0);
    for exit in [20, 20, 20, 21] {
        let _ = login(&home, &clock, &ada, WRONG, None).exits(exit);
    }
}

#[test]
fn r_lock_5_an_unlock_sets_the_count_back_also_before_it_has_locked() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let clock = stopped(soon());
    for _ in 0..6 {
        let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    }
    unlock(&home, &clock, &ada);
    let event = home.events().remove(0);
    assert_eq!(event["details"]["changed"]["failed_attempts"]["before"], 6);
    for _ in 0..6 {
        let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    }
    let _ = login(&home, &clock, &ada, PASSWORD, None).exits(23);
}

/// Everything that an answer tells, but for the name, which is told as it was typed.
fn told(run: Run, name: &str) -> (i32, String, String) {
    (run.code, run.out.replace(name, "NAME"), run.err.replace(name, "NAME"))
}

#[test]
fn r_lock_6_and_7_an_unknown_name_behaves_as_every_other_denial_to_the_end() {
    let home = Home::with_tenant();
    let (ada, gone) = (home.resource("ada"), home.resource("gone"));
    let bare = "bare@acme.example";
    let args = ["resource", "create", bare, "--email", "bare@mail.example", "--no-setup"];
    let created = home.run(args);
    if created.code != 0 {
        let _ = home.run(&args[..5]).exits(0);
    }
    let _ = home.run(["resource", "deactivate", &gone, "--reason", "left", "--yes"]).exits(0);
    let ways: [(&str, &str); 6] = [
        (&ada, WRONG),
        ("nobody@acme.example", PASSWORD),
        (bare, PASSWORD),
        (&gone, PASSWORD),
        ("someone@elsewhere.example", WRONG),
        ("Not a name at all!", WRONG),
    ];
    for format in ["json", "table", "plain", "jsonl", "csv"] {
        let home = home.copy();
        for attempt in 1..=9 {
            let mut answers = ways.iter().map(|(name, password)| {
                let args = ["authenticate", name, "--password-stdin", "--code", "123456", "-o", format];
                let run = home.run_with(args, &format!("{password}\n"));
                (run, *name)
            });
            let (first, name) = answers.next().expect("an answer");
            let first = told(first, name);
            assert_eq!(first.0, if attempt <= 7 { 20 } else { 21 }, "attempt {attempt}: {first:?}");
            for (answer, name) in answers {
                let answer = told(answer, name);
                assert_eq!(answer, first, "{name}, attempt {attempt}, {format}");
            }
            if format != "json" && attempt == 1 {
                break;
            }
        }
    }
}

#[test]
fn r_lock_6_the_history_names_an_unknown_login_by_a_keyed_hash_alone() {
    let home = Home::with_tenant();
    for typed in ["hunter2@acme.example", "S3cret-typed-as-name"] {
        let _ = home.run_with(["authenticate", typed, "--password-stdin"], "x\n").exits(20);
    }
    let kept = [home.bytes(), home.run(["audit", "log", "-o", "jsonl"]).exits(0).out.into_bytes()].concat();
    assert!(!holds(&kept, "hunter2") && !holds(&kept, "S3cret"));
    let events = home.events();
    let newest = &events[0];
    assert_eq!((newest["target"].as_str(), newest["outcome"].as_str()), (None, Some("denied")));
    assert!(newest["details"]["name_hash"].as_str().is_some_and(|hash| hash.len() == 64));
    assert_ne!(newest["details"]["name_hash"], events[1]["details"]["name_hash"]);
}

#[test]
fn r_lock_6_no_denial_is_answered_without_the_work_of_the_others() {
    let home = Home::with_tenant();
    // Costly enough to stand out from what else a machine is doing meanwhile.
    let _ = home.run(["policy", "set", "password.argon2=m=98304,t=2,p=1", "--reason", "measured"]).exits(0);
    // Nobody keeps a hash of the cheaper kind.
    let _ = home.run_with(["password", "set", ADMIN, "--password-stdin"], "another-Horse8battery\n").exits(0);
    let (ada, gone) = (home.resource("ada"), home.resource("gone"));
    let _ = home.run(["resource", "create", "bare@acme.example", "--email", "bare@mail.example"]).exits(0);
    let _ = home.run(["resource", "deactivate", &gone, "--reason", "left", "--yes"]).exits(0);
    let ways: [(&str, &str); 4] =
        [(&ada, WRONG), ("nobody@acme.example", WRONG), ("bare@acme.example", PASSWORD), (&gone, PASSWORD)];
    let least = quickest(&home, &ways);
    let (first, last) = (least.iter().min().expect("four"), least.iter().max().expect("four"));
    assert!(*last < first * 3, "{least:?} ms");
}

#[test]
fn r_lock_6_an_unknown_name_takes_no_longer_once_the_policy_asks_for_costlier_hashes() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["policy", "set", "password.argon2=m=262144,t=3,p=1", "--reason", "raised"]).exits(0);
    let least = quickest(&home, &[(&ada, WRONG), ("nobody@acme.example", WRONG), ("somebody", WRONG)]);
    let (first, last) = (least.iter().min().expect("three"), least.iter().max().expect("three"));
    assert!(*last < first * 4, "{least:?} ms");
}

/// The least time, of four tries each, that these denials take, in milliseconds.
fn quickest(home: &Home, ways: &[(&str, &str)]) -> Vec<u64> {
    let mut least = vec![u64::MAX; ways.len()];
    for _ in 0..4 {
        for (least, (name, password)) in least.iter_mut().zip(ways) {
            let begun = common::millis();
            let _ = home.run_with(["authenticate", name, "--password-stdin"], &format!("{password}\n")).exits(20);
            *least = (*least).min(common::millis() - begun);
        }
    }
    least
}

#[test]
fn r_lock_7_the_spellings_of_an_unknown_name_share_one_count_as_those_of_a_known_one() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    for name in ["ada", "nobody"] {
        let wide: String = name.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("a letter")).collect();
        let spellings = [
            name.to_owned(),
            name.to_uppercase(),
            wide,
            format!("{name}@acme.example"),
            format!("{name}@ACME.example"),
            format!("{name}@acme.example"),
            name.to_owned(),
        ];
        for (attempt, typed) in spellings.iter().enumerate() {
            let _ = home.run_with(["authenticate", typed, "--password-stdin"], &format!("{WRONG}\n")).exits(20).code;
            assert!(attempt < 7);
        }
        for typed in &spellings {
            let _ = home.run_with(["authenticate", typed, "--password-stdin"], &format!("{WRONG}\n")).exits(21);
        }
    }
}

#[test]
fn r_lock_7_an_unknown_name_is_forgotten_after_a_day_and_a_known_one_is_not() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let (unknown, now) = ("nobody@acme.example", soon());
    for name in [unknown, &ada] {
        for _ in 0..7 {
            let _ = login(&home, &stopped(now), name, WRONG, None).exits(20);
        }
        let _ = login(&home, &stopped(now), name, WRONG, None).exits(21);
    }
    let day = 24 * 3600;
    let _ = login(&home.copy(), &stopped(now + day - 1), unknown, WRONG, None).exits(21);
    let later = home.copy();
    for exit in [20, 20, 20, 20, 20, 20, 20, 21] {
        let _ = login(&later, &stopped(now + day), unknown, WRONG, None).exits(exit);
    }
    let _ = login(&later, &stopped(now + day + 3600), &ada, PASSWORD, None).exits(21);
}

#[test]
fn r_lock_5_a_lock_by_hand_holds_to_its_expiry_and_keeps_who_and_why() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now - 60);
    let until = now + 7200;
    let until_text = stopped(until);
    let lock = ["account", "lock", &ada, "--until", &until_text, "--reason", "on leave"];
    let locked = home.run_at(&stopped(now), lock, "").exits(0).json();
    assert_eq!((locked["locked"].as_bool(), locked["reason"].as_str()), (Some(true), Some("on leave")));
    assert_eq!(common::second_of(&locked["locked_until"]), until);
    let try_at = |second: u64| login(&home.copy(), &stopped(second), &ada, PASSWORD, Some(&code_of(&key, second)));
    let _ = try_at(now).exits(21);
    let _ = try_at(until - 1).exits(21);
    let _ = try_at(until).exits(0);
    let _ = try_at(until + 1).exits(0);
    // Once it has expired and this was seen, a clock set back does not bring it back, nor does it open anything.
    let copy = home.copy();
    let _ = login(&copy, &stopped(until + 1), &ada, PASSWORD, None).exits(22);
    let _ = login(&copy, &stopped(until - 60), &ada, PASSWORD, None).exits(22);
    // For good, until an operator unlocks.
    let copy = home.copy();
    let _ = copy.run_at(&stopped(now), ["account", "lock", &ada, "--reason", "stolen"], "").exits(0);
    let _ = login(&copy, &stopped(now + 400 * 24 * 3600), &ada, PASSWORD, None).exits(21);
    let past = ["account", "lock", &ada, "--until", &stopped(now - 1), "--reason", "late"];
    let _ = home.run_at(&stopped(now), past, "").exits(7);
    unlock(&home, &stopped(now), &ada);
    let _ = login(&home, &stopped(now), &ada, PASSWORD, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_lock_5_a_lock_by_hand_keeps_the_count_and_an_unlock_clears_both() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let clock = stopped(soon());
    for _ in 0..7 {
        let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    }
    // The expiry of a lock by hand must not open what failures have locked.
    let until = soon() + 60;
    let lock = ["account", "lock", &ada, "--until", &stopped(until), "--reason", "watched"];
    let _ = home.run_at(&clock, lock, "").exits(0);
    let _ = login(&home.copy(), &stopped(until + 60), &ada, PASSWORD, None).exits(21);
    unlock(&home, &clock, &ada);
    let _ = login(&home, &clock, &ada, PASSWORD, None).exits(23);
}

#[test]
fn r_totp_3_of_64_processes_with_the_same_right_code_one_is_granted() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    let attempts = vec![(PASSWORD.to_owned(), Some(code_of(&key, now))); 64];
    let runs = home.race(&clock, &ada, &attempts);
    assert_eq!((ended(&runs, 0), ended(&runs, 20)), (1, 63));
    assert_eq!(home.failed(&ada), 0);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_lock_4_of_64_parallel_wrong_codes_seven_are_evaluated() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    let before = home.events().len();
    let attempts = vec![(PASSWORD.to_owned(), Some(wrong_code(&key, now))); 64];
    let runs = home.race(&clock, &ada, &attempts);
    assert_eq!((ended(&runs, 20), ended(&runs, 21), ended(&runs, 8)), (7, 57, 0));
    assert_eq!(home.failed(&ada), 7);
    assert_eq!(home.events().len(), before + 64, "each of them is told in the history");
}

#[test]
fn r_lock_4_of_40_parallel_logins_on_an_unknown_name_seven_are_denied() {
    let home = Home::with_tenant();
    let attempts = vec![(WRONG.to_owned(), None); 40];
    let runs = home.race(&stopped(soon()), "nobody@acme.example", &attempts);
    assert_eq!((ended(&runs, 20), ended(&runs, 21)), (7, 33));
}

#[test]
fn r_lock_4_a_right_code_among_wrong_ones_is_granted_only_before_the_lock() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    let mut attempts = vec![(PASSWORD.to_owned(), Some(wrong_code(&key, now))); 23];
    attempts.push((PASSWORD.to_owned(), Some(code_of(&key, now))));
    let runs = home.race(&clock, &ada, &attempts);
    let (granted, denied, locked) = (ended(&runs, 0), ended(&runs, 20), ended(&runs, 21));
    assert_eq!(granted + denied + locked, 24);
    // Either the right one came in time, and up to seven wrong ones followed it, or it met the lock.
    assert!(granted == 1 && (7..=13).contains(&denied) || granted == 0 && denied == 7, "{granted} {denied} {locked}");
}

/// So many denials of one wrong code, all at once.
fn fail_at_once(home: &Home, clock: &str, username: &str, wrong: &str, times: usize) {
    let attempts = vec![(PASSWORD.to_owned(), Some(wrong.to_owned())); times];
    assert_eq!(ended(&home.race(clock, username, &attempts), 20), times);
}

#[test]
fn r_lock_10_a_hundred_failures_in_a_row_disable_a_factor_whatever_unlocks_in_between() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let (clock, key) = (stopped(now), home.enroll_at(&ada, now));
    let wrong = wrong_code(&key, now);
    // An enrollment begun before must not become a way around the reset afterwards.
    let pending = home.run_at(&clock, ["totp", "enroll", &ada, "--show-key", "--label", "other"], "").exits(0).json();
    let pending = pending["key"].as_str().expect("a key").to_owned();
    let state = || home.run_at(&clock, ["totp", "list", &ada, "-o", "jsonl"], "").exits(0).out;
    // An accepted code begins the hundred again.
    fail_at_once(&home, &clock, &ada, &wrong, 3);
    let _ = login(&home, &clock, &ada, PASSWORD, Some(&code_of(&key, now))).exits(0);
    for _ in 0..16 {
        fail_at_once(&home, &clock, &ada, &wrong, 6);
        unlock(&home, &clock, &ada);
    }
    fail_at_once(&home, &clock, &ada, &wrong, 3);
    assert!(!state().contains("disabled"), "99 do not: {}", state());
    fail_at_once(&home, &clock, &ada, &wrong, 1);
    assert!(state().contains("disabled"), "{}", state());
    unlock(&home, &clock, &ada);
    let _ = login(&home, &clock, &ada, PASSWORD, Some(&code_of(&key, now))).exits(20);
    let _ = login(&home, &clock, &ada, PASSWORD, None).exits(22);
    let says =
        format!("the device \"authenticator\" of {ada} was disabled by 100 failures in a row; nothing was changed");
    let refused = |args: &[&str]| {
        let error = home.run_at(&clock, args, "").exits(6).error();
        assert_eq!(error["code"], "factor_state", "{args:?}");
        assert_eq!(error["message"], says.as_str(), "{args:?}");
    };
    refused(&["totp", "enroll", &ada, "--show-key"]);
    refused(&["totp", "enroll", &ada, "--show-key", "--replace"]);
    refused(&["totp", "enroll", &ada, "--show-key", "--keep"]);
    refused(&["totp", "confirm", &ada, "other", &code_of(&pending, now)]);
    refused(&["totp", "remove", &ada, "authenticator"]);
    let _ = home.run_at(&clock, ["2fa", "reset", &ada, "--reason", "checked", "--yes"], "").exits(0);
    let _ = login(&home, &clock, &ada, PASSWORD, None).exits(23);
    let key = home.enroll_at(&ada, now);
    let _ = login(&home, &clock, &ada, PASSWORD, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_totp_2_a_wrong_password_of_a_self_enrollment_counts_and_is_told_also_when_locked() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let enroll = |password: &str| {
        let args = ["totp", "enroll", &ada, "--self", "--password-stdin", "--show-key"];
        finish(start(home.command(args), &format!("{password}\n")))
    };
    for _ in 0..7 {
        let _ = enroll(WRONG).exits(20);
    }
    assert_eq!(home.failed(&ada), 7);
    let before = home.events().len();
    let _ = enroll(PASSWORD).exits(21);
    let events = home.events();
    assert_eq!(events.len(), before + 1, "R-LOCK-3: attempts are audited");
    assert_eq!((events[0]["action"].as_str(), events[0]["outcome"].as_str()), (Some("authenticate"), Some("refused")));
}

#[test]
fn r_aud_1_logins_that_are_killed_leave_count_and_history_in_step() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["policy", "set", "lockout.threshold=20", "--reason", "test"]).exits(0);
    let begun: Vec<_> = (0..16)
        .map(|n| {
            let child = start(home.login_command(&ada, Some("000000")), &format!("{WRONG}\n"));
            (child, std::time::Duration::from_millis(n * 6))
        })
        .collect();
    for (mut child, after) in begun {
        std::thread::sleep(after / 4);
        // One that has ended already cannot be killed any more.
        let _ = child.kill();
        let _ = child.wait();
    }
    let denied = home.events().iter().filter(|event| event["outcome"] == "denied").count();
    assert_eq!(home.failed(&ada), denied as u64);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_lock_7_a_spelling_that_can_name_nobody_never_counts_for_one_that_can() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for name in [ada.as_str(), "zed@acme.example"] {
        for _ in 0..7 {
            let _ = home.login(&format!("{name}\u{200b}"), None).exits(20);
        }
    }
    let known = home.run_with(["authenticate", &ada, "--password-stdin"], "wrong-Horse7battery\n");
    let unknown = home.run_with(["authenticate", "zed@acme.example", "--password-stdin"], "wrong-Horse7battery\n");
    assert_eq!((known.code, unknown.code), (20, 20));
}

/// A tenant that requires sign-in, with the administrator [`ADMIN`] and the helpdesk `hilda` signed in, and `ada` with a device.
fn desks(home: &Home) -> (common::Desk<'_>, common::Desk<'_>, String) {
    let key = home.enroll(ADMIN);
    let (hilda, hildas) = home.operator("hilda", "helpdesk");
    let ada = home.verified("ada");
    let _ = home.enroll(&ada);
    home.require_sign_in();
    (home.sign_in(ADMIN, &key), home.sign_in(&hilda, &hildas), ada)
}

/// Everything by which somebody might lift a lock of `ada`.
fn lifts(ada: &str) -> [Vec<&str>; 4] {
    [
        vec!["account", "unlock", ada, "--reason=x"],
        vec!["account", "recover", ada, "--unlock", "--yes", "--reason=x"],
        vec!["account", "unlock", "--where=locked", "--yes", "--reason=x"],
        vec!["account", "lock", ada, "--until=2098-01-01T00:00:00Z", "--reason=x"],
    ]
}

#[track_caller]
fn too_high(run: Run) {
    let run = run.exits(5);
    assert!(run.err.contains("higher_level") || run.out.contains("higher_level"), "{}{}", run.out, run.err);
}

#[test]
fn r_lock_5_a_lock_that_somebody_of_a_higher_level_set_is_lifted_by_that_level_only() {
    let home = Home::with_tenant();
    let (root, hilda, ada) = desks(&home);
    let _ = root.run(["account", "lock", &ada, "--until=2099-01-01T00:00:00Z", "--reason=theft"]).exits(0);
    for args in lifts(&ada) {
        too_high(hilda.run(&args));
    }
    let refused = hilda.run(&lifts(&ada)[0]).exits(5).error();
    assert!(refused["message"].as_str().is_some_and(|told| told.contains(ADMIN)), "{refused}");
    // What is offered to her is what she may do, and behind the lock no way in without a device.
    let why = hilda.run(["why", &ada]).exits(0).json();
    assert_eq!((&why["causes"][0]["helps"], &why["causes"][0]["ask"]), (&json!([]), &json!("ask an administrator")));
    assert_eq!((&why["without_device"], &why["without_device_ask"]), (&json!([]), &Value::Null));
    // A longer lock in its place lifts nothing: the other one holds beneath it.
    let longer = home.copy();
    let answer = longer.desk("hilda@acme.example").run(["account", "lock", &ada, "--reason=x"]).exits(0).json();
    assert_eq!((&answer["locked_by"], &answer["replaced"]["locked_by"]), (&json!("hilda@acme.example"), &json!(ADMIN)));
    for args in lifts(&ada) {
        too_high(longer.desk("hilda@acme.example").run(&args));
    }
    let told = longer.desk("hilda@acme.example").run(["why", &ada, "-o", "table"]).exits(0).out;
    assert!(told.contains(&format!("before that {ADMIN} locked it until")) && told.contains("theft"), "{told}");
    let lifted = longer.desk(ADMIN).run(&lifts(&ada)[0]).exits(0).json();
    let by: Vec<_> = lifted["lifted"].as_array().expect("locks").iter().map(|lock| lock["locked_by"].clone()).collect();
    assert_eq!(by, [json!("hilda@acme.example"), json!(ADMIN)]);
    // Whoever set it, or stands as high, lifts it; what a helpdesk set both of them lift.
    for args in lifts(&ada) {
        let _ = home.copy().desk(ADMIN).run(&args).exits(0);
    }
    let _ = root.run(&lifts(&ada)[0]).exits(0);
    let _ = hilda.run(["account", "lock", &ada, "--reason=x"]).exits(0);
    for name in [ADMIN, "hilda@acme.example"] {
        let _ = home.copy().desk(name).run(&lifts(&ada)[0]).exits(0);
    }
}

#[test]
fn r_lock_5_a_lock_beneath_a_longer_one_holds_to_its_own_end_and_no_longer() {
    let home = Home::with_tenant();
    let (root, hilda, ada) = desks(&home);
    let end = format!("--until={}", stopped(soon() + 3600));
    let _ = root.run(["account", "lock", &ada, &end, "--reason=theft"]).exits(0);
    let _ = hilda.run(["account", "lock", &ada, "--reason=x"]).exits(0);
    too_high(hilda.run(&lifts(&ada)[0]));
    let lifted = hilda.run_at("+2h", &lifts(&ada)[0]).exits(0).json();
    assert_eq!(lifted["lifted"].as_array().map(Vec::len), Some(1));
}

#[test]
fn r_lock_5_the_level_counts_that_the_setter_had_and_the_owner_stands_above_all() {
    let home = Home::with_tenant();
    let (second, seconds) = home.operator("second", "admin");
    let bob = home.resource("bob");
    let _ = home.run(["account", "lock", &bob, "--reason=watched"]).exits(0);
    let (root, hilda, ada) = desks(&home);
    let _ = home.sign_in(&second, &seconds).run(["account", "lock", &ada, "--reason=theft"]).exits(0);
    let _ = root.run(["level", "revoke", &second, "--reason=x"]).exits(0);
    too_high(hilda.run(&lifts(&ada)[0]));
    let _ = root.run(&lifts(&ada)[0]).exits(0);
    for desk in [&root, &hilda] {
        let refused = desk.run(["account", "unlock", &bob, "--reason=x"]).exits(5).error();
        assert_eq!(refused["code"], "higher_level");
        let others = refused["notes"].to_string();
        assert!(others.contains("account unlock bob@acme.example") && others.contains("--break-glass"), "{refused}");
    }
    let _ = home.run(["account", "unlock", &bob, "--break-glass", "--reason=x"]).exits(0);
}

#[test]
fn r_lock_5_an_unlock_names_the_lock_that_it_lifted_whose_since_when_and_why() {
    let home = Home::with_tenant();
    let (root, hilda, ada) = desks(&home);
    let _ = hilda.run(["account", "lock", &ada, "--until=2099-01-01T00:00:00Z", "--reason=theft"]).exits(0);
    let at = home.copy().desk(ADMIN).run(["account", "status", &ada]).exits(0).json()["locked_at"].clone();
    let expected = json!([{"locked_by": "hilda@acme.example", "locked_at": at, "locked_until": "2099-01-01T00:00:00.000Z", "reason": "theft"}]);
    let named = |text: &str| {
        ["the lock by hilda@acme.example since ", ", until 2099-01-01", ": theft"]
            .iter()
            .all(|part| text.contains(part))
    };
    let one = home.copy();
    let unlocked = one.desk(ADMIN).run(["account", "unlock", &ada, "--reason=found"]).exits(0).json();
    assert_eq!((&unlocked["locked"], &unlocked["lifted"]), (&json!(false), &expected));
    let event = one.desk(ADMIN).run(["audit", "log", "--limit=1"]).exits(0).json()["items"][0].clone();
    assert_eq!(event["details"]["lifted"], expected);
    let text = home.copy().desk(ADMIN).run(["account", "unlock", &ada, "--reason=found", "-o", "table"]).exits(0).out;
    assert!(named(&text), "{text}");
    let recover = ["account", "recover", &ada, "--unlock", "--yes", "--reason=found"];
    let recovered = home.copy().desk(ADMIN).run(recover).exits(0).json();
    assert_eq!(recovered["lifted"], expected);
    let text = home.copy().desk(ADMIN).run([&recover[..], &["-o", "table"]].concat()).exits(0).out;
    assert!(named(&text), "{text}");
    // Of many, each line; before it, how many there are and who is spoken with.
    let many = home.copy();
    let done = many.desk(ADMIN).run(["account", "unlock", "--where=locked", "--yes", "--reason=found"]).exits(0);
    let line = &done.json()["items"][0];
    assert!(line["message"].as_str().is_some_and(named), "{line}");
    assert!(done.err.contains("1 of them is locked by hand.") && done.err.contains("operator: hilda@"), "{}", done.err);
    // What failed logins locked was nobody's.
    let _ = root.run(["account", "unlock", &ada, "--reason=x"]).exits(0);
    for _ in 0..7 {
        let _ = home.login(&ada, Some("000000")).exits(20);
    }
    let unlocked = root.run(["account", "unlock", &ada, "--reason=x"]).exits(0).json();
    assert_eq!(unlocked["lifted"], json!([]));
}

#[test]
fn of_an_hour_that_comes_twice_the_earlier_one_is_meant() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for (typed, utc) in [
        ("2027-10-31 02:30", "2027-10-31T00:30:00.000Z"),
        ("2027-10-31T02:30+01:00", "2027-10-31T01:30:00.000Z"),
        ("2027-10-31 03:30", "2027-10-31T02:30:00.000Z"),
    ] {
        let mut lock = home.command(["account", "lock", &ada, "--until", typed, "--reason", "x"]);
        lock.env("TZ", "Europe/Berlin");
        let _ = finish(start(lock, "")).exits(0);
        assert!(home.events()[0]["details"].to_string().contains(utc), "{typed}: {}", home.events()[0]["details"]);
        unlock(&home, "+0s", &ada);
    }
    let mut lock = home.command(["account", "lock", &ada, "--until", "2027-03-28 02:30", "--reason", "x"]);
    lock.env("TZ", "Europe/Berlin");
    let _ = finish(start(lock, "")).exits(2);
}
