//! Set-up tokens: who issues them, what a person does with one, and what everybody else is told (R-SET-1, R-SET-3, R-PERM-1).

use crate::common::{self, ADMIN, Home, PASSWORD, Run, ended, finish, holds, soon, start, stopped, terminal::Terminal};
use serde_json::{Value, json};

const FRESH: &str = "quite-another-Horse7";

/// The token of a resource, issued at that second.
#[track_caller]
fn issued(home: &Home, second: u64, username: &str) -> String {
    let answer = home.run_at(&stopped(second), ["setup", "issue", username, "--show"], "").exits(0).json();
    answer["token"].as_str().expect("a token").to_owned()
}

fn accept(home: &Home, second: u64, username: &str, token: &str, password: &str) -> Run {
    home.run_at(&stopped(second), ["setup", "accept", username, "--stdin"], &format!("{token}\n{password}\n"))
}

/// Somebody without a password.
fn newcomer(home: &Home) -> String {
    let args = ["resource", "create", "new@acme.example", "--email", "new@mail.example", "--no-setup"];
    let _ = home.run(args).exits(0);
    "new@acme.example".to_owned()
}

fn event(home: &Home, action: &str) -> Value {
    home.events().into_iter().find(|event| event["action"] == action).unwrap_or_else(|| panic!("no {action}"))
}

fn login(home: &Home, second: u64, username: &str, password: &str) -> Run {
    home.run_at(&stopped(second), ["authenticate", username, "--password-stdin"], &format!("{password}\n"))
}

#[test]
fn r_set_1_a_token_sets_the_password_once_and_only_for_its_resource() {
    let (home, now) = (Home::with_tenant(), soon());
    let (new, ada) = (newcomer(&home), home.resource("ada"));
    let args = ["setup", "issue", &new, "--show", "--reason", "new here"];
    let answer = home.run_at(&stopped(now), args, "").exits(0).json();
    let token = answer["token"].as_str().expect("a token").to_owned();
    assert_eq!((&answer["username"], &answer["delivered_to"]), (&json!(new), &Value::Null));
    assert_eq!(common::second_of(&answer["expires_at"]), now + 72 * 3600);
    let told = event(&home, "setup.issue");
    assert_eq!(told["details"]["token_id"], answer["token_id"]);
    assert_eq!((&told["details"]["shown_to_operator"], &told["reason"]), (&json!(true), &json!("new here")));
    // Not for another, not by another kind of name; then once.
    let _ = accept(&home, now, &ada, &token, FRESH).exits(20);
    let done = accept(&home, now, "new", &format!("  {token} \r"), FRESH).exits(0).json();
    assert_eq!(done, json!({"username": new, "password_set": true}));
    assert_eq!(event(&home, "setup.accept")["details"]["token_id"], answer["token_id"]);
    let _ = login(&home, now, &new, FRESH).exits(23);
    assert_eq!(accept(&home, now, &new, &token, PASSWORD).exits(20).error()["code"], "denied");
    let _ = login(&home, now, &new, FRESH).exits(23);
    for text in [token.as_str(), &token[9..], FRESH] {
        assert!(!holds(&home.bytes(), text), "a secret rests in a file");
        assert!(!home.run(["audit", "log", "-o", "jsonl"]).exits(0).out.contains(text));
    }
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn r_set_1_a_token_ends_with_its_time_and_with_the_next_one() {
    let (home, now) = (Home::with_tenant(), soon());
    let new = newcomer(&home);
    let _ = home.run(["policy", "set", "setup.life=1h", "--reason", "short"]).exits(0);
    let first = issued(&home, now, &new);
    for (after, exit) in [(3599, 0), (3600, 20), (86_400, 20)] {
        let copy = home.copy();
        let _ = accept(&copy, now + after, &new, &first, FRESH).exits(exit);
        assert_eq!(copy.failed(&new), u64::from(exit == 20), "after {after} s");
    }
    let second = issued(&home, now, &new);
    assert!(event(&home, "setup.issue")["details"]["replaces"].is_string());
    let _ = accept(&home, now, &new, &first, FRESH).exits(20);
    let _ = accept(&home, now, &new, &second, FRESH).exits(0);
}

#[test]
fn r_pwd_1_a_password_that_breaks_the_rules_leaves_the_token_good_and_counts_nothing() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let token = issued(&home, now, &ada);
    let before = home.events().len();
    for bad in ["short", "with a space in it", "it's-quoted-Horse7", PASSWORD] {
        assert_eq!(accept(&home, now, &ada, &token, bad).exits(7).error()["code"], "weak_password", "{bad}");
    }
    assert_eq!((home.events().len(), home.failed(&ada)), (before, 0));
    let _ = accept(&home, now, &ada, &token, FRESH).exits(0);
}

