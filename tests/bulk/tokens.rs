//! `setup issue` for many: the tokens are in one private file, and every token that counts is in it (R-SET-1).

use super::*;
use crate::common;
use std::os::unix::fs::PermissionsExt;

const ISSUE: [&str; 6] = ["setup", "issue", "--out", "tokens.csv", "--yes", WHY];

/// Address and token of each line, after looking at the header and at every end.
fn kept(home: &Home) -> Vec<(String, String)> {
    let text = fs::read_to_string(home.path().join("tokens.csv")).expect("the file");
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("email,token,expires_at"));
    let cells = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let line = |cells: Vec<&str>| {
        let [email, token, until] = cells.as_slice() else { panic!("{cells:?}") };
        assert!(until.ends_with('Z') && chrono::DateTime::parse_from_rfc3339(until).is_ok(), "{until}");
        ((*email).to_owned(), (*token).to_owned())
    };
    cells.map(line).collect()
}

fn count(home: &Home, sql: &str) -> usize {
    let found = rusqlite::Connection::open(home.db()).expect("opens").query_row(sql, [], |row| row.get(0));
    usize::try_from(found.unwrap_or(-1_i64)).expect("a number")
}

fn accept(home: &Home, username: &str, token: &str) -> Run {
    home.run_with(["setup", "accept", username, "--stdin"], &format!("{token}\n{PASSWORD}\n"))
}

#[test]
fn r_set_1_the_file_has_addresses_and_tokens_is_private_and_names_no_username() {
    let home = team();
    let plus = ["resource", "create", "plus@acme.example", "--email", "+plus@mail.example", "--no-setup"];
    let _ = home.run(plus).exits(0);
    let run = home.run(ISSUE.into_iter().chain(["--where", "level=user"])).exits(0);
    let kept = kept(&home);
    let addresses = ["'+plus@mail.example", "team-a@mail.example", "team-b@mail.example", "team-c@mail.example"];
    assert_eq!(kept.iter().map(|(email, _)| email.as_str()).collect::<Vec<_>>(), addresses);
    let file = home.path().join("tokens.csv");
    assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o600);
    assert!(!fs::read_to_string(&file).expect("text").contains("acme.example"), "a username stands in it");
    assert!(run.err.contains("4 issued") && run.err.contains("The tokens are in tokens.csv"), "{}", run.err);
    for (_, token) in &kept {
        assert!(!run.out.contains(token) && !run.err.contains(token), "a token was shown");
        assert!(!common::holds(&home.bytes(), token), "a token rests in the database");
    }
    let _ = accept(&home, "team-b", &kept[2].1).exits(0);
    let _ = accept(&home, "team-c", &kept[1].1).exits(20);
}

#[test]
fn r_set_1_a_file_that_is_there_is_never_written_over_and_one_without_tokens_is_not_left() {
    let home = team();
    write(&home, "tokens.csv", "kept");
    let refused = home.run(ISSUE.into_iter().chain(["--from", "team"])).exits(4).error();
    assert_eq!(refused["code"], "exists");
    assert_eq!(fs::read_to_string(home.path().join("tokens.csv")).expect("there"), "kept");
    fs::remove_file(home.path().join("tokens.csv")).expect("removed");
    let _ = home.run(["resource", "deactivate", "--from", "team", WHY, "--yes"]).exits(0);
    let run = home.run(ISSUE.into_iter().chain(["--from", "team"])).exits(6);
    assert_eq!(column(&items(&run), "code"), ["refused"; 3]);
    assert!(!home.path().join("tokens.csv").exists(), "nobody was issued one");
    let nowhere = ["setup", "issue", "--out", "no/such/tokens.csv", "--from", "team", "--yes"];
    let refused = home.run(nowhere).exits(1).error();
    assert!(refused["message"].as_str().is_some_and(|told| told.ends_with("no token was issued")), "{refused}");
    assert_eq!(count(&home, "SELECT count(*) FROM setup_tokens"), 0);
}

#[test]
fn r_set_1_a_token_that_was_not_committed_is_taken_back_out_of_the_file() {
    let home = team();
    let (boss, key) = home.operator("boss", "admin");
    home.require_sign_in();
    let desk = home.sign_in(&boss, &key);
    // The sign of life of who is signed in is written last, after the token is in the file.
    let stop = "CREATE TRIGGER t BEFORE UPDATE ON sessions WHEN (SELECT count(*) FROM setup_tokens) = 2 \
                BEGIN SELECT RAISE(ABORT, 'no room'); END";
    let issue = desk.command(ISSUE.into_iter().chain(["--from", "team"]));
    let run = common::changed_while_it_waits(&home.db(), issue, "", stop);
    assert!(run.code != 0, "{}", run.err);
    assert_eq!(column(&items(&run), "result"), ["done", "failed"], "{}", run.err);
    assert_eq!(kept(&home).len(), 1);
    assert_eq!(count(&home, "SELECT count(*) FROM setup_tokens"), 1);
    rusqlite::Connection::open(home.db()).expect("opens").execute_batch("DROP TRIGGER t").expect("gone");
    let hints = run.error()["hints"].to_string();
    assert!(!hints.contains("setup issue"), "typed again it would issue everybody another one: {hints}");
    let _ = accept(&home, TEAM[0], &kept(&home)[0].1).exits(0);
}

#[test]
fn r_set_1_killed_at_any_moment_every_token_that_counts_is_in_the_file() {
    let (home, names) = crowd(300);
    let mut command =
        home.command(["setup", "issue", "--from", "crowd", "--out", "tokens.csv", "--yes", "-o", "jsonl"]);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("it starts");
    let mut seen = BufReader::new(child.stdout.take().expect("an output"));
    for _ in 0..40 {
        assert!(seen.read_line(&mut String::new()).expect("readable") > 0, "it ended before it could be stopped");
    }
    signal(&child, "-KILL");
    let _ = child.wait().expect("it ends");
    let kept = kept(&home);
    let issued = count(&home, "SELECT count(*) FROM setup_tokens");
    assert!((40..300).contains(&issued), "{issued}");
    // One may be in the file that does not count yet.
    assert!((issued..=issued + 1).contains(&kept.len()), "{issued} count, {} are kept", kept.len());
    assert_eq!(told(&home, "setup.issue", "ok"), names[..issued]);
    for (at, (email, token)) in kept[..issued].iter().enumerate().rev().take(3) {
        assert_eq!(*email, names[at].replace("acme", "mail"));
        let _ = accept(&home, &names[at], token).exits(0);
    }
    verifies(&home);
}
