//! What a person at a terminal sees and types: QR codes that scan, hidden passwords, Ctrl-C (R-TOTP-1, R-TOTP-2).

use crate::common::{
    self, Home, PASSWORD,
    terminal::{ASKS_CODE, Terminal, decoded, same_uri},
    within_a_step,
};
use serde_json::json;
use std::{
    fs,
    os::unix::fs::{PermissionsExt, symlink},
};

#[test]
fn r_totp_1_the_code_on_the_screen_scans_on_dark_and_on_light_terminals() {
    for rows in [50, 24] {
        let seen = Terminal::new(80, rows).enrolls(&[]);
        same_uri(&seen.dark, &seen.uri());
        same_uri(&seen.light, &seen.uri());
        assert!(seen.screen.contains(ASKS_CODE), "the prompt stands on the same screen:\n{}", seen.screen);
    }
}

#[test]
fn r_totp_1_other_settings_scan_too_or_the_window_is_said_to_be_too_small() {
    let more = ["--algorithm", "sha512", "--digits", "8", "--period", "60", "--issuer", "Acme Tooling & Söhne"];
    let seen = Terminal::new(80, 50).enrolls(&more);
    let [uri] = seen.dark.as_slice() else { panic!("{:?}\n{}", seen.dark, seen.screen) };
    for part in ["algorithm=SHA512", "digits=8", "period=60", "issuer=Acme%20Tooling%20%26%20S%C3%B6hne"] {
        assert!(uri.contains(part), "{uri}");
    }
    assert_eq!(seen.light, seen.dark);
    let seen = Terminal::new(80, 24).enrolls(&more);
    assert!(seen.dark.len() == 1 || seen.raw.contains("lines and the window has 24"), "{}", seen.raw);
}

#[test]
fn r_totp_1_where_the_window_is_too_small_the_key_is_typed() {
    Terminal::new(30, 50).enrolls(&[]).falls_back("The QR code needs");
    Terminal::new(80, 10).enrolls(&[]).falls_back("lines and the window has 10");
    Terminal::new(80, 50).enrolls(&["--qr", "none"]).falls_back("Type the key into the app by hand");
}

#[test]
fn r_totp_1_without_colours_the_code_is_drawn_for_dark_terminals_and_says_so() {
    for terminal in [Terminal::new(80, 50).with("NO_COLOR", "1"), Terminal::new(80, 50).with("TERM", "dumb")] {
        let seen = terminal.enrolls(&[]);
        assert!(!seen.raw.contains('\u{1b}'), "{}", seen.raw);
        assert!(seen.raw.contains("light text on a dark background"), "{}", seen.raw);
        same_uri(&seen.dark, &seen.uri());
    }
}

#[test]
fn r_totp_1_without_utf_8_nothing_but_ascii_is_shown() {
    for terminal in [Terminal::new(80, 60).with("LANG", "C"), Terminal::new(80, 60).with("LC_ALL", "POSIX")] {
        let seen = terminal.enrolls(&[]);
        assert!(seen.raw.is_ascii(), "{}", seen.raw);
        seen.falls_back("columns and the window has 80");
    }
    let seen = Terminal::new(120, 60).with("LANG", "C").enrolls(&[]);
    assert!(seen.raw.is_ascii(), "{}", seen.raw);
    assert!(seen.raw.contains("48;5;16"), "drawn with coloured spaces: {}", seen.raw);
    let seen = Terminal::new(120, 60).with("LANG", "C").with("NO_COLOR", "1").enrolls(&[]);
    seen.falls_back("Type the key into the app by hand");
}

