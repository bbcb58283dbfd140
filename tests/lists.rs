//! Lists: whole and in pages, under conditions, while others write.

use crate::common::{self, ADMIN, Home, PASSWORD};
use serde_json::Value;
use std::{
    collections::BTreeSet,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["username"].as_str().expect("a username").to_owned()).collect()
}

#[test]
fn more_conditions_than_the_engine_takes_are_a_slip_and_no_damage() {
    let home = Home::with_tenant();
    let either = vec!["locked"; 1001].join(" or ");
    assert_eq!(home.run(["resource", "list", "--where", &either]).exits(2).error()["code"], "usage");
    let all = std::iter::repeat_n(["--where", "active"], 1001).flatten();
    let refused = home.run(["resource", "list"].into_iter().chain(all)).exits(2).error();
    assert_eq!(refused["code"], "usage", "{refused}");
}

#[test]
fn conditions_are_joined_by_or_and_several_wheres_hold_together() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "eve"] {
        let _ = home.resource(name);
    }
    let _ = home.run(["account", "lock", "ada", "--reason", "x"]).exits(0);
    let _ = home.run(["2fa", "pause", "bob", "--next-login", "--reason", "x"]).exits(0);
    let listed = |conditions: &[&str]| -> Vec<String> {
        let args = ["resource", "list"].into_iter().chain(conditions.iter().flat_map(|one| ["--where", one]));
        let listed = home.run(args).exits(0).json();
        let items = listed["items"].as_array().expect("a list").clone();
        items.iter().map(|item| item["username"].as_str().expect("a name").replace("@acme.example", "")).collect()
    };
    assert_eq!(listed(&["locked or paused"]), ["ada", "bob"]);
    assert_eq!(listed(&["locked or name~eve or champion"]), ["ada", "eve"]);
    assert_eq!(listed(&["locked or paused", "name~bo"]), ["bob"]);
    for slip in ["locked or", "locked or lokked", "locked orpaused", "level=user or level=none"] {
        let refused = home.run(["resource", "list", "--where", slip]);
        assert!(matches!(refused.code, 2 | 3), "{slip}: {}", refused.out);
    }
}

#[test]
fn a_list_longer_than_a_page_is_whole_and_its_pages_leave_nothing_out() {
    let home = Home::with_tenant();
    thread::scope(|scope| {
        for part in 0..4 {
            let home = &home;
            scope.spawn(move || {
                for number in (part..520).step_by(4) {
                    let name = format!("user{number:03}@acme.example");
                    let _ = home.run(["resource", "create", &name, "--email", &name, "--no-setup", "-q"]).exits(0);
                }
            });
        }
    });
    let whole = home.run(["resource", "list", "-o", "jsonl"]).exits(0).out;
    let whole: Vec<Value> = whole.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(whole.len(), 521);
    let sorted: BTreeSet<_> = whole.iter().map(|item| item["username"].to_string()).collect();
    assert_eq!(sorted.len(), 521);
    assert!(whole.is_sorted_by_key(|item| item["username"].to_string()));

    // An export is whole in every form, in one order.
    let export = |format: &str| home.run(["resource", "export", "--fields=id", "-o", format]).exits(0).out;
    let ids: Vec<_> = whole.iter().map(|item| item["id"].as_str().expect("an id")).collect();
    let exported: Value = serde_json::from_str(&export("json")).expect("JSON");
    let items = exported["items"].as_array().expect("items");
    assert!(items.iter().map(|item| item["id"].as_str().expect("an id")).eq(ids.iter().copied()));
    assert_eq!((exported["next"].clone(), export("csv")), (Value::Null, format!("id\n{}\n", ids.join("\n"))));

    // Page by page, while another process creates and deactivates all the time: nobody twice, nobody left out who was there throughout.
    let (mut seen, mut pages, reading) = (Vec::new(), 0, AtomicBool::new(true));
    thread::scope(|scope| {
        let (home, reading) = (&home, &reading);
        let changes = scope.spawn(move || {
            let mut number = 0;
            while reading.load(Ordering::Relaxed) {
                // Before, among and behind the names that are there.
                let name = format!("{}between{number}@acme.example", ["a", "user1", "user4", "z"][number % 4]);
                let _ = home.run(["resource", "create", &name, "--email", &name, "-q"]).exits(0);
                let off = ["resource", "deactivate", &format!("user{:03}", 100 + number), "--reason", "x", "--yes"];
                let _ = home.run(off).exits(0);
                number += 1;
            }
            number
        });
        let mut cursor = None::<String>;
        loop {
            let mut args = vec!["resource".to_owned(), "list".into(), "--limit".into(), "50".into()];
            args.extend(cursor.iter().flat_map(|cursor| ["--after".to_owned(), cursor.clone()]));
            let page = home.run(&args).exits(0).json();
            seen.extend(names(&page));
            pages += 1;
            cursor = page["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                break;
            }
        }
        reading.store(false, Ordering::Relaxed);
        assert!(changes.join().expect("it ended") > 0, "something was changed meanwhile");
    });
    assert!(pages > 10, "{pages}");
    let unique: BTreeSet<_> = seen.iter().collect();
    assert_eq!(unique.len(), seen.len(), "nobody twice");
    assert!(whole.iter().all(|item| unique.contains(&item["username"].as_str().expect("text").to_owned())));

    // Whoever has seen enough of a list closes it, and nothing is said about that.
    let head = format!("set -o pipefail; {} resource list -o jsonl | head -n 1", common::BINARY);
    let mut bash = Command::new("bash");
    bash.args(["-c", &head]).env("HOME", home.path()).env_remove("TENANTCTL_OUTPUT");
    let bash = bash.output().expect("bash");
    assert_eq!((bash.stderr.as_slice(), bash.stdout.iter().filter(|byte| **byte == b'\n').count()), (&[][..], 1));

    let events = home.run(["audit", "log", "-o", "jsonl"]).exits(0).out;
    let seqs: Vec<u64> = events
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("JSON")["seq"].as_u64().expect("a number"))
        .collect();
    assert!(seqs.len() > 520 && seqs.is_sorted_by(|a, b| a == &(b + 1)), "every event once, newest first");
    let csv = home.run(["audit", "log", "-o", "csv"]).exits(0).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.records().filter(Result::is_ok).count(), seqs.len());
}

