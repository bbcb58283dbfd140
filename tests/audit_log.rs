//! `audit log`: its conditions in every combination, and what a person sees at a terminal, also while others write.

use crate::common::{self, BINARY, Home, finish, start, terminal::played};
use serde_json::{Value, json};
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    thread,
    time::Duration,
};

/// A history in which every condition divides the events: two people, two operators where the tests run as root, all three outcomes.
fn busy_home() -> Home {
    let home = Home::with_tenant();
    let as_helga = |args: &[&str]| {
        let mut command = home.command(args);
        command.env("SUDO_USER", "helga");
        let _ = finish(start(command, "")).exits(0);
    };
    for name in ["ada", "bob"] {
        let username = home.resource(name);
        let _ = home.login(&username, None).exits(23);
        let wrong = ["authenticate", &username, "--password-stdin", "--client", "mobile", "--source", "192.0.2.7"];
        let _ = home.run_with(wrong, "mistyped-Horse7battery\n").exits(20);
        as_helga(&["2fa", "pause", &username, "--next-login", "--reason", "phone in repair", "--ticket", "T-1"]);
        let _ = home.login(&username, None).exits(0);
        as_helga(&["account", "lock", &username, "--reason", "watched"]);
        let _ = home.login(&username, None).exits(21);
        let _ = home.run(["account", "unlock", &username, "--reason", "called back"]).exits(0);
    }
    let _ = home.run_with(["authenticate", "nobody", "--password-stdin"], "x\n").exits(20);
    home
}

#[test]
fn every_combination_of_conditions_gives_the_events_for_which_all_of_them_hold() {
    let home = busy_home();
    let events = home.events();
    let words = |key: &str| -> Vec<Option<String>> {
        let seen: BTreeSet<String> = events.iter().filter_map(|event| event[key].as_str()).map(str::to_owned).collect();
        [None].into_iter().chain(seen.into_iter().map(Some)).collect()
    };
    let people = [None, Some("ada@acme.example"), Some("bob@acme.example")];
    let mut actors = words("actor");
    actors.push(Some("os:somebody-else".to_owned()));
    let actions = [None, Some("authenticate"), Some("2fa.pause"), Some("policy.set")];
    let outcomes = words("outcome");
    assert_eq!((outcomes.len(), people.len()), (4, 3), "nothing, and ok, denied, refused");
    let time = |from_end: usize| events[from_end]["at"].as_str().map(str::to_owned);
    let bounds = [None, time(events.len() - 6), time(5)];

    let (mut number, mut asked, mut hits) = (0, 0, 0);
    for resource in people {
        for actor in &actors {
            for action in actions {
                for outcome in &outcomes {
                    for (since, until) in bounds.iter().flat_map(|since| bounds.iter().map(move |until| (since, until)))
                    {
                        number += 1;
                        // Every seventh of them: seven divides none of the numbers of choices, so each choice meets each other.
                        // An interval without time is refused.
                        let empty = since.is_some() && until.is_some() && since >= until;
                        if number % 7 != 0 || empty {
                            continue;
                        }
                        let given = [
                            ("--resource", resource.map(str::to_owned)),
                            ("--actor", actor.clone()),
                            ("--action", action.map(str::to_owned)),
                            ("--outcome", outcome.clone()),
                            ("--since", since.clone()),
                            ("--until", until.clone()),
                        ];
                        let like = |event: &&Value| {
                            let is = |key: &str, wanted: Option<&str>| wanted.is_none_or(|wanted| event[key] == wanted);
                            let at = event["at"].as_str().expect("a time");
                            is("target", resource)
                                && is("actor", actor.as_deref())
                                && is("action", action)
                                && is("outcome", outcome.as_deref())
                                && since.as_deref().is_none_or(|since| at >= since)
                                && until.as_deref().is_none_or(|until| at < until)
                        };
                        let expected: Vec<&Value> = events.iter().filter(like).collect();
                        let flags = given.iter().filter_map(|(flag, value)| Some([*flag, value.as_deref()?]));
                        let args: Vec<&str> = ["audit", "log"].into_iter().chain(flags.flatten()).collect();
                        let run = home.run([&args[..], &["-o", "jsonl"]].concat()).exits(0);
                        let found: Vec<Value> =
                            run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
                        assert!(found.iter().eq(expected.iter().copied()), "{args:?}: {found:#?}");
                        assert_eq!(run.err.contains("No event matches."), expected.is_empty(), "{args:?}: {}", run.err);
                        let page = home.run([&args[..], &["--limit", "2"]].concat()).exits(0).json();
                        let first: Vec<&Value> = page["items"].as_array().expect("items").iter().collect();
                        assert_eq!(first, expected[..expected.len().min(2)], "{args:?}");
                        assert_eq!(page["next"].is_string(), expected.len() > 2, "{args:?}");
                        asked += 1;
                        hits += usize::from(!expected.is_empty());
                    }
                }
            }
        }
    }
    assert!(asked > 150 && hits > 30, "{asked} combinations, {hits} of them with events");
}

