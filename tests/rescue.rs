//! `rescue`: somebody who is locked out, a clerk at a terminal, and what is left of it (R-REC-6, R-REC-8).

use crate::common::{
    self, ADMIN, Home, PASSWORD, code_at, finish, second_of, soon, start, stopped,
    terminal::{Seen, Terminal},
};
use serde_json::Value;

const CHOOSE: &str = "Which one?";
const IDENTITY: &str = "Identity checked by";
const CHANNEL: &str = "Seen or heard through";
const REFERENCE: &str = "Reference of the check";
const DO_IT: &str = "Press Enter to do it";
const REMOVE: &str = "[y/N]";

/// Ada, the champion, with a verified address and a device; where `locked`, seven wrong codes have locked it.
fn champion(home: &Home, locked: bool) -> String {
    let ada = home.verified("ada");
    let _ = home.run(["resource", "edit", &ada, "--champion"]).exits(0);
    let _ = home.enroll(&ada);
    if locked {
        for _ in 0..7 {
            let _ = home.login(&ada, Some("000000")).exits(20);
        }
    }
    ada
}

fn wide() -> Terminal {
    Terminal::new(200, 60)
}

/// The commands that the dialogue ends with.
fn commands(seen: &Seen) -> Vec<String> {
    let (_, end) = seen.raw.rsplit_once("ithout questions:").unwrap_or_else(|| panic!("no commands: {}", seen.raw));
    let lines = end.lines().map(str::trim).filter(|line| line.starts_with("tenantctl "));
    lines.map(str::to_owned).collect()
}

/// Lock and second factor of somebody, as scripts see them.
fn standing(home: &Home, username: &str) -> (Value, Value, usize) {
    let shown = home.run(["resource", "show", username]).exits(0).json();
    let factors = shown["tfa"]["factors"].as_array().map_or(0, Vec::len);
    (shown["account"]["locked"].clone(), shown["tfa"]["requirement"].clone(), factors)
}

#[test]
fn r_rec_6_a_helpdesk_clerk_rescues_a_locked_champion_in_five_answers_and_the_code_lasts_180_seconds() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let _desk = home.sign_in(&hilda, &key);
    let runtime = home.path().join("desks").join(&hilda);
    let runtime: &'static str = Box::leak(runtime.display().to_string().into_boxed_str());
    let now = soon();
    let [library, clock] = common::clock(&stopped(now)).map(|(name, value)| format!("{name}='{value}'"));
    let line = format!("{library} {clock} tenantctl rescue ada");
    let answers = [(CHOOSE, "\r"), (IDENTITY, "1\r"), (CHANNEL, "phone\r"), (REFERENCE, "CASE-4711\r"), (DO_IT, "\r")];
    assert!(answers.len() <= 9);
    let steps: Vec<_> = answers.into_iter().chain([("valid for 3:00", "\u{3}")]).collect();
    let seen = wide().with("XDG_RUNTIME_DIR", runtime).types(&home, &line, &steps);
    for text in ["cannot log in now: locked by failed logins", "is unlocked", "Tell the person:"] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    let (_, after) = seen.raw.split_once("The emergency code:").expect("a code");
    let code = after.split_whitespace().next().expect("a code");
    for (second, exit) in [(0, 0), (179, 0), (180, 20), (181, 20)] {
        let _ = home.copy().login_at(&stopped(now + second), &ada, Some(code)).exits(exit);
    }
    let mut reader = home.command_at(&stopped(now), ["audit", "log", "-o", "jsonl"]);
    reader.env("XDG_RUNTIME_DIR", runtime);
    let log = finish(start(reader, "")).exits(0);
    let events: Vec<Value> = log.out.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let told: Vec<_> = events.iter().take(3).map(|event| event["action"].as_str().expect("a word")).collect();
    assert_eq!(told, ["rescue", "account.unlock", "emergency.issue"]);
    let details = &events[0]["details"];
    let kept = ["offer", "identity", "channel", "reference"].map(|key| details[key].as_str().expect("kept"));
    assert_eq!(kept, ["emergency_code", "passport", "phone", "CASE-4711"]);
    assert!(events.iter().take(3).all(|event| event["actor"] == hilda.as_str()));
    assert_eq!(events[2]["details"]["reference"], "CASE-4711");
    assert_eq!(second_of(&events[0]["at"]), now);
    assert!(!common::holds(&home.bytes(), code), "the code stands nowhere");
}

