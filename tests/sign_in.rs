//! Operators under their own names: signing in, what each level may do, what nobody does for itself, break-glass.

use crate::common::{ADMIN, Home, PASSWORD, code};
use serde_json::{Value, json};
use std::{fs, os::unix::fs::PermissionsExt};

/// A tenant that requires sign-in, with a helpdesk, an auditor, and a person to be helped.
struct Tenant {
    home: Home,
    helpdesk: (String, String),
    auditor: (String, String),
}

fn tenant() -> Tenant {
    let home = Home::with_tenant();
    let _ = home.verified("ada");
    let (helpdesk, auditor) = (home.operator("hilda", "helpdesk"), home.operator("otto", "auditor"));
    home.require_sign_in();
    Tenant { home, helpdesk, auditor }
}

#[test]
fn r_perm_5_where_sign_in_is_required_the_owner_acts_only_under_break_glass() {
    let Tenant { home, .. } = tenant();
    for args in [vec!["resource", "list"], vec!["unlock", "ada", "--reason", "x"], vec!["audit", "log"], vec!["whoami"]]
    {
        let refused = home.run(&args).exits(5).error();
        assert_eq!(refused["code"], "not_signed_in", "{args:?}");
        assert!(refused["hint"].as_str().is_some_and(|hint| hint.ends_with("tenantctl login")), "{refused}");
    }
    let _ = home.run(["resource", "list", "--break-glass"]).exits(2);
    let told = home.run(["whoami", "--break-glass", "--reason", "nobody else is there"]).exits(0).json();
    assert_eq!(told["actor_auth"], "break_glass");
    let _ = home.run(["account", "lock", "ada", "--break-glass", "--reason", "stolen"]).exits(0);
    let log = home.run(["audit", "log", "--break-glass", "--reason", "looking", "-o", "jsonl"]).exits(0).out;
    let events: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let marked: Vec<_> = events.iter().filter(|event| event["actor_auth"] == "break_glass").collect();
    let actions: Vec<_> = marked.iter().map(|event| event["action"].as_str().expect("an action")).collect();
    assert_eq!(actions, ["break_glass", "account.lock", "break_glass", "break_glass"]);
    assert_eq!(marked[1]["reason"], "stolen");
}

#[test]
fn r_perm_1_a_login_needs_password_and_second_factor_and_acts_under_its_own_name() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.desk("hilda");
    let password = format!("{PASSWORD}\n");
    let _ = desk.run_with(["login", &hilda, "--password-stdin"], "wrong-Horse9battery\n").exits(20);
    let _ = desk.run_with(["login", &hilda, "--password-stdin"], &password).exits(22);
    assert_eq!(desk.token_file(), None);
    let desk = home.sign_in(&hilda, &key);
    let file = desk.token_file().expect("a token");
    assert_eq!(fs::metadata(&file).expect("there").permissions().mode() & 0o777, 0o600);
    let me = desk.run(["whoami"]).exits(0).json();
    assert_eq!((&me["actor"], &me["actor_auth"], &me["level"]), (&json!(hilda), &json!("session"), &json!("helpdesk")));
    let _ = desk.run(["account", "lock", "ada", "--reason", "stolen"]).exits(0);
    let log = home.run(["audit", "log", "--limit", "1", "--break-glass", "--reason", "x", "--action", "account.lock"]);
    let event = log.exits(0).json()["items"][0].clone();
    assert_eq!((&event["actor"], &event["actor_auth"]), (&json!(hilda), &json!("session")));
    // Another desk is another place: nobody is signed in there.
    let _ = home.desk("elsewhere").run(["whoami"]).exits(5);
    // A copied token stops with the log-out.
    let copy = home.desk("copy");
    let copied = home.path().join("desks/copy/tenantctl").join(file.file_name().expect("a name"));
    fs::create_dir_all(copied.parent().expect("a folder")).expect("made");
    fs::copy(&file, &copied).expect("copied");
    let _ = copy.run(["whoami"]).exits(0);
    let _ = desk.run(["logout"]).exits(0);
    assert!(!file.exists());
    let _ = copy.run(["whoami"]).exits(5);
    assert!(!desk.run(["logout"]).exits(0).json()["signed_out"].as_bool().expect("a flag"));
}