/// What a terminal of that width gets, a line for each that is written; `steps` as for `tests/tools/terminal.py`.
fn seen(home: &Home, columns: u32, args: &[&str], steps: &[(&str, &str)]) -> (i64, String) {
    let argv: Vec<&str> = [BINARY].into_iter().chain(args.iter().copied()).collect();
    let env = json!({
        "HOME": home.path(), "PATH": std::env::var("PATH").expect("a search path"), "TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC",
        "NO_COLOR": "1",
    });
    let job = json!({
        "argv": argv, "env": env, "cwd": home.path(), "columns": columns, "rows": 50, "seconds": 25, "steps": steps, "pictures": {},
    });
    let answer = played(&job);
    assert_eq!(answer["missing"], json!([]), "waited in vain: {answer:#}");
    let raw = answer["raw"].as_str().expect("text").replace("\r\n", "\n");
    (answer["exit"].as_i64().expect("an exit code"), raw)
}

#[test]
fn at_a_terminal_an_event_is_a_sentence_with_what_changed_and_why() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let edit =
        ["resource", "edit", &ada, "--license", "dashboard", "--reason", "moved to reporting", "--ticket", "T-1"];
    let _ = home.run(edit).exits(0);
    let (exit, text) = seen(&home, 80, &["audit", "log", "--limit", "1"], &[]);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(exit, 0);
    assert!(lines[0].contains("  os:") && lines[0].ends_with("  edited ada"), "{text}");
    assert_eq!(lines[1], "    license: standard → dashboard · moved to reporting · T-1", "{text}");
    for columns in [40, 80, 130, 200] {
        let (_, text) = seen(&home, columns, &["audit", "log", "--limit", "1"], &[]);
        let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for told in ["license: standard → dashboard", "moved to reporting", "edited ada", "os:"] {
            assert!(flat.contains(told), "{columns}: {told}: {text}");
        }
        assert_eq!(text.lines().count() > 2, columns < 100, "one line where it fits:\n{text}");
    }
    // Elsewhere nothing is broken, cut or left out.
    let piped = home.run(["audit", "log", "--limit", "1", "-o", "table"]).exits(0).out;
    assert_eq!(piped.lines().count(), 4, "{piped}");
    assert!(piped.contains("HASH") && piped.contains("license: standard → dashboard"), "{piped}");
    assert!(piped.contains("ada@acme.example") && piped.contains("resource.edit"), "{piped}");
}

#[test]
fn a_sentence_of_any_length_fits_the_terminal() {
    let home = Home::with_tenant();
    let long = format!("{}@acme.example", "long-name".repeat(4));
    let _ = home.run(["resource", "create", &long, "--email", "l@mail.example", "--no-setup"]).exits(0);
    let _ = home.run(["resource", "edit", &long, "--license", "dashboard", "--ticket", "T-1"]).exits(0);
    for columns in [80, 120, 200] {
        let (_, text) = seen(&home, columns, &["audit", "log"], &[]);
        assert!(text.lines().all(|line| line.chars().count() <= columns as usize), "{columns}: {text}");
        assert!(text.replace("\n", "").contains(&"long-name".repeat(4)), "{text}");
    }
}

#[test]
fn a_table_elsewhere_has_the_same_columns_at_every_call() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["resource", "edit", &ada, "--license", "dashboard", "--reason", "x", "--ticket", "T-1"]).exits(0);
    let titles = |more: &[&str]| {
        let out = home.run(["audit", "log", "-o", "table"].iter().chain(more)).exits(0).out;
        out.lines().next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = titles(&[]);
    assert!(all.contains("REASON") && all.contains("CLIENT"), "{all}");
    for more in [&["--limit", "1"][..], &["--resource", &ada], &["--action", "tenant.init"]] {
        assert_eq!(titles(more), all, "{more:?}");
    }
}

