//! `rescue` of an administrator where two persons are needed for what makes it weaker (R-REC-6, R-PERM-6).

use crate::common::{self, ADMIN, Home, terminal::Terminal};
use serde_json::{Value, json};

const CHOOSE: &str = "Which?";
const RECORD: [(&str, &str); 3] =
    [("Identity checked by", "1\r"), ("Seen or heard through", "phone\r"), ("Reference of the check", "CASE-4711\r")];

/// The administrator cleo with a device and a verified address, under two persons; `root` is the other one.
fn tenant() -> (Home, String) {
    let home = Home::with_tenant();
    let cleo = home.levelled("cleo", "admin", &[]);
    let _ = home.run(["resource", "verify-email", &cleo, "--assume", "--reason", "seen"]).exits(0);
    let _ = home.enroll(&cleo);
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "audit"]).exits(0);
    (home, cleo)
}

fn rescue(home: &Home, more: &[&str], steps: &[(&str, &str)]) -> common::terminal::Seen {
    Terminal::new(200, 60).plays(home, &[&["rescue", "cleo"], more].concat(), steps)
}

/// The lines that begin with a key.
fn offers(raw: &str) -> Vec<String> {
    let plain = common::terminal::without_controls(raw);
    let lines = plain.lines().map(str::trim).filter(|line| line.get(1..3) == Some("  "));
    lines.map(str::to_owned).collect()
}

fn newest(home: &Home, action: &str) -> Value {
    home.run(["audit", "log", "--action", action, "--limit", "1"]).exits(0).json()["items"][0].clone()
}

#[test]
fn r_perm_6_of_a_locked_administrator_nothing_is_asked_for_that_its_unlock_would_make_void() {
    let (home, cleo) = tenant();
    for _ in 0..7 {
        let _ = home.login(&cleo, Some("000000")).exits(20);
    }
    let unlock = format!("tenantctl account unlock {cleo} --reason '…'");
    {
        let home = &home;
        let seen = rescue(home, &[], &[(CHOOSE, "0\r")]);
        let offers = offers(&seen.raw).join("\n");
        assert!(offers.contains("u  unlock") && offers.contains("d  no code for 24 hours"), "{}", seen.raw);
        assert!(!offers.contains("e  emergency") && !offers.contains("r  reset"), "{}", seen.raw);
        let line = "not now: emergency code, reset 2FA (a second person approves it; unlock first)";
        let plain = common::terminal::without_controls(&seen.raw);
        let (_, beyond) = plain.split_once(line).expect("what is closed");
        assert!(beyond.contains(&unlock), "{}", seen.raw);
        // What works at once unlocks as before.
        let copy = home.copy();
        let steps = [&[(CHOOSE, "u\r")], RECORD.as_slice(), &[("Press Enter to do it", "\r")]].concat();
        let seen = rescue(&copy, &[], &steps);
        assert!(seen.exit == 0 && seen.raw.contains("is unlocked"), "{}", seen.raw);
        assert_eq!(copy.run(["account", "status", &cleo]).exits(0).json()["locked"], false);
    }
    // Unlocked with that command, the request that is asked for then stands.
    let words = shlex::split(&unlock.replace('…', "agreed")).expect("a command");
    let _ = home.run(&words[1..]).exits(0);
    let steps =
        [&[(CHOOSE, "e\r")], RECORD.as_slice(), &[("once a second person approves: issue an emergency code", "\r")]];
    let seen = rescue(&home, &[], &steps.concat());
    assert_eq!(seen.exit, 10, "{}", seen.raw);
    let waiting = home.run(["request", "list"]).exits(0).json()["items"].clone();
    assert_eq!((&waiting[0]["command"], &waiting[0]["state"]), (&json!("emergency issue"), &json!("waiting")));
}