#[test]
fn conditions_hold_together() {
    let home = Home::with_tenant();
    for name in ["ada", "bob", "cleo"] {
        let _ = home.resource(name);
    }
    let _ = home.run(["resource", "edit", "bob", "--license", "api"]).exits(0);
    let _ = home.run(["account", "lock", "bob", "--reason", "x"]).exits(0);
    let _ = home.run(["account", "lock", "cleo", "--until", "2099-01-01", "--reason", "x"]).exits(0);
    let _ = home.run(["2fa", "pause", "ada", "--for", "1h", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "edit", "ada", "--champion", "--first-name", "Augusta"]).exits(0);
    let list = |conditions: &[&str]| {
        let args = conditions.iter().flat_map(|condition| ["--where", condition]);
        names(&home.run(["resource", "list"].into_iter().chain(args)).exits(0).json())
    };
    assert_eq!(list(&["locked"]), ["bob@acme.example", "cleo@acme.example"]);
    assert_eq!(list(&["locked", "license=api"]), ["bob@acme.example"]);
    assert_eq!(list(&["paused"]), ["ada@acme.example"]);
    assert_eq!(list(&["champion"]), ["ada@acme.example"]);
    assert_eq!(list(&["name~augusta"]), ["ada@acme.example"]);
    assert_eq!(list(&["level=admin"]), [ADMIN]);
    assert_eq!(list(&["email-unverified"]).len(), 4);
    assert_eq!(list(&["not-enrolled"]).len(), 4);
    assert_eq!(list(&["inactive"]), Vec::<String>::new());
    let _ = home.run(["resource", "edit", "cleo", "--first-name", "Émile", "--last-name", "Zola"]).exits(0);
    assert_eq!(list(&["name~éMILE"]), ["cleo@acme.example"], "whatever the case, in every script");
    assert_eq!(list(&["inactive-for=1d"]), Vec::<String>::new());
    let later = home.run_at("+25h", ["resource", "list", "--where", "inactive-for=1d"], "").exits(0).json();
    assert_eq!(names(&later).len(), 4);
    let _ = home.run(["resource", "list", "--where", "looked"]).exits(2);
    let _ = home.run(["resource", "list", "--after", "%"]).exits(2);
    assert!(
        home.run_at("+2h", ["resource", "list", "--where", "paused"], "").json()["items"]
            .as_array()
            .is_some_and(Vec::is_empty)
    );
}

