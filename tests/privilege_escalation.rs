//! As an attacker who is an operator: no command and no sequence of them raises oneself, helps oneself, or goes on with a token that is
//! over (R-PERM-1, R-PERM-2, R-PERM-3).

use crate::common::{self, ADMIN, Desk, Home, PASSWORD, Run, finish, start};
use serde_json::{Value, json};
use std::{fs, process::Command, thread, time::Duration};

const WHY: &str = "--reason=x";

/// A tenant that requires sign-in, with an operator of a level that holds these permissions, signed in.
fn with_operator(permissions: &[&str]) -> (Home, String) {
    let home = Home::with_tenant();
    let _ = home.verified("ada");
    let create = ["level", "create", "mine"].map(str::to_owned).into_iter();
    let _ = home.run(create.chain(permissions.iter().map(|each| format!("--permission={each}")))).exits(0);
    let (eve, key) = home.operator("eve", "mine");
    let _ = home.run(["resource", "verify-email", ADMIN, "--assume", WHY]).exits(0);
    home.require_sign_in();
    let _ = home.sign_in(&eve, &key);
    (home, eve)
}

#[track_caller]
fn refused(run: Run, code: &str) {
    assert_eq!(run.exits(5).error()["code"], code);
}

fn as_owner(home: &Home, args: &[&str]) -> Value {
    home.run([args, &["--break-glass", WHY]].concat()).exits(0).json()
}

#[test]
fn r_perm_2_who_locks_itself_cannot_unlock_itself() {
    let (home, eve) = with_operator(&["account.lock", "account.unlock", "resource.read"]);
    let desk = home.desk(&eve);
    refused(desk.run(["account", "unlock", &eve, WHY]), "self_service");
    let _ = desk.run(["account", "lock", &eve, WHY]).exits(0);
    refused(desk.run(["account", "unlock", &eve, WHY]), "not_signed_in");
    refused(desk.run(["whoami"]), "not_signed_in");
}

#[test]
fn r_perm_2_who_gives_levels_makes_nothing_higher_than_itself() {
    let (home, eve) = with_operator(&["level.write", "resource.write", "resource.read"]);
    let desk = home.desk(&eve);
    refused(desk.run(["level", "create", "higher", "--permission", "tfa.reset"]), "higher_level");
    refused(desk.run(["level", "grant", "ada", "admin", WHY]), "higher_level");
    refused(desk.run(["level", "grant", "ada", "auditor", WHY]), "higher_level");
    let create = ["resource", "create", "mule@acme.example", "--email", "m@mail.example", "--level", "admin"];
    refused(desk.run(create), "higher_level");
    // A mule of the same level raises nobody either.
    let _ = desk.run(["level", "grant", "ada", "mine", WHY]).exits(0);
    refused(desk.run(["level", "grant", &eve, "mine", WHY]), "self_service");
    for args in [["level", "revoke", ADMIN, WHY].as_slice(), &["level", "grant", ADMIN, "user", WHY]] {
        refused(desk.run(args), "higher_level");
    }
    assert_eq!(as_owner(&home, &["resource", "show", &eve])["level"], "mine");
}

#[test]
fn r_perm_3_who_edits_people_touches_nobody_above() {
    let (home, eve) = with_operator(&["resource.write", "resource.read", "emergency.issue"]);
    let _ = as_owner(&home, &["resource", "edit", ADMIN, "--champion"]);
    let desk = home.desk(&eve);
    refused(desk.run(["resource", "edit", ADMIN, "--email", "eve2@mail.example"]), "higher_level");
    refused(desk.run(["resource", "edit", ADMIN, "--license", "api", WHY]), "higher_level");
    refused(desk.run(["resource", "deactivate", ADMIN, "--yes", WHY]), "higher_level");
    let issue = ["emergency", "issue", ADMIN, "--identity=callback", "--channel=phone", "--reference=1", "--show"];
    refused(desk.run(issue), "higher_level");
    // Naming another champion takes the title from the present one.
    refused(desk.run(["resource", "edit", "ada", "--champion"]), "higher_level");
    let create = ["resource", "create", "new@acme.example", "--email", "n@mail.example", "--champion"];
    refused(desk.run(create), "higher_level");
    // The license decides about the second factor: nobody changes its own.
    for license in ["api", "dashboard"] {
        refused(desk.run(["resource", "edit", &eve, "--license", license, WHY]), "self_service");
    }
    assert_eq!(as_owner(&home, &["resource", "show", ADMIN])["champion"], true);
}

