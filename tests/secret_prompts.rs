//! What is typed at a secret prompt stays unseen, and the terminal echoes again, whatever stops or ends the program (as readpassphrase(3)).

use crate::common::{
    ADMIN, Home, PASSWORD, python,
    terminal::{Seen, Terminal, without_controls},
};

/// Everything that ends a process by default and that it can see coming.
const DEADLY: [(&str, i64); 12] = [
    ("HUP", 1),
    ("ABRT", 6),
    ("USR1", 10),
    ("USR2", 12),
    ("ALRM", 14),
    ("STKFLT", 16),
    ("XCPU", 24),
    ("XFSZ", 25),
    ("VTALRM", 26),
    ("PROF", 27),
    ("IO", 29),
    ("PWR", 30),
];
const JOB: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/job.py");
/// Typed at every prompt; it is nobody's password.
const SECRET: &str = "Marble-lantern-73";

/// A command with a secret prompt: its arguments, the secrets that are typed before, and the prompt.
type Prompt = (&'static [&'static str], &'static [(&'static str, &'static str)], &'static str);

/// Every command that asks for a secret, at each of its prompts.
const PROMPTS: [Prompt; 9] = [
    (&["login", "ada"], &[], "Password:"),
    (&["authenticate", "ada"], &[], "Password:"),
    (&["password", "set", "ada"], &[], "New password for ada@acme.example:"),
    (&["password", "set", "ada"], &[("New password", "Marble-lantern-73\r")], "The same again:"),
    (&["password", "set", "rut"], &[], "Your present password:"),
    (&["setup", "accept", "ada"], &[], "Set-up token:"),
    (&["session", "check"], &[], "Session token:"),
    (&["totp", "enroll", "ada", "--self"], &[], "Password of ada:"),
    (&["init", "bcme", "--admin", "b@bcme.example", "--email", "b@b.example", "--no-enroll"], &[], "Their password:"),
];

/// A home where `ada` has a password.
fn home() -> Home {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    home
}

/// As [`home`]; beside the owner, the operator `rut` is signed in.
fn home_with_operator() -> Home {
    let home = home();
    let (rut, key) = home.operator("rut", "admin");
    let _ = home.sign_in(&rut, &key);
    home
}

fn terminal() -> Terminal {
    Terminal::new(80, 24)
}

/// The terminal of whoever is asked there: its own password `rut` changes, signed in.
fn terminal_of(home: &Home, args: &[&str]) -> Terminal {
    let desk = home.path().join("desks/rut@acme.example").display().to_string();
    match args.last() {
        Some(&"rut") => terminal().with("XDG_RUNTIME_DIR", Box::leak(desk.into_boxed_str())),
        _ => terminal(),
    }
}

/// Plays a command as a job of the least shell, which leaves the settings of the terminal alone.
#[track_caller]
fn as_job(home: &Home, args: &[&str], steps: &[(&str, &str)]) -> Seen {
    let line = format!("exec {} -I -S {JOB} tenantctl {}", python().get_program().display(), args.join(" "));
    terminal_of(home, args).types(home, &line, steps)
}

#[test]
fn a_signal_that_ends_the_program_leaves_a_terminal_that_echoes() {
    let home = home();
    for (signal, number) in DEADLY {
        let kill = format!("{{kill {signal}}}");
        let seen = terminal().plays(&home, &["login", "ada"], &[("Password:", "not-yet"), ("", &kill)]);
        assert_eq!(seen.exit, -number, "{signal} does what it does by default: {}", seen.raw);
        assert!(seen.echo, "the terminal is silent after {signal}");
        assert!(!seen.raw.contains("not-yet"), "{signal}: {}", seen.raw);
    }
    for signal in ["INT", "TERM", "QUIT"] {
        let kill = format!("{{kill {signal}}}");
        let seen = terminal().plays(&home, &["login", "ada"], &[("Password:", &kill)]);
        assert_eq!((seen.exit, seen.echo), (130, true), "{signal}: {}", seen.raw);
        assert!(without_controls(&seen.raw).contains("\r\nerror: interrupted; nothing was changed"), "{}", seen.raw);
    }
}

