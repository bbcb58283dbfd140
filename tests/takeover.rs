//! As an attacker who is an operator: nobody alone takes an account that can do more than its own, whatever stands in for half of it
//! (R-PERM-2, R-PERM-3).

use crate::common::{self, ADMIN, Desk, Home, Run, finish, start};

const WHY: &str = "--reason=x";

/// A tenant that requires sign-in, with its administrator signed in, and a second administrator with a verified address.
fn tenant(home: &Home) -> (Desk<'_>, String) {
    let key = home.enroll(ADMIN);
    let (second, _) = home.operator("second", "admin");
    let _ = home.run(["resource", "verify-email", &second, "--assume", WHY]).exits(0);
    home.require_sign_in();
    (home.sign_in(ADMIN, &key), second)
}

/// A script's account of the level admin.
fn robot(desk: &Desk<'_>, name: &str) {
    let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
    let create = ["resource", "create", &username, "--email", &email, "--license=api", "--level=admin", "--no-setup"];
    let _ = desk.run(create).exits(0);
}

fn issue(whom: &str) -> Vec<&str> {
    let record = ["--identity=passport", "--channel=video", "--reference=1", "--show"];
    [["emergency", "issue", whom].as_slice(), &record].concat()
}

#[track_caller]
fn denied(run: Run) {
    assert_eq!(run.exits(5).error()["code"], "permission_denied");
}

/// With the token of this file in the environment.
fn by_token(home: &Home, file: &str, args: &[&str]) -> Run {
    let mut command = home.command(args);
    command.env("TENANTCTL_TOKEN_FILE", home.path().join(file));
    finish(start(command, ""))
}

#[test]
fn r_perm_3_what_stands_in_for_a_reset_counts_as_one() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    let setup = ["setup", "issue", &second, "--show"];
    let pause = ["2fa", "pause", &second, "--for=1h", WHY];
    let next_login = ["2fa", "pause", &second, "--next-login", WHY];
    let reset = ["2fa", "reset", &second, "--yes", WHY];
    // After the password nothing of the second factor, and a rescue offers none of it.
    let after_password = home.copy();
    let at = after_password.desk(ADMIN);
    let _ = at.run(setup).exits(0);
    for half in [&pause[..], &next_login, &issue(&second), &reset] {
        denied(at.run(half));
    }
    // After the second factor no password.
    for half in [&pause[..], &next_login, &issue(&second), &reset] {
        let copy = home.copy();
        let at = copy.desk(ADMIN);
        let _ = at.run(half).exits(0);
        denied(at.run(setup));
    }
    let _ = desk.run(pause).exits(0);
    // What holds already is no new half.
    let longer = ["2fa", "extend", &second, WHY];
    let _ = desk.run(longer).exits(0);
}

#[test]
fn r_perm_3_who_takes_the_level_first_takes_an_administrator_all_the_same() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    let _ = desk.run(["level", "revoke", &second, WHY]).exits(0);
    let _ = desk.run(["2fa", "reset", &second, "--yes", WHY]).exits(0);
    denied(desk.run(["setup", "issue", &second, "--show"]));
}

#[test]
fn r_perm_3_a_token_is_never_the_other_person() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    robot(&desk, "bot");
    let _ = desk.run(["token", "issue", "bot", "--expires=1h", "--out=all.token"]).exits(0);
    let (setup, reset) = (["setup", "issue", &second, "--show"], ["2fa", "reset", &second, "--yes", WHY]);
    for (first, other) in [(&setup[..], &reset[..]), (&reset, &setup)] {
        let copy = home.copy();
        let _ = copy.desk(ADMIN).run(first).exits(0);
        denied(by_token(&copy, "all.token", other));
        let copy = home.copy();
        let _ = by_token(&copy, "all.token", first).exits(0);
        denied(copy.desk(ADMIN).run(other));
    }
}

