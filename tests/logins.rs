//! Logins: which codes and passwords open one, and what each license asks for.

use crate::common::{self, ADMIN, Home, PASSWORD, Run, code_of, finish, soon, start, stopped};

const WRONG: &str = "wrong-Horse7battery";

/// A login under a clock, with a password of the test's own.
fn login(home: &Home, clock: &str, username: &str, password: &str, code: Option<&str>) -> Run {
    let args = ["authenticate", username, "--password-stdin"].into_iter();
    let args = args.chain(code.into_iter().flat_map(|code| ["--code", code]));
    home.run_at(clock, args, &format!("{password}\n"))
}

/// A code of this device that is right at no time near this second.
fn wrong_code(key: &str, second: u64) -> String {
    let near: Vec<String> = (0..7).map(|step| code_of(key, second + step * 30 - 90)).collect();
    (0..10).map(|n| format!("{:06}", 111_111 * n)).find(|code| !near.contains(code)).expect("one of ten")
}

#[test]
fn r_totp_3_a_code_is_accepted_one_step_to_either_side_and_no_further() {
    let home = Home::with_tenant();
    let now = soon();
    let clock = stopped(now);
    let steps = [("minus2", -60, 20), ("minus1", -30, 0), ("zero", 0, 0), ("plus1", 30, 0), ("plus2", 60, 20)];
    let usernames = steps.map(|(name, _, _)| home.resource(name));
    // Confirmed so early that none of the five steps is spent by it.
    let keys = usernames.each_ref().map(|username| home.enroll_at(username, now - 110));
    for (((name, offset, exit), username), key) in steps.iter().zip(&usernames).zip(&keys) {
        let code = code_of(key, now.checked_add_signed(*offset).expect("a time"));
        let run = home.login_at(&clock, username, Some(&code)).exits(*exit).json();
        assert_eq!(run["method"].as_str(), (*exit == 0).then_some("totp"), "{name}");
        let count = home.run_at(&clock, ["account", "status", username], "").exits(0).json();
        assert_eq!(count["failed_attempts"], u64::from(*exit == 20), "{name}");
    }
}

#[test]
fn r_totp_3_a_step_before_the_last_accepted_one_is_refused_and_the_next_is_not() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now - 110);
    let clock = stopped(now);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(0);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now - 30))).exits(20);
    assert_eq!(home.failed(&ada), 1, "an older step is no repetition: it counts");
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now + 30))).exits(0);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(20);
    assert_eq!(home.failed(&ada), 1);
}

#[test]
fn r_totp_3_the_code_that_confirmed_the_enrollment_does_not_log_in() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now);
    let confirming = code_of(&key, now - 30);
    let _ = home.login_at(&stopped(now), &ada, Some(&confirming)).exits(20);
    let _ = home.run_at(&stopped(now), ["totp", "confirm", &ada, &confirming], "").exits(0);
    let _ = home.login_at(&stopped(now), &ada, Some(&confirming)).exits(20);
}

#[test]
fn r_totp_3_a_used_code_never_logs_in_again_however_it_is_typed() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now);
    let code = code_of(&key, now);
    let (left, right) = code.split_at(3);
    let wide: String = code.chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("a digit")).collect();
    let spellings =
        [code.clone(), format!("{left} {right}"), format!("{left}-{right}"), wide, format!("  {left}\u{2009}{right} ")];
    // Each of them is read at all: on a copy where the code is still free it opens the login.
    for typed in &spellings {
        let _ = home.copy().login_at(&stopped(now), &ada, Some(typed)).exits(0);
    }
    let _ = home.login_at(&stopped(now), &ada, Some(&code)).exits(0);
    for typed in &spellings {
        let _ = home.login_at(&stopped(now), &ada, Some(typed)).exits(20);
        let _ = home.login_at(&stopped(now + 29), &ada, Some(typed)).exits(20);
    }
    assert_eq!(home.failed(&ada), 0, "R-LOCK-8: a repetition is not counted");
}