#[test]
fn init_leads_from_nothing_to_a_confirmed_administrator() {
    within_a_step(15);
    let home = Home::empty();
    let typed = format!("{PASSWORD}\r");
    let seen = Terminal::new(80, 50).plays(
        &home,
        &["init"],
        &[
            ("Name of the tenant", "acme\r"),
            ("Username of the first administrator", "ada@acme.example\r"),
            ("e-mail address", "ada@mail.example\r"),
            ("password", &typed),
            ("gain", &typed),
            (ASKS_CODE, "{wrong}\r"),
            ("error: the code is wrong", ""),
            (ASKS_CODE, "{code}\r"),
            ("is enrolled", ""),
        ],
    );
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(!seen.raw.contains(PASSWORD) && !seen.raw.contains("correct"), "the password shows: {}", seen.raw);
    assert!(seen.raw.contains("Keep a copy of the key elsewhere"), "{}", seen.raw);
    assert!(seen.echo, "the terminal echoes again");
    let shown = home.run(["resource", "show", "ada"]).exits(0).json();
    assert_eq!((&shown["tfa"]["factors"][0]["state"], &shown["level"]), (&json!("active"), &json!("admin")));
    let _ = home.login("ada", None).exits(22);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn two_passwords_that_differ_are_noticed_and_asked_for_again() {
    let home = Home::empty();
    let typed = ["correct-Horse7battery\r", "correct-Horse8battery\r"];
    let steps = [("assword", typed[0]), ("again", typed[1]), ("not the same", ""), ("assword", "\x03")];
    let args = ["init", "acme", "--admin", "ada@acme.example", "--email", "ada@mail.example"];
    let seen = Terminal::new(80, 50).plays(&home, &args, &steps);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    assert_eq!(fs::read_dir(home.path()).expect("a home").count(), 0, "something is left");
}

#[test]
fn ctrl_c_at_a_prompt_of_init_leaves_nothing_and_exits_130() {
    let answers = [
        ("Name of the tenant", "acme\r"),
        ("Username", "ada@acme.example\r"),
        ("e-mail", "a@mail.example\r"),
        ("password", "correct-Horse7battery\r"),
    ];
    for broken in 0..=answers.len() {
        let home = Home::empty();
        let next = ["Name of the tenant", "Username", "e-mail", "password", "gain"][broken];
        let mut steps = answers[..broken].to_vec();
        steps.push((next, "\x03"));
        let seen = Terminal::new(80, 50).plays(&home, &["init"], &steps);
        assert_eq!(seen.exit, 130, "at {next}: {}", seen.raw);
        assert!(seen.raw.contains("interrupted"), "{}", seen.raw);
        assert!(seen.echo, "the terminal echoes again after {next}");
        assert_eq!(fs::read_dir(home.path()).expect("a home").count(), 0, "something is left after {next}");
    }
}

#[test]
fn ctrl_c_at_the_code_leaves_the_enrollment_pending() {
    within_a_step(8);
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let seen = Terminal::new(80, 50).plays(&home, &["totp", "enroll", &ada], &[(ASKS_CODE, "\x03")]);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    let shown = home.run(["totp", "list", &ada]).exits(0).json();
    assert_eq!(shown["items"][0]["state"], "pending", "{shown}");
    let _ = home.run(["totp", "confirm", &ada, &common::code(&seen.key(), 0)]).exits(0);
}

#[test]
fn a_confirmation_is_no_unless_it_is_yes_and_a_missing_reason_is_asked_for() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    for (answer, exit) in [("n\r", 11), ("\r", 11), ("\x04", 130), ("yes\r", 0)] {
        let steps = [("Reason", "left the company\r"), ("[y/N]", answer)];
        let seen = Terminal::new(80, 24).plays(&home, &["resource", "deactivate", &ada], &steps);
        assert_eq!(seen.exit, exit, "{answer:?}: {}", seen.raw);
    }
    let logged = home.run(["audit", "log", "--action", "resource.deactivate"]).exits(0).json();
    assert_eq!(logged["items"].as_array().map(Vec::len), Some(1), "{logged}");
    assert_eq!(logged["items"][0]["reason"], "left the company");
}

#[test]
fn what_is_typed_ahead_confirms_nothing_and_presses_no_enter() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let _ = home.enroll(&ada);
    let before = home.events().len();
    // Pasted at the last question before the confirmation: the answers after it are not typed by somebody who has read it.
    let commands: [&[&str]; 4] = [
        &["2fa", "reset", "ada"],
        &["resource", "deactivate", "ada"],
        &["account", "recover", "ada", "--reset-2fa"],
        &["2fa", "reset", "--where", "license=standard"],
    ];
    for args in commands {
        let steps = [("Reason", "CASE-77\ry\ryes\ry\r"), ("[y/N]", "n\r")];
        let seen = Terminal::new(80, 24).plays(&home, args, &steps);
        assert_eq!(seen.exit, 11, "{args:?}: {}", seen.raw);
        assert_eq!(home.events().len(), before, "{args:?}: {}", seen.raw);
    }
    // Issuing needs Enter after the question whether to show the code.
    let issue = ["emergency", "issue", "ada", "--identity", "passport", "--channel", "video", "--reference", "CASE-77"];
    let steps = [("[y/N]", "y\r\r\r"), ("Press Enter", "no\r")];
    let seen = Terminal::new(80, 24).plays(&home, &issue, &steps);
    assert_eq!(seen.exit, 11, "{}", seen.raw);
    let steps = [("Which?", "e\r"), ("Identity", "passport\rvideo\rCASE-77\r\ry\r"), ("Press Enter", "no\r")];
    let seen = Terminal::new(100, 40).plays(&home, &["rescue", "ada"], &steps);
    assert_eq!(seen.exit, 11, "{}", seen.raw);
    assert_eq!(home.events().len(), before, "{}", seen.raw);
    // What was pasted answers the plain questions.
    assert!(seen.raw.contains("Reference of the check"), "{}", seen.raw);
}