#[test]
fn r_perm_3_who_enrolls_devices_gets_none_of_somebody_above_and_sees_no_secret() {
    let (home, eve) = with_operator(&["factor.write", "resource.read"]);
    let pending = as_owner(&home, &["totp", "enroll", ADMIN, "--show-key"]);
    let key = pending["key"].as_str().expect("a key").to_owned();
    let desk = home.desk(&eve);
    refused(desk.run(["totp", "enroll", ADMIN, "--show-key"]), "higher_level");
    refused(desk.run(["totp", "confirm", ADMIN, "000000"]), "higher_level");
    refused(desk.run(["totp", "remove", ADMIN]), "higher_level");
    let seen = desk.run(["totp", "qr", ADMIN, "--show-key"]);
    assert!(!seen.out.contains(&key));
    refused(seen, "higher_level");
    // Its own: another device only with its password, and the last one does not go.
    refused(desk.run(["totp", "enroll", &eve, "--show-key"]), "self_service");
    refused(desk.run(["totp", "remove", &eve]), "self_service");
}

#[test]
fn r_perm_2_who_writes_the_policy_does_not_hand_the_tenant_to_the_owner_of_the_files() {
    let (home, eve) = with_operator(&["policy.write", "resource.read"]);
    let desk = home.desk(&eve);
    let _ = desk.run(["policy", "set", "lockout.threshold=9", WHY]).exits(0);
    refused(desk.run(["policy", "set", "operator.sign_in=off", WHY]), "higher_level");
    let _ = desk.run(["logout"]).exits(0);
    refused(desk.run(["level", "grant", &eve, "admin", WHY]), "not_signed_in");
}

#[test]
fn r_perm_3_a_token_for_somebody_above_is_issued_to_nobody_below() {
    let (home, eve) = with_operator(&["token.write", "resource.read"]);
    let robot = ["resource", "create", "bot@acme.example", "--email=b@mail.example", "--license=api", "--level=admin"];
    let _ = as_owner(&home, &robot);
    let desk = home.desk(&eve);
    let issue = ["token", "issue", "bot", "--scope=resource.read", "--expires=1h", "--out=bot.token"];
    refused(desk.run(issue), "higher_level");
    let own = as_owner(&home, &issue);
    refused(desk.run(["token", "revoke", own["token_id"].as_str().expect("an id")]), "higher_level");
    assert!(home.path().join("bot.token").exists());
}

#[test]
fn r_res_3_a_license_that_ends_2fa_needs_a_reason_ends_the_sessions_and_is_told() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll(&ada);
    let granted = home.login(&ada, Some(&common::code(&key, 0))).exits(0).json();
    let missing = home.run(["resource", "edit", &ada, "--license", "api"]).exits(2).error();
    assert_eq!(missing["code"], "usage");
    let _ = home.run(["resource", "edit", &ada, "--license", "api", "--reason", "it is a script now"]).exits(0);
    let event = home.events()[0].clone();
    assert_eq!(
        (&event["reason"], &event["details"]["second_factor_ended"]),
        (&json!("it is a script now"), &json!(true))
    );
    assert_eq!(event["details"]["sessions_ended"], 1);
    let token = format!("{}\n", granted["session_token"].as_str().expect("a token"));
    let _ = home.run_with(["session", "check"], &token).exits(5);
    // Nothing to end, nothing to explain.
    let bob = home.resource("bob");
    let _ = home.run(["resource", "edit", &bob, "--license", "api"]).exits(0);
}

/// Starts a command that waits for the write lock, runs `meanwhile` in the transaction that holds it, and lets go.
fn overtaken(home: &Home, command: Command, meanwhile: &str) -> Run {
    let mut holder = rusqlite::Connection::open(home.db()).expect("opened");
    let tx = holder.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).expect("the lock");
    let waiting = start(command, "");
    thread::sleep(Duration::from_millis(700));
    tx.execute_batch(meanwhile).expect("done meanwhile");
    tx.commit().expect("let go");
    finish(waiting)
}

#[test]
fn r_perm_1_what_is_revoked_while_a_command_waits_for_the_lock_opens_nothing() {
    let (home, eve) = with_operator(&["account.lock", "resource.read"]);
    let robot = ["resource", "create", "bot@acme.example", "--email=b@mail.example", "--license=api", "--level=mine"];
    let _ = as_owner(&home, &robot);
    let _ = as_owner(&home, &["token", "issue", "bot", "--expires=1h", "--out=bot.token"]);
    let script = |home: &Home| {
        let mut command = home.command(["account", "lock", "ada", WHY]);
        command.env("TENANTCTL_TOKEN_FILE", home.path().join("bot.token"));
        command
    };
    let desk = |home: &Home| -> Command { home.desk(&eve).command(["account", "lock", "ada", WHY]) };
    // The wait alone harms nothing.
    for command in [script, |home: &Home| home.desk("eve@acme.example").command(["account", "lock", "ada", WHY])] {
        let copy = home.copy();
        let _ = overtaken(&copy, command(&copy), "").exits(0);
    }
    let ends = ["DELETE FROM tokens", "UPDATE resources SET active = 0 WHERE username = 'bot@acme.example'"];
    for end in ends {
        let copy = home.copy();
        refused(overtaken(&copy, script(&copy), end), "not_signed_in");
    }
    let copy = home.copy();
    let changed = overtaken(&copy, script(&copy), "UPDATE tokens SET expires_at = created_at + 1");
    assert_eq!(changed.exits(8).error()["code"], "state_tampered");
    let copy = home.copy();
    refused(overtaken(&copy, desk(&copy), "DELETE FROM sessions"), "not_signed_in");
    let copy = home.copy();
    let lower = "UPDATE resources SET level = 'user' WHERE username = 'eve@acme.example'";
    refused(overtaken(&copy, desk(&copy), lower), "permission_denied");
    assert_eq!(as_owner(&copy, &["account", "status", "ada"])["locked"], false);
}