#[test]
fn r_rec_6_what_only_asks_says_so_and_stands_behind_what_works_at_once() {
    let (home, _) = tenant();
    let seen = rescue(&home, &[], &[(CHOOSE, "0\r")]);
    let told: Vec<_> = offers(&seen.raw).iter().map(|line| line.contains("(a second person approves it)")).collect();
    assert_eq!(told, [false, false, false, true, true, false], "{}", seen.raw);
    assert!(offers(&seen.raw)[3].starts_with("e  emergency code"), "{}", seen.raw);
    assert!(seen.raw.contains("Which? [n]"), "Enter only does what it does at once: {}", seen.raw);
    // Somebody who is no administrator is helped as ever.
    let _ = home.verified("ada");
    let _ = home.enroll("ada");
    let seen = Terminal::new(200, 60).plays(&home, &["rescue", "ada"], &[(CHOOSE, "0\r")]);
    assert!(!seen.raw.contains("second person") && seen.raw.contains("Which? [e]"), "{}", seen.raw);
}

#[test]
fn r_rec_6_the_request_of_a_reset_keeps_how_the_identity_was_checked() {
    let (home, cleo) = tenant();
    let steps = [&[(CHOOSE, "r\r")], RECORD.as_slice(), &[("[y/N]", "y\r")]].concat();
    let seen = rescue(&home, &["--reason", "phone stolen"], &steps);
    assert_eq!(seen.exit, 10, "{}", seen.raw);
    assert!(
        seen.raw.contains("Recorded as a request") && seen.raw.contains("once a second person approves: reset 2FA")
    );
    assert!(seen.raw.contains(&format!("tenantctl 2fa reset {cleo} --reason 'phone stolen' --yes")), "{}", seen.raw);
    let asked = newest(&home, "request.ask");
    let kept = ["identity", "channel", "reference"].map(|key| asked["details"][key].as_str().unwrap_or_default());
    assert_eq!(kept, ["passport", "phone", "CASE-4711"], "{asked}");
    assert_eq!((&asked["target"], &asked["reason"]), (&json!(cleo), &json!("phone stolen")));
    // It is the same request as that of the command, and another person approves it.
    let id = asked["details"]["request"].as_str().expect("an id").to_owned();
    let mut another = home.command(["request", "approve", &id]);
    another.env("SUDO_USER", "walter");
    let _ = common::finish(common::start(another, "")).exits(0);
    assert_eq!(newest(&home, "2fa.reset")["target"], json!(cleo));
    let _ = home.enroll(ADMIN);
    let _ = home.run(["2fa", "reset", ADMIN, "--yes", "--reason", "x"]).exits(10);
    assert!(newest(&home, "request.ask")["details"]["identity"].is_null());
}

#[test]
fn r_perm_6_a_rule_that_came_meanwhile_asks_for_nothing_behind_a_lock() {
    let (home, cleo) = tenant();
    let mut off = home.command(["policy", "set", "two_person=off", "--reason", "x"]);
    off.env("SUDO_USER", "walter");
    let id = common::finish(common::start(off, "")).exits(10).json()["request_id"].as_str().expect("an id").to_owned();
    let _ = home.run(["request", "approve", &id]).exits(0);
    for _ in 0..7 {
        let _ = home.login(&cleo, Some("000000")).exits(20);
    }
    // The rule comes while the last question is open: the answer is typed only after it.
    let line =
        "(sleep 4; tenantctl policy set two_person=on --reason audit >/dev/null; echo two now) & tenantctl rescue cleo";
    let steps = [&[(CHOOSE, "e\r")], RECORD.as_slice(), &[("Press Enter to do it", ""), ("two now", "\r")]].concat();
    let seen = Terminal::new(200, 60).types(&home, line, &steps);
    assert_eq!(seen.exit, 6, "{}", seen.raw);
    assert!(seen.raw.contains(&format!("tenantctl account unlock {cleo} --reason '…'")), "{}", seen.raw);
    assert_eq!(home.run(["request", "list"]).exits(0).json()["items"], json!([]));
    assert_eq!(home.run(["account", "status", &cleo]).exits(0).json()["locked"], true);
}
