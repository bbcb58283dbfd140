//! What an error came from: shown with `-v`, in both forms, and never with a secret in it.

use crate::common::{Home, PASSWORD, Run, finish, start};
use serde_json::json;
use std::{fs, os::unix::fs::FileExt};

/// What is shown with and without `-v`, as text and in JSON; the causes of the last.
#[track_caller]
fn shown(home: &Home, args: &[&str], code: i32) -> (Run, Vec<String>) {
    let run = |more: &[&str]| home.run([more, args].concat()).exits(code);
    let quiet = run(&["-o", "table"]);
    assert!(!quiet.err.contains("caused by"), "{}", quiet.err);
    assert_eq!(run(&[]).error().get("causes"), None);
    let loud = run(&["-v"]).err;
    let error: serde_json::Value = serde_json::from_str(loud.lines().last().expect("a line")).expect("an error");
    let causes: Vec<String> = serde_json::from_value(error["error"]["causes"].clone()).unwrap_or_default();
    let text = run(&["-v", "-o", "table"]);
    for cause in &causes {
        assert!(
            text.err.contains(&format!("\n  caused by: {}", cause.lines().next().unwrap_or_default())),
            "{}",
            text.err
        );
    }
    assert_eq!(text.err.matches("caused by").count(), causes.len(), "{}", text.err);
    (text, causes)
}

#[test]
fn a_key_of_another_tenant_is_shown_with_what_it_does_not_open_and_without_itself() {
    let home = Home::with_tenant();
    let key = fs::read_to_string(Home::with_another_tenant().key()).expect("another key");
    fs::write(home.key(), &key).expect("written");
    let (text, causes) = shown(&home, &["audit", "verify"], 8);
    assert!(causes.iter().any(|cause| cause.starts_with("table keys, row ")), "{causes:?}");
    let secret = key.split_whitespace().max_by_key(|word| word.len()).expect("a key");
    assert!(secret.len() > 20 && !text.err.contains(secret), "{}", text.err);
}

#[test]
fn a_damaged_page_is_shown_with_the_number_that_the_engine_gives_it() {
    let home = Home::with_tenant();
    for name in 0..40 {
        let _ = home.resource(&format!("a{name}"));
    }
    let _ = home.run(["backup", "create", "whole.db"]).exits(0);
    let file = fs::OpenOptions::new().write(true).open(home.db()).expect("opened");
    for page in 6..file.metadata().expect("a size").len() / 4096 {
        file.write_all_at(&[0xaa; 64], page * 4096).expect("damaged");
    }
    let (_, causes) = shown(&home, &["resource", "list"], 8);
    assert!(causes.iter().any(|cause| cause.contains("Error code 11")), "{causes:?}");
}

#[test]
fn a_wrong_configuration_is_shown_with_its_line() {
    let home = Home::with_tenant();
    fs::write(home.path().join("bad.toml"), "output = \"json\"\ncolour = 1\n").expect("written");
    let (_, causes) = shown(&home, &["--config", "bad.toml", "whoami"], 2);
    assert!(causes[0].contains("line 2"), "{causes:?}");
}

#[test]
fn a_backtrace_that_is_asked_for_changes_nothing() {
    let home = Home::with_tenant();
    fs::write(home.key(), fs::read(Home::with_another_tenant().key()).expect("another key")).expect("written");
    let shown = |backtrace: &str| {
        let mut command = home.command(["-v", "-o", "table", "audit", "verify"]);
        command.env("RUST_BACKTRACE", backtrace).env("RUST_LIB_BACKTRACE", backtrace);
        finish(start(command, "")).exits(8)
    };
    let untimed = |run: Run| {
        let lines = run.err.lines().filter(|line| !line.contains("time.busy")).map(str::to_owned);
        (run.out, lines.collect::<Vec<_>>())
    };
    assert_eq!(untimed(shown("full")), untimed(shown("0")));
}

#[test]
fn a_line_of_standard_input_that_is_too_long_is_not_taken_for_other_text() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let args = ["password", "set", &ada, "--password-stdin"];
    for (input, said) in [("x".repeat(70_000), "too long: more than 64 KiB"), (PASSWORD.replace('H', "\u{0}"), "")] {
        let error = home.run_with(args, &format!("{input}\n")).exits(7).error();
        assert!(error["message"].as_str().is_some_and(|text| text.contains(said)), "{error}");
        assert_ne!(error["code"], json!("failure"));
    }
}

/// The lines of a trace, without their times.
fn steps(err: &str) -> Vec<String> {
    let lines = err.lines().filter_map(|line| line.trim_start().split_once("s ")).map(|(_, line)| line.trim_start());
    let traced = lines.filter(|line| ["INFO", "DEBUG"].iter().any(|level| line.starts_with(level)));
    traced.map(|line| line.split(": close").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_trace_tells_the_steps_and_their_time_where_it_is_asked_for() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let show = ["resource", "show", ada.as_str()];
    assert_eq!(home.run(show).exits(0).err, "");
    let once = home.run([&["-v"], &show[..]].concat()).exits(0).err;
    assert_eq!(steps(&once).len(), 1, "{once}");
    let twice = home.run([&["-vv"], &show[..]].concat()).exits(0).err;
    assert!(
        steps(&twice).iter().any(|step| step.contains("open{database=")) && twice.contains("time.busy="),
        "{twice}"
    );
    let logged = |said: &str| {
        let mut command = home.command(["unlock", "ada", "--reason", "x"]);
        command.env("TENANTCTL_LOG", said);
        finish(start(command, ""))
    };
    let written = logged("debug").exits(0).err;
    for step in ["write lock", "commit{events="] {
        assert!(steps(&written).iter().any(|line| line.contains(step)), "{step}: {written}");
    }
    let part = logged("tenantctl::store=debug").exits(0).err;
    assert!(!steps(&part).is_empty() && steps(&part).iter().all(|step| step.contains("tenantctl::store")), "{part}");
    assert_eq!(logged("loud=very").exits(2).error()["code"], "usage");
    assert!(steps(&logged("").exits(0).err).is_empty());
}

#[test]
fn r_lock_7_the_trace_of_a_denial_tells_no_known_name_from_an_unknown_one() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll(&ada);
    let denied = |name: &str, code: &str| {
        let args = ["-vv", "authenticate", name, "--password-stdin", "--code", code];
        let run = home.run_with(args, "quite-Wrong-horse4\n").exits(20);
        assert!(!run.err.contains("quite-Wrong") && !run.err.contains(&key), "{}", run.err);
        let steps: Vec<String> = steps(&run.err).iter().map(|step| step.replace(name, "NAME")).collect();
        assert!(steps.iter().any(|step| step.contains("compare password")), "{}", run.err);
        steps
    };
    let known = denied("ada@acme.example", "123456");
    assert_eq!(known, denied("eda@acme.example", "123456"));
}
