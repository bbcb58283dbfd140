//! What is refused for one of many, and for all of them (R-PERM-1, R-PERM-2, R-PERM-3, R-PERM-4, R-PERM-6).

use super::*;
use crate::common;

#[test]
fn r_perm_2_r_perm_3_a_refusal_of_one_is_its_line_and_its_denial_and_stops_nobody_else() {
    let home = team();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let bot = ["resource", "create", "bot@acme.example", "--email", "b@mail.example", "--license", "api", "--no-setup"];
    let _ = home.run(bot).exits(0);
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    write(&home, "mixed", "team-a\nbot\nhilda\nroot\nteam-b\n");
    let pause = ["2fa", "pause", "--next-login", "--from", "mixed", WHY, "--yes"];
    let run = desk.run(pause).exits(6);
    let items = items(&run);
    assert_eq!(
        column(&items, "username"),
        ["team-a", "bot", "hilda", "root", "team-b"].map(|n| format!("{n}@acme.example"))
    );
    assert_eq!(column(&items, "result"), ["done", "failed", "failed", "failed", "done"]);
    assert_eq!(column(&items, "code"), ["", "license_forbids", "self_service", "higher_level", ""]);
    assert_eq!(items.iter().map(|item| item["exit"].as_i64().unwrap_or(-1)).collect::<Vec<_>>(), [0, 6, 5, 5, 0]);
    assert_eq!(items[2]["message"], "operators may not pause their own 2FA, and you are hilda@acme.example");
    assert!(run.err.contains("2 paused, 3 failed"), "{}", run.err);
    assert_eq!(told(&home, "2fa.pause", "denied"), [hilda.as_str(), ADMIN]);
    // The exit code is that of the first failure.
    write(&home, "mixed", "team-a\nhilda\nbot\n");
    let run = desk.run(pause).exits(5);
    assert_eq!(column(&self::items(&run), "result"), ["unchanged", "failed", "failed"]);
    assert!(run.err.contains("0 paused, 1 unchanged, 2 failed"), "{}", run.err);
    assert_eq!(home.run(["audit", "verify", "--break-glass", WHY]).exits(0).json()["ok"], true);
}

#[test]
fn r_res_6_the_last_administrator_stays_whoever_else_is_in_the_list() {
    let home = team();
    let run = home.run(["resource", "deactivate", "--where", "name~acme", WHY, "--yes"]).exits(6);
    let items = items(&run);
    assert_eq!(column(&items, "result"), ["failed", "done", "done", "done"]);
    assert_eq!(items[0]["code"], "last_administrator");
    assert_eq!(home.run(["resource", "show", ADMIN]).exits(0).json()["active"], true);
}

#[test]
fn who_no_longer_matches_at_their_turn_is_left_as_they_are_and_named() {
    let home = team();
    for name in TEAM {
        let _ = home.run(["resource", "edit", name, "--last-name", "Leaver"]).exits(0);
    }
    for condition in ["name~leaver", "champion or name~leaver"] {
        let home = home.copy();
        let args = ["2fa", "pause", "--next-login", "--where", condition, WHY, "--yes"];
        let stays = "UPDATE resources SET last_name = NULL WHERE username LIKE 'team-b@%'";
        let run = common::changed_while_it_waits(&home.db(), home.command(args), "", stays).exits(0);
        let items = items(&run);
        assert_eq!(column(&items, "result"), ["done", "no_longer", "done"], "{condition}");
        assert_eq!(items[1]["message"], format!("no longer matches {condition}"));
        assert!(run.err.contains("2 paused, 1 no longer"), "{}", run.err);
        assert_eq!(told(&home, "2fa.pause", "ok"), ["team-a@acme.example", "team-c@acme.example"]);
        verifies(&home);
    }
}

#[test]
fn r_lock_5_a_lock_by_hand_that_is_set_while_the_question_stands_is_not_lifted() {
    // A clock that is a little behind gives every event the time of the newest one.
    for clock in ["+0s", "+110s"] {
        locked_while_asked(clock);
    }
}

fn locked_while_asked(clock: &str) {
    let home = team();
    let _ = home.run_at(clock, ["account", "lock", "--from", "team", WHY, "--yes"], "").exits(0);
    let lock =
        "(sleep 2; tenantctl unlock team-b --reason x; tenantctl account lock team-b --reason stolen; echo NOW) &";
    let terminal = Terminal::new(100, 30);
    for (act, question, told) in [
        ("unlock --where locked --reason x", "Unlock 3 resources", "2 unlocked, 1 no longer"),
        ("unlock team-b", "Reason", "locked team-b@acme.example by hand meanwhile; nothing was changed"),
        ("account recover team-b --unlock --reason x", "Recover team-b", "by hand meanwhile; nothing was changed"),
    ] {
        let home = home.copy();
        let seen = terminal.types(&home, &format!("{lock} tenantctl {act}"), &[(question, ""), ("NOW", "y\r")]);
        assert!(seen.raw.contains(told), "{act}: {}", seen.raw);
        assert_eq!(home.run(["account", "status", "team-b"]).exits(0).json()["locked"], true, "{act}");
    }
}

