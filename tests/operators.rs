//! What operators must say, what they may not do, and what is so already.

use crate::common::{self, ADMIN, Home, PASSWORD, Run, code_of, finish, soon, start, stopped};
use serde_json::json;

const WHY: [&str; 2] = ["--reason", "asked by the customer"];
const SECOND: &str = "second@acme.example";

fn deactivate(username: &str) -> Vec<&str> {
    [["resource", "deactivate", username, "--yes"].as_slice(), &WHY].concat()
}

fn lock(username: &str) -> Vec<&str> {
    [["account", "lock", username].as_slice(), &WHY].concat()
}

#[test]
fn r_res_6_the_last_working_administrator_is_neither_deactivated_nor_locked() {
    let home = Home::with_tenant();
    let before = home.events().len();
    let until = stopped(soon() + 3600);
    let for_a_while = [lock(ADMIN).as_slice(), &["--until", &until]].concat();
    for args in [deactivate(ADMIN), lock(ADMIN), for_a_while] {
        let refused = home.run(&args).exits(6).error();
        assert_eq!(refused["code"], "last_administrator");
        assert!(
            refused["hint"].as_str().is_some_and(|hint| hint.contains("resource create")),
            "the way out: {refused}"
        );
    }
    assert_eq!(home.events().len(), before);
}

#[test]
fn r_res_6_who_does_not_work_is_no_second_administrator() {
    let home = Home::with_tenant();
    // A user with a password, an administrator without one, and one that is deactivated.
    let _ = home.resource("user");
    let bare = ["resource", "create", "bare@acme.example", "--email", "bare@acme.example", "--level", "admin"];
    let _ = home.run(bare).exits(0);
    let _ = home.run(deactivate(ADMIN)).exits(6);
    let _ = home.levelled("second", "admin", &[]);
    let _ = home.run(deactivate(SECOND)).exits(0);
    let _ = home.run(deactivate(ADMIN)).exits(6);
    let _ = home.run(lock(ADMIN)).exits(6);
    let _ = home.run(["resource", "activate", SECOND]).exits(0);
    let _ = home.run(lock(SECOND)).exits(0);
    let _ = home.run(deactivate(ADMIN)).exits(6);
    let _ = home.run(["account", "unlock", SECOND, "--reason", "back"]).exits(0);
    let _ = home.run(deactivate(ADMIN)).exits(0);
    let _ = home.run(lock(SECOND)).exits(6);
    // A password makes an administrator of the one that had none.
    let _ = home.run_with(["password", "set", "bare", "--password-stdin"], &format!("{PASSWORD}\n")).exits(0);
    let _ = home.run(lock(SECOND)).exits(0);
    let _ = home.run(deactivate("bare")).exits(6);
}

#[test]
fn r_res_6_a_lock_for_a_while_counts_until_it_has_expired() {
    let home = Home::with_tenant();
    let _ = home.levelled("second", "admin", &[]);
    let now = soon();
    let until = stopped(now + 3600);
    let _ = home.run_at(&stopped(now), [lock(SECOND).as_slice(), &["--until", &until]].concat(), "").exits(0);
    let _ = home.copy().run_at(&stopped(now + 3599), deactivate(ADMIN), "").exits(6);
    let _ = home.copy().run_at(&stopped(now + 3600), deactivate(ADMIN), "").exits(0);
}

#[test]
fn r_res_6_of_two_administrators_removed_at_once_one_stays() {
    for _ in 0..3 {
        let home = Home::with_tenant();
        let _ = home.levelled("second", "admin", &[]);
        let begun = [deactivate(ADMIN), lock(SECOND), deactivate(SECOND), lock(ADMIN)]
            .map(|args| start(home.command(args), ""));
        let runs = begun.map(finish);
        let standing = [ADMIN, SECOND].map(|username| home.run(["resource", "show", username]).exits(0).json());
        let works = standing.iter().filter(|who| who["active"] == true && who["account"]["locked"] == false).count();
        assert_eq!(works, 1, "{:?}", runs.map(|run| run.code));
    }
}