#[test]
fn r_perm_2_a_token_takes_no_half_of_an_account_above_its_scopes() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    robot(&desk, "bot");
    let scopes = ["--scope=password.reset", "--scope=tfa.reset", "--scope=tfa.pause", "--scope=account.lock"];
    let some = [&["token", "issue", "bot", "--expires=1h", "--out=some.token"], &scopes[..]].concat();
    let _ = desk.run(some).exits(0);
    let reset = ["2fa", "reset", &second, "--yes", WHY];
    for half in [&reset[..], &["setup", "issue", &second, "--show"], &["2fa", "pause", &second, "--next-login", WHY]] {
        assert_eq!(by_token(&home, "some.token", half).exits(5).error()["code"], "higher_level");
    }
    // What opens nothing it may do, and everything to whom it does not outdo.
    let _ = by_token(&home, "some.token", &["account", "lock", &second, WHY]).exits(0);
    let create = ["resource", "create", "ada@acme.example", "--email=ada@mail.example", "--no-setup"];
    let _ = desk.run(create).exits(0);
    let _ = by_token(&home, "some.token", &["setup", "issue", "ada", "--show"]).exits(0);
}

#[test]
fn r_perm_2_helpdesk_takes_no_auditor_alone() {
    let home = Home::with_tenant();
    let (auditor, _) = home.operator("audrey", "auditor");
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let (other, _) = home.operator("harry", "helpdesk");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let _ = desk.run(["setup", "issue", &auditor, "--show"]).exits(0);
    denied(desk.run(["2fa", "reset", &auditor, "--yes", WHY]));
    // Of the same level it is help as for anybody.
    let _ = desk.run(["setup", "issue", &other, "--show"]).exits(0);
    let _ = desk.run(["2fa", "reset", &other, "--yes", WHY]).exits(0);
}

#[test]
fn r_lock_6_who_enrolls_itself_learns_no_names_and_unknown_ones_are_counted() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let robot = ["resource", "create", "robot@acme.example", "--email", "r@mail.example", "--license", "api"];
    let _ = home.run_with([&robot[..], &["--password-stdin"]].concat(), &format!("{}\n", common::PASSWORD)).exits(0);
    home.require_sign_in();
    let enroll = |name: &str, password: &str| {
        home.run_with(["totp", "enroll", name, "--self", "--show-key", "--password-stdin"], &format!("{password}\n"))
    };
    let wrong = "wrong-Horse8battery";
    let [known, unknown, robot] = [ada.as_str(), "adx@acme.example", "robot"].map(|name| {
        let denied = enroll(name, wrong).exits(20);
        assert_eq!(denied.out, "");
        denied.err
    });
    assert!(known == unknown && known == robot, "{known}\n{unknown}\n{robot}");
    // A known and an unknown name are locked by as many.
    for _ in 0..6 {
        for name in [ada.as_str(), "adx@acme.example"] {
            let _ = enroll(name, wrong).exits(20);
        }
    }
    for name in [ada.as_str(), "adx@acme.example"] {
        let locked = enroll(name, common::PASSWORD).exits(21).error();
        assert!(locked["message"].as_str().is_some_and(|text| text.starts_with(name)), "{locked}");
    }
    // Only whoever has the password hears that the license has no 2FA.
    assert_eq!(enroll("robot", common::PASSWORD).exits(6).error()["code"], "license_forbids");
}

#[test]
fn r_perm_1_who_reads_its_own_acts_alone_hears_of_no_names() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.run(["level", "create", "mine", "--permission=audit.own"]).exits(0);
    let (eve, key) = home.operator("eve", "mine");
    home.require_sign_in();
    let desk = home.sign_in(&eve, &key);
    let _ = desk.run(["audit", "log"]).exits(0);
    for name in ["ada", "adx"] {
        let refused = desk.run(["audit", "log", "--resource", name]).exits(5);
        assert!(!refused.err.contains("ada@"), "{}", refused.err);
    }
}

#[test]
fn r_perm_3_another_license_is_half_of_an_account() {
    let home = Home::with_tenant();
    let (_, second) = tenant(&home);
    let setup = ["setup", "issue", &second, "--show"];
    let license = ["resource", "edit", &second, "--license=api", WHY];
    for (first, other) in [(&setup[..], &license[..]), (&license, &setup)] {
        let copy = home.copy();
        let at = copy.desk(ADMIN);
        let _ = at.run(first).exits(0);
        denied(at.run(other));
    }
    // A token would open it as a password does.
    let at = home.desk(ADMIN);
    let _ = at.run(license).exits(0);
    denied(at.run(["token", "issue", &second, "--expires=1h", "--out=own.token"]));
    assert!(!home.path().join("own.token").exists());
}