#[test]
fn r_perm_1_who_may_not_do_it_is_denied_once_and_told_nobody() {
    let home = team();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let (only, only_key) = home.operator("only", "user");
    let _ = home.run(["level", "create", "pauser", "--permission", "tfa.pause"]).exits(0);
    let _ = home.run(["level", "grant", &only, "pauser", WHY]).exits(0);
    home.require_sign_in();
    let denied = |desk: &common::Desk<'_>, args: &[&str]| {
        let before = home.run(["audit", "log", "--outcome", "denied", "--break-glass", WHY]).exits(0).json();
        let error = desk.run(args).exits(5).error();
        let after = home.run(["audit", "log", "--outcome", "denied", "--break-glass", WHY]).exits(0).json();
        let count = |log: &Value| log["items"].as_array().map_or(0, Vec::len);
        assert_eq!(count(&after), count(&before) + 1, "one denial for the command: {after}");
        assert!(!error.to_string().contains("team-"), "{error}");
        assert_eq!(error["code"], "permission_denied");
    };
    let desk = home.sign_in(&hilda, &key);
    denied(&desk, &["resource", "edit", "--where", "name~team", "--license", "api", WHY, "--yes"]);
    denied(&desk, &["resource", "activate", "--from", "team", "--yes"]);
    write(&home, "strangers", "nobody-at-all\n");
    denied(&desk, &["resource", "activate", "--from", "strangers", "--yes"]);
    let desk = home.sign_in(&only, &only_key);
    // Who is like that is told to whoever may read it.
    denied(&desk, &["2fa", "pause", "--next-login", "--where", "name~team", WHY, "--yes"]);
    let done = desk.run(["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes"]).exits(0);
    assert_eq!(column(&items(&done), "result"), ["done"; 3]);
}

#[test]
fn r_perm_4_the_owner_breaks_the_glass_once_for_all_of_them() {
    let home = team();
    home.require_sign_in();
    let refused = home.run(["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes"]).exits(5).error();
    assert_eq!(refused["code"], "not_signed_in", "{refused}");
    let _ = home.run(["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes", "--break-glass"]).exits(0);
    let log = home.run(["audit", "log", "--break-glass", WHY, "-o", "jsonl"]).exits(0);
    let events = lines(&log.out);
    let of = |action: &str| events.iter().filter(|event| event["action"] == action && event["outcome"] == "ok").count();
    // One more is for reading the history.
    assert_eq!((of("2fa.pause"), of("break_glass")), (3, 2), "{events:#?}");
}

#[test]
fn r_perm_6_what_waits_for_a_second_person_is_a_request_each_and_10_only_where_nothing_is_worse() {
    let home = team();
    for name in ["boss", "chief"] {
        let username = home.levelled(name, "admin", &[]);
        let _ = home.run(["totp", "enroll", &username, "--show-key"]).exits(0);
    }
    let _ = home.run(["totp", "enroll", "team-a", "--show-key"]).exits(0);
    let _ = home.run(["policy", "set", "two_person=on", WHY]).exits(0);
    write(&home, "mixed", "boss\nteam-a\nteam-b\nchief\n");
    let run = home.run(["2fa", "reset", "--from", "mixed", WHY, "--yes"]).exits(10);
    let items = items(&run);
    assert_eq!(column(&items, "result"), ["requested", "done", "unchanged", "requested"]);
    assert_eq!(items[0]["code"], "request_recorded");
    assert!(run.err.contains("1 reset, 1 unchanged, 2 requested"), "{}", run.err);
    let waiting = home.run(["request", "list"]).exits(0).json();
    let waiting: BTreeSet<_> = waiting["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["request_id"].clone().to_string())
        .collect();
    let named = BTreeSet::from([&items[0], &items[3]].map(|item| item["request_id"].to_string()));
    assert_eq!(waiting, named);
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let desk = home.sign_in(&hilda, &key);
    write(&home, "mixed", "hilda\nteam-b\n");
    let _ = desk.run(["2fa", "reset", "--from", "mixed", WHY, "--yes"]).exits(5);
}