#[test]
fn r_rec_6_only_enter_alone_goes_on_and_anything_else_declines() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let before = home.events().len();
    for typed in ["n\r", "no\r", " \r", "y\r"] {
        let steps = [(CHOOSE, "2\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, typed)];
        let seen = wide().plays(&home, &["rescue", "ada"], &steps);
        assert!(seen.exit == 11 && seen.raw.contains("nothing was changed"), "{typed:?}: {}", seen.raw);
        let record = ["--identity", "passport", "--channel", "video", "--reference", "C-1", "--show"];
        let issue = [&["emergency", "issue", &ada], record.as_slice()].concat();
        let seen = wide().plays(&home, &issue, &[("Press Enter to issue", typed)]);
        assert_eq!(seen.exit, 11, "{typed:?}: {}", seen.raw);
    }
    assert_eq!(home.events().len(), before, "nothing is done");
}

#[test]
fn r_perm_3_a_clerk_is_told_at_once_that_it_may_not_see_the_code_of_somebody_above() {
    let home = Home::with_tenant();
    let _ = home.run(["resource", "verify-email", ADMIN, "--assume", "--reason", "x"]).exits(0);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let _desk = home.sign_in(&hilda, &key);
    let runtime: &'static str =
        Box::leak(home.path().join("desks").join(&hilda).display().to_string().into_boxed_str());
    for args in [["emergency", "issue", ADMIN], ["account", "unlock", ADMIN], ["account", "lock", ADMIN]] {
        let seen = wide().with("XDG_RUNTIME_DIR", runtime).plays(&home, &args, &[]);
        assert_eq!(seen.exit, 5, "{args:?} asks nothing: {}", seen.raw);
        assert!(seen.raw.contains("above yours"), "{}", seen.raw);
    }
}

#[test]
fn r_rec_6_the_same_takes_three_commands() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let record = ["--identity", "passport", "--channel", "phone", "--reference", "CASE-4711", "--show"];
    let _ = home.run(["why", &ada]).exits(0);
    let _ = home.run(["account", "unlock", &ada, "--reason", "identity checked"]).exits(0);
    let issued = home.run([&["emergency", "issue", &ada], record.as_slice()].concat()).exits(0).json();
    let _ = home.login(&ada, issued["code"].as_str()).exits(0);
}

#[test]
fn r_rec_6_every_branch_ends_with_commands_that_do_the_same() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    // The offers of somebody whom wrong codes locked, in their order.
    for (number, done) in [("2", "the next login"), ("3", "until"), ("4", "enroll again"), ("5", "try again now")] {
        let (by_dialogue, by_commands) = (home.copy(), home.copy());
        let last = if number == "4" { (REMOVE, "y\r") } else { (DO_IT, "\r") };
        let number = format!("{number}\r");
        let steps = [(CHOOSE, number.as_str()), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), last];
        let seen = wide().plays(&by_dialogue, &["rescue", "ada"], &steps);
        assert_eq!(seen.exit, 0, "{}", seen.raw);
        assert!(seen.raw.contains(done), "{}", seen.raw);
        let commands = commands(&seen);
        assert!(commands.iter().any(|line| line.contains("account unlock")), "{commands:?}");
        assert!(commands.len() <= 2);
        for line in &commands {
            let words = shlex::split(line).expect("a command");
            let _ = by_commands.run(&words[1..]).exits(0);
        }
        let (left, right) = (standing(&by_dialogue, &ada), standing(&by_commands, &ada));
        assert_eq!(left, right, "{commands:?}");
        assert_eq!(left.0, false);
        let event = by_dialogue.events().remove(0);
        assert_eq!((event["action"].as_str(), event["details"]["channel"].as_str()), (Some("rescue"), Some("phone")));
        assert!(event["reason"].as_str().is_some_and(|reason| reason.contains("callback") && reason.contains("C-1")));
    }
    let seen = wide().plays(&home, &["rescue", "ada"], &[(CHOOSE, "0\r")]);
    assert_eq!((seen.exit, commands(&seen).len()), (0, 6));
    assert!(seen.raw.contains("Nothing was changed."));
}

#[test]
fn r_rec_6_breaking_off_or_declining_leaves_nothing_behind() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let (before, history) = (standing(&home, &ada), home.events().len());
    let answers = [(CHOOSE, "4\r"), (IDENTITY, "passport\r"), (CHANNEL, "1\r"), (REFERENCE, "C-1\r"), (REMOVE, "y\r")];
    for at in 0..answers.len() {
        let mut steps = answers[..=at].to_vec();
        steps[at].1 = "\u{3}";
        let seen = wide().plays(&home, &["rescue", "ada"], &steps);
        assert_eq!(seen.exit, 130, "{}", seen.raw);
        assert!(seen.raw.contains("interrupted; nothing was changed"), "{}", seen.raw);
    }
    let mut steps = answers.to_vec();
    steps[4].1 = "n\r";
    assert_eq!(wide().plays(&home, &["rescue", "ada"], &steps).exit, 11);
    assert_eq!((standing(&home, &ada), home.events().len()), (before, history));
}