#[test]
fn r_perm_3_who_sees_a_pending_secret_has_that_half() {
    let home = Home::with_tenant();
    let (desk, _) = tenant(&home);
    let create = ["resource", "create", "third@acme.example", "--email=third@mail.example", "--level=admin"];
    let glass = ["--break-glass", WHY];
    let made = home.run_with([&create[..], &["--password-stdin"], &glass].concat(), &format!("{}\n", common::PASSWORD));
    let _ = made.exits(0);
    let enroll = ["totp", "enroll", "third", "--self", "--show-key", "--password-stdin"];
    let _ = home.run_with(enroll, &format!("{}\n", common::PASSWORD)).exits(0);
    let _ = desk.run(["totp", "qr", "third", "--show-key"]).exits(0);
    denied(desk.run(["setup", "issue", "third", "--show"]));
}

#[test]
fn r_perm_2_nobody_helps_itself_by_a_token_of_its_own() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    robot(&desk, "bot");
    let _ = desk.run(["token", "issue", "bot", "--expires=1h", "--out=all.token"]).exits(0);
    let own: [&[&str]; 5] = [
        &["2fa", "reset", ADMIN, "--yes", WHY],
        &["2fa", "pause", ADMIN, "--next-login", WHY],
        &["account", "unlock", ADMIN, WHY],
        &["totp", "enroll", ADMIN, "--show-key"],
        &["recovery-codes", "generate", ADMIN],
    ];
    for act in own {
        assert_eq!(by_token(&home, "all.token", act).exits(5).error()["code"], "self_service", "{act:?}");
    }
    // Neither does it by a lock that ends at once, nor come back once it was deactivated.
    let glass = ["--break-glass", WHY];
    let locked = home.copy();
    let _ = locked.run([&["account", "lock", ADMIN], &glass[..]].concat()).exits(0);
    let sooner = ["account", "lock", ADMIN, "--until=2099-01-01T00:00:00Z", WHY];
    assert_eq!(by_token(&locked, "all.token", &sooner).exits(5).error()["code"], "self_service");
    let gone = home.copy();
    let _ = gone.run([&["resource", "deactivate", ADMIN, "--yes"], &glass[..]].concat()).exits(0);
    assert_eq!(by_token(&gone, "all.token", &["resource", "activate", ADMIN]).exits(5).error()["code"], "self_service");
    // To anybody else it may do what its issuer may, and another operator has nothing to do with it.
    let reset = by_token(&home, "all.token", &["2fa", "reset", &second, "--yes", WHY]);
    let _ = reset.exits(0);
    denied(desk.run(["setup", "issue", &second, "--show"]));
    let (third, key) = {
        let create = ["resource", "create", "third@acme.example", "--email=third@mail.example", "--level=admin"];
        let made = [&create[..], &["--password-stdin"], &glass].concat();
        let _ = home.run_with(made, &format!("{}\n", common::PASSWORD)).exits(0);
        let shown = home.run([&["totp", "enroll", "third", "--show-key"], &glass[..]].concat()).exits(0).json();
        let key = shown["key"].as_str().expect("a key").to_owned();
        let confirm = ["totp", "confirm", "third", &common::code(&key, -1)];
        let _ = home.run([&confirm[..], &glass].concat()).exits(0);
        ("third@acme.example", key)
    };
    let _ = home.sign_in(third, &key).run(["setup", "issue", &second, "--show"]).exits(0);
}

#[test]
fn r_perm_1_who_may_lock_takes_no_lock_away_by_a_shorter_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["level", "create", "locker", "--permission=account.lock"]).exits(0);
    let (lou, key) = home.operator("lou", "locker");
    let _ = home.run(["account", "lock", &ada, "--until=2099-01-01T00:00:00Z", WHY]).exits(0);
    home.require_sign_in();
    let desk = home.sign_in(&lou, &key);
    denied(desk.run(["account", "lock", &ada, "--until=2098-01-01T00:00:00Z", WHY]));
    let _ = desk.run(["account", "lock", &ada, WHY]).exits(0);
}