#[test]
fn r_lock_6_a_wrong_token_looks_alike_whoever_it_is_for_and_seven_of_them_lock() {
    let (home, now) = (Home::with_tenant(), soon());
    let (new, ada) = (newcomer(&home), home.resource("ada"));
    let gone = home.resource("gone");
    let good = issued(&home, now, &new);
    let of_gone = issued(&home, now, &gone);
    let _ = home.run_at(&stopped(now), ["resource", "deactivate", &gone, "--reason", "left", "--yes"], "").exits(0);
    let wrong = format!("tctl_set_{}", "A".repeat(43));
    let refusal = |name: &str, token: &str| {
        let run = accept(&home.copy(), now, name, token, "short").exits(20);
        (run.out, run.err)
    };
    let expected = refusal(&new, &wrong);
    let nobody = "nobody@acme.example";
    let long = "x".repeat(1000);
    for (name, token) in [
        (ada.as_str(), wrong.as_str()),
        (nobody, &wrong),
        (nobody, &good),
        (&ada, &good),
        (&gone, &of_gone),
        (&new, ""),
        (&new, "tctl_set_"),
        (&new, &good[..40]),
        (&new, &good.replace("_set_", "_ses_")),
        (&new, &long),
        ("\u{202e}x", &good),
    ] {
        assert_eq!(refusal(name, token), expected, "{name} {token:.60}");
    }
    for name in [new.as_str(), nobody] {
        for _ in 0..7 {
            let _ = accept(&home, now, name, &wrong, FRESH).exits(20);
        }
        // The right token as well, and nothing is compared.
        assert_eq!(accept(&home, now, name, &good, FRESH).exits(21).error()["code"], "locked");
    }
    assert_eq!(event(&home, "setup.accept")["outcome"], "refused");
    assert!(home.run(["audit", "log", "-o", "jsonl"]).exits(0).out.lines().all(|line| !line.contains(nobody)));
    // A login counts into the same lock.
    let _ = login(&home, now, &new, FRESH).exits(21);
    let _ = home.run_at(&stopped(now), ["account", "unlock", &new, "--reason", "known"], "").exits(0);
    let _ = accept(&home, now, &new, &good, FRESH).exits(0);
}

#[test]
fn r_ses_4_a_set_up_ends_the_sessions_and_whatever_sets_a_password_ends_the_token() {
    let (home, now) = (Home::with_tenant(), soon());
    let ada = home.resource("ada");
    let key = home.enroll_at(&ada, now);
    let _ = home.login_at(&stopped(now), &ada, Some(&common::code_of(&key, now))).exits(0);
    let token = issued(&home, now, &ada);
    let _ = accept(&home, now, &ada, &token, FRESH).exits(0);
    assert_eq!(event(&home, "setup.accept")["details"]["sessions_ended"], 1);
    // Each of these takes the ground away that the token stood on.
    for (args, input) in [
        (&["password", "set", "ada", "--password-stdin"][..], "one-more-Horse7battery\n"),
        (&["resource", "deactivate", "ada", "--reason", "x", "--yes"], ""),
        (&["level", "grant", "ada", "admin", "--reason", "x"], ""),
    ] {
        let home = home.copy();
        let token = issued(&home, now, &ada);
        let _ = home.run_at(&stopped(now), args, input).exits(0);
        assert!(home.events()[0]["details"]["setup_token_ended"].is_string(), "{args:?}");
        let _ = home.run_at(&stopped(now), ["resource", "activate", "ada"], "").exits(0);
        let _ = accept(&home, now, &ada, &token, "third-Horse7battery").exits(20);
    }
}

#[test]
fn r_set_1_of_many_set_ups_at_once_with_one_token_exactly_one_is_made() {
    let (home, now) = (Home::with_tenant(), soon());
    let new = newcomer(&home);
    let token = issued(&home, now, &new);
    let begun: Vec<_> = (0..16)
        .map(|number| {
            let command = home.command_at(&stopped(now), ["setup", "accept", &new, "--stdin"]);
            start(command, &format!("{token}\nanother-Horse7number{number}\n"))
        })
        .collect();
    let runs: Vec<Run> = begun.into_iter().map(finish).collect();
    assert_eq!(ended(&runs, 0), 1);
    assert!(runs.iter().all(|run| [0, 20, 21].contains(&run.code)));
    let set = home.events().into_iter().filter(|event| event["action"] == "setup.accept" && event["outcome"] == "ok");
    assert_eq!(set.count(), 1);
}