#[test]
fn r_aud_7_a_clock_that_went_back_revives_no_code() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now - 90);
    let _ = home.login_at(&stopped(now), &ada, Some(&code_of(&key, now))).exits(0);
    // Within two minutes the time of the newest event counts, so that no step of the clock's own time is open again.
    for second in [now, now - 30, now - 60, now - 90] {
        let _ = home.login_at(&stopped(now - 60), &ada, Some(&code_of(&key, second))).exits(20);
    }
    let before = (home.events().len(), home.run(["resource", "show", &ada]).exits(0).out);
    let refused = home.login_at(&stopped(now - 600), &ada, Some(&code_of(&key, now - 600))).exits(8);
    assert_eq!((refused.error()["code"].as_str(), refused.out.as_str()), (Some("clock_behind"), ""));
    let refused = home.login_at(&stopped(now - 121), &ada, Some(&code_of(&key, now - 600))).exits(8);
    assert_eq!(refused.error()["code"], "clock_behind");
    assert_eq!((home.events().len(), home.run(["resource", "show", &ada]).exits(0).out), before);
}

#[test]
fn password_and_code_come_as_two_lines_with_any_line_end() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now - 60);
    let args = ["authenticate", &ada, "--password-stdin", "--code-stdin"];
    for (end, last) in [("\n", "\n"), ("\r\n", "\r\n"), ("\n", ""), ("\r\n", "")] {
        let input = format!("{PASSWORD}{end}{}{last}", code_of(&key, now));
        let _ = home.copy().run_at(&stopped(now), args, &input).exits(0);
    }
    let copy = home.copy();
    let missing = copy.run_at(&stopped(now), args, &format!("{PASSWORD}\n")).exits(2);
    assert!(missing.error()["message"].as_str().is_some_and(|text| text.contains("--code-stdin")));
    let _ = copy.run_at(&stopped(now), args, "").exits(2);
    let _ = copy.run_at(&stopped(now), args, &format!("{PASSWORD}\n\n")).exits(22);
    assert_eq!(copy.failed(&ada), 0, "an empty code is none; a missing line is nobody's attempt");
    // Only the line end is cut: a blank before it belongs to the password.
    let _ = copy.run_at(&stopped(now), args, &format!("{PASSWORD} \n{}\n", code_of(&key, now))).exits(20);
}

#[test]
fn r_res_1_every_spelling_of_a_name_is_the_same_account() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let id = home.run(["resource", "show", &ada]).exits(0).json()["id"].as_str().expect("an id").to_owned();
    let wide: String = "ada".chars().map(|c| char::from_u32(c as u32 + 0xFEE0).expect("a letter")).collect();
    let spellings =
        ["ada".to_owned(), "ADA@ACME.EXAMPLE".into(), "ada@mail.example".into(), id.clone(), wide, id.to_uppercase()];
    let now = soon();
    for (before, typed) in spellings.iter().enumerate() {
        let _ = login(&home, &stopped(now), typed, WRONG, None).exits(20);
        assert_eq!(home.failed(&ada), before as u64 + 1, "{typed}");
    }
    let _ = login(&home, &stopped(now), "Ada@Mail.Example", WRONG, None).exits(20);
    for typed in spellings {
        let _ = login(&home, &stopped(now), &typed, PASSWORD, None).exits(21);
    }
}

#[test]
fn r_login_2_only_a_granted_login_sets_the_count_back_and_spends_a_code() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let clock = stopped(now);
    let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    let _ = home.login_at(&clock, &ada, None).exits(23);
    assert_eq!(home.failed(&ada), 1, "enrollment_required leaves the count");
    let key = home.enroll_at(&ada, now);
    let _ = home.login_at(&clock, &ada, None).exits(22);
    assert_eq!(home.failed(&ada), 1, "code_required leaves the count");
    let code = code_of(&key, now);
    let _ = login(&home, &clock, &ada, WRONG, Some(&code)).exits(20);
    assert_eq!(home.failed(&ada), 2);
    let _ = home.login_at(&clock, &ada, Some(&code)).exits(0);
    assert_eq!(home.failed(&ada), 0, "the code survived the wrong password, and the grant set the count back");
}