#[test]
fn a_lock_that_came_meanwhile_is_never_taken_away_unsaid() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    // The lock comes by another process while the last question is open: the answer is typed only after it.
    let line =
        "(sleep 4; tenantctl account lock ada --reason theft >/dev/null; echo locked now) & tenantctl rescue ada";
    let steps =
        [(CHOOSE, "1\r"), (IDENTITY, "1\r"), (CHANNEL, "1\r"), (REFERENCE, "C\r"), (DO_IT, ""), ("locked now", "\r")];
    let seen = wide().types(&home, line, &steps);
    assert_eq!(seen.exit, 4, "{}", seen.raw);
    assert!(seen.raw.contains("meanwhile; nothing was changed"), "{}", seen.raw);
    assert_eq!(standing(&home, &ada).0, true);
    assert_eq!(home.events()[0]["action"], "account.lock");
}

#[test]
fn r_rec_8_what_needs_nothing_from_us_comes_before_any_offer() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let _ = home.run(["recovery-codes", "generate", &ada]).exits(0);
    let seen = wide().plays(&home, &["rescue", "ada"], &[(CHOOSE, "0\r")]);
    let at = |text: &str| seen.raw.find(text).unwrap_or_else(|| panic!("{text}: {}", seen.raw));
    assert!(at("restored on the same phone or number") < at("What you can do now"));
    assert!(at("one of the 10 recovery codes") < at("What you can do now"));
    assert!(!seen.raw.contains("unlock"), "nothing is locked: {}", seen.raw);
    let bob = home.verified("bob");
    let key = home.enroll(&bob);
    let _ = home.login(&bob, Some(&code_at(&key, 600))).exits(20);
    let seen = wide().plays(&home, &["rescue", "bob"], &[(CHOOSE, "0\r")]);
    assert!(seen.raw.contains("set the phone's clock to automatic"), "{}", seen.raw);
}

#[test]
fn r_perm_3_what_is_not_allowed_names_who_can_do_it_and_is_never_offered() {
    let home = Home::with_tenant();
    let _ = home.verified("ada");
    let _ = home.enroll(ADMIN);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let bare = home.resource("bare");
    let _ = home.enroll(&bare);
    home.require_sign_in();
    let _desk = home.sign_in(&hilda, &key);
    let runtime = home.path().join("desks").join(&hilda);
    let runtime: &'static str = Box::leak(runtime.display().to_string().into_boxed_str());
    let desk = || wide().with("XDG_RUNTIME_DIR", runtime);
    let seen = desk().plays(&home, &["rescue", ADMIN], &[]);
    assert!(seen.exit == 0 && seen.raw.contains("above yours") && seen.raw.contains("Who can: an administrator."));
    assert!(!seen.raw.contains("What you can do now"), "{}", seen.raw);
    let seen = desk().plays(&home, &["rescue", "hilda"], &[]);
    assert!(seen.raw.contains("Who can: another operator.") && !seen.raw.contains("What you can do now"));
    // No code without a verified address (R-REC-3): the owner has two ways, and the rest is offered.
    let seen = desk().plays(&home, &["rescue", "bare"], &[(CHOOSE, "0\r")]);
    for text in ["the owner of database and key", "verify-email bare@acme.example --assume", "--break-glass"] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    assert!(!seen.raw.contains("  1  Emergency code"), "{}", seen.raw);
}

#[test]
fn a_deactivated_person_or_one_without_a_password_is_sent_to_who_can_mend_that() {
    let home = Home::with_tenant();
    let create = ["resource", "create", "new@acme.example", "--email", "new@mail.example", "--no-setup"];
    let _ = home.run(create).exits(0);
    let seen = wide().plays(&home, &["rescue", "new"], &[]);
    assert!(seen.raw.contains("tenantctl setup issue new@acme.example --show"), "{}", seen.raw);
    let ada = champion(&home, false);
    let _ = home.run(["resource", "deactivate", &ada, "--yes", "--reason", "left"]).exits(0);
    let seen = wide().plays(&home, &["rescue", "ada"], &[]);
    assert!(seen.exit == 0 && seen.raw.contains("tenantctl resource activate ada@acme.example"), "{}", seen.raw);
}

