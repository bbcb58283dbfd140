//! Terminals that are narrow or dumb, and Ctrl-C in every dialogue: what is shown stays readable, and nothing is left behind.

use crate::common::{
    self, Home, PASSWORD,
    terminal::{ASKS_CODE, Terminal, without_controls},
    within_a_step,
};
use serde_json::json;
use std::fs;
use unicode_width::UnicodeWidthStr;

/// What to wait for, what to type.
type Steps<'a> = &'a [(&'a str, &'a str)];

const CTRL_C: &str = "\u{3}";
/// The answers to the questions of `emergency issue`, up to the one that issues the code.
const RECORD: [(&str, &str); 4] = [
    ("Identity checked by", "passport\r"),
    ("Seen or heard through", "video\r"),
    ("Reference of the check", "CASE-4711\r"),
    ("No delivery of mail", "y\r"),
];

/// Every line fits, but for commands and words that cannot be broken.
#[track_caller]
fn fits(raw: &str, columns: usize) {
    for line in without_controls(raw).lines().flat_map(|line| line.split('\r')) {
        let command = line.trim_start().starts_with("tenantctl ");
        let one_word = line.split_whitespace().count() == 1;
        assert!(line.trim_end().width() <= columns || command || one_word, "{line:?} in\n{raw}");
    }
}

#[test]
fn errors_and_remarks_break_between_words_and_commands_stay_whole() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let narrow = |rows| Terminal::new(40, rows).with("NO_COLOR", "1");
    let told = narrow(24).plays(&home, &["2fa", "disable", "ada"], &[]);
    assert_eq!(told.exit, 6);
    let colored = Terminal::new(40, 24).plays(&home, &["2fa", "disable", "ada"], &[]);
    assert!(colored.raw.contains("\x1b[1;31merror:") && !told.raw.contains('\x1b'), "{}", colored.raw);
    assert_eq!(without_controls(&colored.raw), told.raw, "the same words at the same places");
    fits(&told.raw, 40);
    let command = "\r\n    tenantctl 2fa pause ada@acme.example --for 24h --reason '…'\r\n";
    assert!(told.raw.contains(command), "one line to copy:\n{}", told.raw);
    assert!(told.raw.contains("error: 2FA cannot be switched off for\r\n"), "{}", told.raw);
    let args = ["resource", "create", "bob@acme.example", "--email", "bob@mail.example", "--no-setup"];
    let made = narrow(24).plays(&home, &args, &[]);
    assert_eq!(made.exit, 0, "{}", made.raw);
    assert!(made.raw.contains("one:\r\n  tenantctl setup issue bob@acme.example --show\r\n"), "{}", made.raw);
    fits(&made.raw, 40);
    for args in [&["why", "ada"][..], &["acount", "unlock", "ada"], &["unlock", "ada", "--resaon", "x"]] {
        fits(&narrow(50).plays(&home, args, &[]).raw, 40);
    }
    // Elsewhere a line is a line, of whatever length.
    let mut piped = home.command(["2fa", "disable", "ada"]);
    piped.env("TENANTCTL_OUTPUT", "table").env("COLUMNS", "40");
    let run = common::finish(common::start(piped, "")).exits(6);
    assert!(run.err.lines().next().is_some_and(|line| line.ends_with("; nothing was changed")), "{}", run.err);
}

#[test]
fn r_totp_1_forty_columns_are_enough_to_enroll_by_typing_the_key() {
    within_a_step(12);
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let steps = [(ASKS_CODE, "{code}\r"), ("is enrolled", "")];
    let seen = Terminal::new(40, 24).plays(&home, &["totp", "enroll", &ada], &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert_eq!(seen.key().len(), 32);
    let plain = seen.raw.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["The QR code needs", "enlarge it and repeat with totp qr", "--qr-file FILE.svg"] {
        assert!(plain.contains(part), "{part}:\n{}", seen.raw);
    }
    fits(&seen.raw, 40);
    let shown = home.run(["totp", "list", &ada]).exits(0).json();
    assert_eq!(shown["items"][0]["state"], "active");
}

#[test]
fn r_rec_1_the_countdown_stays_on_one_line_of_a_narrow_terminal() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let steps: Vec<_> = RECORD.into_iter().chain([("Press Enter", "\r"), ("valid for 2:58", CTRL_C)]).collect();
    let seen = Terminal::new(40, 24).plays(&home, &["emergency", "issue", &ada], &steps);
    // Before that stands what was typed, of whatever length.
    fits(seen.raw.split("runs from then").nth(1).expect("the code"), 40);
    let (_, counted) = seen.raw.split_once("\rvalid for ").expect("a countdown");
    let (counted, _) = counted.split_once("The code stays valid").expect("what Ctrl-C says");
    assert!(!counted.contains("\n"), "{counted:?}");
}

