//! What is asked at a terminal, when it is judged, and what is said where help is in vain.

use crate::common::{ADMIN, Home, PASSWORD, code, terminal::Terminal, within_a_step};
use serde_json::{Value, json};

fn terminal() -> Terminal {
    Terminal::new(100, 40)
}

#[test]
fn pause_and_create_ask_at_a_terminal_for_what_is_missing() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let asked = [
        ("For how long", "7d\r"),
        ("at most 24h.", ""),
        ("For how long", "90\r"),
        ("has its units", ""),
        ("For how long", "1h30m\r"),
        ("Reason", "phone in repair\r"),
    ];
    let seen = terminal().plays(&home, &["pause", "ada"], &asked);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.raw.contains("has its units: 90s, 15m, 8h, 24h"), "{}", seen.raw);
    let _ = home.run(["2fa", "require", "ada"]).exits(0);
    let next = terminal().plays(&home, &["pause", "ada"], &[("For how long", "n\r"), ("Reason", "x\r")]);
    assert!(next.exit == 0 && next.raw.contains("next login"), "{}", next.raw);

    let asked = [
        ("Username", "eve\r"),
        ("name@domain, with exactly one @", ""),
        ("Username", "eve@acme.example\r"),
        ("E-mail address", "eve\r"),
        ("E-mail address", "eve@mail.example\r"),
    ];
    let seen = terminal().plays(&home, &["resource", "create", "--no-setup"], &asked);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    // What was typed is judged before anything is asked.
    for wrong in ["eve", "eve@acme.example"] {
        let seen = terminal().plays(&home, &["resource", "create", wrong], &[]);
        assert!(seen.exit != 0 && !seen.raw.contains("E-mail address"), "{}", seen.raw);
    }
    let missing = home.run(["resource", "create", "--email", "x@y.example"]).exits(2).error();
    assert_eq!(missing["message"], "a username is needed: name@domain; nothing was changed");
}

#[test]
fn a_policy_is_judged_before_a_reason_is_asked_for_and_shows_what_was_set() {
    let home = Home::with_tenant();
    for (settings, exit, said) in [
        (&["lockout.treshold=5"][..], 3, "lockout.threshold"),
        (&["lockout.threshold=0"], 7, "lockout.threshold"),
        (&["lockout.threshold=5", "lockout.threshold=6"], 2, "is given twice"),
        (&["lockout.threshold=7"], 0, "Already up to date"),
    ] {
        let seen = terminal().plays(&home, &[&["policy", "set"], settings].concat(), &[]);
        assert!(i64::from(exit) == seen.exit && seen.raw.contains(said), "{settings:?}: {}", seen.raw);
        assert!(!seen.raw.contains("Reason"), "{settings:?}: {}", seen.raw);
    }
    let seen = terminal().plays(&home, &["policy", "set", "lockout.threshold=5"], &[("Reason", "audit\r")]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(seen.left.contains("lockout.threshold") && !seen.left.contains("session.idle"), "{}", seen.left);
    let all = home.run(["policy", "set", "lockout.threshold=6", "--reason", "x"]).exits(0).json();
    assert!(all["items"].as_array().is_some_and(|items| items.len() > 5), "programs get all of it: {all}");
    let _ = home.enroll(ADMIN);
    let set = ["policy", "set", "operator.sign_in=required", "--reason", "x", "-o", "table"];
    assert!(home.run(set).exits(0).err.ends_with("Operators sign in from now on: tenantctl login\n"));
}

#[test]
fn who_helps_in_vain_is_told() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let bot = ["resource", "create", "bot@acme.example", "--email", "b@mail.example", "--license", "api", "--no-setup"];
    let _ = home.run(bot).exits(0);
    let lock = ["account", "lock", "ada", "--reason", "laptop stolen"];
    let out = ["resource", "deactivate", "ada", "--reason", "x", "--yes"];
    for (before, is, told) in [
        (
            &[][..],
            "locked",
            format!("is locked and cannot log in. First:   tenantctl account unlock {ada} --reason '…'"),
        ),
        (&lock, "locked", "cannot log in: os:".to_owned()),
        (&out, "deactivated", format!("is deactivated and cannot log in. First:   tenantctl resource activate {ada}")),
    ] {
        let home = home.copy();
        match before {
            [] => (0..7)
                .for_each(|_| drop(home.run_with(["authenticate", "ada", "--password-stdin"], "wrong\n").exits(20))),
            before => drop(home.run(before).exits(0)),
        }
        let pause = home.run(["2fa", "pause", "ada", "--next-login", "--reason", "x"]).exits(0).err;
        assert!(pause.contains(&told), "{pause}");
        if before == lock {
            // Nothing there lifts a colleague's lock.
            assert!(pause.contains("(laptop stolen). Speak with os:") && !pause.contains("unlock"), "{pause}");
        }
        let set = home.run_with(["password", "set", "ada", "--password-stdin"], "another-Horse8battery\n").exits(0).err;
        assert!(set.contains(&told), "{set}");
        // A deactivated one is refused a token.
        let setup = home.run(["setup", "issue", "ada", "--show"]);
        assert!(if is == "locked" { setup.err.contains(&told) } else { setup.code == 6 }, "{}", setup.err);
        let many = home.run(["2fa", "pause", "--for", "1h", "--where", "name~ada", "--reason", "x", "--yes"]).exits(0);
        let remark = many.json()["items"][0]["message"].to_string();
        assert!(remark.contains(is) && remark.contains("cannot log in"), "{remark}");
    }
    let fine = home.run(["2fa", "pause", "ada", "--next-login", "--reason", "x"]).exits(0).err;
    assert!(!fine.contains("warning"), "{fine}");
    let _ = home.run(["resource", "deactivate", "bot", "--reason", "x", "--yes"]).exits(0);
    let token = home.run(["token", "issue", "bot", "--expires", "1d", "--out", "bot.token"]);
    assert!(token.code == 0 && token.err.contains("bot@acme.example is deactivated"), "{}", token.err);
    let again = home.run([&bot[..], &["--if-absent"]].concat()).exits(0).err;
    assert!(again.contains("bot@acme.example is deactivated and cannot log in"), "{again}");
}

