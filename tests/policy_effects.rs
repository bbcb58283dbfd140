//! Whom a change of the policy concerns: told beforehand and afterwards, and never so that no administrator is left (R-PWD-2, R-PWD-6, R-RES-6).

use crate::common::{ADMIN, Home, PASSWORD, code_of, soon, stopped};
use serde_json::Value;

/// How many people each key concerns, of those that say so.
fn concerns(answer: &Value) -> Vec<(String, u64)> {
    let items = answer["items"].as_array().expect("settings").iter();
    let each = items.filter_map(|item| Some((item["key"].as_str()?.to_owned(), item["concerns"].as_u64()?)));
    each.collect()
}

#[test]
fn r_pwd_2_a_dry_run_of_an_expiry_says_how_many_passwords_it_ends_and_changes_nothing() {
    let home = Home::with_tenant();
    let names = ["ada", "bob", "cyd"].map(|name| home.resource(name));
    let _ = home.run(["resource", "create", "new@acme.example", "--email", "n@x.example", "--no-setup"]).exits(0);
    let now = soon();
    let later = stopped(now + 40 * 86_400);
    // Whoever is deactivated, or chose another one since, is none of them.
    let _ = home.run_at(&later, ["resource", "deactivate", &names[2], "--yes", "--reason", "x"], "").exits(0);
    let _ = home.run_at(&later, ["password", "set", &names[1], "--password-stdin"], "another-Horse8battery\n").exits(0);
    let policy = || home.run(["policy", "show"]).exits(0).json();
    let (before, events) = (policy(), home.events().len());
    let looked = home.run_at(&later, ["policy", "set", "password.expiry=30d", "--dry-run"], "").exits(0);
    assert_eq!(concerns(&looked.json()), [("password.expiry".to_owned(), 2)]);
    assert!(looked.err.contains("2 people have passwords that are older than 720h"), "{}", looked.err);
    assert!(looked.err.contains("1 administrator among them"), "{}", looked.err);
    assert!(looked.err.contains("Nothing was changed"), "{}", looked.err);
    let would = looked.json()["items"]
        .as_array()
        .expect("settings")
        .iter()
        .find(|item| item["key"] == "password.expiry")
        .cloned();
    assert_eq!(would.expect("the key")["value"], "720h");
    assert_eq!((policy(), home.events().len()), (before, events));
    // A life that nobody has reached concerns nobody.
    let looked = home.run_at(&later, ["policy", "set", "password.expiry=50d", "--dry-run"], "").exits(0);
    assert_eq!((concerns(&looked.json()), looked.err.contains("warning")), (vec![], false));
    // The same is told where it is done.
    let done = home.run_at(&later, ["policy", "set", "password.expiry=30d", "--reason", "x"], "").exits(0);
    assert_eq!(concerns(&done.json()), [("password.expiry".to_owned(), 2)]);
    assert!(done.err.contains("warning: password.expiry: 2 people"), "{}", done.err);
    // And nobody is locked out by it.
    let again = home.run_at(&later, ["policy", "set", "password.expiry=30d", "--dry-run"], "").exits(0);
    assert!(again.err.contains("Already up to date"), "{}", again.err);
}

#[test]
fn r_pwd_2_a_dry_run_of_other_keys_says_how_many_people_they_concern() {
    let home = Home::with_tenant();
    let now = soon();
    let (ada, _) = (home.resource("ada"), home.resource("bob"));
    let _ = home.levelled("hilda", "helpdesk", &[]);
    let key = home.enroll_at(&ada, now - 90);
    for step in 0..3 {
        let second = now + step * 30;
        let _ = home.login_at(&stopped(second), &ada, Some(&code_of(&key, second))).exits(0);
    }
    let clock = stopped(now + 120);
    for _ in 0..2 {
        let _ = home.run_at(&clock, ["authenticate", "bob", "--password-stdin"], "wrong\n").exits(20);
    }
    let set = [
        "policy",
        "set",
        "lockout.threshold=3",
        "session.desktop=2",
        "session.idle=5m",
        "password.strong=on",
        "operator.sign_in=required",
        "--dry-run",
    ];
    let looked = home.run_at(&stopped(now + 7000), set, "").exits(0);
    let mut told = concerns(&looked.json());
    told.sort();
    let wanted = [
        ("lockout.threshold", 1),
        ("operator.sign_in", 2),
        ("password.strong", 4),
        ("session.desktop", 1),
        ("session.idle", 1),
    ];
    assert_eq!(told, wanted.map(|(key, people)| (key.to_owned(), people)), "{}", looked.err);
    // Who may not set the policy is not told either.
    let _ = home.run(["policy", "set", "no.such=1", "--dry-run"]).exits(3);
    let _ = home.run(["policy", "set", "lockout.threshold=2", "--dry-run"]).exits(7);
}

#[test]
fn r_res_6_an_expired_password_counts_as_none_where_nobody_could_replace_it() {
    let home = Home::with_tenant();
    let now = soon();
    let _ = home.enroll_at(ADMIN, now);
    let sql = |text: &str| rusqlite::Connection::open(home.db()).expect("open").execute(text, []).expect("executed");
    let later = stopped(now + 2 * 86_400);
    let set = ["policy", "set", "password.expiry=1d", "--reason", "x"];
    // With a device it is replaced in the login.
    let _ = home.copy().run_at(&later, set, "").exits(0);
    // A device that a hundred failures have disabled helps nobody (R-LOCK-10).
    assert_eq!(sql("UPDATE factors SET state = 'disabled', failures = 100"), 1);
    for args in [set.as_slice(), &["policy", "set", "password.expiry=1d", "--dry-run"]] {
        let refused = home.run_at(&later, args, "").exits(6).error();
        assert_eq!(refused["code"], "last_administrator");
        assert!(refused["hint"].as_str().is_some_and(|hint| hint.contains("2fa reset")), "{refused}");
    }
    let _ = home.run_at(&later, ["policy", "set", "password.expiry=90d", "--reason", "x"], "").exits(0);
    let _ = home.run_at(&later, ["2fa", "reset", ADMIN, "--reason", "x", "--yes"], "").exits(0);
    let _ = home.run_at(&later, set, "").exits(0);
    // An expired one counts where it can be replaced: so the other administrator may go.
    let create =
        ["resource", "create", "amy@acme.example", "--email", "amy@m.example", "--level", "admin", "--password-stdin"];
    let _ = home.run_at(&later, create, &format!("{PASSWORD}\n")).exits(0);
    let _ = home.run_at(&later, ["resource", "deactivate", "amy", "--yes", "--reason", "x"], "").exits(0);
}
