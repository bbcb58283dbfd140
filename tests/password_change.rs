//! A right password that has ended is replaced in the same login, with the second factor that the login needs (R-PWD-2, R-PWD-3, R-PWD-6).

use crate::common::{
    self, ADMIN, Home, PASSWORD, Run, code, code_of, ended, finish, soon, start, stopped, terminal::Terminal,
    within_a_step,
};
use serde_json::{Value, json};

const NEW: &str = "another-Horse8battery";
/// It breaks the strong rules and no others.
const PLAIN: &str = "only-small-letters";

/// A login that brings a code, where there is one, and a new password.
fn replace(home: &Home, clock: &str, typed: [&str; 2], code: Option<&str>, more: &[&str]) -> Run {
    let args = [&["authenticate", "ada", "--password-stdin", "--new-password-stdin"], more].concat();
    let args = args.into_iter().chain(code.into_iter().flat_map(|code| ["--code", code]));
    home.run_at(clock, args, &format!("{}\n{}\n", typed[0], typed[1]))
}

fn login(home: &Home, clock: &str, password: &str, code: &str) -> Run {
    home.run_at(clock, ["authenticate", "ada", "--password-stdin", "--code", code], &format!("{password}\n"))
}

/// A code that no device shows near that second.
fn wrong_code(key: &str, second: u64) -> String {
    let near: Vec<String> = (0..7).map(|step| code_of(key, second + step * 30 - 90)).collect();
    (0..10).map(|n| format!("{:06}", 111_111 * n)).find(|code| !near.contains(code)).expect("one of ten")
}

/// The newest events, newest first: action and outcome.
fn newest(home: &Home, clock: &str, many: &str) -> Vec<Value> {
    home.run_at(clock, ["audit", "log", "--limit", many], "").exits(0).json()["items"]
        .as_array()
        .expect("events")
        .clone()
}

/// Somebody with a device whose password expires a day after `now`.
fn expiring(now: u64) -> (Home, String) {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll_at(&ada, now);
    let _ = home.run_at(&stopped(now), ["policy", "set", "password.expiry=1d", "--reason", "x"], "").exits(0);
    (home, key)
}

#[test]
fn r_pwd_6_an_expired_password_is_replaced_in_the_same_login_with_the_code() {
    let now = soon();
    let (home, key) = expiring(now);
    let early = home.run_at(
        &stopped(now + 60),
        ["authenticate", "ada", "--password-stdin", "--code", &code_of(&key, now + 60)],
        &format!("{PASSWORD}\n"),
    );
    assert_eq!(early.exits(0).json()["password_set"], false);
    let later = now + 25 * 3600;
    let (clock, right) = (stopped(later), code_of(&key, later));
    let failed = || home.run_at(&clock, ["account", "status", "ada"], "").exits(0).json()["failed_attempts"].clone();

    // Without the flag nothing is different, and with it the code comes first.
    let without = login(&home, &clock, PASSWORD, &right).exits(24).json();
    assert_eq!(without["password_set"], false);
    let without = replace(&home, &clock, [PASSWORD, NEW], None, &[]).exits(22).json();
    assert_eq!((&without["outcome"], &without["password_set"]), (&json!("code_required"), &json!(false)));
    assert_eq!(failed(), 0);
    let _ = replace(&home, &clock, [PASSWORD, NEW], Some(&wrong_code(&key, later)), &[]).exits(20);
    assert_eq!(failed(), 1, "a wrong code counts");
    let _ = replace(&home, &clock, ["wrong-Horse7battery", NEW], Some(&right), &[]).exits(20);
    assert_eq!(failed(), 2, "a wrong password counts");
    // A wrong code with a weak new password is a wrong code.
    let _ = replace(&home, &clock, [PASSWORD, "short"], Some(&wrong_code(&key, later)), &[]).exits(20);
    // A weak one spends nothing, whatever is wrong with it.
    for weak in ["short", PASSWORD, "with a space"] {
        let refused = replace(&home, &clock, [PASSWORD, weak], Some(&right), &[]).exits(7);
        assert_eq!((refused.error()["code"].as_str(), refused.out.as_str()), (Some("weak_password"), ""), "{weak}");
        let event = &newest(&home, &clock, "1")[0];
        assert_eq!((&event["action"], &event["outcome"]), (&json!("authenticate"), &json!("refused")));
        assert_eq!(
            (&event["details"]["outcome"], &event["details"]["new_password"]),
            (&json!("password_required"), &json!("refused"))
        );
    }
    assert_eq!(failed(), 3);

    let granted = replace(&home, &clock, [PASSWORD, NEW], Some(&right), &[]).exits(0).json();
    assert_eq!(
        (&granted["outcome"], &granted["method"], &granted["password_set"]),
        (&json!("granted"), &json!("totp"), &json!(true))
    );
    assert_eq!(failed(), 0);
    let events = newest(&home, &clock, "2");
    let told: Vec<_> = events.iter().map(|event| (event["action"].as_str(), event["outcome"].as_str())).collect();
    assert_eq!(told, [(Some("authenticate"), Some("ok")), (Some("password.set"), Some("ok"))]);
    assert_eq!(events[1]["details"]["by_login"], true);

    let next = later + 30;
    let _ = login(&home, &stopped(next), PASSWORD, &code_of(&key, next)).exits(20);
    let _ = login(&home, &stopped(next), NEW, &right).exits(20);
    let granted = login(&home, &stopped(next), NEW, &code_of(&key, next)).exits(0).json();
    assert_eq!(granted["password_set"], false);
    let _ = home.run_at(&stopped(next), ["audit", "verify"], "").exits(0);
}