/// A command as another operating-system user, who owns nothing here. Only root can be somebody else.
fn as_user(command: Command, uid: u32) -> Option<Command> {
    if !nix::unistd::geteuid().is_root() {
        #[expect(clippy::print_stderr, reason = "a test that proves nothing must say so")]
        {
            eprintln!("SKIPPED: only root can be another user");
        }
        return None;
    }
    let uid = uid.to_string();
    let mut other = Command::new("setpriv");
    other.args(["--reuid", &uid, "--regid", &uid, "--clear-groups"]).arg(command.get_program());
    other.args(command.get_args()).env_clear();
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            other.env(name, value);
        }
    }
    if let Some(folder) = command.get_current_dir() {
        other.current_dir(folder);
    }
    Some(other)
}

/// Gives a path, and everything below it, to a user.
fn give(path: &std::path::Path, uid: u32) {
    let done = Command::new("chown").arg("-R").arg(format!("{uid}:{uid}")).arg(path).status().expect("chown");
    assert!(done.success());
}

const STRANGER: u32 = 65534;

#[test]
fn r_perm_1_another_user_gets_nothing_by_variables_or_files_of_its_own() {
    let (home, _) = with_operator(&["resource.read"]);
    if !nix::unistd::geteuid().is_root() {
        assert!(as_user(home.command(["whoami"]), STRANGER).is_none());
        return;
    }
    // The worst case: the stranger's group reads and writes the database, and the key has leaked into a file of the stranger's.
    for folder in [home.path(), &home.path().join(".local"), &home.path().join(".local/share")] {
        open_to_all(folder, 0o755);
    }
    let folder = home.db().parent().expect("a folder").to_owned();
    let share = |path: &std::path::Path, mode| {
        std::os::unix::fs::chown(path, None, Some(STRANGER)).expect("given");
        open_to_all(path, mode);
    };
    share(&folder, 0o770);
    for file in fs::read_dir(&folder).expect("readable") {
        share(&file.expect("an entry").path(), 0o660);
    }
    let own = home.path().join("stranger");
    fs::create_dir_all(own.join("desk/tenantctl")).expect("made");
    fs::copy(home.key(), own.join("acme.key")).expect("copied");
    std::os::unix::fs::symlink(home.db(), own.join("acme.db")).expect("linked");
    let tenant = home.run(["doctor", "--break-glass", WHY]).out;
    assert!(tenant.contains("acme"));
    let forged = format!("tctl_tok_{}\n", "A".repeat(43));
    fs::write(own.join("token"), &forged).expect("written");
    fs::set_permissions(own.join("token"), std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("set");
    let id: String = rusqlite::Connection::open(home.db())
        .and_then(|sql| sql.query_row("SELECT id FROM tenant", [], |row| row.get(0)))
        .expect("the tenant's id");
    let session = own.join("desk/tenantctl").join(format!("{id}.token"));
    fs::write(&session, forged.replace("tok", "ses")).expect("written");
    fs::set_permissions(&session, std::os::unix::fs::PermissionsExt::from_mode(0o600)).expect("set");
    give(&own, STRANGER);
    let paths = [home.db(), own.join("acme.db")];
    let variables: [&[(&str, &str)]; 5] = [
        &[],
        &[("SUDO_USER", "root"), ("SUDO_UID", "0"), ("USER", "root"), ("LOGNAME", "root")],
        &[("XDG_RUNTIME_DIR", "desk")],
        &[("TENANTCTL_TOKEN_FILE", "token")],
        &[("HOME", "desk"), ("XDG_CONFIG_HOME", "desk"), ("XDG_DATA_HOME", "desk"), ("XDG_STATE_HOME", "desk")],
    ];
    for db in &paths {
        for set in variables {
            for more in [&[][..], &["--break-glass"]] {
                let mut command = home.command(["resource", "deactivate", "ada", "--yes", WHY].iter().chain(more));
                command.env("TENANTCTL_DB", db).env("TENANTCTL_KEY_FILE", own.join("acme.key"));
                command.env("HOME", &own).env("XDG_RUNTIME_DIR", own.join("nowhere")).current_dir(&own);
                for (name, value) in set {
                    let path = own.join(value);
                    if path.exists() {
                        command.env(name, path)
                    } else {
                        command.env(name, value)
                    };
                }
                let Some(command) = as_user(command, STRANGER) else { return };
                let run = finish(start(command, ""));
                assert_eq!(run.code, 5, "{db:?} {set:?} {more:?}\n{}\n{}", run.out, run.err);
            }
        }
    }
    assert_eq!(as_owner(&home, &["resource", "show", "ada"])["active"], true);
}

fn open_to_all(path: &std::path::Path, mode: u32) {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode)).expect("set");
}

