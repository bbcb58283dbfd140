//! `rescue`: somebody who is locked out, a clerk at a terminal, and what is left of it (R-REC-6, R-REC-8).

use crate::common::{
    self, ADMIN, Home, PASSWORD, code_at, finish, second_of, soon, start, stopped,
    terminal::{self, Seen, Terminal},
};
use serde_json::Value;

const CHOOSE: &str = "Which?";
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
    Terminal::new(200, 60).with("NO_COLOR", "1")
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
    for text in ["LOCKED since", "7 wrong codes", "is unlocked", "Tell the person:"] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    let (_, after) = seen.raw.split_once("The emergency code:").expect("a code");
    let code = after.split_whitespace().next().expect("a code");
    let spoken = after.lines().map(str::trim).filter(|line| !line.is_empty()).nth(1).expect("the code as it is said");
    assert_eq!(spoken.split([' ', ',']).filter(|word| !word.is_empty()).count(), 10, "{spoken}");
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
        let steps = [(CHOOSE, "n\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, typed)];
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
    for (key, done) in [
        ("n", "the next login"),
        ("d", "until"),
        ("r", "enroll"),
        ("u", "try again now, with the password and the code that the app shows"),
        ("p", "at the set-up give your username and this token"),
    ] {
        let (by_dialogue, by_commands) = (home.copy(), home.copy());
        let last = if key == "r" { (REMOVE, "y\r") } else { (DO_IT, "\r") };
        let typed = format!("{key}\r");
        let steps = [(CHOOSE, typed.as_str()), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), last];
        let seen = wide().plays(&by_dialogue, &["rescue", "ada"], &steps);
        assert_eq!(seen.exit, 0, "{}", seen.raw);
        assert!(seen.raw.contains(done), "{}", seen.raw);
        let commands = commands(&seen);
        assert!(commands.iter().any(|line| line.contains("unlock")), "{commands:?}");
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
    assert_eq!((seen.exit, commands(&seen).len()), (0, 7));
    assert!(seen.raw.contains("Nothing was changed."));
}

#[test]
fn r_rec_6_breaking_off_or_declining_leaves_nothing_behind() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let (before, history) = (standing(&home, &ada), home.events().len());
    let answers = [(CHOOSE, "r\r"), (IDENTITY, "passport\r"), (CHANNEL, "1\r"), (REFERENCE, "C-1\r"), (REMOVE, "y\r")];
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
        [(CHOOSE, "e\r"), (IDENTITY, "1\r"), (CHANNEL, "1\r"), (REFERENCE, "C\r"), (DO_IT, ""), ("locked now", "\r")];
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
    assert!(at("restored on the same phone or number") < at("reset 2FA"));
    assert!(at("one of the 10 recovery codes") < at("reset 2FA"));
    assert!(!seen.raw.contains("unlock"), "nothing is locked: {}", seen.raw);
    let bob = home.verified("bob");
    let key = home.enroll(&bob);
    let _ = home.login(&bob, Some(&code_at(&key, 600))).exits(20);
    let seen = wide().plays(&home, &["rescue", "bob"], &[("Which? [0]", "\r")]);
    assert!(seen.raw.contains("set the phone's clock to automatic"), "{}", seen.raw);
    assert!(seen.exit == 0 && seen.raw.contains("Nothing was changed."), "Enter is nothing: {}", seen.raw);
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
    assert!(seen.exit == 0 && !seen.raw.contains("Which?"), "{}", seen.raw);
    let line = "(root is the only administrator; the owner can, under break-glass)";
    assert_eq!(seen.raw.matches(line).count(), 1, "{}", seen.raw);
    assert!(seen.raw.contains("tenantctl 2fa pause root@acme.example --next-login --reason '…' --break-glass"));
    let eve = home.levelled("eve", "admin", &["--break-glass", "--reason", "x"]);
    let seen = desk().plays(&home, &["rescue", &eve], &[]);
    assert_eq!(seen.raw.matches("(eve is above you; an administrator can)").count(), 1, "{}", seen.raw);
    let seen = desk().plays(&home, &["rescue", "hilda"], &[]);
    assert!(seen.raw.contains("another operator can)") && !seen.raw.contains("Which?"), "{}", seen.raw);
    // No code without a verified address (R-REC-3): the owner has two ways, and the rest is offered.
    let seen = desk().plays(&home, &["rescue", "bare"], &[(CHOOSE, "0\r")]);
    for text in ["the owner can verify it", "verify-email bare@acme.example --assume", "--break-glass"] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    assert!(!seen.raw.contains("  e  "), "{}", seen.raw);
}