#[test]
fn without_a_terminal_the_commands_are_named_and_nothing_happens() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let before = home.events().len();
    let error = home.run_with(["rescue", "ada"], "1\n1\n1\nC-1\n\n").exits(2).error();
    let hints: Vec<_> = error["hints"].as_array().expect("hints").iter().filter_map(Value::as_str).collect();
    assert_eq!(hints[0], format!("tenantctl why {ada}"));
    assert_eq!(hints[1], format!("tenantctl account unlock {ada} --reason '…'"));
    assert!(hints.iter().any(|hint| hint.starts_with("tenantctl emergency issue")), "{hints:?}");
    // Not even where somebody could be asked: the code would go to a file.
    let seen = wide().types(&home, "tenantctl rescue ada > out", &[]);
    assert_eq!(seen.exit, 2, "{}", seen.raw);
    assert_eq!(home.events().len(), before);
    assert!(home.login(&ada, Some(PASSWORD)).code == 21);
}

#[test]
fn a_narrow_terminal_breaks_between_words_and_keeps_commands_whole() {
    let home = Home::with_tenant();
    let _ = champion(&home, true);
    let answers = [(CHOOSE, "x\r"), ("one of those", "2\r"), (IDENTITY, "9\r"), ("one of those", "1\r")];
    let rest = [(CHANNEL, "1\r"), (REFERENCE, "\r"), ("try again", "C-1\r"), ("done)", "\r")];
    let seen = Terminal::new(40, 60).plays(&home, &["rescue", "ada"], &[answers, rest].concat());
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    for line in seen.raw.lines().map(str::trim_end).filter(|line| !line.trim().starts_with("tenantctl ")) {
        // What is typed is echoed behind a question.
        assert!(line.chars().count() <= 48, "{line}");
    }
    assert_eq!(commands(&seen).len(), 2);
}

#[test]
fn r_lock_5_enter_lifts_no_lock_by_hand_and_nothing_else_is_offered_behind_it() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let _ = home.run(["account", "lock", &ada, "--reason", "theft"]).exits(0);
    let before = home.events().len();
    let seen = wide().plays(&home, &["rescue", "ada"], &[("Which one? (0 to 1; Enter: 0)", "\r")]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    let sentence =
        "Do not unlock an account that an operator locked by hand before you have spoken with that operator: os:";
    for text in [sentence, "locked the account until somebody unlocks it: theft", "Nothing was changed."] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    assert!(!seen.raw.contains("mergency") && !seen.raw.contains("2fa"), "{}", seen.raw);
    assert_eq!(commands(&seen).len(), 2, "why and the unlock");
    let error = home.run(["rescue", "ada"]).exits(2).error();
    let named = format!("{}{}", error["hints"], error["notes"]);
    assert!(named.contains(sentence) && named.contains("account unlock"), "{error}");
    assert!(!named.contains("emergency") && !named.contains("2fa"), "{error}");
    assert_eq!(home.events().len(), before);
    let steps = [(CHOOSE, "1\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, "\r")];
    let seen = wide().plays(&home, &["rescue", "ada"], &steps);
    assert!(seen.exit == 0 && seen.raw.contains("Lifted: the lock by os:"), "{}", seen.raw);
    assert_eq!(standing(&home, &ada).0, false);
}

#[test]
fn r_lock_5_before_an_unlock_asks_for_its_reason_it_says_whose_lock_it_lifts() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let _ = home.run(["account", "lock", &ada, "--reason", "theft"]).exits(0);
    for args in [&["account", "unlock", "ada"][..], &["unlock", "ada"], &["account", "recover", "ada", "--unlock"]] {
        let seen = wide().plays(&home, args, &[("Reason", "\u{3}")]);
        let at = |text: &str| seen.raw.find(text).unwrap_or_else(|| panic!("{text}: {}", seen.raw));
        assert!(at("This lifts the lock by os:") < at("before you have spoken with that operator: os:"));
        assert!(at(": theft.") < at("Reason"), "{}", seen.raw);
    }
    assert_eq!(standing(&home, &ada).0, true);
}

#[test]
fn r_lock_5_a_clerk_is_told_who_lifts_the_lock_of_an_administrator_and_offered_nothing() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let key = home.enroll(ADMIN);
    let (hilda, hildas) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let _ = home.sign_in(ADMIN, &key).run(["account", "lock", &ada, "--reason", "theft"]).exits(0);
    let _desk = home.sign_in(&hilda, &hildas);
    let runtime: &'static str =
        Box::leak(home.path().join("desks").join(&hilda).display().to_string().into_boxed_str());
    let seen = wide().with("XDG_RUNTIME_DIR", runtime).plays(&home, &["rescue", "ada"], &[]);
    let who = "Who can: the person who set the lock, or an administrator.";
    assert!(seen.exit == 0 && seen.raw.contains("- unlocking (") && seen.raw.contains(who), "{}", seen.raw);
    assert!(!seen.raw.contains("What you can do now") && !seen.raw.contains("mergency"), "{}", seen.raw);
}
