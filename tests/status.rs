//! `status`: who needs attention.

use crate::common::{Home, PASSWORD, code_of, soon, stopped, terminal::Terminal};
use rusqlite::Connection;
use serde_json::{Value, json};

/// How many of each kind there are.
fn counts(status: &Value) -> Value {
    status.as_object().expect("kinds").iter().map(|(kind, cases)| (kind.clone(), cases["count"].clone())).collect()
}

fn names<'v>(status: &'v Value, kind: &str) -> Vec<&'v str> {
    status[kind]["first"]
        .as_array()
        .expect("the first")
        .iter()
        .map(|case| case["username"].as_str().unwrap_or(""))
        .collect()
}

/// What the database keeps of the numbers, and what they are if everybody is looked at.
fn numbers(home: &Home) -> [(i64, i64, i64); 2] {
    let sql = Connection::open(home.db()).expect("opened");
    ["SELECT device, password, verification FROM attention",
     "SELECT ifnull(sum(active AND license IN ('standard', 'co-managed') \
                        AND NOT EXISTS (SELECT 1 FROM factors f WHERE f.resource_id = r.id AND f.state = 'active')), 0), \
             ifnull(sum(active AND license <> 'api' AND NOT EXISTS (SELECT 1 FROM passwords p WHERE p.resource_id = r.id)), 0), \
             ifnull(sum(active AND license <> 'api' AND email_verified_at IS NULL), 0) FROM resources r"]
        .map(|query| sql.query_row(query, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("numbers"))
}

#[test]
fn everybody_who_needs_attention_is_counted_and_the_first_are_named() {
    let home = Home::with_tenant();
    let fresh = home.run(["status"]).exits(0).json();
    let none = json!({"locked": 0, "paused": 0, "switched_off": 0, "not_enrolled": 1, "no_password": 0, "email_unverified": 1,
        "few_recovery_codes": 0, "requests": 0, "ending": 0, "sole_administrators": 1, "stale_devices": 0});
    assert_eq!((counts(&fresh), names(&fresh, "sole_administrators")), (none, vec!["root@acme.example"]));

    let [ada, bob, cleo] = ["ada", "bob", "cleo"].map(|name| home.verified(name));
    let _ = home.run(["account", "lock", &ada, "--until", "2099-01-01", "--reason", "on leave"]).exits(0);
    (0..7).for_each(|_| drop(home.run_with(["authenticate", &bob, "--password-stdin"], "wrong\n").exits(20)));
    let _ = home.run(["2fa", "pause", &cleo, "--for", "2h", "--reason", "new phone"]).exits(0);
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "at the airport"]).exits(0);
    for name in ["dan", "eve", "fay", "gus", "hal", "ida", "joe"] {
        let address = format!("{name}@acme.example");
        let _ = home.run(["resource", "create", &address, "--email", &address, "--no-setup"]).exits(0);
    }
    let _ = home.run(["resource", "deactivate", "joe", "--reason", "left", "--yes"]).exits(0);
    let status = home.run(["status"]).exits(0).json();
    let expected = json!({"locked": 2, "paused": 2, "switched_off": 0, "not_enrolled": 10, "no_password": 6, "email_unverified": 7,
        "few_recovery_codes": 0, "requests": 0, "ending": 0, "sole_administrators": 1, "stale_devices": 0});
    assert_eq!(counts(&status), expected);
    assert_eq!(names(&status, "locked"), [bob.as_str(), &ada], "the latest first");
    let by_hand = &status["locked"]["first"][1];
    assert_eq!((&by_hand["by"], &by_hand["reason"]), (&json!("os:root"), &json!("on leave")));
    assert!(
        by_hand["until"]
            .as_str()
            .is_some_and(|until| until.starts_with("2098-12-31") || until.starts_with("2099-01-01"))
    );
    assert_eq!(status["locked"]["first"][0]["reason"], "7 failed logins in a row");
    assert_eq!(names(&status, "paused"), [ada.as_str(), &cleo], "without an end before the longest");
    assert_eq!(status["paused"]["first"][1]["reason"], "new phone");
    let five = ["dan", "eve", "fay", "gus", "hal"].map(|name| format!("{name}@acme.example"));
    assert_eq!(names(&status, "no_password"), five, "five of them, in the order of a list");
    // Each list that it names has those who are counted.
    for (kind, list) in [
        ("locked", &["locked"][..]),
        ("paused", &["paused"]),
        ("not_enrolled", &["not-enrolled", "active"]),
        ("no_password", &["no-password", "active"]),
        ("email_unverified", &["email-unverified", "active"]),
    ] {
        let wheres = list.iter().flat_map(|condition| ["--where", condition]);
        let listed = home.run(["resource", "list"].into_iter().chain(wheres)).exits(0).json();
        assert_eq!(
            listed["items"].as_array().map(Vec::len),
            status[kind]["count"].as_u64().map(|count| count as usize),
            "{kind}"
        );
    }
}