#[test]
fn the_title_of_champion_is_taken_from_somebody_only_after_a_yes_that_names_them() {
    let home = Home::with_tenant();
    let (ada, bob) = (home.resource("ada"), home.resource("bob"));
    let _ = home.run(["resource", "edit", "ada", "--champion"]).exits(0);
    let _ = home.run(["resource", "edit", "ada", "--champion"]).exits(0);
    let refused = home.run(["resource", "edit", &bob, "--champion"]).exits(2).error();
    assert!(refused["message"].as_str().is_some_and(|told| told.contains(&format!("in place of {ada}"))), "{refused}");
    let create = ["resource", "create", "eve@acme.example", "--email", "e@mail.example", "--no-setup", "--champion"];
    let _ = home.run(create).exits(2);
    let question = format!("Make bob the champion in place of {ada}?");
    let seen = terminal().plays(&home, &["resource", "edit", "bob", "--champion"], &[(&question, "y\r")]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    let _ = home.run([&create[..], &["--yes"]].concat()).exits(0);
}

#[test]
fn r_rec_3_each_answer_of_a_long_dialogue_is_judged_when_it_is_given() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", ADMIN, "--champion"]).exits(0);
    let asked = [
        ("Identity checked by", "1\r"),
        ("Seen or heard through", "video\r"),
        ("Reference of the check", "CASE-1\r"),
        ("written consent", "MAIL-1\r"),
        ("second person", "os:nobody-of-that-name\r"),
        ("try again.", ""),
        ("second person", &format!("{ada}\r")),
        ("approve what concerns themselves", ""),
        ("second person", "os:daemon\r"),
        ("Until when", "60d\r"),
        ("30 days at most", ""),
        ("Until when", "7d\r"),
        ("Reason", "phone lost\r"),
        ("Switch off 2FA", "y\r"),
    ];
    let seen = terminal().plays(&home, &["2fa", "disable", "ada"], &asked);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    // What fails at the end can be typed again with everything that was answered.
    let _ = home.run(["resource", "verify-email", "ada", "--assume", "--reason", "x"]).exits(0);
    let lock = "(sleep 2; tenantctl resource edit ada --email new@mail.example; echo NOW) &";
    let asked = [
        ("Identity checked by", "1\r"),
        ("Seen or heard through", "2\r"),
        ("Reference of the check", "CASE 2\r"),
        ("NOW", "y\r"),
        ("Press Enter", "\r"),
    ];
    let seen = terminal().types(&home, &format!("{lock} tenantctl emergency issue ada"), &asked);
    let again = "tenantctl emergency issue ada --identity passport --channel phone --reference 'CASE 2'";
    assert!(seen.exit == 6 && seen.raw.contains(again), "{}", seen.raw);
}

#[test]
fn r_totp_5_a_code_of_another_length_is_told_so_and_spends_no_check() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll(&ada);
    let before = home.events().len();
    for typed in ["12345", "1234567", "12345a", ""] {
        let error = home.run(["totp", "check", "ada", typed]).exits(7).error();
        assert_eq!(error["message"], "a code of the authenticator has 6 digits; nothing was checked", "{typed}");
    }
    assert_eq!(home.events().len(), before);
    within_a_step(5);
    let spaced = code(&key, 0);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    assert_eq!(home.run(["totp", "check", "ada", &spaced]).exits(0).json()["result"], "valid");
}

#[test]
fn a_sign_in_with_an_empty_code_asks_for_the_code_again_and_not_for_the_password() {
    let home = Home::with_tenant();
    let key = home.enroll(ADMIN);
    home.require_sign_in();
    within_a_step(10);
    let code = format!("{}\r", code(&key, 0));
    let asked = [
        ("Username", "root\r"),
        ("Password", &format!("{PASSWORD}\r")),
        ("Code of the authenticator", "\r"),
        ("No code was typed", &code),
    ];
    let seen = terminal().plays(&home, &["login"], &asked);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert_eq!(seen.raw.matches("Password").count(), 1, "{}", seen.raw);
}