#[test]
fn times_are_typed_as_people_say_them_and_an_interval_without_time_is_a_slip() {
    let home = Home::with_tenant();
    let count = |more: &[&str]| {
        let args = ["audit", "log"].iter().chain(more);
        home.run(args).exits(0).json()["items"].as_array().map_or(0, Vec::len)
    };
    let all = home.events().len();
    for since in ["7d", "yesterday", "2h", "2020-01-01"] {
        assert_eq!(count(&["--since", since]), all, "{since}");
    }
    for until in ["1h", "tomorrow", "tomorrow 9:00"] {
        assert_eq!(count(&["--until", until]), all, "{until}");
    }
    assert_eq!(count(&["--until", "yesterday"]), 0);
    for (args, said) in [
        (&["--since", "tomorrow"][..], "in the future"),
        (&["--since", "2099-01-01", "--follow"], "in the future"),
        (&["--since", "yesterday", "--until", "2020-01-01"], "is not after --since"),
        (&["--since", "2020-01-01", "--until", "2020-01-01"], "is not after --since"),
        (&["--since", "-1h"], "--since cannot be \"-1h\": a time looks like"),
    ] {
        let error = home.run(["audit", "log"].iter().chain(args)).exits(2).error();
        assert!(error["message"].as_str().is_some_and(|told| told.contains(said)), "{error}");
    }
    let _ = home.resource("ada");
    let lock = ["account", "lock", "ada", "--until", "tomorrow 9:00", "--reason", "x"];
    assert_eq!(home.run(lock).exits(0).json()["locked"], true);
    let _ = home.run(["2fa", "pause", "ada", "--for", "1h30m", "--reason", "x"]).exits(0);
    let until = home.run(["2fa", "extend", "ada", "--until", "36h", "--reason", "x"]).exits(0).json();
    assert!(until["paused_until"].is_string(), "{until}");
}

#[test]
fn actions_are_asked_for_in_groups_and_several_at_once() {
    let home = busy_home();
    let actions = |more: &[&str]| -> BTreeSet<String> {
        let log = home.run(["audit", "log", "-o", "jsonl"].iter().chain(more)).exits(0).out;
        let events = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("an event"));
        events.map(|event| event["action"].as_str().expect("a word").to_owned()).collect()
    };
    let set = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(actions(&["--action", "account"]), set(&["account.lock", "account.unlock"]));
    assert_eq!(actions(&["--action", "2fa"]), set(&["2fa.pause"]));
    assert_eq!(actions(&["--action", "2fa", "--action", "account.lock"]), set(&["2fa.pause", "account.lock"]));
    assert_eq!(actions(&["--action", "account", "--resource", "ada"]), set(&["account.lock", "account.unlock"]));
    assert_eq!(actions(&["--action", "2fa", "--action", "authenticate"]), set(&["2fa.pause", "authenticate"]));
    let near = home.run(["audit", "log", "--action", "acount"]).exits(2).error();
    assert!(near["hint"].as_str().is_some_and(|hint| hint.ends_with("--action account")), "{near}");
}

#[test]
fn r_pause_3_the_line_of_a_pause_says_how_it_ended() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let ended = |home: &Home| -> Vec<Value> {
        let log = home.run(["audit", "log", "--action", "2fa"]).exits(0).json();
        let items = log["items"].as_array().expect("events").clone();
        items.iter().map(|event| event["ended"]["by"].clone()).collect()
    };
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "x"]).exits(0);
    assert_eq!(ended(&home), [Value::Null], "it waits");
    let _ = home.login(&ada, None).exits(0);
    assert_eq!(ended(&home), ["authenticate"]);
    let _ = home.run(["2fa", "pause", &ada, "--for", "1h", "--reason", "x"]).exits(0);
    let _ = home.run(["2fa", "extend", &ada, "--reason", "x"]).exits(0);
    let _ = home.run(["2fa", "require", &ada]).exits(0);
    let by = ["null", "\"2fa.require\"", "\"2fa.extend\"", "\"authenticate\""];
    assert_eq!(ended(&home).iter().map(Value::to_string).collect::<Vec<_>>(), by);
    let _ = home.run(["2fa", "pause", &ada, "--for", "1s", "--reason", "x"]).exits(0);
    thread::sleep(Duration::from_millis(1100));
    let _ = home.run(["2fa", "pause", &ada, "--next-login", "--reason", "x"]).exits(0);
    assert_eq!(ended(&home)[1], "expiry");
    let text = home.run(["audit", "log", "--action", "2fa", "-o", "table"]).exits(0).out;
    assert!(text.contains(" by 2fa.require") && !text.contains('Z'), "{text}");
}