#[test]
fn r_perm_2_nobody_issues_itself_a_token_or_one_for_somebody_above() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let (otto, otto_key) = home.operator("otto", "auditor");
    let ada = home.resource("ada");
    let _ = home.run(["resource", "deactivate", &home.resource("gone"), "--reason", "x", "--yes"]).exits(0);
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    for (name, code) in [(hilda.as_str(), "self_service"), (ADMIN, "higher_level")] {
        assert_eq!(desk.run(["setup", "issue", name, "--show"]).exits(5).error()["code"], code);
    }
    let _ = desk.run(["setup", "issue", &ada, "--show"]).exits(0);
    assert_eq!(desk.run(["setup", "issue", "gone", "--show"]).exits(6).error()["code"], "refused");
    for more in [&[][..], &["--send"]] {
        let refused = desk.run([&["setup", "issue", ada.as_str()], more].concat()).exits(6).error();
        assert_eq!(refused["code"], "no_delivery");
        assert_eq!(refused["hint"], format!("tenantctl setup issue {ada} --show"));
    }
    let desk = home.sign_in(&otto, &otto_key);
    assert_eq!(desk.run(["setup", "issue", &ada, "--show"]).exits(5).error()["code"], "permission_denied");
    // Accepting needs no sign-in, but nobody is signed in by it either.
    assert_eq!(home.run(["setup", "issue", &ada, "--show"]).exits(5).error()["code"], "not_signed_in");
}

#[test]
fn r_set_1_a_resource_that_is_to_be_sent_a_token_is_not_created_while_nothing_sends() {
    let home = Home::with_tenant();
    let create =
        ["resource", "create", "new@acme.example", "--email", "new@mail.example", "--level", "auditor", "--setup"];
    let before = home.events().len();
    let refused = home.run(create).exits(6).error();
    assert_eq!(refused["code"], "no_delivery");
    let hints: Vec<_> = refused["hints"].as_array().expect("hints").iter().filter_map(Value::as_str).collect();
    let first = "tenantctl resource create new@acme.example --email new@mail.example --level auditor --no-setup";
    assert_eq!(hints, [first, "tenantctl setup issue new@acme.example --show"]);
    assert_eq!(home.events().len(), before);
    let _ = home.run(["resource", "show", "new"]).exits(3);
    for both in [["--setup", "--no-setup"], ["--setup", "--password-stdin"]] {
        let _ = home.run([&create[..5], &both].concat()).exits(2);
    }
    // Somebody who is there already needs none.
    let _ = newcomer(&home);
    let _ = home.run([&create[..], &["--if-absent"]].concat()).exits(0);
}

#[test]
fn r_perm_3_a_new_level_ends_an_open_token_and_says_so() {
    let (home, now) = (Home::with_tenant(), soon());
    let (new, clock) = (newcomer(&home), stopped(now));
    let _ = issued(&home, now, &new);
    let grant = ["level", "grant", &new, "helpdesk", "--reason", "joins the desk"];
    let granted = home.run_at(&clock, grant, "").exits(0);
    assert_eq!(granted.json()["setup_token_ended"], true);
    let issue = format!("tenantctl setup issue {new} --show");
    assert!(granted.err.contains(&issue), "{}", granted.err);
    let why = home.run_at(&clock, ["why", &new], "").exits(0).json();
    let message = why["causes"][0]["message"].as_str().expect("text");
    assert!(message.contains("there is no valid token for it"), "{message}");
    // One that had ended before is not told of.
    let _ = issued(&home, now, &new);
    let revoke = ["level", "revoke", &new, "--reason", "leaves the desk"];
    let late = home.copy().run_at(&stopped(now + 73 * 3600), revoke, "").exits(0).json();
    assert_eq!(late["setup_token_ended"], false);
    let page = home.run_at(&clock, [revoke.as_slice(), &["-o", "table"]].concat(), "").exits(0).out;
    assert!(page.contains(&issue), "{page}");
}