#[test]
fn a_deactivated_person_or_one_without_a_password_is_sent_to_who_can_mend_that() {
    let home = Home::with_tenant();
    let create = ["resource", "create", "new@acme.example", "--email", "new@mail.example", "--no-setup"];
    let _ = home.run(create).exits(0);
    let seen = wide().plays(&home, &["rescue", "new"], &[("Which? [p]", "0\r")]);
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
    let answers = [(CHOOSE, "x\r"), ("one of those", "n\r"), (IDENTITY, "9\r"), ("one of those", "1\r")];
    let rest = [(CHANNEL, "1\r"), (REFERENCE, "\r"), ("try again", "C-1\r"), ("done)", "\r")];
    let seen = Terminal::new(40, 60).with("NO_COLOR", "1").plays(&home, &["rescue", "ada"], &[answers, rest].concat());
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
    let seen = wide().plays(&home, &["rescue", "ada"], &[("Which? [0]", "\r")]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    let sentence =
        "Do not unlock an account that an operator locked by hand before you have spoken with that operator: os:";
    for text in [sentence, "until somebody unlocks it: theft", "Nothing was changed."] {
        assert!(seen.raw.contains(text), "{text}: {}", seen.raw);
    }
    assert!(!seen.raw.contains("mergency") && !seen.raw.contains("2fa"), "{}", seen.raw);
    assert_eq!(commands(&seen).len(), 2, "why and the unlock");
    let error = home.run(["rescue", "ada"]).exits(2).error();
    let named = format!("{}{}", error["hints"], error["notes"]);
    assert!(named.contains(sentence) && named.contains("account unlock"), "{error}");
    assert!(!named.contains("emergency") && !named.contains("2fa"), "{error}");
    assert_eq!(home.events().len(), before);
    let steps = [(CHOOSE, "u\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, "\r")];
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
    let who = "not now: unlock (root locked it; that person can, or an administrator)";
    assert!(seen.exit == 0 && seen.raw.contains(who), "{}", seen.raw);
    assert!(!seen.raw.contains("Which?") && !seen.raw.contains("mergency"), "{}", seen.raw);
}

#[test]
fn r_rec_6_the_commonest_call_a_forgotten_password_is_the_first_branch_and_ends_with_a_token_that_sets_one() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let wrong = |times| {
        for _ in 0..times {
            let typed = ["authenticate", &ada, "--password-stdin", "--client", "mobile", "--app", "vpn"];
            let _ = home.run_with(typed, "mistyped-Horse7battery\n").exits(20);
        }
    };
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let runtime: &'static str =
        Box::leak(home.path().join("desks").join(&hilda).display().to_string().into_boxed_str());
    wrong(7);
    let steps = [("Which? [p]", "\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, "\r")];
    let seen = Terminal::new(100, 50).with("NO_COLOR", "1").with("XDG_RUNTIME_DIR", runtime).plays(
        &home,
        &["rescue", "ada"],
        &steps,
    );
    assert!(seen.exit == 0 && seen.raw.contains("7 wrong passwords, vpn mobile, last "), "{}", seen.raw);
    let token = seen.raw.split_whitespace().find(|word| word.starts_with("tctl_set_")).expect("a token");
    let command = commands(&seen).remove(0);
    assert!(command.contains("account recover") && command.contains("--unlock --reset-password --show"), "{command}");
    assert_eq!(desk.run(["account", "status", &ada]).exits(0).json()["locked"], false);
    let accept = home.run_with(["setup", "accept", &ada, "--stdin"], &format!("{token}\nMarble-lantern-73\n"));
    let _ = accept.exits(0);
    let told = desk.run(["why", &ada]).exits(0).json();
    assert_eq!((&told["can_log_in"], &told["recent"][0]["app"]), (&true.into(), &"vpn".into()));
    // Without a lock the token alone is the branch, and an operator who may issue none hears who can.
    wrong(1);
    let seen = Terminal::new(100, 50).with("NO_COLOR", "1").with("XDG_RUNTIME_DIR", runtime).plays(
        &home,
        &["rescue", "ada"],
        &[("Which? [p]", "0\r")],
    );
    assert!(seen.raw.contains(&format!("tenantctl setup issue {ada} --show")), "{}", seen.raw);
}

#[test]
fn r_rec_6_what_the_person_is_told_follows_their_state() {
    let home = Home::with_tenant();
    let told = |name: &str, more: &[&str], wanted: &str| {
        let copy = home.copy();
        let ada = copy.resource(name);
        if more[0] == "enrolled" {
            let _ = copy.enroll(&ada);
        }
        let rest: Vec<&str> = more[1..].to_vec();
        if !rest.is_empty() {
            let _ = copy.run(rest.iter().map(|word| word.replace("NAME", &ada))).exits(0);
        }
        for _ in 0..7 {
            let _ = copy.run_with(["authenticate", &ada, "--password-stdin"], "mistyped-Horse7battery\n").exits(20);
        }
        let steps = [(CHOOSE, "u\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, "\r")];
        let seen = wide().plays(&copy, &["rescue", name], &steps);
        let line = format!("- try again now, {wanted}");
        assert!(seen.raw.contains(&line), "{line}: {}", seen.raw);
    };
    told("ada", &["enrolled"], "with the password and the code that the app shows");
    told("ada", &["none"], "with the password alone; it then asks to enroll");
    told(
        "ada",
        &["enrolled", "2fa", "pause", "NAME", "--for", "2h", "--reason", "x"],
        "with the password alone: no code",
    );
    told("ada", &["none", "resource", "edit", "NAME", "--license", "dashboard"], "with the password alone: no code");
}

#[test]
fn r_rec_1_before_enter_it_says_that_no_code_will_be_asked_for_or_that_another_is_live() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let record = ["--identity", "passport", "--channel", "video", "--reference", "C-1", "--show"];
    let issue = [&["emergency", "issue", &ada], record.as_slice()].concat();
    let before_enter = |home: &Home| {
        let seen = wide().plays(home, &issue, &[("Press Enter to issue", "n\r")]);
        assert_eq!(seen.exit, 11, "{}", seen.raw);
        seen.raw.split("Press Enter").next().unwrap_or_default().to_owned()
    };
    assert!(!before_enter(&home).contains("warning"));
    let paused = home.copy();
    let _ = paused.run(["2fa", "pause", &ada, "--for", "2h", "--reason", "x"]).exits(0);
    assert!(before_enter(&paused).contains("warning: 2FA is paused: the login asks for no code"));
    let locked = home.copy();
    let _ = locked.run(["account", "lock", &ada, "--reason", "x"]).exits(0);
    assert!(before_enter(&locked).contains("warning: the account is locked"));
    let first = home.run(&issue).exits(0);
    assert!(!first.err.contains("replaces"), "{}", first.err);
    let again = home.copy().run(&issue).exits(0);
    assert!(again.err.contains("It replaces the code that os:"), "a script hears it too: {}", again.err);
    assert!(before_enter(&home).contains("warning: another code is valid until"), "which it would replace");
    let why = home.run(["why", &ada]).exits(0).json();
    let told = why["causes"].as_array().expect("causes").iter().find(|cause| cause["code"] == "emergency_code");
    let told = told.expect("the live code");
    assert!(told["helps"][0].as_str().expect("a command").contains("emergency revoke"), "{told}");
    let shown = home.run(["resource", "show", &ada]).exits(0).json();
    let status = home.run(["2fa", "status", &ada]).exits(0).json();
    assert!(shown["emergency_code_until"].is_string(), "{shown}");
    assert_eq!(shown["emergency_code_until"], status["emergency_code_until"]);
    let seen = wide().plays(
        &home,
        &["rescue", "ada"],
        &[(CHOOSE, "e\r"), (IDENTITY, "1\r"), (CHANNEL, "1\r"), (REFERENCE, "C\r"), (DO_IT, "n\r")],
    );
    assert!(seen.raw.contains("emergency code of os:") && seen.raw.contains("a new one replaces it"), "{}", seen.raw);
}

#[test]
fn r_rec_1_the_countdown_shows_wrong_tries_and_ctrl_c_says_how_to_end_the_code() {
    let home = Home::with_tenant();
    let ada = champion(&home, false);
    let line = format!(
        "(sleep 3; echo {PASSWORD} | tenantctl authenticate {ada} --password-stdin --code 22222-22222 >/dev/null) & \
         tenantctl emergency issue {ada} --identity passport --channel video --reference C-1 --show"
    );
    let steps = [("Press Enter", "\r"), ("1 wrong try", "\u{3}"), ("emergency revoke", "")];
    let seen = wide().types(&home, &line, &steps);
    assert!(seen.raw.contains("The code stays valid until"), "{}", seen.raw);
}

#[test]
fn r_rec_6_a_caller_who_shows_no_identity_gets_nothing_and_the_history_keeps_that_somebody_asked() {
    let home = Home::with_tenant();
    let ada = champion(&home, true);
    let before = standing(&home, &ada);
    let seen = wide().plays(&home, &["rescue", "ada"], &[(CHOOSE, "i\r")]);
    assert!(seen.exit == 0 && seen.raw.contains("Tell the caller:"), "{}", seen.raw);
    assert_eq!(standing(&home, &ada), before);
    let event = home.events().remove(0);
    assert_eq!((&event["action"], &event["outcome"]), (&"rescue".into(), &"refused".into()));
    assert_eq!(event["details"]["offer"], "identity_not_shown");
}

#[test]
fn r_rec_6_every_common_call_takes_at_most_six_answers_and_the_verdict_stays_in_sight_on_24_rows() {
    let home = Home::with_tenant();
    let _ = champion(&home, true);
    let steps = [(CHOOSE, "\r"), (IDENTITY, "6\r"), (CHANNEL, "2\r"), (REFERENCE, "C-1\r"), (DO_IT, "\r")];
    assert!(steps.len() <= 6);
    let seen = Terminal::new(80, 24).with("NO_COLOR", "1").plays(
        &home,
        &["rescue", "ada"],
        &[&steps[..4], &[(DO_IT, "n\r")]].concat(),
    );
    assert!(seen.screen.contains("ada  LOCKED since") && seen.screen.contains("Which? [e]"), "{}", seen.screen);
    assert!(!seen.screen.contains("ada@acme.example"), "names are short where they are unique: {}", seen.screen);
    let nothing = [(CHOOSE, "0\r")];
    let plain = Terminal::new(80, 24).with("NO_COLOR", "1").plays(&home, &["rescue", "ada"], &nothing);
    let colored = Terminal::new(80, 24).plays(&home, &["rescue", "ada"], &nothing);
    assert!(colored.raw.contains("\x1b[1;31mLOCKED since") && !plain.raw.contains('\x1b'), "{}", colored.raw);
    let words = |seen: &Seen| {
        let text = terminal::without_controls(&seen.raw);
        text.split_whitespace().filter(|word| word.parse::<u32>().is_err()).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(words(&colored), words(&plain), "the words alone say everything too");
}
