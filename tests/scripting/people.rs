//! The recipes that bring people: the nightly import, one person, bad rows.

use super::{Language, Night, in_every_language, people};
use crate::common::finish;
use std::{fs, os::unix::process::CommandExt, process::Command, thread, time::Duration};

#[test]
fn the_nightly_import_can_be_run_again_and_says_what_it_did() {
    in_every_language("nightly", |night, language| {
        night.write("people.csv", &people(30));
        let run = || night.run(language, "nightly", &["people.csv"]);
        assert_eq!(run().exits(0).out.trim(), "30 created, 0 changed, 0 as they were");
        let (tokens, events) = (night.read("people-tokens.csv"), night.home.events().len());
        assert_eq!(tokens.lines().count(), 31);
        assert!(tokens.starts_with("email,token,expires_at\n") && !tokens.contains("acme.example"), "{tokens}");
        let again = run().exits(0);
        assert_eq!((again.out.trim(), again.err.as_str()), ("0 created, 0 changed, 30 as they were", ""));
        assert_eq!((night.read("people-tokens.csv"), night.home.events().len()), (tokens, events));
        // More than a night should change.
        let changed = people(30).replace("Pia", "Mia") + "new@acme.example,new@mail.example,Nia,New\n";
        night.write("people.csv", &changed);
        let mut careful = night.command(language, "nightly", &["people.csv"]);
        let careful = careful.env("MOST", "29").output().expect("it ran");
        assert_eq!(careful.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&careful.stderr).contains("would change 30 people; nothing was done"));
        assert_eq!(night.home.events().len(), events);
        assert_eq!(run().exits(0).out.trim(), "1 created, 30 changed, 0 as they were");
        // Somebody leaves by a column.
        night.write("people.csv", "username,active\nnew@acme.example,false\n");
        assert_eq!(run().exits(0).out.trim(), "0 created, 1 changed, 0 as they were");
    });
}

#[test]
fn a_file_that_cannot_be_imported_stops_the_night_with_the_exit_code_and_the_row() {
    in_every_language("nightly", |night, language| {
        night.write("people.csv", &(people(1) + "nobody,bad@mail.example,,\n"));
        let events = night.home.events().len();
        let stopped = night.run(language, "nightly", &["people.csv"]).exits(7);
        assert!(stopped.out.starts_with("line 3: the username must have the form name@domain"), "{}", stopped.out);
        assert!(stopped.err.starts_with("invalid_input: 1 row cannot be carried out"), "{}", stopped.err);
        let missing = night.run(language, "nightly", &["missing.csv"]).exits(3);
        assert!(missing.err.starts_with("not_found: there is no file missing.csv"), "{}", missing.err);
        assert_eq!(night.home.events().len(), events);
    });
}

/// Holds what one import at a time holds.
fn another_import(night: &Night) -> fs::File {
    let path = night.home.db().with_extension("db-import");
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).expect("a file");
    file.lock().expect("nobody else has it");
    file
}

#[test]
fn while_another_import_runs_the_night_waits_and_tries_again_and_gives_up_after_ten_times() {
    in_every_language("nightly", |night, language| {
        night.write("people.csv", &people(3));
        let held = another_import(night);
        let counting = "echo \"$*\" >> calls; exec \"$REAL\" \"$@\"";
        let mut hasty = night.instead(counting, night.command(language, "nightly", &["people.csv"]));
        let gave_up = hasty.env("PAUSE", "0").output().expect("it ran");
        assert_eq!(gave_up.status.code(), Some(8));
        assert!(
            String::from_utf8_lossy(&gave_up.stderr).starts_with("busy: another import into this tenant is running")
        );
        assert_eq!(night.read("calls").lines().filter(|call| call.contains("--resume")).count(), 11);
        let mut patient = night.start(language, "nightly", &["people.csv"]);
        thread::sleep(Duration::from_millis(700));
        assert!(patient.try_wait().expect("a state").is_none(), "it did not wait");
        drop(held);
        assert_eq!(finish(patient).exits(0).out.trim(), "3 created, 0 changed, 0 as they were");
    });
}