#[test]
fn r_perm_4_behind_sudo_nobody_breaks_the_glass_of_a_service_account() {
    const SERVICE: u32 = 64_999;
    let (home, _) = with_operator(&["resource.read"]);
    if nix::unistd::geteuid().is_root() {
        give(home.path(), SERVICE);
    }
    let whoami = |sudo: Option<&str>, more: &[&str]| {
        let mut command = home.command(["whoami"].iter().chain(more));
        if let Some(uid) = sudo {
            command.env("SUDO_UID", uid).env("SUDO_USER", "mallory");
        }
        as_user(command, SERVICE).map(|command| finish(start(command, "")))
    };
    let glass = ["--break-glass", WHY];
    let Some(itself) = whoami(None, &glass) else { return };
    assert_eq!(itself.exits(0).json()["actor_auth"], "break_glass", "the account itself may");
    let behind = whoami(Some("1000"), &glass).expect("root").exits(5).error();
    assert_eq!(behind["code"], "permission_denied");
    assert!(behind["message"].as_str().is_some_and(|message| message.contains("sudo")), "{behind}");
    let plain = whoami(Some("1000"), &[]).expect("root").exits(5).error();
    assert_eq!(plain["code"], "not_signed_in");
    assert!(!plain.to_string().contains("--break-glass"), "it is offered nothing that it may not do: {plain}");
}

#[test]
fn r_perm_1_a_sign_in_that_was_copied_ends_with_the_log_out() {
    let (home, eve) = with_operator(&["resource.read"]);
    let desk: Desk<'_> = home.desk(&eve);
    let file = desk.token_file().expect("a sign-in");
    let kept = fs::read(&file).expect("the token");
    let _ = desk.run(["logout"]).exits(0);
    fs::write(&file, kept).expect("put back");
    open_to_all(&file, 0o600);
    refused(desk.run(["resource", "list"]), "not_signed_in");
}

#[test]
fn r_perm_3_nobody_alone_resets_password_and_2fa_of_one_administrator_within_a_day() {
    let home = Home::with_tenant();
    let key = home.enroll(ADMIN);
    let (second, _) = home.operator("second", "admin");
    let (third, third_key) = home.operator("third", "admin");
    home.require_sign_in();
    let desk = home.sign_in(ADMIN, &key);
    let reset = ["2fa", "reset", &second, "--yes", "--reason", "lost"];
    let setup = ["setup", "issue", &second, "--show"];
    let _ = desk.run(setup).exits(0);
    let refused = desk.run(reset).exits(5).error();
    assert!(refused["message"].as_str().is_some_and(|message| message.contains("24")), "{refused}");
    // Another one does the other half, and is kept from the first one as well.
    let other = home.sign_in(&third, &third_key);
    let _ = other.run(reset).exits(0);
    assert_eq!(other.run(setup).exits(5).error()["code"], "permission_denied");
    // For somebody who is no administrator the rule does not hold; a day later it is over.
    let create = ["resource", "create", "ada@acme.example", "--email", "ada@mail.example", "--password-stdin"];
    let _ = desk.run_with(create, &format!("{PASSWORD}\n")).exits(0);
    let ada = "ada@acme.example";
    let _ = desk.run(["setup", "issue", ada, "--show"]).exits(0);
    let _ = desk.run(["2fa", "reset", ada, "--yes", "--reason", "lost"]).exits(0);
    let _ = desk.run(["policy", "set", "session.idle=2d", "--reason", "a long test"]).exits(0);
    let third_too = ["setup", "issue", &third, "--show"];
    let _ = desk.run(third_too).exits(0);
    let reset = ["2fa", "reset", &third, "--yes", "--reason", "lost"];
    for (after, exit) in [("+86390s", 5), ("+86402s", 0)] {
        let later = home.copy();
        let moved = later.desk(ADMIN);
        let _ = moved.run_at(after, reset).exits(exit);
    }
}
