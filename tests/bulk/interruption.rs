//! What breaks off in the middle, and what stands then (R-AUD-1).

use super::*;
use crate::common;

#[test]
fn what_the_next_would_meet_as_well_ends_it_and_says_how_far_it_came() {
    let home = team();
    // The second such event cannot be written.
    let stop = "CREATE UNIQUE INDEX t ON audit_events (action) WHERE action = '2fa.pause'";
    rusqlite::Connection::open(home.db()).expect("opens").execute_batch(stop).expect("made");
    let run = home.run(["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes", "-o", "jsonl"]).exits(8);
    let seen = lines(&run.out);
    assert_eq!(column(&seen, "result"), ["done", "failed"]);
    assert_eq!(seen[1]["code"], "audit_unwritable");
    let error = run.error();
    assert_eq!(error["code"], "audit_unwritable");
    let message = error["message"].as_str().expect("a message");
    assert!(message.ends_with("; ended after 2 of 3 (1 paused, 1 failed), with 1 not tried"), "{message}");
    let hints = error["hints"].to_string();
    assert!(hints.contains("tenantctl 2fa pause --next-login --from team"), "{hints}");
    rusqlite::Connection::open(home.db()).expect("opens").execute_batch("DROP INDEX t").expect("gone");
    let again = home.run(["2fa", "pause", "--next-login", "--from", "team", WHY, "--yes"]).exits(0);
    assert_eq!(column(&items(&again), "result"), ["unchanged", "done", "done"]);
    verifies(&home);
}

#[test]
fn a_reader_that_goes_away_stops_nothing_and_the_exit_code_stands() {
    let (home, names) = crowd(40);
    let line =
        format!("{} account lock --from crowd {WHY} --yes -o jsonl | head -1; echo ${{PIPESTATUS[0]}}", common::BINARY);
    let mut shell = Command::new("bash");
    shell
        .args(["-c", &line])
        .env_clear()
        .env("HOME", home.path())
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    shell.current_dir(home.path());
    let run = finish(start(shell, ""));
    let (first, exit) = run.out.split_once('\n').expect("two lines");
    assert_eq!(lines(first)[0]["username"], names[0]);
    assert_eq!(exit.trim(), "0", "{}", run.err);
    assert_eq!(told(&home, "account.lock", "ok"), names);
}

/// A pause of a crowd under way, and its first lines.
fn under_way(home: &Home, wait: usize) -> (Child, BufReader<std::process::ChildStdout>, Vec<String>) {
    let mut command = home.command(["2fa", "pause", "--next-login", "--from", "crowd", WHY, "--yes", "-o", "jsonl"]);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut seen = BufReader::new(child.stdout.take().expect("an output"));
    let mut first = Vec::new();
    for _ in 0..wait {
        let mut line = String::new();
        assert!(seen.read_line(&mut line).expect("readable") > 0, "it ended before it could be stopped");
        first.push(line);
    }
    (child, seen, first)
}

#[test]
fn ctrl_c_ends_it_after_the_one_under_way_and_the_same_again_goes_on() {
    for ending in ["-INT", "-TERM"] {
        let (home, names) = crowd(600);
        let (mut child, mut seen, first) = under_way(&home, 20);
        signal(&child, ending);
        let (mut rest, mut err) = (String::new(), String::new());
        seen.read_to_string(&mut rest).expect("text");
        child.stderr.take().expect("an output").read_to_string(&mut err).expect("text");
        assert_eq!(child.wait().expect("it ends").code(), Some(130), "{err}");
        let all = lines(&(first.concat() + &rest));
        let done = all.len();
        assert!(done < names.len(), "it was over before it was interrupted");
        assert_eq!(column(&all, "result"), vec!["done"; done]);
        assert_eq!(told(&home, "2fa.pause", "ok"), names[..done], "what was told is what was done");
        let last: Value = serde_json::from_str(err.lines().last().expect("an error")).expect("JSON");
        let left = names.len() - done;
        let wanted = format!("interrupted; ended after {done} of 600 ({done} paused), with {left} not tried");
        assert_eq!((&last["error"]["code"], &last["error"]["message"]), (&json!("interrupted"), &json!(wanted)));
        assert!(last["error"]["hint"].as_str().is_some_and(|hint| hint.starts_with("tenantctl 2fa pause")), "{last}");
        let again = home.run(["2fa", "pause", "--next-login", "--from", "crowd", WHY, "--yes", "-o", "jsonl"]).exits(0);
        let results = column(&lines(&again.out), "result");
        assert!(results[..done].iter().all(|result| result == "unchanged"), "{results:?}");
        assert!(results[done..].iter().all(|result| result == "done"), "{results:?}");
        assert_eq!(told(&home, "2fa.pause", "ok"), names);
        verifies(&home);
    }
}

#[test]
fn ctrl_c_after_the_question_ends_it_in_order_too() {
    let (home, _) = crowd(900);
    let steps = [("Pause 2FA of 900 resources?", "y\r"), ("crowd00049", "\x03"), ("interrupted", "")];
    let args = ["2fa", "pause", "--next-login", "--from", "crowd", WHY];
    let seen = Terminal::new(100, 30).plays(&home, &args, &steps);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    assert!(seen.raw.contains("not tried") && !seen.raw.contains("pausing ["), "{}", seen.raw);
    let done = told(&home, "2fa.pause", "ok").len();
    assert!((50..900).contains(&done), "{done}");
    // Ctrl-C has the terminal throw away what it had not shown yet, so that the lines themselves are not counted here.
    assert!(seen.raw.replace("\r\n", " ").contains(&format!("ended after {done} of 900")), "{done}: {}", seen.raw);
    verifies(&home);
}

#[test]
fn r_aud_1_killed_at_any_moment_it_leaves_whole_ones_and_the_same_again_goes_on() {
    let (home, names) = crowd(300);
    let mut known = 0;
    for wait in [1, 30, 45] {
        let (mut child, mut seen, first) = under_way(&home, known + wait);
        signal(&child, "-KILL");
        let mut rest = Vec::new();
        seen.read_to_end(&mut rest).expect("read");
        let _ = child.wait().expect("it ends");
        let events = told(&home, "2fa.pause", "ok");
        assert_eq!(events, names[..events.len()], "one event each, in the order of the file");
        assert!(events.len() >= first.len(), "what was told has been committed before");
        let paused = home.run(["resource", "list", "--where", "paused", "-o", "jsonl"]).exits(0);
        assert_eq!(lines(&paused.out).len(), events.len(), "a pause and its event are one");
        verifies(&home);
        known = events.len();
    }
    assert!(known < names.len());
    let _ = home.run(["2fa", "pause", "--next-login", "--from", "crowd", WHY, "--yes"]).exits(0);
    assert_eq!(told(&home, "2fa.pause", "ok"), names);
}