#[test]
fn r_lock_8_the_repetition_of_an_accepted_code_counts_only_with_a_wrong_password() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now);
    let (clock, code) = (stopped(now), code_of(&key, now));
    let _ = home.login_at(&clock, &ada, Some(&code)).exits(0);
    for _ in 0..9 {
        let _ = home.login_at(&clock, &ada, Some(&code)).exits(20);
    }
    assert_eq!(home.failed(&ada), 0);
    let _ = login(&home, &clock, &ada, WRONG, Some(&code)).exits(20);
    assert_eq!(home.failed(&ada), 1);
    let _ = home.login_at(&clock, &ada, Some(&code)).exits(20);
    assert_eq!(home.failed(&ada), 1, "a repetition is denied; it does not set the count back either");
}

#[test]
fn r_lock_9_the_right_password_with_a_wrong_code_counts_on() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now);
    let (clock, wrong) = (stopped(now), wrong_code(&key, now));
    let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    for failed in [2, 3, 4, 5, 6, 7] {
        let _ = home.login_at(&clock, &ada, Some(&wrong)).exits(20);
        assert_eq!(home.failed(&ada), failed);
    }
    let _ = home.login_at(&clock, &ada, Some(&code_of(&key, now))).exits(21);
}

#[test]
fn r_res_4_a_deactivated_resource_is_denied_and_comes_back_as_it_was() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now);
    let (clock, code) = (stopped(now), code_of(&key, now));
    let _ = home.run_at(&clock, ["resource", "deactivate", &ada, "--reason", "left", "--yes"], "").exits(0);
    let denied = home.login_at(&clock, &ada, Some(&code)).exits(20).json();
    assert_eq!(denied["message_code"], "denied");
    assert_eq!(home.failed(&ada), 1, "R-LOGIN-1: denied and counted");
    let _ = home.run_at(&clock, ["resource", "activate", &ada], "").exits(0);
    let _ = home.login_at(&clock, &ada, Some(&code)).exits(0);
}

#[test]
fn r_res_3_the_license_decides_what_a_login_asks_for() {
    let home = Home::with_tenant();
    let now = soon();
    let clock = stopped(now);
    let under = |name: &str, license: &str| {
        let username = home.resource(name);
        let _ = home.run(["resource", "edit", &username, "--license", license]).exits(0);
        username
    };
    let (api, board, managed) = (under("robot", "api"), under("board", "dashboard"), under("theirs", "co-managed"));

    assert_eq!(home.login_at(&clock, &api, None).exits(0).json()["method"], "not_required");
    let refused = home.run_at(&clock, ["totp", "enroll", &api, "--show-key"], "").exits(6);
    assert_eq!(refused.error()["code"], "license_forbids");
    let _ = home.run_at(&clock, ["2fa", "pause", &api, "--next-login", "--reason", "x"], "").exits(6);

    assert_eq!(home.login_at(&clock, &board, None).exits(0).json()["method"], "not_required");
    let pending = home.run_at(&clock, ["totp", "enroll", &board, "--show-key"], "").exits(0).json();
    assert_eq!(home.login_at(&clock, &board, None).exits(0).json()["method"], "not_required", "only pending");
    let key = pending["key"].as_str().expect("a key").to_owned();
    let _ = home.run_at(&clock, ["totp", "confirm", &board, &code_of(&key, now - 30)], "").exits(0);
    let _ = home.login_at(&clock, &board, None).exits(22);
    assert_eq!(home.login_at(&clock, &board, Some(&code_of(&key, now))).exits(0).json()["method"], "totp");

    let _ = home.login_at(&clock, &managed, None).exits(23);
    let key = home.enroll_at(&managed, now);
    let _ = home.login_at(&clock, &managed, None).exits(22);
    let _ = home.login_at(&clock, &managed, Some(&code_of(&key, now))).exits(0);
}

#[test]
fn r_totp_2_a_pending_enrollment_neither_weakens_nor_replaces_the_active_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let clock = stopped(now);
    let first = home.enroll_at(&ada, now);
    let second = home.run_at(&clock, ["totp", "enroll", &ada, "--show-key", "--replace"], "").exits(0).json();
    let second = second["key"].as_str().expect("a key").to_owned();
    let _ = home.login_at(&clock, &ada, Some(&code_of(&second, now))).exits(20);
    let wrong = wrong_code(&second, now);
    let _ = home.run_at(&clock, ["totp", "confirm", &ada, &wrong], "").exits(20);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&first, now))).exits(0);
    let _ = home.run_at(&clock, ["totp", "confirm", &ada, &code_of(&second, now)], "").exits(0);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&first, now + 30))).exits(20);
    let _ = home.login_at(&clock, &ada, Some(&code_of(&second, now + 30))).exits(0);
}