#[test]
fn the_numbers_are_right_whatever_is_done() {
    let home = Home::with_tenant();
    let check = |what: &str| {
        let [kept, counted] = numbers(&home);
        assert_eq!(kept, counted, "{what}");
    };
    check("a new tenant");
    let ada = home.verified("ada");
    check("created with a password, verified");
    let key = home.enroll(&ada);
    assert!(!key.is_empty());
    check("enrolled");
    for args in [
        &["resource", "create", "bob@acme.example", "--email", "bob@mail.example", "--no-setup"][..],
        &[
            "resource",
            "create",
            "robot@acme.example",
            "--email",
            "robot@mail.example",
            "--license",
            "api",
            "--no-setup",
        ],
        &["resource", "edit", "bob", "--license", "dashboard"],
        &["resource", "edit", "bob", "--email", "other@mail.example"],
        &["resource", "edit", "ada", "--email", "ada2@mail.example"],
        &["resource", "deactivate", "bob", "--reason", "x", "--yes"],
        &["resource", "deactivate", "ada", "--reason", "x", "--yes"],
        &["resource", "activate", "ada"],
        &["resource", "activate", "bob"],
        &["2fa", "reset", "ada", "--reason", "x", "--yes"],
        &["account", "recover", "ada", "--reset-password", "--show", "--reason", "x", "--yes"],
        &["resource", "edit", "bob", "--license", "api"],
        &["resource", "edit", "bob", "--license", "standard"],
    ] {
        let _ = home.run(args).exits(0);
        check(&args.join(" "));
    }
    for number in 0..6 {
        let set =
            home.run_with(["password", "set", "ada", "--password-stdin"], &format!("another-Horse{number}battery\n"));
        check(&format!("password {number}: {}", set.exits(0).out));
    }
    let file = home.path().join("people.csv");
    std::fs::write(&file, "username,email\nx@acme.example,x@mail.example\ny@acme.example,y@mail.example\n")
        .expect("written");
    let _ = home.run(["resource", "import", file.to_str().expect("a path")]).exits(0);
    check("imported");
}

#[test]
fn few_recovery_codes_tokens_that_end_and_old_devices_are_named() {
    let home = Home::with_tenant();
    let now = soon();
    let ada = home.verified("ada");
    let key = home.enroll_at(&ada, now);
    let _ = home.run_at(&stopped(now), ["policy", "set", "session.desktop=20", "--reason", "x", "--yes"], "").exits(0);
    let made = home.run_at(&stopped(now), ["recovery-codes", "generate", &ada], "").exits(0).json();
    let codes: Vec<&str> =
        made["codes"].as_array().expect("codes").iter().map(|code| code.as_str().expect("a code")).collect();
    let status = |second: u64| home.run_at(&stopped(second), ["status"], "").exits(0).json();
    for (used, code) in codes[..8].iter().enumerate() {
        assert_eq!(status(now)["few_recovery_codes"]["count"], 0, "{used} used");
        let _ = home
            .run_at(&stopped(now), ["authenticate", &ada, "--password-stdin", "--code", code], &format!("{PASSWORD}\n"))
            .exits(0);
    }
    let few = &status(now)["few_recovery_codes"];
    assert_eq!((&few["count"], &few["first"][0]["reason"]), (&json!(1), &json!("2 are left")));

    let robot =
        ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api", "--no-setup"];
    let _ = home.run_at(&stopped(now), robot, "").exits(0);
    for (days, name) in [("13d", "a"), ("15d", "b")] {
        let out = home.path().join(name).display().to_string();
        let _ = home.run_at(&stopped(now), ["token", "issue", "robot", "--expires", days, "--out", &out], "").exits(0);
    }
    let ending = &status(now)["ending"];
    assert_eq!((&ending["count"], &ending["first"][0]["username"]), (&json!(1), &json!("robot@acme.example")));

    const DAY: u64 = 24 * 60 * 60;
    assert_eq!(status(now + 90 * DAY)["stale_devices"]["count"], 0);
    let stale = status(now + 91 * DAY);
    assert_eq!((&stale["stale_devices"]["count"], names(&stale, "stale_devices")), (&json!(1), vec![ada.as_str()]));
    let later = now + 120 * DAY;
    let args = ["authenticate", &ada, "--password-stdin", "--code", &code_of(&key, later)];
    let _ = home.run_at(&stopped(later), args, &format!("{PASSWORD}\n")).exits(0);
    assert_eq!(status(later + DAY)["stale_devices"]["count"], 0, "it was used");
}

