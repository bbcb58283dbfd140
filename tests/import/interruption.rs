//! Stopped at any moment, and gone on with.

use super::{counts, everybody, import, people, told, whole};
use crate::common::{self, Home, finish};
use std::{
    fs,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const ROWS: u32 = 3000;

/// Waits until the first batch is written.
fn begun(home: &Home) {
    while home.run(["resource", "list", "--limit", "3"]).exits(0).json()["items"].as_array().map_or(0, Vec::len) < 3 {}
}

/// What an undisturbed import comes to.
fn undisturbed(more: &[&str]) -> Home {
    let home = Home::with_tenant();
    let _ = import(&home, &people(ROWS), more).exits(0);
    home
}

#[test]
fn r_aud_1_killed_at_any_moment_it_goes_on_to_the_same_end_event_for_event() {
    let other = undisturbed(&[]);
    let (wanted, wanted_events) = (everybody(&other), told(&other));
    let args = ["resource", "import", "users.csv", "--batch", "50", "--setup-out", "tokens.csv"];
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    let mut kills = 0;
    for wait in [3, 40, 90, 70, 150, 60, 120, 200] {
        let mut child = home.command(args).arg("--resume").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        thread::sleep(Duration::from_millis(wait));
        kills += i32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        whole(&home);
    }
    assert!(kills > 1, "it was over before it could be killed");
    let answer = home.run(args.iter().chain(&["--resume"])).exits(0).json();
    assert_eq!(counts(&answer).iter().sum::<u64>(), u64::from(ROWS));
    assert_eq!(everybody(&home), wanted);
    let events: Vec<_> = told(&home).into_iter().filter(|event| !event.contains("setup.issue")).collect();
    assert!(events == wanted_events, "event for event");
    whole(&home);
    // Everybody has exactly one token in the file, and it is the one that counts.
    let tokens = fs::read_to_string(home.path().join("tokens.csv")).unwrap();
    let mut addresses: Vec<_> = tokens.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect();
    addresses.sort();
    addresses.dedup();
    assert_eq!((tokens.lines().count() as u32, addresses.len() as u32), (ROWS + 1, ROWS));
    for number in [0, ROWS / 2, ROWS - 1] {
        let line = tokens.lines().find(|line| line.starts_with(&format!("p{number}@"))).unwrap();
        let token = line.split(',').nth(1).unwrap();
        let input = format!("{token}\n{}\n", common::PASSWORD);
        let _ = home.run_with(["setup", "accept", &format!("p{number:05}"), "--stdin"], &input).exits(0);
    }
    assert!(!home.db().with_extension("db-import").exists());
}

#[test]
fn a_conflict_that_arises_later_stops_at_a_batch_and_can_be_gone_on_with() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    // Somebody takes the last address while the first rows are written.
    let args = ["resource", "import", "users.csv", "--batch", "10"];
    let child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let last = format!("p{}@mail.example", ROWS - 1);
    begun(&home);
    let _ = home.run(["resource", "create", "taker@acme.example", "--email", &last]).exits(0);
    let stopped = finish(child).exits(4);
    let error = stopped.error();
    assert!(error["message"].as_str().expect("text").contains("is done"), "{error}");
    assert!(error["hints"].to_string().contains("--resume"), "{error}");
    let done = counts(&stopped.json())[0];
    assert!(done > 0 && done.is_multiple_of(10) && done < u64::from(ROWS), "{done}");
    assert_eq!(home.run(["resource", "list", "-o", "jsonl"]).exits(0).out.lines().count() as u64, done + 2);
    let again = home.run(args.iter().chain(&["--resume"])).exits(7);
    assert_eq!(again.json()["rejects"][0]["field"], "email");
    let _ = home.run(["resource", "edit", "taker", "--email", "taker@mail.example"]).exits(0);
    // Nobody who was done is looked at again.
    let _ = home.run(["resource", "edit", "p00000", "--first-name", "Changed"]).exits(0);
    let answer = home.run(args.iter().chain(&["--resume"])).exits(0).json();
    assert_eq!(counts(&answer), [u64::from(ROWS) - done, 0, done, 0]);
    assert_eq!(home.run(["resource", "show", "p00000"]).exits(0).json()["first_name"], "Changed");
    whole(&home);
}

#[test]
fn ctrl_c_ends_after_the_running_batch_and_says_how_to_go_on() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    let args = ["resource", "import", "users.csv", "--batch", "20"];
    let child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    begun(&home);
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let stopped = finish(child).exits(130);
    let done = counts(&stopped.json())[0];
    assert!(done.is_multiple_of(20) && done < u64::from(ROWS), "{done}");
    assert!(stopped.error()["hints"].to_string().contains("--resume"), "{}", stopped.err);
    assert_eq!(counts(&home.run(args.iter().chain(&["--resume"])).exits(0).json())[0], u64::from(ROWS) - done);
    whole(&home);
}