#[test]
fn r_pwd_2_an_expired_password_must_be_changed_before_anything_else() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let key = home.enroll_at(&ada, now - 90);
    let _ = home.run_at(&stopped(now), ["policy", "set", "password.expiry=1d", "--reason", "audit"], "").exits(0);
    let _ = home.login_at(&stopped(now + 30), &ada, None).exits(22);
    let later = now + 25 * 3600;
    let clock = stopped(later);
    let expired = home.login_at(&clock, &ada, Some(&code_of(&key, later))).exits(24).json();
    assert_eq!(expired["outcome"], "password_required");
    let _ = login(&home, &clock, &ada, WRONG, None).exits(20);
    let _ = home.run_at(&clock, ["password", "set", &ada, "--password-stdin"], "another-Horse8battery\n").exits(0);
    let code = code_of(&key, later);
    let _ = login(&home, &clock, &ada, PASSWORD, Some(&code)).exits(20);
    let granted = login(&home, &clock, &ada, "another-Horse8battery", Some(&code));
    assert_eq!(granted.exits(0).json()["method"], "totp", "the expired login spent no code");
}

#[test]
fn r_pwd_1_none_of_the_previous_five_passwords_and_the_rules() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let set = |password: &str| home.run_with(["password", "set", &ada, "--password-stdin"], &format!("{password}\n"));
    let numbered = |n: u32| format!("Horse-number-{n}");
    for n in 1..=4 {
        let _ = set(&numbered(n)).exits(0);
    }
    for used in [PASSWORD.to_owned(), numbered(1), numbered(2), numbered(3), numbered(4)] {
        assert_eq!(set(&used).exits(7).error()["code"], "weak_password", "{used}");
    }
    let _ = set(&numbered(5)).exits(0);
    let _ = set(PASSWORD).exits(0);
    for bad in ["short-7", "with a space", "with'quote", &"x".repeat(65), "non\u{a0}breaking", ""] {
        let refused = set(bad).exits(7);
        assert_eq!(refused.error()["code"], "weak_password", "{bad:?}");
        assert!(bad.is_empty() || !refused.err.contains(bad), "an error shows no password");
    }
    for good in ["exactly8", &"y".repeat(64)] {
        let _ = set(good).exits(0);
    }
}

#[test]
fn r_pwd_5_a_granted_login_raises_the_stored_hash() {
    let home = Home::with_tenant();
    let _ = home.run(["policy", "set", "session.desktop=100", "--reason", "many in a row"]).exits(0);
    let robot = home.resource("robot");
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    // The same password typed in one and in two code points is one password, before and after its hash was raised.
    let (composed, decomposed) = ("p\u{e9}nible-Horse7", "pe\u{301}nible-Horse7");
    let _ = home.run_with(["password", "set", &robot, "--password-stdin"], &format!("{composed}\n")).exits(0);
    let _ = home.run(["policy", "set", "password.argon2=m=32768,t=2,p=1", "--reason", "stronger"]).exits(0);
    let raised = || {
        let events = home.events();
        events.iter().filter(|event| event["action"] == "password.rehash").count()
    };
    let try_it = |password: &str| {
        let command = home.command(["authenticate", &robot, "--password-stdin"]);
        finish(start(command, &format!("{password}\n")))
    };
    let _ = try_it(WRONG).exits(20);
    assert_eq!(raised(), 0, "a denied login raises nothing");
    let _ = try_it(decomposed).exits(0);
    assert_eq!(raised(), 1);
    assert!(common::holds(&home.bytes(), "$argon2id$v=19$m=32768,t=2,p=1$"));
    let _ = try_it(composed).exits(0);
    let _ = try_it(decomposed).exits(0);
    assert_eq!(raised(), 1, "once is enough");
    let _ = home.run(["policy", "set", "password.argon2=m=19456,t=2,p=1", "--reason", "back"]).exits(0);
    let _ = try_it(composed).exits(0);
    assert_eq!(raised(), 1, "never lowered");
    let _ = home.run_with(["password", "set", &robot, "--password-stdin"], &format!("{composed}\n")).exits(7);
}