#[test]
fn r_perm_1_a_sign_in_that_others_can_read_or_that_is_a_link_is_none() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.sign_in(&hilda, &key);
    let file = desk.token_file().expect("a token");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let _ = desk.run(["whoami"]).exits(5);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).expect("set");
    let _ = desk.run(["whoami"]).exits(0);
    let elsewhere = home.path().join("elsewhere");
    fs::rename(&file, &elsewhere).expect("moved");
    std::os::unix::fs::symlink(&elsewhere, &file).expect("linked");
    let _ = desk.run(["whoami"]).exits(5);
}

#[test]
fn r_perm_1_helpdesk_helps_and_does_no_more() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.sign_in(&hilda, &key);
    let may: [&[&str]; 9] = [
        &["resource", "list"],
        &["resource", "show", "ada"],
        &["why", "ada"],
        &["2fa", "pause", "ada", "--for", "1h", "--reason", "lost"],
        &["2fa", "require", "ada"],
        &["account", "lock", "ada", "--reason", "stolen"],
        &["account", "unlock", "ada", "--reason", "found"],
        &["session", "list", "ada"],
        &["policy", "show"],
    ];
    for args in may {
        let _ = desk.run(args).exits(0);
    }
    let issue =
        ["emergency", "issue", "ada", "--identity", "callback", "--channel", "phone", "--reference", "4711", "--show"];
    let _ = desk.run(issue).exits(0);
    // What is refused, and by what name the history tells it.
    let may_not: [(&[&str], &str); 8] = [
        (&["resource", "create", "eve@acme.example", "--email", "eve@mail.example"], "resource.create"),
        (&["resource", "edit", "ada", "--license", "api"], "resource.edit"),
        (&["resource", "deactivate", "ada", "--reason", "x", "--yes"], "resource.deactivate"),
        (&["totp", "enroll", "ada", "--show-key"], "totp.enroll"),
        (&["policy", "set", "lockout.threshold=20", "--reason", "x"], "policy.set"),
        (&["audit", "verify"], "read"),
        (&["password", "set", "ada", "--password-stdin"], "password.set"),
        (&["resource", "verify-email", "ada", "--assume", "--reason", "x"], "resource.verify_email"),
    ];
    for (args, _) in &may_not {
        let refused = desk.run_with(*args, "another-Horse8battery\n").exits(5).error();
        assert_eq!(refused["code"], "permission_denied", "{args:?}");
    }
    let log =
        ["audit", "log", "--outcome", "denied", "--actor", &hilda, "-o", "jsonl", "--break-glass", "--reason", "x"];
    let denied = home.run(log).exits(0).out;
    let denied: Vec<Value> = denied.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    let told: Vec<_> = denied.iter().rev().map(|event| event["action"].as_str().expect("an action")).collect();
    let expected: Vec<_> = may_not.iter().map(|(_, action)| *action).collect();
    assert_eq!(told, expected, "each denial is told, under the name of the operator");
}

#[test]
fn r_aud_4_an_auditor_reads_the_history_and_helpdesk_reads_its_own_acts() {
    let Tenant { home, helpdesk, auditor } = tenant();
    let auditor_desk = home.sign_in(&auditor.0, &auditor.1);
    let _ = auditor_desk.run(["audit", "verify"]).exits(0);
    let whole = auditor_desk.run(["audit", "log", "-o", "jsonl"]).exits(0).out;
    assert!(whole.contains("tenant.init"));
    let _ = auditor_desk.run(["account", "unlock", "ada", "--reason", "x"]).exits(5);
    let desk = home.sign_in(&helpdesk.0, &helpdesk.1);
    let _ = desk.run(["account", "lock", "ada", "--reason", "stolen"]).exits(0);
    let own = desk.run(["audit", "log", "-o", "jsonl"]).exits(0).out;
    let events: Vec<Value> = own.lines().map(|line| serde_json::from_str(line).expect("an event")).collect();
    assert!(!events.is_empty() && events.iter().all(|event| event["actor"] == json!(helpdesk.0)), "{own}");
    let _ = desk.run(["audit", "log", "--actor", ADMIN]).exits(5);
}