#[test]
fn r_pwd_6_password_code_and_new_password_come_as_three_lines() {
    let now = soon();
    let (home, key) = expiring(now);
    let later = now + 25 * 3600;
    let args = ["authenticate", "ada", "--password-stdin", "--code-stdin", "--new-password-stdin"];
    let three = |code: &str, new: &str| home.run_at(&stopped(later), args, &format!("{PASSWORD}\n{code}\n{new}\n"));
    let _ = three("", NEW).exits(22);
    let _ = three(&code_of(&key, later), "").exits(24);
    assert_eq!(three(&code_of(&key, later), NEW).exits(0).json()["password_set"], true);
    let missing = home.run_at(&stopped(later), args, &format!("{NEW}\n{}\n", code_of(&key, later))).exits(2);
    assert_eq!(missing.error()["code"], "usage");
}

#[test]
fn r_pwd_6_the_line_is_used_only_where_the_password_has_ended() {
    let now = soon();
    let (home, key) = expiring(now);
    let next = now + 30;
    for new in [NEW, "short"] {
        let copy = home.copy();
        let granted = replace(&copy, &stopped(next), [PASSWORD, new], Some(&code_of(&key, next)), &[]).exits(0).json();
        assert_eq!(granted["password_set"], false);
        let after = next + 30;
        let _ = login(&copy, &stopped(after), PASSWORD, &code_of(&key, after)).exits(0);
    }
}

#[test]
fn r_pwd_3_mobile_and_outlook_change_no_password() {
    let now = soon();
    let (home, key) = expiring(now);
    let later = now + 25 * 3600;
    let (clock, right) = (stopped(later), code_of(&key, later));
    for client in ["mobile", "outlook"] {
        let refused = replace(&home, &clock, [PASSWORD, NEW], Some(&right), &["--client", client]).exits(24).json();
        assert_eq!((&refused["outcome"], &refused["password_set"]), (&json!("password_required"), &json!(false)));
        let wrong = wrong_code(&key, later);
        let _ = replace(&home, &clock, [PASSWORD, NEW], Some(&wrong), &["--client", client]).exits(24);
    }
    let _ = replace(&home, &clock, [PASSWORD, NEW], Some(&right), &["--client", "tablet"]).exits(0);
    let next = later + 30;
    let mobile = ["authenticate", "ada", "--password-stdin", "--client", "mobile", "--code", &code_of(&key, next)];
    let _ = home.run_at(&stopped(next), mobile, &format!("{NEW}\n")).exits(0);
}

