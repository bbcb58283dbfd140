//! Other people's parsers read every format, and give back what went in: jq for JSON, Python's csv module and sqlite3 for CSV, a plain
//! split for tabs and lines. What others typed is as hostile as the domain lets it be.

use crate::common::{Home, PASSWORD, python};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
};

/// What a name, a label, a reason, a ticket or an address may be.
const TEXTS: &[&str] = &[
    "Ada",
    "O'Neil",
    "\"quoted\"",
    "a,b;c",
    "back\\slash \\n \\t \\u{41} \\",
    "=cmd|' /C calc'!A0",
    "=1+1",
    "+49 151",
    "-5",
    "@SUM(A1)",
    "＝1+1",
    "'=1",
    "''=1",
    "'tis",
    "'",
    "''",
    "\"",
    "\"\"",
    "{\"a\":1}",
    "[1,2]",
    "null",
    "true",
    "1e5",
    "007",
    "NaN",
    "|",
    "%s %n $HOME `id` $(id)",
    "<b>&amp;</b>",
    "Løvelace é ñ",
    "e\u{0301}\u{0323}",
    "王小明",
    "東京都庁 第一本庁舎",
    "𠮷野家 𒀀",
    "😀🚀🧑",
    "שלום עולם",
    "مرحبا",
    "हिन्दी",
    "ﬁ ﷺ",
    "a  b",
    "#",
    "--",
    "--flag",
    "\u{a0}x",
];

/// What the domain refuses, but a name that asks to log in, or the path of a file, may be.
const STEERING: &[&str] = &[
    "a\nb",
    "\n",
    "a\tb",
    "\ta",
    "a\r\nb",
    "\rb",
    "\u{1b}[2J\u{1b}]0;x\u{7}",
    "\u{9b}31m",
    "\u{202e}toor",
    "\u{2066}a\u{2069}",
    "\u{200b}=1",
    "\u{feff}=1",
    "\u{7f}\u{1}",
    "\u{2028}\u{2029}",
    "\u{e000}\u{fffe}\u{10ffff}",
    "=cmd()\n\"x\",\t'y'",
    "\\n\n\\\\\t",
    "  = 1",
];

/// What a program gives back for its standard input.
fn piped(command: &mut Command, input: &str) -> String {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = spawned.unwrap_or_else(|_| panic!("{command:?}"));
    let mut end = child.stdin.take().expect("an input");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || end.write_all(input.as_bytes()));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written").expect("read to its end");
    assert!(output.status.success(), "{command:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The values that jq finds, each ended by a NUL so that nothing in one can look like two.
fn jq(filter: &str, input: &str) -> Vec<String> {
    let text = piped(Command::new("jq").arg("-j").arg(format!("{filter} | tostring, \"\\u0000\"")), input);
    let mut values: Vec<String> = text.split('\0').map(str::to_owned).collect();
    assert_eq!(values.pop().as_deref(), Some(""));
    values
}

/// The records that Python's csv module reads, with the apostrophe of formulas taken off.
fn python_csv(text: &str) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/read_csv.py");
    serde_json::from_str(&piped(python().arg(script), text)).expect("JSON")
}

/// The records that sqlite3 imports, with the apostrophe of formulas still on.
fn sqlite_csv(home: &Home, text: &str) -> Vec<Value> {
    fs::write(home.path().join("import.csv"), text).expect("written");
    let mut sqlite = Command::new("sqlite3");
    let script = ["-bail", ":memory:", ".import --csv import.csv t", ".mode json", "SELECT * FROM t"];
    let output = sqlite.args(script).current_dir(home.path()).output().expect("sqlite3");
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// A value of `plain` with its escapes undone, as docs/output.md says.
fn unescaped(cell: &str) -> String {
    let (mut out, mut rest) = (String::new(), cell.chars());
    while let Some(c) = rest.next() {
        match (c, if c == '\\' { rest.next() } else { None }) {
            ('\\', Some('n')) => out.push('\n'),
            ('\\', Some('t')) => out.push('\t'),
            ('\\', Some('\\')) => out.push('\\'),
            ('\\', Some('u')) => {
                let digits: String = rest.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let number = u32::from_str_radix(&digits, 16).unwrap_or_else(|_| panic!("{cell:?}"));
                out.push(char::from_u32(number).expect("a character"));
            }
            ('\\', other) => panic!("{other:?} in {cell:?}"),
            (c, _) => out.push(c),
        }
    }
    out
}

/// The records of `plain`, all of the same length.
fn plain(text: &str, columns: usize) -> Vec<Vec<String>> {
    assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()), "nothing steers");
    let lines = text.strip_suffix('\n').expect("the last line ends").split('\n');
    lines
        .map(|line| {
            let cells: Vec<String> = line.split('\t').map(unescaped).collect();
            assert_eq!(cells.len(), columns, "{line:?}");
            cells
        })
        .collect()
}