#[test]
fn a_followed_history_shows_what_other_processes_do_and_ends_at_ctrl_c() {
    let home = Home::with_tenant();
    let mut follow = home.command(["audit", "log", "--follow", "--limit", "1", "-o", "jsonl"]);
    let mut child =
        follow.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut lines = BufReader::new(child.stdout.take().expect("an output")).lines();
    let mut next = || -> Value { serde_json::from_str(&lines.next().expect("a line").expect("text")).expect("JSON") };
    assert_eq!(next()["action"], "password.set", "the newest one comes first");
    let began = common::millis();
    let _ = home.run(["resource", "create", "ada@acme.example", "--email", "ada@acme.example", "-q"]).exits(0);
    assert_eq!(next()["action"], "resource.create");
    assert!(common::millis() - began < 5000, "within a moment");
    let _ = home.run(["account", "lock", "ada", "--reason", "x"]).exits(0);
    let _ = home.run(["account", "unlock", "ada", "--reason", "x"]).exits(0);
    assert_eq!((next()["action"].as_str(), next()["action"].as_str()), (Some("account.lock"), Some("account.unlock")));
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let ended = child.wait_with_output().expect("it ends");
    assert_eq!((ended.status.code(), String::from_utf8_lossy(&ended.stderr).as_ref()), (Some(130), ""));
}

#[test]
fn every_order_goes_on_where_its_page_ended() {
    let home = Home::with_tenant();
    for (name, last) in [("dora", "Adams"), ("carl", "Brown"), ("bert", "Adams"), ("anna", "Clark")] {
        let username = format!("{name}@acme.example");
        let email = format!("{last}.{name}@mail.example").to_lowercase();
        let args = [
            "resource",
            "create",
            &username,
            "--email",
            &email,
            "--last-name",
            last,
            "--license",
            "api",
            "--password-stdin",
        ];
        let _ = home.run_with(args, &format!("{PASSWORD}\n")).exits(0);
    }
    let _ = home.login("carl", None).exits(0);
    let in_order = |sort: &str| {
        let (mut seen, mut cursor) = (Vec::new(), None::<String>);
        loop {
            let mut args = vec!["resource", "list", "--sort", sort, "--limit", "2"];
            args.extend(cursor.iter().flat_map(|cursor| ["--after", cursor]));
            let page = home.run(&args).exits(0).json();
            seen.extend(names(&page).into_iter().map(|name| name.split('@').next().unwrap_or_default().to_owned()));
            cursor = page["next"].as_str().map(str::to_owned);
            if cursor.is_none() {
                return seen.join(" ");
            }
        }
    };
    assert_eq!(in_order("username"), "anna bert carl dora root");
    assert_eq!(in_order("last-name"), "root bert dora carl anna");
    assert_eq!(in_order("email"), "bert dora carl anna root");
    assert_eq!(in_order("created"), "root dora carl bert anna");
    assert_eq!(in_order("last-login"), "anna bert dora root carl");
    let _ = home.run(["resource", "list", "--sort", "shoe-size"]).exits(2);
}

#[test]
fn a_cursor_goes_on_only_in_the_list_that_it_is_of() {
    let home = Home::with_tenant();
    ["zoe", "yan", "xin"].iter().for_each(|name| drop(home.resource(name)));
    let page = |more: &[&str]| home.run([&["resource", "list", "--limit", "2"][..], more].concat());
    let cursor = page(&["--sort", "created"]).exits(0).json()["next"].as_str().expect("a cursor").to_owned();
    let rest = page(&["--sort", "created", "--after", &cursor]).exits(0).json();
    assert_eq!(rest["items"].as_array().map(Vec::len), Some(2), "{rest}");
    for other in [&["--sort", "username"][..], &[], &["--sort", "created", "--where", "level=user"]] {
        let refused = page(&[other, &["--after", &cursor]].concat()).exits(2).error();
        assert!(refused["message"].as_str().is_some_and(|message| message.contains("another list")), "{refused}");
    }
}

#[test]
fn a_name_is_found_however_its_letters_are_composed() {
    let home = Home::with_tenant();
    let create =
        ["resource", "create", "o@acme.example", "--email", "o@mail.example", "--no-setup", "--first-name", "Örjan"];
    let _ = home.run(create).exits(0);
    for part in ["name~o\u{308}rjan", "name~O\u{308}RJAN", "name~örjan"] {
        assert_eq!(
            names(&home.run(["resource", "list", "--where", part]).exits(0).json()),
            ["o@acme.example"],
            "{part}"
        );
    }
}

#[test]
fn r_pause_3_the_end_of_a_pause_is_whole_at_every_width() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.run(["2fa", "pause", &ada, "--for", "2h", "--reason", "x"]).exits(0);
    let until = home.run(["2fa", "status", &ada]).exits(0).json()["paused_until"].as_str().expect("a time").to_owned();
    let until = format!("paused until {}", until[..16].replace('T', " "));
    for columns in ["70", "80", "100", "140"] {
        let mut list = home.command(["-o", "table", "resource", "list", "--where", "paused"]);
        let shown = common::finish(common::start(
            {
                list.env("COLUMNS", columns);
                list
            },
            "",
        ))
        .exits(0)
        .out;
        assert!(shown.contains(&until), "{columns}: {shown}");
    }
}