#[test]
fn r_perm_3_a_script_is_made_no_person_by_whoever_sets_its_password() {
    let home = Home::with_tenant();
    let robot = ["resource", "create", "bot@acme.example", "--email=b@mail.example", "--license=api", "--level=admin"];
    let _ = home.run([&robot[..], &["--no-setup"]].concat()).exits(0);
    let (desk, _) = tenant(&home);
    let _ = desk.run(["resource", "edit", "bot", "--license=standard", WHY]).exits(0);
    denied(desk.run(["setup", "issue", "bot", "--show"]));
}

#[test]
fn r_perm_1_a_narrow_token_issues_one_like_itself() {
    let home = Home::with_tenant();
    let (desk, _) = tenant(&home);
    robot(&desk, "bot");
    robot(&desk, "mule");
    let scopes = ["--scope=token.write", "--scope=resource.read"];
    let _ = desk.run([&["token", "issue", "bot", "--expires=2d", "--out=bot.token"], &scopes[..]].concat()).exits(0);
    let next = ["token", "issue", "mule", "--expires=1d", "--out=next.token", "--scope=resource.read"];
    let _ = by_token(&home, "bot.token", &next).exits(0);
}

#[test]
fn r_perm_3_a_new_administrator_is_set_up_by_whoever_made_it_until_it_is_somebodys() {
    let home = Home::with_tenant();
    let (desk, _) = tenant(&home);
    let create =
        ["resource", "create", "newc@acme.example", "--email=newc@mail.example", "--level=admin", "--no-setup"];
    let _ = desk.run(create).exits(0);
    let (setup, enroll) = (["setup", "issue", "newc", "--show"], ["totp", "enroll", "newc", "--show-key"]);
    for (first, other) in [(&setup[..], &enroll[..]), (&enroll, &setup)] {
        let copy = home.copy();
        let at = copy.desk(ADMIN);
        let _ = at.run(first).exits(0);
        let _ = at.run(other).exits(0);
    }
    let _ = desk.run(enroll).exits(0);
    let token = desk.run(setup).exits(0).json()["token"].as_str().expect("a token").to_owned();
    let accept = ["setup", "accept", "newc", "--stdin"];
    let _ = home.run_with(accept, &format!("{token}\nquite-another-Horse7\n")).exits(0);
    denied(desk.run(["2fa", "reset", "newc", "--yes", WHY]));
}

#[test]
fn r_perm_3_both_halves_at_once_are_refused_for_what_they_are() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    let both = ["account", "recover", &second, "--reset-2fa", "--reset-password", "--show", "--yes", WHY];
    let error = desk.run(both).exits(5).error();
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("--reset-2fa")), "{error}");
    assert!(!error["message"].as_str().expect("a text").contains("you had"), "nothing was done before: {error}");
}

#[test]
fn r_perm_3_a_script_that_is_made_a_person_is_still_its_issuers() {
    let home = Home::with_tenant();
    let (desk, second) = tenant(&home);
    robot(&desk, "bot");
    let _ = desk.run(["token", "issue", "bot", "--expires=1h", "--out=all.token"]).exits(0);
    let _ = by_token(&home, "all.token", &["2fa", "reset", &second, "--yes", WHY]).exits(0);
    // Whatever becomes of the script's account: what it did was done by whoever issued its token.
    let _ = home.run(["resource", "edit", "bot", "--license=standard", "--break-glass", WHY]).exits(0);
    denied(desk.run(["setup", "issue", &second, "--show"]));
}

/// Everything that the level admin holds.
const ALL: [&str; 17] = [
    "resource.read",
    "resource.write",
    "factor.write",
    "tfa.pause",
    "tfa.reset",
    "account.lock",
    "account.unlock",
    "session.end",
    "password.reset",
    "emergency.issue",
    "policy.write",
    "level.write",
    "token.write",
    "key.write",
    "backup",
    "audit.read",
    "audit.own",
];