#[test]
fn r_pwd_5_once_a_password_is_set_the_earlier_one_opens_nothing_also_in_a_race() {
    let home = Home::with_tenant();
    let robot = home.resource("robot");
    let _ = home.run(["policy", "set", "session.desktop=100", "--reason", "many at once"]).exits(0);
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    let old: Vec<_> = (0..8).map(|_| start(home.login_command(&robot, None), &format!("{PASSWORD}\n"))).collect();
    let set = ["password", "set", &robot, "--password-stdin"];
    let changed = finish(start(home.command(set), "another-Horse8battery\n")).exits(0);
    assert!(!changed.out.contains("Horse"));
    let old: Vec<Run> = old.into_iter().map(finish).collect();
    assert!(
        old.iter().all(|run| matches!(run.code, 0 | 20)),
        "{:?}",
        old.iter().map(|run| run.code).collect::<Vec<_>>()
    );
    // In the history, no login with the earlier password was granted after the change.
    let events = home.events();
    let set_at = events.iter().find(|event| event["action"] == "password.set").expect("an event")["seq"].as_u64();
    let granted = events.iter().filter(|event| event["action"] == "authenticate" && event["outcome"] == "ok");
    assert!(granted.into_iter().all(|event| event["seq"].as_u64() < set_at));
    let _ = home.login(&robot, None).exits(20);
}

#[test]
fn r_aud_2_no_secret_of_a_login_is_kept_anywhere() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let clock = stopped(now);
    let key = home.enroll_at(&ada, now);
    let code = code_of(&key, now);
    let _ = home.login_at(&clock, &ada, Some(&code)).exits(0);
    // A password typed in the place of the name, and one as a code.
    let _ = login(&home, &clock, "Typed-In-The-Wrong-Field7", WRONG, None).exits(20);
    let _ = login(&home, &clock, &ada, PASSWORD, Some("Typed-As-A-Code7")).exits(20);
    let kept = [home.bytes(), home.run(["audit", "log", "-o", "jsonl"]).exits(0).out.into_bytes()].concat();
    for secret in [PASSWORD, WRONG, "Typed-In-The-Wrong-Field7", "Typed-As-A-Code7", &key] {
        assert!(!common::holds(&kept, secret), "{secret}");
    }
    assert!(common::holds(&kept, ADMIN), "what is kept is looked at in the right place");
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_totp_3_a_code_in_the_digits_of_another_script_is_the_same_code() {
    let home = Home::with_tenant();
    let users: Vec<(String, String)> = (0..3)
        .map(|number| {
            let name = home.resource(&format!("user{number}"));
            let key = home.enroll(&name);
            (name, key)
        })
        .collect();
    let now = soon();
    for (step, zero) in ['\u{660}', '\u{6f0}', '\u{966}'].into_iter().enumerate() {
        let (name, key) = &users[step];
        let at = now + 30 * step as u64;
        let digit = |c: char| char::from_u32(zero as u32 + c.to_digit(10).expect("a digit")).expect("a character");
        let code: String = code_of(key, at).chars().map(digit).collect();
        let _ = login(&home, &stopped(at), name, PASSWORD, Some(&code)).exits(0);
        // It is spent in every script.
        let _ = login(&home, &stopped(at), name, PASSWORD, Some(&code_of(key, at))).exits(20);
    }
}

#[test]
fn r_lock_6_white_space_around_a_name_is_no_part_of_it_known_or_not() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "dashboard"]).exits(0);
    let clock = stopped(soon());
    for name in [" ada@acme.example", "\tada \n", " ADA@acme.example "] {
        let _ = login(&home, &clock, name, PASSWORD, None).exits(0);
    }
    for known in ["ada", "nobody"] {
        for name in
            [format!("{known}@acme.example"), format!(" {known}@acme.example"), format!("{known}@acme.example ")]
        {
            let _ = login(&home, &clock, &name, WRONG, None).exits(20);
            let _ = login(&home, &clock, &name, WRONG, None).exits(20);
        }
        let _ = login(&home, &clock, &format!("{known}@acme.example"), WRONG, None).exits(20);
        let _ = login(&home, &clock, &format!("  {known}@acme.example"), WRONG, None).exits(21);
    }
}