#[test]
fn r_pwd_6_who_has_no_device_gets_the_new_password_and_is_asked_to_enroll() {
    let now = soon();
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.run_at(&stopped(now), ["policy", "set", "password.expiry=1d", "--reason", "x"], "").exits(0);
    let later = now + 25 * 3600;
    let clock = stopped(later);
    let copy = home.copy();
    let asked = replace(&copy, &clock, [PASSWORD, NEW], None, &[]).exits(23).json();
    assert_eq!((&asked["outcome"], &asked["password_set"]), (&json!("enrollment_required"), &json!(true)));
    let again = copy.run_at(&clock, ["authenticate", "ada", "--password-stdin"], &format!("{NEW}\n")).exits(23).json();
    assert_eq!(again["password_set"], false);
    let _ = copy.run_at(&clock, ["authenticate", "ada", "--password-stdin"], &format!("{PASSWORD}\n")).exits(20);
    // A weak one begins no enrollment.
    let weak = replace(&home, &clock, [PASSWORD, "short"], None, &["--begin-enrollment"]).exits(7);
    assert_eq!(weak.error()["code"], "weak_password");
    let begun = replace(&home, &clock, [PASSWORD, NEW], None, &["--begin-enrollment"]).exits(23).json();
    let (key, factor) = (begun["enrollment"]["key"].as_str().expect("a key"), &begun["enrollment"]["factor_id"]);
    let finish = ["authenticate", "ada", "--password-stdin", "--finish-enrollment", factor.as_str().expect("an id")];
    let finish = finish.into_iter().chain(["--code", "CODE"]).collect::<Vec<_>>();
    let code = code_of(key, later);
    let finish: Vec<&str> = finish.into_iter().map(|word| if word == "CODE" { code.as_str() } else { word }).collect();
    let _ = home.run_at(&clock, finish, &format!("{NEW}\n")).exits(0);
}

#[test]
fn r_pwd_6_a_pause_a_recovery_code_and_an_emergency_code_serve_as_at_any_login() {
    let now = soon();
    let (home, _) = expiring(now);
    let later = now + 25 * 3600;
    let clock = stopped(later);
    let codes = home.run_at(&clock, ["recovery-codes", "generate", "ada"], "").exits(0).json();
    let code = codes["codes"][0].as_str().expect("a code").to_owned();
    let copy = home.copy();
    let weak = replace(&copy, &clock, [PASSWORD, "short"], Some(&code), &[]).exits(7);
    assert_eq!(weak.error()["code"], "weak_password");
    let granted = replace(&copy, &clock, [PASSWORD, NEW], Some(&code), &[]).exits(0).json();
    assert_eq!((&granted["method"], &granted["password_set"]), (&json!("recovery"), &json!(true)));

    let _ = home.run_at(&clock, ["2fa", "pause", "ada", "--next-login", "--reason", "x"], "").exits(0);
    let _ = replace(&home, &clock, [PASSWORD, "short"], None, &[]).exits(7);
    let granted = replace(&home, &clock, [PASSWORD, NEW], None, &[]).exits(0).json();
    assert_eq!((&granted["method"], &granted["password_set"]), (&json!("paused"), &json!(true)));
    let _ = home.run_at(&clock, ["authenticate", "ada", "--password-stdin"], &format!("{NEW}\n")).exits(22);
}

#[test]
fn r_ses_4_the_new_password_ends_the_earlier_sessions_and_leaves_room_for_its_own() {
    let now = soon();
    let (home, key) = expiring(now);
    let _ = home.run_at(&stopped(now), ["policy", "set", "session.idle=30d", "session.desktop=1", "--reason", "x"], "");
    let first = login(&home, &stopped(now + 30), PASSWORD, &code_of(&key, now + 30)).exits(0).json();
    let later = now + 25 * 3600;
    let clock = stopped(later);
    let granted = replace(&home, &clock, [PASSWORD, NEW], Some(&code_of(&key, later)), &[]).exits(0).json();
    let live = home.run_at(&clock, ["session", "list", "ada"], "").exits(0).json();
    let live: Vec<_> =
        live["items"].as_array().expect("sessions").iter().map(|session| session["id"].clone()).collect();
    assert_eq!(live, [granted["session_id"].clone()], "{first}");
    assert_eq!(newest(&home, &clock, "2")[1]["details"]["sessions_ended"], 1);
}

#[test]
fn r_pwd_6_of_many_that_replace_it_at_once_one_does() {
    let now = soon();
    let (home, key) = expiring(now);
    let later = now + 25 * 3600;
    let (clock, right) = (stopped(later), code_of(&key, later));
    let args = ["authenticate", "ada", "--password-stdin", "--new-password-stdin", "--code", &right];
    let begun: Vec<_> =
        (0..6).map(|n| start(home.command_at(&clock, args), &format!("{PASSWORD}\n{NEW}-{n}\n"))).collect();
    let runs: Vec<_> = begun.into_iter().map(finish).collect();
    assert_eq!((ended(&runs, 0), ended(&runs, 20)), (1, 5));
    let set = newest(&home, &clock, "30")
        .iter()
        .filter(|event| event["action"] == "password.set" && event["details"]["by_login"] == true)
        .count();
    assert_eq!(set, 1);
    let won = runs.iter().position(|run| run.code == 0).expect("one");
    let next = later + 30;
    let _ = login(&home, &stopped(next), &format!("{NEW}-{won}"), &code_of(&key, next)).exits(0);
}