#[test]
fn r_perm_2_nobody_helps_itself() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let assume = ["resource", "verify-email", &hilda, "--assume", "--break-glass", "--reason", "seen"];
    let _ = home.run(assume).exits(0);
    let desk = home.sign_in(&hilda, &key);
    let own: [&[&str]; 3] = [
        &["2fa", "reset", "hilda", "--reason", "mine", "--yes"],
        &["account", "unlock", "hilda", "--reason", "mine"],
        &["emergency", "issue", "hilda", "--identity", "callback", "--channel", "phone", "--reference", "1", "--show"],
    ];
    for args in own {
        assert_eq!(desk.run(args).exits(5).error()["code"], "self_service", "{args:?}");
    }
}

#[test]
fn r_pause_6_nobody_pauses_or_extends_its_own_2fa_except_under_break_glass() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.sign_in(&hilda, &key);
    let own: [&[&str]; 3] = [
        &["2fa", "pause", "hilda", "--for", "1h", "--reason", "mine"],
        &["2fa", "extend", "hilda", "--reason", "mine"],
        &["2fa", "pause", "hilda", "--next-login", "--reason", "mine"],
    ];
    for args in own {
        assert_eq!(desk.run(args).exits(5).error()["code"], "self_service", "{args:?}");
        let _ = desk.run(args.iter().chain(&["--break-glass"])).exits(0);
        assert_eq!(desk.run(args).exits(5).error()["code"], "self_service", "{args:?}, while it is paused");
    }
    // Ending it makes nothing easier.
    let requirement = |args: [&str; 3]| desk.run(args).exits(0).json()["requirement"].clone();
    assert_eq!(requirement(["2fa", "status", "hilda"]), "paused_next_login");
    assert_eq!(requirement(["2fa", "require", "hilda"]), "required");
}

#[test]
fn r_perm_3_helpdesk_does_not_touch_an_administrator_and_never_sees_its_code() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let assume = ["resource", "verify-email", ADMIN, "--assume", "--break-glass", "--reason", "seen"];
    let _ = home.run(assume).exits(0);
    let desk = home.sign_in(&hilda, &key);
    let above: [&[&str]; 6] = [
        &["2fa", "pause", ADMIN, "--for", "1h", "--reason", "x"],
        &["2fa", "reset", ADMIN, "--reason", "x", "--yes"],
        &["2fa", "require", ADMIN],
        &["account", "lock", ADMIN, "--reason", "x"],
        &["account", "unlock", ADMIN, "--reason", "x"],
        &["emergency", "issue", ADMIN, "--identity", "callback", "--channel", "phone", "--reference", "1", "--show"],
    ];
    for args in above {
        assert_eq!(desk.run(args).exits(5).error()["code"], "higher_level", "{args:?}");
    }
    let _ = desk.run(["why", ADMIN]).exits(0);
}

#[test]
fn r_perm_1_a_session_of_an_application_is_no_sign_in_of_an_operator() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.sign_in(&hilda, &key);
    let file = desk.token_file().expect("a token");
    // The code of the next step, which a clock a little ahead may have reached already.
    let granted = home.login(&hilda, Some(&code(&key, 1))).exits(0).json();
    fs::write(&file, granted["session_token"].as_str().expect("a token")).expect("written");
    let _ = desk.run(["whoami"]).exits(5);
}

#[test]
fn r_ses_3_a_sign_in_ends_with_eight_idle_hours_and_with_a_lock() {
    let Tenant { home, helpdesk: (hilda, key), .. } = tenant();
    let desk = home.sign_in(&hilda, &key);
    let idle = home.copy();
    let there = idle.desk(&hilda);
    let _ = there.run_at("+28790s", ["whoami"]).exits(0);
    // A sign of life counts from when it was given.
    let _ = there.run_at("+57580s", ["whoami"]).exits(0);
    let _ = there.run_at("+86390s", ["whoami"]).exits(5);
    let _ = home.run(["account", "lock", &hilda, "--break-glass", "--reason", "x"]).exits(0);
    let _ = desk.run(["whoami"]).exits(5);
}