#[test]
fn flags_say_what_they_take_in_words_of_people() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    for (args, said) in [
        (&["resource", "list", "--limit", "0"][..], "--limit cannot be \"0\": it is a whole number from 1 on"),
        (&["audit", "log", "--limit", "abc"], "--limit cannot be \"abc\": it is a whole number from 1 on"),
        (&["resource", "import", "x.csv", "--batch", "0"], "it is a whole number from 1 to 100000"),
        (
            &["pause", "ada", "--for", "24", "--reason", "x"],
            "has its units: 90s, 15m, 8h, 24h, or several such as 1h30m",
        ),
        (&["pause", "ada", "--for", "-1h", "--reason", "x"], "--for cannot be \"-1h\": a duration has its units"),
        (
            &["setup", "issue", "--where", "name~ada", "--out", "-"],
            "--out cannot be \"-\": it is written to a new file",
        ),
        (&["resource", "import", "x.csv", "--setup-out", "-"], "--setup-out cannot be \"-\""),
        (&["token", "issue", "ada", "--expires", "1d", "--out", "-"], "--out cannot be \"-\""),
        (&["backup", "create", "-"], "cannot be \"-\""),
    ] {
        let error = home.run(args).exits(2).error();
        assert!(error["message"].as_str().is_some_and(|told| told.contains(said)), "{args:?}: {error}");
    }
    let level = home.run(["resource", "edit", "ada", "--level", "helpdesk"]).exits(2).error();
    assert_eq!(level["hint"], "tenantctl level grant ada helpdesk");
    let token = home.run(["token", "issue", "ada", "--expires", "1d", "--out", "t"]).exits(6).error();
    assert_eq!(token["hint"], "tenantctl resource edit ada@acme.example --license api");
    let made = home.run(["level", "create", "night", "--permission", "resource.read,account.unlock"]).exits(0).json();
    assert_eq!(made["permissions"], json!(["resource.read", "account.unlock"]));
    let out = home.run(["resource", "export", "--out", "-", "--where", "name~ada", "-o", "csv"]).exits(0).out;
    assert!(out.starts_with("username,") && out.contains("ada@acme.example"), "{out}");
    assert!(!home.path().join("-").exists());
    let one = home.run(["resource", "export", "--out", "one.csv", "--where", "name~ada"]).exits(0).err;
    assert!(one.contains("1 resource is in one.csv."), "{one}");
    std::fs::write(home.path().join("new.csv"), "username\neve@acme.example\n").expect("written");
    let tokens = home.run(["resource", "import", "new.csv", "--setup-out", "tokens.csv"]).exits(0).err;
    assert!(tokens.contains("The set-up tokens are in tokens.csv"), "{tokens}");
}

#[test]
fn r_perm_6_a_request_is_named_by_the_start_of_its_id() {
    let home = Home::with_tenant();
    let (eve, eve_key) = home.operator("eve", "admin");
    let (amy, amy_key) = home.operator("amy", "admin");
    let zoe = home.levelled("zoe", "admin", &[]);
    let _ = home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
    home.require_sign_in();
    let (eve, amy_desk) = (home.sign_in(&eve, &eve_key), home.sign_in(&amy, &amy_key));
    let asked = eve.run(["level", "revoke", ADMIN, "--reason", "x"]).exits(10).err;
    let id =
        amy_desk.run(["request", "list"]).exits(0).json()["items"][0]["request_id"].as_str().expect("an id").to_owned();
    assert!(asked.contains(&id), "{asked}");
    assert_eq!(amy_desk.run(["request", "show", &id[..8]]).exits(0).json()["request_id"], id);
    let _ = amy_desk.run(["request", "show", &id[..3]]).exits(3);
    let _ = amy_desk.run(["request", "show", "ffffffff"]).exits(3);
    let done: Value = amy_desk.run(["request", "approve", &id[..13], "--reason", "x"]).exits(0).json();
    assert_eq!(done["request"]["state"].as_str().or(done["state"].as_str()), Some("approved"), "{done}");
    // A start fits one request alone, also of those that were decided: another one is never approved in the place of the one that was read.
    let first = eve.run(["level", "revoke", &zoe, "--reason", "x"]).exits(10).json();
    let first = first["request_id"].as_str().expect("an id").to_owned();
    let _ = eve.run(["request", "deny", &first]).exits(0);
    let _ = eve.run(["policy", "set", "two_person=off", "--reason", "x"]).exits(10);
    let refused = amy_desk.run(["request", "approve", &first[..8], "--reason", "x"]).exits(3).error();
    assert_eq!(refused["code"], "ambiguous", "{refused}");
    assert!(refused["notes"].to_string().contains("(denied)"), "{refused}");
    let policy = home.run(["policy", "show", "--break-glass", "--reason", "x"]).exits(0).json()["items"].to_string();
    assert!(policy.contains(r#""key":"two_person","value":"on""#), "{policy}");
    let (_, _) = (amy, done);
}
