//! The owner's emergency (R-PERM-4): what its mark needs, what it must not stand in the way of, and who is told.

use crate::common::{self, ADMIN, Home, soon, stopped};
use std::fs;

const GLASS: [&str; 3] = ["--break-glass", "--reason", "the only one left"];

fn locked_up() -> Home {
    let home = Home::with_tenant();
    home.require_sign_in();
    home
}

#[test]
fn r_aud_7_the_mark_of_break_glass_does_not_hide_that_the_clock_is_behind() {
    let home = locked_up();
    let now = soon();
    let ahead =
        [["resource", "create", "ada@acme.example", "--email", "ada@acme.example", "--no-setup"].as_slice(), &GLASS];
    let _ = home.run_at(&stopped(now + 3 * 86_400), ahead.concat(), "").exits(0);
    let show = [["resource", "show", ADMIN].as_slice(), &GLASS].concat();
    // Reading goes on, and nothing else.
    let _ = home.run_at(&stopped(now), &show, "").exits(0);
    let lock = [["account", "lock", "ada"].as_slice(), &GLASS].concat();
    assert_eq!(home.run_at(&stopped(now), lock, "").exits(8).error()["code"], "clock_behind");
    let accept = [["doctor", "--accept-clock"].as_slice(), &GLASS].concat();
    let accepted = home.run_at(&stopped(now), &accept, "").exits(0).json();
    assert_eq!(accepted["accepted"], true);
    let _ = home.run_at(&stopped(now + 1), &show, "").exits(0);
    let verified = home.run_at(&stopped(now + 2), [["audit", "verify"].as_slice(), &GLASS].concat(), "");
    assert_eq!(verified.exits(0).json()["ok"], true);
}

#[test]
fn r_perm_4_a_ticket_alone_breaks_the_glass_only_where_the_policy_lets_it_serve() {
    let home = locked_up();
    let before = home.bytes();
    let show = ["resource", "show", ADMIN, "--break-glass", "--ticket", "T-1"];
    assert_eq!(home.run(show).exits(2).error()["code"], "usage");
    assert!(home.bytes() == before, "nothing was marked");
    let _ = home.run([["policy", "set", "reason.ticket=on"].as_slice(), &GLASS].concat()).exits(0);
    let _ = home.run(show).exits(0);
}

#[test]
fn r_perm_4_a_bad_token_file_does_not_stand_in_the_way_of_break_glass() {
    let home = locked_up();
    let bad = home.path().join("token");
    fs::write(&bad, "no token").expect("written");
    for file in [bad, home.path().join("not there")] {
        let with_file = |args: &[&str]| {
            let mut command = home.command(args);
            command.env("TENANTCTL_TOKEN_FILE", &file);
            common::finish(common::start(command, ""))
        };
        let _ = with_file(&["resource", "show", ADMIN]).exits(5);
        let _ = with_file(&[["resource", "show", ADMIN].as_slice(), &GLASS].concat()).exits(0);
    }
}

#[test]
fn r_perm_4_what_was_done_under_break_glass_is_told_also_where_the_clock_ran_ahead() {
    let home = Home::with_tenant();
    let (eve, key) = home.operator("eve", "admin");
    home.require_sign_in();
    let now = soon();
    // A sign-in of a clock that ran ahead, then the clock is set right, and only then the glass is broken.
    let sign_in = |second: u64| {
        let code = common::code_of(&key, second);
        let login = ["login", &eve, "--password-stdin", "--code", &code];
        home.run_at(&stopped(second), login, &format!("{}\n", common::PASSWORD)).exits(0)
    };
    let _ = sign_in(now + 3 * 86_400);
    let accept = [["doctor", "--accept-clock"].as_slice(), &GLASS].concat();
    let _ = home.run_at(&stopped(now), &accept, "").exits(0);
    let _ = home.run_at(&stopped(now + 1), [["resource", "show", ADMIN].as_slice(), &GLASS].concat(), "").exits(0);
    // A code of the same step would be spent: the next sign-in is a later one.
    let told = sign_in(now + 4 * 86_400).err;
    let lines: Vec<&str> = told.lines().filter(|line| line.starts_with("break-glass: ")).collect();
    let [show, doctor] = lines.as_slice() else { panic!("{told}") };
    assert!(show.contains("resource show") && doctor.contains("doctor"), "newest first: {told}");
}

#[test]
fn r_perm_4_a_sign_in_that_cannot_be_kept_is_not_decided_and_loses_no_announcement() {
    let home = Home::with_tenant();
    let (eve, key) = home.operator("eve", "admin");
    home.require_sign_in();
    let _ = home.run([["resource", "show", ADMIN].as_slice(), &GLASS].concat()).exits(0);
    let (now, place) = (soon(), home.path().join("run/tenantctl"));
    let code = common::code_of(&key, now);
    let sign_in = || {
        let login = ["login", &eve, "--password-stdin", "--code", &code];
        home.run_at(&stopped(now), login, &format!("{}\n", common::PASSWORD))
    };
    let events = || {
        let log = [["audit", "log", "--action", "authenticate"].as_slice(), &GLASS].concat();
        home.run_at(&stopped(now), log, "").exits(0).json()["items"].as_array().expect("a list").len()
    };
    // A file where the folder should be, and a folder where the file should be.
    let _ = fs::remove_dir_all(&place);
    fs::create_dir_all(home.path().join("run")).expect("made");
    fs::write(&place, "in the way").expect("written");
    let before = events();
    let refused = sign_in().exits(1).error();
    let message = refused["message"].as_str().expect("text");
    assert!(message.contains("cannot be kept in ") && message.ends_with("; you were not signed in"), "{message}");
    assert!(refused["notes"].to_string().contains("XDG_RUNTIME_DIR"), "{refused}");
    assert_eq!(events(), before, "nothing was decided");
    fs::remove_file(&place).expect("removed");
    let tenant = sign_in().exits(0);
    assert!(
        tenant.err.lines().any(|line| line.starts_with("break-glass: ") && line.contains("resource show")),
        "{}",
        tenant.err
    );
    let kept: Vec<_> = fs::read_dir(&place).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    let [file] = kept.as_slice() else { panic!("one file is kept: {kept:?}") };
    fs::remove_file(file).expect("removed");
    fs::create_dir(file).expect("made");
    let before = events();
    let _ = sign_in().exits(1);
    assert_eq!(events(), before, "nothing was decided");
}