#[test]
fn why_says_that_the_set_up_was_not_completed_and_what_helps() {
    let (home, now) = (Home::with_tenant(), soon());
    let new = newcomer(&home);
    let cause = |second: u64| {
        let why = home.run_at(&stopped(second), ["why", &new], "").exits(0).json();
        assert_eq!((&why["causes"][0]["code"], &why["can_log_in"]), (&json!("no_password"), &json!(false)));
        let text = why["causes"][0]["message"].as_str().expect("text").to_owned();
        assert!(text.starts_with("set-up not completed"), "{text}");
        (text, why["causes"][0]["helps"].clone())
    };
    let (issue, accept) = (format!("tenantctl setup issue {new} --show"), format!("tenantctl setup accept {new}"));
    let (text, helps) = cause(now);
    assert!(text.contains("there is no valid token for it") && helps == json!([issue]), "{text} {helps}");
    let _ = issued(&home, now, &new);
    let (text, helps) = cause(now + 5);
    assert!(text.contains("is valid until") && helps == json!([accept, issue]), "{text} {helps}");
    let (text, helps) = cause(now + 72 * 3600);
    assert!(text.contains("ended before it was used") && helps == json!([issue]), "{text} {helps}");
}

#[test]
fn r_set_4_the_first_login_after_set_up_asks_to_enroll_where_the_license_requires_2fa() {
    for (license, exit) in [("standard", 23), ("co-managed", 23), ("dashboard", 0)] {
        let (home, now) = (Home::with_tenant(), soon());
        let new = newcomer(&home);
        let _ = home.run(["resource", "edit", &new, "--license", license]);
        let token = issued(&home, now, &new);
        let _ = accept(&home, now, &new, &token, FRESH).exits(0);
        assert_eq!(login(&home, now, &new, FRESH).code, exit, "{license}");
    }
}

#[test]
fn r_set_3_at_a_terminal_the_rules_are_shown_on_demand_and_the_password_is_typed_twice() {
    let home = Home::with_tenant();
    let new = newcomer(&home);
    let token =
        home.run(["setup", "issue", &new, "--show"]).exits(0).json()["token"].as_str().expect("text").to_owned();
    let asks = "New password (? shows the rules)";
    let (token_line, fresh) = (format!("{token}\r"), format!("{FRESH}\r"));
    let steps = [
        ("Set-up token", token_line.as_str()),
        (asks, "?\r"),
        ("keep these rules", "short\r"),
        ("8", fresh.as_str()),
        ("The same again", "something-else\r"),
        ("try again", &fresh),
        ("The same again", &fresh),
    ];
    let seen = Terminal::new(100, 40).plays(&home, &["setup", "accept", &new], &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.raw.contains("is set") && !seen.raw.contains(&token) && !seen.raw.contains(FRESH), "{}", seen.raw);
    let _ = home.run_with(["authenticate", &new, "--password-stdin"], &format!("{FRESH}\n")).exits(23);
}

#[test]
fn why_tells_the_denials_that_count_now_and_no_older_ones() {
    let home = Home::with_tenant();
    let robot = home.resource("robot");
    let _ = home.run(["resource", "edit", &robot, "--license", "api"]).exits(0);
    let wrong = ["authenticate", &robot, "--password-stdin", "--source", "192.0.2.9"];
    for _ in 0..3 {
        let _ = home.run_with(wrong, "wrong-Horse9battery\n").exits(20);
    }
    let _ = home.login(&robot, None).exits(0);
    for _ in 0..2 {
        let _ = home.run_with(["setup", "accept", &robot, "--stdin"], "no-token\nanother-Horse8battery\n").exits(20);
    }
    let why = home.run(["why", &robot]).exits(0).json();
    assert_eq!(why["failures"]["causes"], serde_json::json!({"token": 2}), "{why}");
}

#[test]
fn r_set_1_a_token_ends_with_the_address_that_it_was_issued_towards() {
    let (home, now) = (Home::with_tenant(), soon());
    let new = newcomer(&home);
    let token = issued(&home, now, &new);
    // Another spelling is the same address.
    let _ = home.run_at(&stopped(now), ["resource", "edit", &new, "--email", "NEW@mail.example"], "").exits(0);
    let edit = ["resource", "edit", &new, "--email", "new@elsewhere.example"];
    let copy = home.copy();
    let _ = home.run_at(&stopped(now), edit, "").exits(0);
    assert!(event(&home, "resource.edit")["details"]["setup_token_ended"].is_string());
    let _ = accept(&home, now, &new, &token, FRESH).exits(20);
    assert!(home.run_at(&stopped(now), ["why", &new], "").exits(0).out.contains("there is no valid token for it"));
    // By a file as well.
    let file = copy.path().join("moved.csv");
    std::fs::write(&file, format!("username,email\n{new},new@elsewhere.example\n")).expect("a file");
    let import = ["resource", "import", file.to_str().expect("text"), "--update"];
    let _ = copy.run_at(&stopped(now), import, "").exits(0);
    let _ = accept(&copy, now, &new, &token, FRESH).exits(20);
}