#[test]
fn who_sees_their_own_actions_only_is_told_so_where_nothing_matches() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let nothing = desk.run(["audit", "log", "--action", "policy.set"]).exits(0);
    assert_eq!(nothing.err, "No event matches; you see your own actions only.\n");
    let nothing = home.run(["audit", "log", "--action", "backup", "--break-glass", "--reason", "x"]).exits(0);
    assert!(nothing.err.ends_with("No event matches.\n"), "{}", nothing.err);
}

#[test]
fn a_followed_history_at_a_terminal_shows_others_events_and_ends_whole_at_ctrl_c() {
    let home = busy_home();
    let (exit, text) = thread::scope(|scope| {
        let follower = scope.spawn(|| {
            seen(
                &home,
                80,
                &["audit", "log", "--follow", "--limit", "2"],
                &[("unknown name", ""), ("last of all", "\u{3}")],
            )
        });
        // The first event waits until the follower has begun; what it writes later is seen in any case.
        thread::sleep(Duration::from_millis(700));
        for reason in ["one", "two", "last of all"] {
            let _ = home.run(["account", "lock", "ada", "--until", "2099-01-01", "--reason", reason]);
            let _ = home.run(["account", "unlock", "ada", "--reason", reason]).exits(0);
        }
        follower.join().expect("it ends")
    });
    assert_eq!(exit, 130, "{text}");
    let text = text.replace("^C", "");
    let told: Vec<&str> =
        text.lines().filter_map(|line| line.split_once("os:")?.1.split_once("  ")).map(|at| at.1.trim()).collect();
    let acts = ["one", "two", "last of all"].iter().flat_map(|why| {
        [format!("locked ada until 2099-01-01 00:00     {why}"), format!("unlocked ada (locked by os:)     {why}")]
    });
    let plain = |line: &str| {
        let (before, after) = line.split_once("os:").unwrap_or((line, ""));
        let after = after.trim_start_matches(|sign: char| sign.is_alphanumeric());
        if after.is_empty() { before.to_owned() } else { format!("{before}os:{after}") }
    };
    let told: Vec<String> = told.into_iter().map(plain).collect();
    let expected: Vec<String> = acts.collect();
    assert!(text.ends_with('\n') && told.iter().any(|line| line.ends_with("last of all")), "{text}");
    let seen: Vec<&String> = told.iter().filter(|line| expected.contains(line)).collect();
    // Ctrl-C may come before the last of them.
    let expected: Vec<&String> = expected.iter().take(seen.len()).collect();
    assert!(seen.len() >= 5 && seen == expected, "every event once, oldest first: {text}");
}

#[test]
fn a_followed_history_shows_an_event_within_a_second_under_all_conditions() {
    let home = busy_home();
    let follow =
        ["audit", "log", "--follow", "--limit", "1", "-o", "jsonl", "--resource", "ada", "--action", "account.lock"];
    let mut follow = home.command(follow.into_iter().chain(["--outcome", "ok"]));
    let mut child =
        follow.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("an output")).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().expect("a line").expect("text")).expect("JSON") };
    assert_eq!(next()["reason"], "watched");
    for (number, reason) in ["one", "two", "three"].into_iter().enumerate() {
        let _ = home.run(["account", "lock", "bob", "--reason", reason]);
        let until = format!("209{number}-01-01");
        let _ = home.run(["account", "lock", "ada", "--until", &until, "--reason", reason]).exits(0);
        let written = common::millis();
        let event = next();
        assert_eq!((event["reason"].as_str(), event["target"].as_str()), (Some(reason), Some("ada@acme.example")));
        assert!(common::millis() - written < 1000, "{} ms", common::millis() - written);
    }
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
}

#[test]
fn an_actor_is_typed_as_any_resource_and_one_that_is_none_is_an_error() {
    let home = Home::with_tenant();
    let (hilda, key) = home.operator("hilda", "helpdesk");
    let ada = home.resource("ada");
    home.require_sign_in();
    let desk = home.sign_in(&hilda, &key);
    let _ = desk.run(["account", "lock", &ada, "--reason", "watched"]).exits(0);
    let why = ["--break-glass", "--reason", "a look"];
    let log = |actor: &str| home.run(["audit", "log", "--action", "account.lock", "--actor", actor].iter().chain(&why));
    for typed in ["hilda", "HILDA@acme.example", &hilda] {
        assert_eq!(log(typed).exits(0).json()["items"].as_array().map(Vec::len), Some(1), "{typed}");
    }
    let near = log("hilde").exits(3).error();
    assert!(near["notes"].to_string().contains(&hilda), "{near}");
    for none in ["os:root", "os:nobody-of-that-name", "system"] {
        assert_eq!(log(none).exits(0).json()["items"].as_array().map(Vec::len), Some(0), "{none}");
    }
}