#[test]
fn dumb_terminals_and_no_color_get_no_escape_sequence_in_any_dialogue() {
    for (name, value) in [("TERM", "dumb"), ("NO_COLOR", "1")] {
        within_a_step(20);
        let terminal = || Terminal::new(80, 50).with(name, value);
        let home = Home::empty();
        let typed = format!("{PASSWORD}\r");
        let init = [
            ("Name of the tenant", "acme\r"),
            ("Username of the first administrator", "ada@acme.example\r"),
            ("e-mail address", "ada@mail.example\r"),
            ("password", &typed),
            ("gain", &typed),
            (ASKS_CODE, "{code}\r"),
            ("is enrolled", ""),
        ];
        let mut seen = vec![terminal().plays(&home, &["init"], &init)];
        let bob = home.verified("bob");
        let enroll =
            [(ASKS_CODE, "{wrong}\r"), ("the code is wrong", ""), (ASKS_CODE, "{code}\r"), ("is enrolled", "")];
        seen.push(terminal().plays(&home, &["totp", "enroll", &bob], &enroll));
        let issue: Vec<_> = RECORD.into_iter().chain([("Press Enter", "\r"), ("valid for 2:5", CTRL_C)]).collect();
        let issued = terminal().plays(&home, &["emergency", "issue", &bob], &issue);
        assert!(!issued.raw.contains('\u{1b}'), "{name}: {}", issued.raw);
        let login = [("Password", typed.as_str()), ("Code of the authenticator", "000000\r")];
        let denied = terminal().plays(&home, &["authenticate", &bob], &login);
        assert_eq!(denied.exit, 20, "{}", denied.raw);
        assert!(!denied.raw.contains('\u{1b}'), "{name}: {}", denied.raw);
        seen.push(terminal().plays(&home, &["2fa", "reset", &bob], &[("Reason", "lost\r"), ("[y/N]", "y\r")]));
        for seen in seen {
            assert_eq!(seen.exit, 0, "{name}: {}", seen.raw);
            assert!(!seen.raw.contains('\u{1b}'), "{name}: {}", seen.raw);
        }
    }
}

#[test]
fn ctrl_c_at_any_question_of_emergency_issue_issues_nothing() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let before = home.events().len();
    for broken in 0..RECORD.len() {
        let mut steps = RECORD[..broken].to_vec();
        steps.push((RECORD[broken].0, CTRL_C));
        let seen = Terminal::new(80, 24).plays(&home, &["emergency", "issue", &ada], &steps);
        assert_eq!(seen.exit, 130, "{}", seen.raw);
        assert!(seen.raw.contains("interrupted; nothing was changed") && seen.echo, "{}", seen.raw);
    }
    assert_eq!(home.run(["emergency", "list"]).exits(0).json()["items"], json!([]));
    assert_eq!(home.events().len(), before);
}

#[test]
fn ctrl_c_at_a_password_or_a_reason_changes_nothing_and_counts_nothing() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let _ = home.enroll(&ada);
    let (right, new) = (format!("{PASSWORD}\r"), "Marble-lantern-73\r");
    let before = home.events().len();
    let files = |home: &Home| fs::read_dir(home.db().parent().expect("a folder")).expect("readable").count();
    let stands = files(&home);
    let dialogues: [(&[&str], Steps<'_>); 8] = [
        (&["password", "set", "ada"], &[("New password", CTRL_C)]),
        (&["password", "set", "ada"], &[("New password", new), ("gain", CTRL_C)]),
        (&["authenticate", "ada"], &[("Password", CTRL_C)]),
        (&["totp", "enroll", "ada", "--self"], &[("Password", CTRL_C)]),
        (&["account", "lock", "ada"], &[("Reason", CTRL_C)]),
        (&["2fa", "reset", "ada"], &[("Reason", "lost\r"), ("[y/N]", CTRL_C)]),
        (&["2fa", "pause", "ada", "--for", "1h"], &[("Reason", CTRL_C)]),
        (&["policy", "set", "lockout.threshold=5"], &[("Reason", CTRL_C)]),
    ];
    for (args, steps) in dialogues {
        let seen = Terminal::new(80, 24).plays(&home, args, steps);
        assert_eq!(seen.exit, 130, "{args:?}: {}", seen.raw);
        assert!(seen.echo, "{args:?}: the terminal echoes again");
        assert!(!seen.raw.contains("Marble") && !seen.raw.contains(PASSWORD), "{args:?}: {}", seen.raw);
        assert_eq!(home.events().len(), before, "{args:?}");
    }
    assert_eq!(files(&home), stands);
    // At the code the password has been judged already, and that is an event; but nothing is counted or spent.
    let steps = [("Password", right.as_str()), ("Code of the authenticator", CTRL_C)];
    let seen = Terminal::new(80, 24).plays(&home, &["authenticate", "ada"], &steps);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    assert_eq!(home.events().len(), before + 1);
    assert_eq!(home.failed("ada"), 0);
    let _ = home.login("ada", None).exits(22);
}

#[test]
fn a_message_that_names_a_command_is_no_command() {
    let home = Home::with_tenant();
    let told = Terminal::new(80, 24).with("NO_COLOR", "1").plays(&home, &["2fa", "extend"], &[]);
    assert!(told.raw.starts_with("error: 2fa extend needs RESOURCE"), "{}", told.raw);
    let told = home.run(["totp"]).exits(2).error();
    assert_eq!(told["message"], "totp needs the name of a command after it; nothing was changed");
}