#[test]
fn a_night_that_was_killed_is_run_again_and_everybody_has_one_token() {
    let (night, language) = (Night::falls(), Language { program: "dash", ending: "sh" });
    night.write("people.csv", &people(1500));
    let mut command = night.command(language, "nightly", &["people.csv"]);
    let mut child = command.process_group(0).spawn().expect("it starts");
    let tokens = night.path("people-tokens.csv");
    while !tokens.exists() && child.try_wait().expect("a state").is_none() {
        thread::sleep(Duration::from_millis(5));
    }
    let group = format!("-{}", child.id());
    let killed = Command::new("kill").args(["-KILL", "--", &group]).status().expect("kill");
    assert!(killed.success(), "it was over before it could be killed");
    child.wait().expect("it ended");
    // The place that the import came to is kept until it ends.
    assert!(night.home.db().with_extension("db-import").exists(), "the import was over before it could be killed");
    let _ = night.run(language, "nightly", &["people.csv"]).exits(0);
    let all = night.tenantctl(&["resource", "list", "--where", "name~Pia", "-o", "jsonl"]).exits(0);
    assert_eq!(all.out.lines().count(), 1500);
    let text = fs::read_to_string(tokens).expect("a text");
    let mut addresses: Vec<&str> = text.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    addresses.sort_unstable();
    addresses.dedup();
    assert_eq!((text.lines().count(), addresses.len()), (1501, 1500));
}

#[test]
fn one_person_comes_and_goes_and_twice_is_as_good_as_once() {
    in_every_language("person", |night, language| {
        let here = ["here", "eve@acme.example", "eve@mail.example", "Eve", "O'Neil \"E\" \\n"];
        let quiet = |args: &[&str], told: &str| {
            let _ = night.run(language, "person", args).exits(0);
            let events = night.home.events().len();
            let again = night.run(language, "person", args).exits(0);
            assert_eq!((again.out.trim(), again.err.as_str(), night.home.events().len()), (told, "", events));
        };
        quiet(&here, "eve@acme.example true");
        let eve = night.tenantctl(&["resource", "show", "eve@acme.example", "-o", "json"]).exits(0).json();
        assert_eq!((eve["first_name"].as_str(), eve["last_name"].as_str()), (Some("Eve"), Some(here[4])));
        quiet(&["gone", "eve@acme.example"], "eve@acme.example false");
        quiet(&here, "eve@acme.example true");
        let taken = ["here", "eva@acme.example", "eve@mail.example", "Eva", "Two"];
        let refused = night.run(language, "person", &taken).exits(4);
        assert!(
            refused.err.starts_with("exists: eve@mail.example already belongs to eve@acme.example"),
            "{}",
            refused.err
        );
        let nobody = night.run(language, "person", &["gone", "nobody@acme.example"]).exits(3);
        assert!(nobody.err.starts_with("not_found: "), "{}", nobody.err);
    });
}

#[test]
fn bad_rows_are_skipped_mended_and_imported() {
    in_every_language("skip", |night, language| {
        night.write("people.csv", &(people(2) + "bad,bad@mail.example,Bad,Row\nx@acme.example,p0@mail.example,,\n"));
        let skipped = night.run(language, "skip", &["people.csv", "rejects.csv"]).exits(7);
        assert_eq!((skipped.out.lines().count(), skipped.err.trim()), (2, "mend rejects.csv, and import it"));
        assert!(skipped.out.starts_with("line 4, username: the username must have the form"), "{}", skipped.out);
        assert!(skipped.out.contains("line 5, email: "), "{}", skipped.out);
        assert_eq!(night.tenantctl(&["resource", "list", "--where", "name~Pia", "-o", "jsonl"]).out.lines().count(), 2);
        let rejects = night.read("rejects.csv");
        assert!(rejects.starts_with("reject_line,reject_column,reject_reason,username,"), "{rejects}");
        let mended = rejects.replace(",bad,", ",bad@acme.example,").replace("x@acme.example,p0@", "x@acme.example,x@");
        night.write("mended.csv", &mended);
        for _ in 0..2 {
            let done = night.run(language, "skip", &["mended.csv", "rejects-2.csv"]).exits(0);
            assert_eq!((done.out.as_str(), done.err.as_str()), ("", ""));
        }
        let _ = night.tenantctl(&["resource", "show", "x@acme.example"]).exits(0);
        let _ = night.tenantctl(&["resource", "show", "bad@acme.example"]).exits(0);
    });
}