#[test]
fn r_pwd_2_a_password_that_breaks_the_strong_rules_is_asked_to_be_changed_on_every_client() {
    let now = soon();
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run_with(["password", "set", &ada, "--password-stdin"], &format!("{PLAIN}\n")).exits(0);
    let key = home.enroll_at(&ada, now);
    let _ = home.run_at(&stopped(now), ["policy", "set", "password.strong=on", "--reason", "x"], "").exits(0);
    let next = now + 30;
    let (clock, right) = (stopped(next), code_of(&key, next));
    for client in ["desktop", "tablet", "mobile", "outlook"] {
        let args = ["authenticate", "ada", "--password-stdin", "--code", &right, "--client", client];
        let refused = home.run_at(&clock, args, &format!("{PLAIN}\n")).exits(24).json();
        assert_eq!(refused["outcome"], "password_required");
        assert!(refused["message"].as_str().is_some_and(|message| message.contains("rules")), "{refused}");
    }
    assert_eq!(newest(&home, &clock, "1")[0]["details"]["cause"], "password_rules");
    let why = home.run_at(&clock, ["why", "ada", "-o", "table"], "").exits(0).out;
    assert!(why.contains("it breaks the rules"), "{why}");
    // A wrong one is denied as ever, and one that keeps the rules is let in.
    let _ = login(&home, &clock, "other-small-letters", &right).exits(20);
    let still = "other-small-letters";
    assert_eq!(replace(&home, &clock, [PLAIN, still], Some(&right), &[]).exits(7).error()["code"], "weak_password");
    let granted = replace(&home, &clock, [PLAIN, NEW], Some(&right), &[]).exits(0).json();
    assert_eq!(granted["password_set"], true);
    let after = next + 30;
    let _ = login(&home, &stopped(after), NEW, &code_of(&key, after)).exits(0);
}

#[test]
fn r_pwd_6_no_administrator_is_locked_out_by_an_expiry() {
    let now = soon();
    let home = Home::with_tenant();
    let key = home.enroll_at(ADMIN, now);
    let _ = home
        .run_at(
            &stopped(now),
            ["policy", "set", "password.expiry=1d", "operator.sign_in=required", "--reason", "x"],
            "",
        )
        .exits(0);
    let later = now + 25 * 3600;
    let (clock, right) = (stopped(later), code_of(&key, later));
    let desk = home.desk("admin");
    let sign_in = ["login", ADMIN, "--password-stdin", "--code", &right];
    let input = format!("{PASSWORD}\n{NEW}\n");
    let run = |args: &[&str], input: &str| {
        let mut command = desk.command(args);
        command.envs(common::clock(&clock));
        finish(start(command, input))
    };
    let refused = run(&sign_in, &input).exits(24).error();
    let hint = refused["hint"].as_str().expect("a hint").to_owned();
    assert!(hint.contains("--new-password-stdin") && !hint.contains(&right), "{refused}");
    let with_flag = [sign_in.as_slice(), &["--new-password-stdin"]].concat();
    let weak = run(&with_flag, &format!("{PASSWORD}\nshort\n")).exits(7);
    assert_eq!(weak.error()["code"], "weak_password");
    let signed_in = run(&with_flag, &input).exits(0);
    assert!(signed_in.err.contains("The new password is set"), "{}", signed_in.err);
    assert_eq!(run(&["whoami"], "").exits(0).json()["actor"], ADMIN);
}

