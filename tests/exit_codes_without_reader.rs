//! An exit code that decides something is given also where nobody reads the answer: a front end may look at nothing else.

use crate::common::{Home, PASSWORD};
use std::{
    io::Write,
    process::{Command, Stdio},
};

/// The exit code of a command whose standard output has lost its reader.
fn unread(mut command: Command, input: &str) -> Option<i32> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    drop(child.stdout.take());
    child.stdin.take().expect("an input").write_all(input.as_bytes()).expect("written");
    child.wait().expect("it ends").code()
}

#[test]
fn a_denied_login_is_denied_also_where_nobody_reads_the_answer() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let login = |name: &str, password: &str| {
        let command = home.command(["authenticate", name, "--password-stdin"]);
        unread(command, &format!("{password}\n"))
    };
    assert_eq!(login(&ada, PASSWORD), Some(23));
    for _ in 0..7 {
        assert_eq!(login(&ada, "wrong-Horse7battery"), Some(20));
        assert_eq!(login("nobody@acme.example", PASSWORD), Some(20));
    }
    assert_eq!(login(&ada, PASSWORD), Some(21));
    assert_eq!(login("nobody@acme.example", PASSWORD), Some(21));
}

#[test]
fn r_aud_3_tampering_is_told_also_where_nobody_reads_the_answer() {
    let home = Home::with_tenant();
    assert_eq!(unread(home.command(["audit", "verify"]), ""), Some(0));
    let sql = "UPDATE audit_events SET outcome = 'denied' WHERE seq = 2";
    let changed = rusqlite::Connection::open(home.db()).and_then(|file| file.execute_batch(sql));
    changed.expect("changed by hand");
    assert_eq!(unread(home.command(["audit", "verify"]), ""), Some(9));
    let sql = "CREATE TRIGGER mine AFTER INSERT ON pauses BEGIN DELETE FROM pauses; END";
    let changed = rusqlite::Connection::open(home.db()).and_then(|file| file.execute_batch(sql));
    changed.expect("changed by hand");
    for format in ["table", "plain", "json", "jsonl", "csv"] {
        assert_eq!(unread(home.command(["doctor", "-o", format]), ""), Some(8), "{format}");
    }
}

#[test]
fn a_list_whose_reader_went_away_ends_quietly() {
    let home = Home::with_tenant();
    assert_eq!(unread(home.command(["resource", "list", "-o", "jsonl"]), ""), Some(0));
    assert_eq!(unread(home.command(["--help"]), ""), Some(0));
}

#[test]
fn r_aud_3_an_event_too_large_to_be_read_is_told_as_tampering() {
    let home = Home::with_tenant();
    let sql = "UPDATE audit_events SET personal = zeroblob(17000000) WHERE seq = 2";
    let changed = rusqlite::Connection::open(home.db()).and_then(|file| file.execute_batch(sql));
    changed.expect("changed by hand");
    assert_eq!(home.run(["audit", "verify"]).exits(9).json()["first_bad_seq"], 2);
}