#[test]
fn a_qr_file_scans_is_private_and_never_written_over() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let enrolled = home.run(["totp", "enroll", &ada, "--qr-file", "ada.png", "--show-key"]).exits(0).json();
    let uri = enrolled["otpauth_uri"].as_str().expect("a URI").to_owned();
    let (png, svg) = (home.path().join("ada.png"), home.path().join("ada.SVG"));
    assert_eq!(decoded(&png), [uri]);
    let _ = home.run(["totp", "qr", &ada, "--qr-file", "ada.SVG"]).exits(0);
    for path in [&png, &svg] {
        assert_eq!(fs::metadata(path).expect("written").permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    let drawn = "import sys, xml.etree.ElementTree as t; r = t.parse(sys.argv[1]).getroot(); \
                 assert r.tag == '{http://www.w3.org/2000/svg}svg', r.tag; assert len(list(r.iter())) > 2";
    let parsed = common::python().args(["-c", drawn]).arg(&svg).output().expect("python3");
    assert!(parsed.status.success(), "{}", String::from_utf8_lossy(&parsed.stderr));

    let events = home.run(["audit", "verify"]).exits(0).json()["events"].clone();
    symlink(home.path().join("elsewhere.png"), home.path().join("link.png")).expect("linked");
    fs::create_dir(home.path().join("directory.png")).expect("made");
    for taken in ["ada.png", "link.png", "directory.png"] {
        let before = fs::read(home.path().join(taken)).ok();
        let run = home.run(["totp", "qr", &ada, "--qr-file", taken]).exits(4);
        assert_eq!(run.error()["code"], "exists", "{taken}");
        assert_eq!(fs::read(home.path().join(taken)).ok(), before, "{taken}");
    }
    assert!(!home.path().join("elsewhere.png").exists(), "a link was followed");
    let _ = home.run(["totp", "qr", &ada, "--qr-file", "ada.jpg"]).exits(2);
    let _ = home.run(["totp", "qr", &ada, "--qr-file", "-"]).exits(2);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["events"], events, "what is refused is no event");
}

#[test]
fn r_totp_8_a_confirmed_secret_is_never_shown_again() {
    within_a_step(10);
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let key = home.enroll(&ada);
    let run = home.run(["totp", "qr", &ada, "--show-key"]).exits(6);
    assert!(!run.out.contains(&key) && !run.err.contains(&key));
}

#[test]
fn r_rec_1_at_a_terminal_the_code_is_issued_at_enter_and_counted_down() {
    let home = Home::with_tenant();
    let ada = home.verified("ada");
    let answers = [
        ("Identity checked by", "pasport\r"),
        ("one of those numbers or words", "passport\r"),
        ("Seen or heard through", "1\r"),
        ("Reference of the check", " \r"),
        ("the reference is empty; try again", "CASE-4711\r"),
        ("Show the code here", "y\r"),
    ];
    let all: Vec<_> = answers.into_iter().chain([("Press Enter", "\r"), ("valid for 2:5", "\u{3}")]).collect();
    let seen = Terminal::new(80, 24).plays(&home, &["emergency", "issue", &ada], &all);
    assert_eq!(seen.exit, 130, "broken off:\n{}", seen.raw);
    let live = home.run(["emergency", "list"]).exits(0).json();
    assert_eq!(live["items"].as_array().map(Vec::len), Some(1), "the display was broken off, not the code");

    let _ = home.run(["emergency", "revoke", &ada]).exits(0);
    let stopped: Vec<_> = answers.into_iter().chain([("Press Enter", "\u{3}")]).collect();
    let seen = Terminal::new(80, 24).plays(&home, &["emergency", "issue", &ada], &stopped);
    assert_eq!(seen.exit, 130, "{}", seen.raw);
    let live = home.run(["emergency", "list"]).exits(0).json();
    assert_eq!(live["items"].as_array().map(Vec::len), Some(0), "nothing is issued before Enter");
}

#[test]
fn the_demonstration_waits_for_enter_before_each_chapter_and_ends_whole() {
    let home = Home::empty();
    let mut steps = vec![("Press Enter to go on", "\r"); 9];
    steps.push(("Next: ", ""));
    let seen = Terminal::new(80, 50).plays(&home, &["demo"], &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert_eq!(seen.raw.matches("Press Enter to go on").count(), 9, "{}", seen.raw);
    assert_eq!(seen.raw.matches("(decided for ").count(), 1, "said once");
    assert!(seen.raw.contains("THE HISTORY WAS TAMPERED WITH"), "{}", seen.raw);
}