#[test]
fn reasons_are_required_and_nothing_happens_without_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let now = soon();
    let clock = stopped(now);
    let _ = home.enroll_at(&ada, now);
    let _ = home.run_at(&clock, ["2fa", "pause", &ada, "--for", "1h", "--reason", "x"], "").exits(0);
    let before = home.events().len();
    let commands: [&[&str]; 12] = [
        &["2fa", "pause", &ada, "--next-login"],
        &["pause", &ada, "--for", "2h"],
        &["2fa", "extend", &ada],
        &["2fa", "reset", &ada, "--yes"],
        &["mfa", "reset", &ada, "--yes"],
        &["account", "lock", &ada],
        &["account", "unlock", &ada],
        &["unlock", &ada],
        &["resource", "deactivate", &ada, "--yes"],
        &["user", "disable", &ada, "--yes"],
        &["resource", "verify-email", &ada, "--assume"],
        &["policy", "set", "lockout.threshold=9"],
    ];
    for args in commands {
        let refused = home.run_at(&clock, args, "").exits(2);
        assert!(refused.err.contains("--reason"), "{args:?}: {}", refused.err);
        // A ticket serves only where the policy says so, which it does not by default.
        let _ = home.run_at(&clock, [args, &["--ticket", "T-1"]].concat(), "").exits(2);
        let _ = home.run_at(&clock, [args, &["--reason", ""]].concat(), "").exits(7);
    }
    let _ = home.run_at(&stopped(now - 3600), ["doctor", "--accept-clock"], "").exits(2);
    assert_eq!(home.events().len(), before);
}

#[test]
fn confirmations_are_required_and_nothing_happens_without_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run([["2fa", "pause", &ada, "--next-login"].as_slice(), &WHY].concat()).exits(0);
    let before = home.events().len();
    for args in [["2fa", "reset", &ada], ["resource", "deactivate", &ada], ["user", "disable", &ada]] {
        let refused = home.run([args.as_slice(), &WHY].concat()).exits(2);
        assert!(refused.err.contains("--yes"), "{}", refused.err);
        // A yes on standard input is no terminal's yes.
        let _ = home.run_with([args.as_slice(), &WHY].concat(), "y\nyes\n").exits(2);
    }
    assert_eq!(home.events().len(), before);
}

#[test]
fn a_wished_state_that_is_there_already_is_said_and_writes_no_event() {
    let home = Home::with_tenant();
    let (ada, bob, gone) = (home.verified("ada"), home.resource("bob"), home.resource("gone"));
    let paused = home.resource("paused");
    let now = soon();
    let clock = stopped(now);
    let (until, lock_end) = (stopped(now + 7200), stopped(now + 9000));
    let key = home.enroll_at(&ada, now);
    let confirming = code_of(&key, now - 30);
    let first: [&[&str]; 5] = [
        &["resource", "deactivate", &gone, "--yes"],
        &["account", "lock", &bob, "--until", &lock_end],
        &["account", "lock", &gone],
        &["2fa", "pause", &ada, "--next-login"],
        &["2fa", "pause", &paused, "--for", "2h"],
    ];
    for args in first {
        let _ = home.run_at(&clock, [args, &WHY].concat(), "").exits(0);
    }
    let again: [&[&str]; 18] = [
        &["resource", "activate", &ada],
        &["resource", "deactivate", &gone],
        &["resource", "deactivate", &gone, "--yes", "--reason", "again"],
        &["resource", "verify-email", &ada, "--assume"],
        &["resource", "edit", &ada, "--license", "standard", "--type", "internal"],
        &["resource", "edit", &ada, "--email", "ada@mail.example", "--no-champion"],
        &["resource", "create", &ada, "--email", "ada@mail.example", "--if-absent"],
        &["account", "unlock", &ada, "--reason", "x"],
        &["account", "lock", &bob, "--until", &lock_end, "--reason", "x"],
        &["account", "lock", &gone, "--reason", "x"],
        &["2fa", "pause", &ada, "--next-login", "--reason", "x"],
        &["2fa", "extend", &paused, "--until", &until, "--reason", "x"],
        &["2fa", "require", &bob],
        &["2fa", "reset", &bob, "--yes", "--reason", "x"],
        &["emergency", "revoke", &ada],
        &["policy", "set", "lockout.threshold=7", "password.expiry=none", "--reason", "x"],
        &["policy", "set", "pause.max=3d", "--reason", "x"],
        &["totp", "confirm", &ada, &confirming],
    ];
    let before = home.events().len();
    for args in again {
        let _ = home.run_at(&clock, args, "").exits(0);
        assert_eq!(home.events().len(), before, "{args:?}");
        let said = home.run_at(&clock, [args, &["-o", "table"]].concat(), "").exits(0);
        let text = format!("{}{}", said.out, said.err);
        assert!(text.contains("nothing was changed"), "{args:?} does not say so: {text}");
    }
    assert_eq!(home.events().len(), before);
    let accept = home.run_at(&clock, ["doctor", "--accept-clock"], "");
    assert_eq!(home.events().len(), before, "{}", accept.code);
    let init = [
        "init",
        "acme",
        "--admin",
        ADMIN,
        "--email",
        "it@acme.example",
        "--password-stdin",
        "--no-enroll",
        "--if-absent",
    ];
    let _ = home.run_at(&clock, init, &format!("{PASSWORD}\n")).exits(0);
    assert_eq!(home.events().len(), before);
}