/// A column of records, as text.
fn column(records: &[Value], key: &str) -> Vec<String> {
    records.iter().map(|record| record[key].as_str().unwrap_or_else(|| panic!("{key}: {record}")).to_owned()).collect()
}

/// The apostrophe that a cell may have in front of a formula is the only thing that was put into it.
fn is_disarmed(cell: &str, text: &str) {
    let formula =
        |text: &str| text.trim_start_matches(['\u{200b}', '\u{feff}', ' ']).starts_with(['=', '+', '-', '@', '＝']);
    assert!(cell == text || cell.strip_prefix('\'') == Some(text), "{cell:?} {text:?}");
    assert!(!formula(cell) && !cell.starts_with(['\t', '\r', '\n']), "a spreadsheet would run {cell:?}");
}

/// A list in every format, its column `key` read by others: all give the same, and it is what went in.
fn reads_back(home: &Home, args: &[&str], key: &str, at: usize, columns: usize, expected: &[String]) {
    let run = |format: &str| home.run(args.iter().copied().chain(["-o", format])).exits(0).out;
    assert_eq!(jq(&format!(".items[] | .{key}"), &run("json")), expected, "{args:?} json");
    assert_eq!(jq(&format!(".{key}"), &run("jsonl")), expected, "{args:?} jsonl");
    let csv = run("csv");
    assert_eq!(column(&python_csv(&csv), key), expected, "{args:?} csv");
    let imported = column(&sqlite_csv(home, &csv), key);
    assert_eq!(imported.len(), expected.len());
    imported.iter().zip(expected).for_each(|(cell, text)| is_disarmed(cell, text));
    let lines = plain(&run("plain"), columns);
    assert_eq!(
        lines.into_iter().map(|mut cells| cells.swap_remove(at)).collect::<Vec<_>>(),
        expected,
        "{args:?} plain"
    );
}

/// As the domain keeps it.
fn kept(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text.trim().nfc().collect()
}

/// How many columns a list has, and which of them is `key`.
fn place(home: &Home, args: &[&str], key: &str) -> (usize, usize) {
    let csv = home.run(args.iter().copied().chain(["-o", "csv"])).exits(0).out;
    let header: Vec<&str> = csv.lines().next().expect("a header").split(',').collect();
    (header.iter().position(|each| *each == key).expect(key), header.len())
}

#[test]
fn names_come_back_from_every_format() {
    let home = Home::with_tenant();
    for (number, text) in TEXTS.iter().enumerate() {
        let username = format!("user{number:03}@acme.example");
        let (first, last) = (format!("--first-name={text}"), format!("--last-name={text}"));
        let _ = home.run(["resource", "create", &username, "--email", &username, &first, &last, "-q"]).exits(0);
    }
    for text in STEERING.iter().filter(|text| text.trim_start().chars().any(|c| c.is_control() || c > '\u{2000}')) {
        let first = format!("--first-name=a{text}z");
        let _ = home.run(["resource", "edit", "root", &first]).exits(7);
    }
    let expected: Vec<String> = TEXTS.iter().map(|text| kept(text)).collect();
    let list = ["resource", "list", "--where", "name~user"];
    for key in ["first_name", "last_name"] {
        let (at, columns) = place(&home, &list, key);
        reads_back(&home, &list, key, at, columns, &expected);
    }
}

#[test]
fn reasons_tickets_and_where_logins_came_from_come_back_from_every_format() {
    let home = Home::with_tenant();
    for text in TEXTS {
        let (reason, ticket) = (format!("--reason={text}"), format!("--ticket={text}"));
        let _ = home.run(["account", "unlock", "root", &reason, "-q"]).exits(0);
        let _ = home.run(["account", "lock", "root", &reason, "--yes"]).exits(6);
        let _ = home.run(["policy", "set", "lockout.threshold=9", &reason, &ticket, "-q"]).exits(0);
        let _ = home.run(["policy", "set", "lockout.threshold=7", &reason, &ticket, "-q"]).exits(0);
        let (app, source) = (format!("--app={text}"), format!("--source={text}"));
        let login = ["authenticate", "nobody", "--password-stdin", "--client", "mobile", &app, &source];
        let run = home.run_with(login, "wrong\n");
        assert!(matches!(run.code, 20 | 21), "{}", run.err);
    }
    let newest: Vec<String> = TEXTS.iter().rev().map(|text| kept(text)).collect();
    let twice: Vec<String> = newest.iter().flat_map(|text| [text.clone(), text.clone()]).collect();
    let log = ["audit", "log", "--limit", "1000", "--action"];
    let policy = [log.as_slice(), &["policy.set"]].concat();
    for key in ["reason", "ticket"] {
        let (at, columns) = place(&home, &policy, key);
        reads_back(&home, &policy, key, at, columns, &twice);
    }
    let logins = [log.as_slice(), &["authenticate"]].concat();
    let (at, columns) = place(&home, &logins, "source");
    reads_back(&home, &logins, "source", at, columns, &newest);
    // Details are JSON within a cell: they come back as the JSON that they were.
    let csv = home.run(logins.iter().copied().chain(["-o", "csv"])).exits(0).out;
    for (record, text) in python_csv(&csv).iter().zip(&newest) {
        let details: Value = serde_json::from_str(record["details"].as_str().expect("a cell")).expect("JSON");
        assert_eq!(details["app"], json!(text));
    }
}