#[test]
fn every_secret_prompt_gives_the_echo_back_at_every_way_out() {
    let home = home_with_operator();
    for (args, before, prompt) in PROMPTS {
        // The first one stands for all where it makes no difference.
        let ways = ["{kill HUP}", "\u{3}", "{kill USR1}", "\u{1c}", "\u{4}"];
        for way in &ways[..if args == PROMPTS[0].0 { 5 } else { 2 }] {
            let way = *way;
            let steps: Vec<_> = before.iter().copied().chain([(prompt, way)]).collect();
            let seen = terminal_of(&home, args).plays(&home, args, &steps);
            assert!(seen.echo, "{args:?}, {way:?}: the terminal is silent");
            let exit = match way {
                "{kill HUP}" => -1,
                "{kill USR1}" => -10,
                _ => 130,
            };
            assert_eq!(seen.exit, exit, "{args:?}, {way:?}: {}", seen.raw);
        }
    }
}

#[test]
fn a_stopped_prompt_gives_the_echo_back_and_takes_it_again_when_it_goes_on() {
    let home = home_with_operator();
    for (args, before, prompt) in PROMPTS {
        let stops = ["\u{1a}", "{kill TSTP}", "{kill TTIN}", "{kill TTOU}"];
        for stop in &stops[..if args == PROMPTS[0].0 { 4 } else { 1 }] {
            let stop = *stop;
            let halfway = format!("Marble{stop}");
            let halfway = if stop == "\u{1a}" { halfway.as_str() } else { stop };
            let steps: Vec<_> = before
                .iter()
                .copied()
                .chain([
                    (prompt, halfway),
                    ("[stopped, the terminal echoes]", "fg\r"),
                    (prompt, stop),
                    ("[stopped, the terminal echoes]", "fg\r"),
                    (prompt, "Marble-lantern-73\u{3}"),
                    ("[ended, the terminal echoes]", ""),
                ])
                .collect();
            let seen = as_job(&home, args, &steps);
            assert_eq!(seen.exit, 130, "{args:?}, {stop:?}: {}", seen.raw);
            assert!(!seen.raw.contains("Marble"), "{args:?}, {stop:?}: the secret shows: {}", seen.raw);
            assert_eq!(seen.raw.matches(prompt).count(), 3, "{args:?}, {stop:?}: {}", seen.raw);
        }
    }
}

#[test]
fn what_was_typed_before_a_stop_is_no_part_of_the_answer() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let stop = ("[stopped, the terminal echoes]", "fg\r");
    let steps = [("Password:", "wrong\u{1a}"), stop, ("Password:", "{kill TSTP}"), stop, ("Password:", &typed)];
    let seen = as_job(&home, &["authenticate", ADMIN], &steps);
    assert_eq!(seen.exit, 23, "the right password was taken: {}", seen.raw);
}

/// SIGSTOP cannot be seen coming: the terminal is silent meanwhile, where no shell mends it, and the secret stays unseen afterwards.
#[test]
fn a_stop_that_nobody_can_catch_shows_no_secret_after_it() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let steps = [("Password:", "{kill STOP}"), ("[stopped, the terminal is silent]", "fg\r"), ("Password:", &typed)];
    let seen = as_job(&home, &["authenticate", ADMIN], &steps);
    assert_eq!(seen.exit, 23, "{}", seen.raw);
    assert!(!seen.raw.contains(PASSWORD) && seen.raw.contains("[ended, the terminal echoes]"), "{}", seen.raw);
}

