//! Tables at terminals of several widths: nothing too wide, every script aligned, everything hostile escaped.

use crate::common::{BINARY, Home, terminal::played};
use rusqlite::Connection;
use serde_json::json;

const WIDTHS: [usize; 3] = [40, 80, 200];
/// First names that are wide, narrow, joined, marked or from right to left.
const NAMES: [(&str, &str); 8] = [
    ("ada", "Ada"),
    ("bao", "愛愛愛"),
    ("cho", "조한글"),
    ("dia", "Q\u{301}uinq\u{308}"),
    ("emo", "👩 dev"),
    ("fam", "שלום"),
    ("gus", "ｶﾅ ＡＢ"),
    // A ligature, which most terminals show as two characters.
    ("hal", "سلام"),
];

/// The columns that a character takes: written for the characters of these tests, so that the program is not judged by its own measure.
fn columns_of(text: &str) -> usize {
    let of = |c: char| match c {
        '\u{300}'..='\u{36f}' => 0,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' => 2,
        '\u{fe30}'..='\u{fe6f}' | '\u{ff01}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}' => 2,
        _ => 1,
    };
    text.chars().map(of).sum()
}

/// The part of a line from one column of the terminal to another.
fn part(line: &str, from: usize, to: usize) -> String {
    let (mut at, mut found) = (0, String::new());
    for c in line.chars() {
        if at >= from && at < to {
            found.push(c);
        }
        at += columns_of(&c.to_string());
    }
    found.trim_end().to_owned()
}

fn seen(home: &Home, columns: usize, args: &[&str]) -> Vec<String> {
    let argv: Vec<&str> = [BINARY].into_iter().chain(args.iter().copied()).collect();
    let path = std::env::var("PATH").expect("a search path");
    let env =
        json!({"HOME": home.path(), "PATH": path, "TERM": "xterm", "LANG": "C.UTF-8", "TZ": "UTC", "NO_COLOR": "1"});
    let job = json!({
        "argv": argv, "env": env, "cwd": home.path(), "columns": columns, "rows": 50, "seconds": 25, "steps": [], "pictures": {},
    });
    let answer = played(&job);
    assert_eq!(answer["exit"], 0, "{answer:#}");
    answer["raw"].as_str().expect("text").lines().map(|line| line.trim_end_matches('\r').to_owned()).collect()
}

/// Where each column of a table begins, by its titles.
fn places(header: &str) -> Vec<(String, usize)> {
    let mut found = Vec::new();
    for title in header.split("  ").map(str::trim).filter(|title| !title.is_empty()) {
        let from = found.last().map_or(0, |(_, at)| at + 1);
        let at = header[from..].find(title).expect("a title") + from;
        found.push((title.to_owned(), at));
    }
    found
}

/// Asserts that no line is wider than the terminal and that two blanks stand before every column; the cells of the rows.
#[track_caller]
fn cells(lines: &[String], columns: usize) -> Vec<Vec<(String, String)>> {
    // The command for what follows is pasted, and stays whole.
    for line in lines.iter().filter(|line| !line.starts_with("more: ")) {
        assert!(columns_of(line) <= columns, "{columns}: {line:?}\n{}", lines.join("\n"));
    }
    let places = places(&lines[0]);
    let rows = lines[2..].iter().filter(|line| !line.starts_with(' ') && !line.starts_with("more: "));
    let row = |line: &String| {
        let ends = places.iter().skip(1).map(|(_, at)| *at).chain([usize::MAX]);
        let cell = |((title, from), to): (&(String, usize), usize)| {
            if *from > 0 && columns_of(line) > *from {
                assert_eq!(part(line, from - 2, *from), "", "{columns}: {title} in {line:?}\n{}", lines.join("\n"));
            }
            (title.clone(), part(line, *from, to))
        };
        places.iter().zip(ends).map(cell).collect()
    };
    rows.map(row).collect()
}