#[test]
fn r_pwd_6_a_sign_in_at_a_terminal_asks_for_the_new_password_twice() {
    let home = Home::with_tenant();
    let ada = home.levelled("ada", "helpdesk", &[]);
    let _ = home.run_with(["password", "set", &ada, "--password-stdin"], &format!("{PLAIN}\n")).exits(0);
    let key = home.enroll(&ada);
    let _ = home.run(["policy", "set", "password.strong=on", "--reason", "x"]).exits(0);
    within_a_step(25);
    let right = format!("{}\r", code(&key, 0));
    let (old, new) = (format!("{PLAIN}\r"), format!("{NEW}\r"));
    let (asks, again) = ("New password", "The same again");
    let seen = Terminal::new(100, 40).plays(
        &home,
        &["login", "ada"],
        &[
            ("Password", &old),
            (asks, "?\r"),
            ("one symbol", ""),
            (asks, "short\r"),
            (asks, &new),
            (again, "mistyped\r"),
            ("not the same", ""),
            (asks, &new),
            (again, &new),
            ("Code of", &right),
            ("The new password is set", ""),
        ],
    );
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(!seen.raw.contains(NEW) && !seen.raw.contains(PLAIN), "{}", seen.raw);
}

#[test]
fn r_pwd_6_an_enrollment_at_a_terminal_goes_on_with_the_new_password() {
    let home = Home::with_tenant();
    let ada = home.levelled("ada", "helpdesk", &[]);
    let _ = home.run_with(["password", "set", &ada, "--password-stdin"], &format!("{PLAIN}\n")).exits(0);
    let _ = home.run(["policy", "set", "password.strong=on", "--reason", "x"]).exits(0);
    let (old, new) = (format!("{PLAIN}\r"), format!("{NEW}\r"));
    let steps = [
        ("Password", old.as_str()),
        ("New password", new.as_str()),
        ("The same again", new.as_str()),
        ("Code the app shows", "\x03"),
    ];
    let seen = Terminal::new(100, 60).plays(&home, &["login", "ada"], &steps);
    assert!(seen.exit != 0 && seen.raw.contains("The new password is set"), "{}", seen.raw);
    let asked = home.run_with(["authenticate", "ada", "--password-stdin"], &format!("{NEW}\n"));
    assert_eq!(asked.exits(23).json()["password_set"], false);
    let _ = home.run_with(["authenticate", "ada", "--password-stdin"], &format!("{PLAIN}\n")).exits(20);
}

/// Runs a command in less memory than a hash of one gibibyte takes.
fn in_little_memory(home: &Home, args: &[&str], input: &str) -> Run {
    let mut command = home.command(["-c", "ulimit -v 600000; exec \"$@\"", "bash", common::BINARY]);
    command.args(args);
    let mut shell = std::process::Command::new("bash");
    shell.args(command.get_args()).current_dir(home.path()).env_clear();
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    finish(start(shell, input))
}

#[test]
fn r_pwd_5_for_want_of_memory_nothing_is_changed_or_decided_and_the_same_may_succeed_later() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    // What somebody's hash asks for is not there: that is no damage, and no wrong password.
    let most = "$argon2id$v=19$m=1048576,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    let people = format!("username,email,password_hash\nbob@acme.example,bob@mail.example,\"{most}\"\n");
    let _ = home.run_with(["resource", "import", "-"], &people).exits(0);
    let refused = |args: &[&str], input: &str| {
        let error = in_little_memory(&home, args, input).exits(8).error();
        assert_eq!((&error["code"], &error["retryable"]), (&json!("out_of_memory"), &json!(true)), "{error}");
        error["message"].as_str().expect("a message").to_owned()
    };
    let line = format!("{PASSWORD}\n");
    let told = refused(&["authenticate", "bob", "--password-stdin"], &line);
    assert_eq!(told, "there is not enough memory to hash the password; the login was not decided");
    assert_eq!(home.failed("bob@acme.example"), 0);
    let _ = home.run(["policy", "set", "password.argon2=m=1048576,t=2,p=1", "--reason", "x"]).exits(0);
    let events = home.events().len();
    let told = refused(&["password", "set", &ada, "--password-stdin"], &format!("{NEW}\n"));
    assert_eq!(told, "there is not enough memory to hash the password; nothing was changed");
    refused(&["resource", "create", "eve", "--email", "eve@mail.example", "--password-stdin"], &line);
    let people = format!("username,email,password\neve@acme.example,eve@mail.example,{PASSWORD}\n");
    refused(&["resource", "import", "-", "--plain-passwords"], &people);
    assert_eq!(home.events().len(), events);
    // A login that is granted stays so, with the hash that it has.
    let _ = home.run(["resource", "edit", &ada, "--license", "dashboard"]).exits(0);
    let granted = in_little_memory(&home, &["authenticate", &ada, "--password-stdin"], &line).exits(0);
    assert_eq!(granted.json()["outcome"], "granted", "{}", granted.err);
}
