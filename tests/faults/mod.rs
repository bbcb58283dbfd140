//! System calls that fail or are the last ones before a kill (`strace`): what was committed is answered as done, what was not has left
//! nothing behind, nothing ends in a panic, and the same command given again comes to its end.
//!
//! Each command that writes is stopped at every call by which it writes, waits for the disk, names, removes or locks something. A sample of
//! these points is tried with every `cargo test`, and all of them in the time that is given:
//! `FAULTS_SECONDS=7200 cargo test --test integration faults::r_aud_1`.

mod commands;
mod files;
mod homes;
mod judge;
mod points;
mod state;
mod trace;

use crate::common::{Home, PASSWORD, Run};
use points::{Bench, Figures, seconds};
use std::{io::Write, time::Duration};

/// Runs a command with one call of the system failing: `flock:error=EIO:when=2`. What it did, and its calls of that kind.
fn run_with_fault(home: &Home, fault: &str, args: &[&str], input: &str) -> (Run, String) {
    let traced = trace::run_with(&home.command(args), fault, input);
    (traced.run, traced.trace)
}

/// Says something past the harness's capture, so that nobody takes for proven what is not.
fn say(what: &str) {
    let _ = writeln!(std::io::stderr(), "{what}");
}

/// Whether this machine lets a process be traced.
fn traces(home: &Home) -> bool {
    let (run, trace) = run_with_fault(home, "flock:error=EIO:when=99", &["whoami"], "");
    let traces = run.code == 0 && trace.contains("exited with 0");
    if !traces {
        say("SKIPPED: strace is not there or may not trace here");
    }
    traces
}

/// A sample, another one each time, has to stay below half a minute.
const SAMPLE: u64 = 20;

#[test]
fn r_aud_1_whatever_point_a_command_is_stopped_at_it_did_all_or_nothing() {
    if traces(&Home::with_tenant()) {
        let figures = if seconds().is_some() { Figures::OfEachCommand } else { Figures::Sum };
        Bench::prepared().try_points(Duration::from_secs(seconds().unwrap_or(SAMPLE)), figures);
    }
}

#[test]
fn a_lock_that_fails_at_any_call_ends_no_command_after_its_commit() {
    let home = Home::with_tenant();
    if !traces(&home) {
        return;
    }
    std::fs::write(home.path().join("people.csv"), "username,email\nbob@acme.example,bob@mail.example\n")
        .expect("written");
    let commands: [(&[&str], &str); 2] = [
        (&["resource", "edit", "root", "--first-name", "NAME"], ""),
        (&["resource", "import", "people.csv", "--yes"], ""),
    ];
    for (args, input) in commands {
        for when in 1..=4 {
            let name = format!("Rut{when}");
            let args: Vec<&str> = args.iter().map(|arg| if *arg == "NAME" { name.as_str() } else { arg }).collect();
            let (run, trace) = run_with_fault(&home, &format!("flock:error=EIO:when={when}"), &args, input);
            assert!([0, 1].contains(&run.code), "{args:?}, call {when}: {} {}{}", run.code, run.out, run.err);
            assert!(!trace.contains("LOCK_UN"), "a lock ends with its file:\n{trace}");
            if args[0] == "resource" && args[1] == "edit" {
                assert_eq!(run.code, 0, "the queue is only an order: {}", run.err);
                assert_eq!(home.run(["resource", "show", "root"]).exits(0).json()["first_name"], name);
            }
        }
    }
    let init =
        ["init", "bcme", "--admin", "a@bcme.example", "--email", "a@b.example", "--password-stdin", "--no-enroll"];
    let other = Home::empty();
    let (run, trace) = run_with_fault(&other, "flock:error=EIO:when=2", &init, &format!("{PASSWORD}\n"));
    assert!(!trace.contains("LOCK_UN"), "{trace}");
    assert_eq!(run.code, 0, "{}", run.err);
}

#[test]
fn without_random_bytes_a_command_fails_before_it_changes_anything_or_does_all_of_it() {
    let home = Home::with_tenant();
    if !traces(&home) {
        return;
    }
    let before = home.events().len();
    let (run, _) =
        run_with_fault(&home, "getrandom:error=EIO", &["resource", "edit", "root", "--first-name", "Rut"], "");
    assert_eq!((run.code, run.error()["code"].as_str()), (1, Some("failure")), "{}", run.err);
    assert!(run.err.contains("random") && !run.err.contains("panicked"), "{}", run.err);
    assert_eq!(home.events().len(), before);
    for when in 1..=8 {
        let name = format!("Rut{when}");
        let fault = format!("getrandom:error=EIO:when={when}");
        let (run, _) = run_with_fault(&home, &fault, &["resource", "edit", "root", "--first-name", &name], "");
        let shown = home.run(["resource", "show", "root"]).exits(0).json();
        assert!([0, 1].contains(&run.code), "call {when}: {} {}", run.code, run.err);
        assert_eq!(run.code == 0, shown["first_name"] == name.as_str(), "call {when}: {} {}", run.code, run.err);
    }
}