#[test]
fn two_imports_at_once_one_of_which_is_refused_make_nobody_twice() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    let start = || {
        home.command(["resource", "import", "users.csv"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let runs = [start(), start()].map(finish);
    let mut codes: Vec<_> = runs.iter().map(|run| run.code).collect();
    codes.sort_unstable();
    assert!(codes == [0, 8] || codes == [0, 0], "{codes:?}");
    for run in runs.iter().filter(|run| run.code == 8) {
        assert_eq!((run.error()["code"].as_str(), run.error()["retryable"].as_bool()), (Some("busy"), Some(true)));
    }
    assert_eq!(everybody(&home).len() as u32, ROWS + 1);
    whole(&home);
}

#[test]
fn a_tenant_that_is_named_by_a_link_takes_one_import_at_a_time_too() {
    let home = Home::with_tenant();
    let link = home.path().join("link.db");
    std::os::unix::fs::symlink(home.db(), &link).unwrap();
    let mut command = home.command(["resource", "import", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut input, people(20_000).as_bytes()).unwrap();
    while !home.db().with_extension("db-import").exists() {}
    let (link, key) = (link.display().to_string(), home.key().display().to_string());
    let refused = import(&home, &people(3), &["--db", &link, "--key-file", &key]).exits(8);
    assert_eq!(refused.error()["code"], "busy");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let _ = finish(child).exits(130);
    drop(input);
}

#[test]
fn a_file_that_is_another_one_by_the_time_it_is_gone_on_with_begins_anew() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    let args = ["resource", "import", "users.csv", "--batch", "20"];
    let mut child = home.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    begun(&home);
    child.kill().unwrap();
    child.wait().unwrap();
    let other = people(ROWS).replace("p00000@", "other@");
    let begun = import(&home, &other.replace("p0@mail", "other@mail"), &["--batch", "20", "--resume"]).exits(0);
    assert!(begun.err.contains("starts over"), "{}", begun.err);
    assert_eq!(everybody(&home).len() as u32, ROWS + 2);
}

#[test]
fn r_set_1_tokens_of_other_rows_are_not_gone_on_with_and_no_later_try_does_better() {
    let home = Home::with_tenant();
    fs::write(home.path().join("users.csv"), people(ROWS)).unwrap();
    let args = ["resource", "import", "users.csv", "--batch", "20", "--setup-out", "tokens.csv"];
    let mut child = home.command(args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    begun(&home);
    child.kill().unwrap();
    child.wait().unwrap();
    let (tokens, before) = (fs::read(home.path().join("tokens.csv")).unwrap(), told(&home));
    let other = people(ROWS).replace("p00000@", "other@").replace("p0@mail", "other@mail");
    let more = ["--batch", "20", "--setup-out", "tokens.csv", "--resume"];
    let error = import(&home, &other, &more).exits(4).error();
    assert_eq!((error["code"].as_str(), error["retryable"].as_bool()), (Some("changed"), Some(false)));
    assert!(fs::read(home.path().join("tokens.csv")).unwrap() == tokens && told(&home) == before, "nothing changed");
}

#[test]
fn r_set_1_going_on_takes_no_token_back_that_counts() {
    let home = Home::with_tenant();
    let tokens = || fs::read_to_string(home.path().join("tokens.csv")).unwrap();
    let _ = import(&home, &people(5), &["--setup-out", "tokens.csv"]).exits(0);
    let before = tokens();
    // It came to its end: there is nothing to go on with.
    let more = ["--setup-out", "tokens.csv", "--resume"];
    assert_eq!(counts(&import(&home, &people(5), &more).exits(0).json()), [0, 0, 5, 0]);
    assert_eq!(tokens(), before);
    assert_eq!(counts(&import(&home, &people(6), &more).exits(0).json()), [1, 0, 5, 0]);
    assert!(tokens().starts_with(&before) && tokens().lines().count() == 7);
    fs::write(home.path().join("other.csv"), "not tokens\n").unwrap();
    let _ = import(&home, &people(7), &["--setup-out", "other.csv", "--resume"]).exits(7);
    assert_eq!(fs::read_to_string(home.path().join("other.csv")).unwrap(), "not tokens\n");
}

#[test]
fn whoever_waits_for_a_pipe_that_gives_nothing_is_let_go() {
    let home = Home::with_tenant();
    let mut command = home.command(["resource", "import", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    // More than is read ahead for the header.
    std::io::Write::write_all(&mut input, people(20_000).as_bytes()).unwrap();
    thread::sleep(Duration::from_millis(400));
    assert!(std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let run = finish(child).exits(130);
    assert!(run.error()["message"].as_str().expect("text").contains("nothing was changed"), "{}", run.err);
    drop(input);
    assert_eq!(everybody(&home).len(), 1);
}
