//! What is told of something long while it goes on: a bar at a terminal, nothing elsewhere and with `-q`, and Ctrl-C ends it quietly.

use crate::common::{self, Home};
use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
};
use tenantctl::{
    domain::{
        ambient::{Clock, Random},
        event::{Action, Actor, ActorAuth, Event},
        time::Time,
    },
    store::{ClockRule, KeySource, Store},
    vault::KeyFileRules,
};

struct Now;

impl Clock for Now {
    fn now(&self) -> Time {
        Time::from_millis(i64::try_from(common::millis()).expect("before the end of time"))
    }
}

/// Salts need not be unpredictable here.
struct Same;

impl Random for Same {
    fn fill(&mut self, buffer: &mut [u8]) -> std::io::Result<()> {
        buffer.fill(7);
        Ok(())
    }
}

/// A tenant with so many events that verifying them takes a moment.
fn with_a_long_history(events: u64) -> Home {
    let home = Home::with_tenant();
    let keys = KeySource { path: home.key(), rules: KeyFileRules::default() };
    let store = Store::open(&home.db(), keys).expect("opened");
    let actor = Actor { name: "os:root".into(), auth: ActorAuth::Owner };
    let mut random = Same;
    let mut tx = store.write(&Now, ClockRule::Strict, &mut random).expect("the lock");
    tx.act_as(actor);
    for _ in 0..events {
        tx.record(Event::ok(Action::PolicySet)).expect("written");
    }
    tx.commit().expect("committed");
    home
}

/// A command line in a terminal of its own (`script`), its number told first.
fn at_a_terminal(home: &Home, flags: &str) -> Command {
    let line = format!("echo pid $$; exec {} audit verify -o plain {flags}", common::BINARY);
    let mut script = Command::new("script");
    script.args(["-qefc", &line, "/dev/null"]).env_clear().env("HOME", home.path()).env("TERM", "xterm");
    script.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("SHELL", "/bin/sh");
    script.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    script
}

#[test]
fn a_bar_shows_at_a_terminal_only_and_leaves_nothing_behind() {
    let home = with_a_long_history(40_000);
    let shown = |flags: &str| {
        let output = at_a_terminal(&home, flags).output().expect("script");
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stdout).expect("text")
    };
    let text = shown("");
    let bar = text.find("verifying [").unwrap_or_else(|| panic!("no bar: {text:?}"));
    let answer = text.find("ok\ttrue").expect("an answer");
    assert!(bar < answer && text[bar..answer].contains(" of 40,00") && text[bar..answer].contains(" left"), "{text:?}");
    let cleared = text[..answer].rfind("\x1b[2K").expect("cleared");
    assert!(cleared > text.rfind("verifying [").expect("a bar"), "the bar is gone before the answer: {text:?}");
    assert!(!shown("-q").contains("verifying"));

    let elsewhere = home.run(["audit", "verify"]).exits(0);
    assert_eq!((elsewhere.json()["events"].as_u64(), elsewhere.err.as_str()), (Some(40_003), ""));
}

#[test]
fn ctrl_c_ends_a_verification_quietly() {
    let home = with_a_long_history(60_000);
    let mut child = at_a_terminal(&home, "").spawn().expect("script");
    let mut seen = BufReader::new(child.stdout.take().expect("an output"));
    let mut first = String::new();
    seen.read_line(&mut first).expect("a line");
    let pid = first.trim().strip_prefix("pid ").expect("the number").to_owned();
    let mut text = String::new();
    while !text.contains("verifying [") {
        let mut bytes = [0; 64];
        let length = seen.read(&mut bytes).expect("readable");
        assert!(length > 0, "it ended before it could be interrupted: {text:?}");
        text.push_str(&String::from_utf8_lossy(&bytes[..length]));
    }
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill").success());
    seen.read_to_string(&mut text).expect("text");
    assert_eq!(child.wait().expect("it ends").code(), Some(130), "{text:?}");
    // What follows the bar only clears it.
    let after = text.rsplit(" left").next().unwrap_or_default().to_owned();
    let said = ["\x1b[2K", "\x1b[1A", "\x1b[1B"].iter().fold(after, |text, clearing| text.replace(clearing, ""));
    assert_eq!(said.trim(), "", "{text:?}");
}