#[test]
fn labels_come_back_from_every_format() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let mut expected = Vec::new();
    for text in TEXTS {
        let label = format!("--label={text}");
        let _ = home.run(["totp", "enroll", &ada, &label, "--keep", "--show-key", "-q"]).exits(0);
        expected.push(kept(text));
    }
    let list = ["totp", "list", ada.as_str()];
    let told = jq(".items[] | .label", &home.run(list).exits(0).out);
    let mut sorted = (told.clone(), expected);
    sorted.0.sort();
    sorted.1.sort();
    assert_eq!(sorted.0, sorted.1);
    let (at, columns) = place(&home, &list, "label");
    reads_back(&home, &list, "label", at, columns, &told);
    // In the answer for one resource they stand within a list of objects.
    let status = ["2fa", "status", ada.as_str()];
    let flat: Vec<Vec<String>> = plain(&home.run(status.iter().copied().chain(["-o", "plain"])).exits(0).out, 2);
    let csv = python_csv(&home.run(status.iter().copied().chain(["-o", "csv"])).exits(0).out);
    for (number, label) in told.iter().enumerate() {
        let key = format!("factors.{number}.label");
        assert!(flat.contains(&vec![key.clone(), label.clone()]), "{key} {label:?}");
        assert_eq!(csv[0][&key], json!(label));
    }
}

#[test]
fn whatever_asks_to_log_in_comes_back_from_every_format() {
    let home = Home::with_tenant();
    let _ = home.run(["policy", "set", "lockout.threshold=20", "--reason", "x", "-q"]).exits(0);
    // Every attempt is hashed: the harmless ones that CSV might stumble over are shown in nothing else.
    let run = |format: &str, text: &str| {
        let args = ["authenticate", "--password-stdin", "-o", format, "--", text];
        home.run_with(args, &format!("{PASSWORD}\n")).exits(20).out
    };
    for text in STEERING.iter().chain(&TEXTS[..16]) {
        let csv = run("csv", text);
        assert_eq!(column(&python_csv(&csv), "username"), [*text]);
        let imported = column(&sqlite_csv(&home, &csv), "username");
        assert_eq!(imported.len(), 1);
        is_disarmed(&imported[0], text);
    }
    for format in ["json", "jsonl"] {
        let all: String = STEERING.iter().map(|text| run(format, text)).collect();
        assert_eq!(jq(".username", &all), STEERING, "{format}");
    }
    for text in STEERING {
        let shown = plain(&run("plain", text), 2);
        assert!(shown.contains(&vec!["username".to_owned(), (*text).to_owned()]), "{text:?}");
    }
}

#[test]
fn errors_and_paths_come_back_too() {
    let home = Home::with_tenant();
    let texts: Vec<&str> = STEERING.iter().chain(TEXTS).copied().collect();
    let (mut missing, mut again, mut wrong) = (String::new(), String::new(), String::new());
    for text in &texts {
        missing += &home.run(["resource", "show", "--", text]).exits(3).err;
        again += &home.run(["resource", "verify-email", "--", text]).exits(2).err;
        wrong += &home.run(["account", "lock", "root", &format!("--until={text}")]).exits(2).err;
    }
    assert_eq!(jq(".error.code", &missing), vec!["not_found"; texts.len()]);
    assert_eq!(jq(".error.code", &wrong), vec!["usage"; texts.len()]);
    // A hint repeats what was typed; a shell reads it back.
    let hints = jq(".error.hint", &again);
    assert_eq!(hints.len(), texts.len());
    for (hint, text) in hints.iter().zip(texts) {
        let words = shlex::split(hint).unwrap_or_else(|| panic!("a shell cannot read: {hint}"));
        assert!(words.iter().any(|word| word == text), "{hint:?}");
    }
    // The path of a database is whatever the file system takes.
    for (number, text) in STEERING.iter().filter(|text| !text.contains('/')).enumerate() {
        let db = home.path().join(format!("{number}{text}.db"));
        let db = db.to_str().expect("UTF-8");
        let args =
            ["init", "there", "--admin", "a@b.example", "--email", "a@b.example", "--password-stdin", "--no-enroll"];
        let made = home.run_with(args.iter().copied().chain(["--db", db]), &format!("{PASSWORD}\n")).exits(0);
        assert_eq!(jq(".db", &made.out), [db]);
        let found = home.run(["doctor", "--db", db, "-o", "csv"]).exits(0).out;
        let told = column(&python_csv(&found), "message");
        assert!(told.iter().any(|message| message.contains(db)), "{told:?}");
    }
}