/// A level of another name that holds what admin holds, and somebody who has it.
fn deputy(home: &Home, name: &str) -> (String, String) {
    let permissions = ALL.map(|permission| format!("--permission={permission}"));
    let create = ["level", "create", "deputy"].into_iter().map(str::to_owned).chain(permissions);
    let _ = home.run(create).exits(0);
    home.operator(name, "deputy")
}

#[test]
fn r_perm_3_whoever_holds_what_admin_holds_is_taken_by_nobody_alone() {
    let home = Home::with_tenant();
    let (dora, _) = deputy(&home, "dora");
    let _ = home.run(["resource", "verify-email", &dora, "--assume", WHY]).exits(0);
    let (desk, _) = tenant(&home);
    let (setup, reset) = (["setup", "issue", &dora, "--show"], ["2fa", "reset", &dora, "--yes", WHY]);
    for (first, other) in [(&setup[..], &reset[..]), (&reset, &setup)] {
        let copy = home.copy();
        let at = copy.desk(ADMIN);
        let _ = at.run(first).exits(0);
        denied(at.run(other));
    }
    // Nor once the level was taken away first.
    let _ = desk.run(["level", "revoke", &dora, WHY]).exits(0);
    let _ = desk.run(reset).exits(0);
    denied(desk.run(setup));
}

#[test]
fn r_perm_6_two_persons_make_anybody_weaker_who_may_do_more_than_a_helpdesk() {
    let home = Home::with_tenant();
    let (dora, _) = deputy(&home, "dora");
    let _ = home.run(["level", "create", "ruler", "--permission=policy.write"]).exits(0);
    let _ = home.run(["level", "create", "locker", "--permission=account.lock"]).exits(0);
    let (rita, lou) = (home.operator("rita", "ruler").0, home.operator("lou", "locker").0);
    let _ = home.run(["policy", "set", "two_person=on", WHY]).exits(0);
    for name in [&dora, &rita] {
        let _ = home.run(["2fa", "reset", name, "--yes", WHY]).exits(10);
        let _ = home.run(["level", "revoke", name, WHY]).exits(10);
        let _ = home.run(["account", "recover", name, "--reset-2fa", "--unlock", "--yes", WHY]).exits(6);
    }
    // A level that holds more makes nobody weaker, and a helpdesk's work on whoever may do no more goes on alone.
    let _ = home.run(["level", "grant", &rita, "admin", WHY]).exits(0);
    let _ = home.run(["level", "revoke", &lou, WHY]).exits(0);
    let _ = home.run(["2fa", "reset", &lou, "--yes", WHY]).exits(0);
}

#[test]
fn r_res_5_whoever_holds_what_admin_holds_can_rescue_and_is_warned_of() {
    let home = Home::with_tenant();
    let findings = |home: &Home| home.run(["doctor"]).out;
    assert!(
        findings(&home).contains("is the only active administrator")
            && findings(&home).contains("administrator_rescue")
    );
    let (dora, key) = deputy(&home, "dora");
    let told = findings(&home);
    assert!(told.contains("2 administrators are active") && !told.contains("administrator_rescue"), "{told}");
    assert!(told.contains(&format!("the e-mail address of administrator {dora} is not verified")), "{told}");
    assert!(told.contains(&format!("administrator {dora} has no recovery code")), "{told}");
    // The level admin alone keeps a tenant from losing its last one.
    let _ = home.run(["level", "revoke", ADMIN, WHY]).exits(6);
    // Every administrator is told of what was done under break-glass.
    home.require_sign_in();
    let _ = home.run(["policy", "show", "--break-glass", "--reason", "a look"]).exits(0);
    let desk = home.desk(&dora);
    common::within_a_step(8);
    let login = ["login", &dora, "--password-stdin", "--code", &common::code(&key, 0)];
    let told = desk.run_with(login, &format!("{}\n", common::PASSWORD)).exits(0).err;
    assert!(told.contains("policy show") && told.contains("a look"), "{told}");
}