#[test]
fn names_of_every_script_stand_in_their_columns_at_every_width() {
    let home = Home::with_tenant();
    for (name, first) in NAMES {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@m.example"));
        let args = ["resource", "create", &username, "--email", &email, "--no-setup", "--first-name", first];
        let _ = home.run(args).exits(0);
    }
    for columns in WIDTHS {
        let rows = cells(&seen(&home, columns, &["resource", "list", "--sort", "username"]), columns);
        assert_eq!(rows.len(), NAMES.len() + 1, "{columns}");
        for (row, (name, first)) in rows.iter().zip(NAMES) {
            let cell = |title: &str| row.iter().find(|(each, _)| each == title).map(|(_, cell)| cell.as_str());
            assert_eq!(cell("USERNAME"), Some(name), "{columns}");
            assert_eq!(cell("ACCOUNT"), Some("open"), "{columns}");
            assert!(cell("NAME").map_or(columns < 200, |name| name == first), "{columns}: {row:?}");
        }
    }
}

#[test]
fn labels_and_reasons_that_steer_or_join_are_escaped_and_still_aligned() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for label in ["phone", "愛の電話", "teq\u{301}"] {
        let _ = home.run(["totp", "enroll", &ada, "--label", label, "--show-key"]).exits(0);
    }
    for columns in WIDTHS {
        let rows = cells(&seen(&home, columns, &["totp", "list", &ada]), columns);
        let labels: Vec<&str> = rows.iter().map(|row| row[0].1.as_str()).collect();
        assert_eq!(labels, ["phone", "愛の電話", "teq\u{301}"], "{columns}");
        assert!(rows.iter().all(|row| row[1] == ("STATE".to_owned(), "pending".to_owned())), "{columns}: {rows:?}");
    }
    // What no command lets in may still stand in the file: a family of joined emoji, a reversal, a colour.
    let sql = Connection::open(home.db()).expect("opened");
    let hostile = [("phone", "👩\u{200d}👧\u{1b}[31m"), ("愛の電話", "愛\u{202e}x\ty")];
    for (label, hostile) in hostile {
        sql.execute("UPDATE factors SET label = ?2 WHERE label = ?1", [label, hostile]).expect("set");
    }
    for columns in WIDTHS {
        let lines = seen(&home, columns, &["totp", "list", &ada]);
        assert!(!lines.concat().contains(['\u{1b}', '\u{202e}', '\u{200d}', '\t']), "{columns}: {lines:?}");
        let rows = cells(&lines, columns);
        let labels: Vec<&str> = rows.iter().map(|row| row[0].1.as_str()).collect();
        assert_eq!(labels, ["👩\\u{200d}👧\\u{1b}[31m", "愛\\u{202e}x\\ty", "teq\u{301}"], "{columns}");
    }
    for (reason, shown) in [
        ("👩 called 👧", "👩 called 👧"),
        (
            "電話を修理に出しているので明日まで二要素認証を止める",
            "電話を修理に出しているので明日まで二要素認証を止める",
        ),
    ] {
        let _ = home.run(["account", "lock", &ada, "--until", "2099-01-01", "--reason", reason]).exits(0);
        for columns in WIDTHS {
            let lines = seen(&home, columns, &["audit", "log", "--limit", "1"]);
            let flat = lines.iter().map(|line| line.trim_start()).collect::<String>().replace(' ', "");
            assert!(flat.contains(&shown.replace(' ', "")), "{columns}: {lines:#?}");
        }
        let _ = home.run(["account", "unlock", &ada, "--reason", "x"]).exits(0);
    }
}

#[test]
fn a_list_without_hits_is_said_on_standard_error_in_every_format() {
    let home = Home::with_tenant();
    for (args, said) in [
        (["resource", "list", "--where", "locked"].as_slice(), "No resource matches."),
        (&["audit", "log", "--action", "2fa.pause"], "No event matches."),
        (&["totp", "list", "root"], "No authenticator is enrolled."),
        (&["emergency", "list"], "No emergency code is valid now."),
    ] {
        for format in ["table", "plain", "json", "jsonl", "csv"] {
            let run = home.run([args, &["-o", format]].concat()).exits(0);
            assert_eq!(run.err, format!("{said}\n"), "{args:?} {format}");
            match format {
                "json" => assert_eq!(run.json(), json!({"items": [], "next": null})),
                "csv" => assert_eq!(run.out.lines().count(), 1, "{}", run.out),
                _ => assert_eq!(run.out, "", "{args:?} {format}"),
            }
            let quiet = home.run([args, &["-o", format, "-q"]].concat()).exits(0);
            assert_eq!((quiet.err.as_str(), quiet.out), ("", run.out));
        }
    }
}