#[test]
fn reading_writes_no_event() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let before = home.events().len();
    let reading: [&[&str]; 11] = [
        &["resource", "list"],
        &["resource", "show", &ada],
        &["totp", "list", &ada],
        &["2fa", "status", &ada],
        &["account", "status", &ada],
        &["emergency", "list"],
        &["policy", "show"],
        &["password", "rules"],
        &["why", &ada],
        &["audit", "log"],
        &["audit", "verify"],
    ];
    for args in reading {
        let _ = home.run(args).exits(0);
    }
    let _ = home.run(["doctor"]);
    assert_eq!(home.events().len(), before);
}

#[test]
fn r_res_1_of_8_creations_of_one_name_at_once_one_is_made() {
    let home = Home::with_tenant();
    let begun: Vec<_> = (0..8)
        .map(|n| {
            let email = format!("same{n}@mail.example");
            start(home.command(["resource", "create", "same@acme.example", "--email", &email]), "")
        })
        .collect();
    let runs: Vec<Run> = begun.into_iter().map(finish).collect();
    assert_eq!((common::ended(&runs, 0), common::ended(&runs, 4)), (1, 7));
}

#[test]
fn r_perm_1_a_denied_event_says_of_which_id_it_was_and_keeps_nothing_that_is_no_id() {
    let home = Home::with_tenant();
    let [ursula, otto] = [("ursula", "user"), ("otto", "auditor")].map(|(name, level)| home.operator(name, level));
    home.require_sign_in();
    let (desk, reader) = (home.sign_in(&ursula.0, &ursula.1), home.sign_in(&otto.0, &otto.1));
    let (id, secret) = ("01890a5d-ac96-774b-bcce-b302099a8057", "tct_aSessionTokenThatSomebodyPasted");
    let acts: [(&[&str], &str, &str); 4] = [
        (&["request", "approve"], "request.approve", "request"),
        (&["request", "deny"], "request.deny", "request"),
        (&["session", "end"], "session.end", "session"),
        (&["token", "revoke"], "token.revoke", "token"),
    ];
    for (words, action, key) in acts {
        let denied = |what: &str| {
            let _ = desk.run([words, &[what, "--reason=x"]].concat()).exits(5);
            let log = reader.run(["audit", "log", "--action", action, "--limit", "1"]).exits(0).json();
            log["items"][0].clone()
        };
        let event = denied(id);
        assert_eq!((&event["outcome"], &event["details"][key]), (&json!("denied"), &json!(id)), "{event}");
        let event = denied(secret);
        assert!(event["details"][key].is_null() && !event.to_string().contains(secret), "{event}");
    }
}