#[test]
fn in_the_background_a_prompt_waits_without_touching_the_terminal() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let stopped = "[stopped, the terminal echoes]";
    let steps = [("Password:", "\u{1a}"), (stopped, "bg\r"), (stopped, "fg\r"), ("Password:", &typed)];
    let seen = as_job(&home, &["authenticate", ADMIN], &steps);
    assert_eq!(seen.exit, 23, "{}", seen.raw);
    assert!(!seen.raw.contains(PASSWORD), "{}", seen.raw);
    // What ends it there leaves the terminal to whom it belongs.
    let steps = [("Password:", "\u{1a}"), (stopped, "bg\r"), (stopped, "HUP\r"), ("[ended, the terminal echoes]", "")];
    assert_eq!(as_job(&home, &["authenticate", ADMIN], &steps).exit, 128 + 1);
}

#[test]
fn a_plain_question_is_asked_again_when_the_program_goes_on() {
    let home = home();
    let steps = [
        ("Reason", "\u{1a}"),
        ("[stopped, the terminal echoes]", "bg\r"),
        ("[stopped, the terminal echoes]", "fg\r"),
        ("Reason", "on holiday\r"),
        ("[ended, the terminal echoes]", ""),
    ];
    assert_eq!(as_job(&home, &["account", "lock", "ada"], &steps).exit, 0);
    let steps = [("Reason", "\u{1a}"), ("[stopped, the terminal echoes]", "fg\r"), ("Reason", "\u{3}")];
    assert_eq!(as_job(&home, &["account", "lock", "ada"], &steps).exit, 130);
}

/// Nobody could continue it: the system does not stop such a process, and neither does the program.
#[test]
fn without_a_shell_ctrl_z_stops_nothing_and_the_question_is_asked_again() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let seen = terminal().plays(&home, &["authenticate", ADMIN], &[("Password:", "wro\u{1a}"), ("Password:", &typed)]);
    assert_eq!((seen.exit, seen.echo), (23, true), "{}", seen.raw);
    assert!(!seen.raw.contains(PASSWORD), "{}", seen.raw);
}

#[test]
fn a_signal_that_is_ignored_ends_nothing_and_the_question_is_asked_again() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let line = format!("trap '' HUP; exec tenantctl authenticate {ADMIN}");
    let seen = terminal().types(&home, &line, &[("Password:", "{kill HUP}"), ("Password:", &typed)]);
    assert_eq!((seen.exit, seen.echo), (23, true), "{}", seen.raw);
}

#[test]
fn shells_with_jobs_show_no_secret_after_fg() {
    let home = home();
    let typed = format!("{PASSWORD}\r");
    let command = format!("tenantctl authenticate {ADMIN}\r");
    for (shell, stopped) in [("bash --norc --noediting -i", "Stopped"), ("zsh -f -i +Z", "suspended")] {
        let shell = format!("PS1='ready>' exec {shell}");
        let steps = [
            ("ready>", command.as_str()),
            ("Password:", "\u{1a}"),
            (stopped, "fg\r"),
            ("Password:", "{kill STOP}"),
            (stopped, "fg\r"),
            ("Password:", &typed),
            ("ready>", "exit $?\r"),
        ];
        let seen = terminal().types(&home, &shell, &steps);
        assert!(!seen.raw.contains(PASSWORD), "{shell}: {}", seen.raw);
        assert_eq!(seen.exit, 23, "{shell}: {}", seen.raw);
    }
}

#[test]
fn the_secret_is_read_whole_and_only_it() {
    let home = home();
    let long = format!("{}\r", "x".repeat(4000));
    let seen = terminal().plays(&home, &["authenticate", "ada"], &[("Password:", &long)]);
    assert_eq!(seen.exit, 20, "{}", seen.raw);
    // What is typed before a prompt may have been seen: it is no answer to it.
    let both = format!("{SECRET}\r{SECRET}\r");
    let steps = [("New password", both.as_str()), ("again:", "\u{3}")];
    let seen = terminal().plays(&home, &["password", "set", "ada"], &steps);
    assert_eq!((seen.exit, seen.echo), (130, true), "{}", seen.raw);
    assert!(!seen.raw.contains(SECRET), "{}", seen.raw);
}