#[test]
fn a_number_that_was_changed_in_the_file_hides_nobody() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cleo"] {
        let _ = home.resource(name);
    }
    let set = |number: i64| {
        let sql = Connection::open(home.db()).expect("opened");
        assert_eq!(sql.execute("UPDATE attention SET device = ?1", [number]).expect("set"), 1);
    };
    for (number, counted) in [(2, 4), (0, 4), (9, 9)] {
        set(number);
        assert_eq!(home.run(["status"]).exits(0).json()["not_enrolled"]["count"], counted);
        let _ = home.run(["status", "-o", "table"]).exits(0);
    }
    set(-3);
    assert_eq!(home.run(["status"]).exits(8).error()["code"], "corrupt");
}

#[test]
fn who_may_read_resources_sees_it_and_nobody_else() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let ada = home.resource("ada");
    let ada_key = home.enroll(&ada);
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let robot =
        ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api", "--no-setup"];
    let _ = home.run([&robot[..], &["--break-glass", "--reason", "x"]].concat()).exits(0);
    let out = home.path().join("robot.token").display().to_string();
    let issue = ["token", "issue", "robot", "--expires", "5d", "--out", &out, "--break-glass", "--reason", "x"];
    let _ = home.run(issue).exits(0);
    let seen = desk.run(["status"]).exits(0).json();
    assert_eq!(seen["locked"]["count"], 0);
    assert_eq!(seen["ending"]["count"], 0, "she may not list tokens");
    let owner = home.run(["status", "--break-glass", "--reason", "x"]).exits(0).json();
    assert_eq!(owner["ending"]["count"], 1);
    // What she may not do is not offered.
    let shown = desk.run(["status", "-o", "table"]).exits(0).out;
    assert!(shown.contains("not verified") && !shown.contains("verify-email"), "{shown}");
    assert!(ada_key.len() > 10);
    assert_eq!(home.run(["status"]).exits(5).error()["code"], "not_signed_in");
}

#[test]
fn it_fits_a_screen_and_a_tenant_in_order_says_so() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cleo"] {
        let _ = home.resource(name);
        let reason = "the phone fell into the lake and the new one comes tomorrow or on Monday, he said";
        let _ = home.run(["account", "lock", name, "--reason", reason]).exits(0);
        let _ = home.run(["2fa", "pause", name, "--next-login", "--reason", reason]).exits(0);
    }
    let seen = Terminal::new(80, 24).with("NO_COLOR", "1").plays(&home, &["status"], &[]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.raw.lines().count() < 24, "{}", seen.raw);
    assert!(seen.raw.lines().all(|line| line.chars().count() <= 80), "{}", seen.raw);
    assert!(seen.raw.contains("LOCKED") && seen.raw.contains(" 2 more"), "{}", seen.raw);
    let colored = Terminal::new(80, 24).plays(&home, &["status"], &[]);
    assert!(colored.raw.contains("\u{1b}[1;31mLOCKED"), "{}", colored.raw);

    let calm = Home::with_tenant();
    for name in ["amy", "ben"] {
        let _ = calm.operator(name, "admin");
        let _ = calm.run(["resource", "verify-email", name, "--assume", "--reason", "known"]).exits(0);
    }
    let _ = calm.run(["resource", "deactivate", "root", "--reason", "left", "--yes"]).exits(0);
    assert_eq!(calm.run(["status", "-o", "table"]).exits(0).out, "No one needs attention.\n");
}
