//! What of an enrollment stays on a screen: nothing secret, once it was answered (R-TOTP-1).

use crate::common::{
    Home, PASSWORD, python,
    terminal::{ASKS_CODE, Seen, Terminal, same_uri},
    within_a_step,
};

/// Windows in which the QR code stands below the page, beside it, among the rest of the screen, and not at all.
const WINDOWS: [(u32, u32); 5] = [(80, 50), (80, 24), (60, 25), (40, 24), (40, 10)];

/// An enrollment of `ada` in a window of that size, with these answers.
#[track_caller]
fn enrollment(home: &Home, (columns, rows): (u32, u32), steps: &[(&str, &str)]) -> Seen {
    within_a_step(8);
    let seen = Terminal::new(columns, rows).plays(home, &["totp", "enroll", "ada"], steps);
    seen.forgets_the_key();
    seen
}

/// A home with `ada`.
fn home() -> Home {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    home
}

#[test]
fn r_totp_1_the_qr_code_and_the_key_leave_the_screen_with_the_code() {
    for window in WINDOWS {
        let steps = [(ASKS_CODE, "{wrong}\r"), ("error: the code", ""), (ASKS_CODE, "{code}\r"), ("is enrolled", "")];
        let seen = enrollment(&home(), window, &steps);
        assert_eq!(seen.exit, 0, "{window:?}: {}", seen.raw);
        assert!(seen.left.contains("is enrolled"), "{window:?}: {}", seen.left);
        if window.0 >= 60 {
            same_uri(&seen.dark, &seen.uri());
            same_uri(&seen.light, &seen.uri());
        }
    }
}

#[test]
fn the_qr_code_and_the_key_leave_the_screen_without_a_code_too() {
    let home = home();
    for window in WINDOWS {
        let later = enrollment(&home, window, &[(ASKS_CODE, "\r"), ("is not confirmed yet", "")]);
        assert!(later.raw.contains("tenantctl totp qr ada@acme.example authenticator"), "{window:?}: {}", later.raw);
        assert_eq!(enrollment(&home, window, &[(ASKS_CODE, "\u{3}")]).exit, 130);
    }
    let ways = [("\u{4}", 130), ("{kill TERM}", 130), ("{kill QUIT}", 130), ("{kill HUP}", -1), ("{kill USR1}", -10)];
    for (way, exit) in ways {
        for window in [(80, 24), (60, 25)] {
            let seen = enrollment(&home, window, &[(ASKS_CODE, way)]);
            assert_eq!(seen.exit, exit, "{way:?} in {window:?}: {}", seen.raw);
        }
    }
}

#[test]
fn what_stood_on_the_screen_before_stands_there_afterwards() {
    let home = home();
    within_a_step(8);
    let line = "seq 1 60; tenantctl enroll ada; echo after";
    let seen = Terminal::new(80, 24).types(&home, line, &[(ASKS_CODE, "{code}\r"), ("after", "")]);
    seen.forgets_the_key();
    for word in ["1\n2\n3", "59\n60", "is enrolled", "after"] {
        assert!(seen.left.contains(word), "{word}: {}", seen.left);
    }
}

#[test]
fn the_key_leaves_the_screen_of_init_of_a_login_and_where_no_code_is_asked_for() {
    within_a_step(12);
    let home = Home::empty();
    let typed = format!("{PASSWORD}\r");
    let args = ["init", "acme", "--admin", "ada@acme.example", "--email", "ada@mail.example"];
    let steps = [("password", typed.as_str()), ("gain", &typed), (ASKS_CODE, "{code}\r"), ("is enrolled", "")];
    let seen = Terminal::new(80, 24).plays(&home, &args, &steps);
    seen.forgets_the_key();
    for stays in ["Keep a copy of the key elsewhere", "Created tenant acme", "key       ", "is enrolled"] {
        assert!(seen.left.contains(stays), "{stays}: {}", seen.left);
    }
    let create = ["resource", "create", "eve@acme.example", "--email", "eve@mail.example", "--level", "admin"];
    let _ = home.run(create.iter().chain(&["--no-setup"])).exits(0);
    let _ = home.run_with(["password", "set", "eve", "--password-stdin"], &typed.replace('\r', "\n")).exits(0);
    within_a_step(8);
    let place = home.path().join("run").display().to_string();
    let terminal = Terminal::new(80, 24).with("XDG_RUNTIME_DIR", Box::leak(place.into_boxed_str()));
    let steps = [("Password", typed.as_str()), (ASKS_CODE, "{wrong}\r"), (ASKS_CODE, "{code}\r"), ("you are", "")];
    let seen = terminal.plays(&home, &["login", "eve"], &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    seen.forgets_the_key();
    let _ = home.run(["logout"]);

    let bob = home.resource("bob");
    // Enter that is pressed before it is shown takes nothing away.
    for command in ["totp enroll bob --no-confirm", "totp qr bob"] {
        let line = format!("sleep 0.5; tenantctl {command}");
        let steps = [("", "\r"), ("Press Enter once it is scanned", "\r")];
        let seen = Terminal::new(80, 24).types(&home, &line, &steps);
        assert_eq!(seen.exit, 0, "{}", seen.raw);
        same_uri(&seen.dark, &seen.uri().replace("ada%40", "bob%40"));
        seen.forgets_the_key();
    }
    // Whoever writes pictures is asked nothing, and nothing secret shows.
    let args = ["totp", "qr", &bob, "--qr-file", "bob.png"];
    let seen = Terminal::new(80, 24).plays(&home, &args, &[]);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    assert!(!seen.raw.contains("\nkey ") && !seen.raw.contains("Press Enter"), "{}", seen.raw);
}

#[test]
fn a_stopped_enrollment_shows_no_key_and_shows_it_again_when_it_goes_on() {
    within_a_step(12);
    let home = home();
    let tool = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/job.py tenantctl enroll ada");
    let job = &format!("exec {} -I -S {tool}", python().get_program().display());
    let stopped = [(ASKS_CODE, "\u{1a}"), ("[stopped", "KILL\r"), ("[ended", "")];
    let seen = Terminal::new(80, 24).types(&home, job, &stopped);
    seen.forgets_the_key();
    let steps = [(ASKS_CODE, "\u{1a}"), ("[stopped", "fg\r"), (ASKS_CODE, "{code}\r"), ("is enrolled", "")];
    let seen = Terminal::new(80, 24).types(&home, job, &steps);
    assert_eq!(seen.exit, 0, "{}", seen.raw);
    same_uri(&seen.dark, &seen.uri());
    seen.forgets_the_key();
}

#[test]
fn where_no_control_sequence_is_wanted_the_key_stays_and_it_is_said() {
    for terminal in [Terminal::new(80, 50).with("NO_COLOR", "1"), Terminal::new(80, 50).with("TERM", "dumb")] {
        within_a_step(8);
        let home = home();
        let seen = terminal.plays(&home, &["enroll", "ada"], &[(ASKS_CODE, "{code}\r"), ("clear the screen", "")]);
        assert!(seen.left.contains("The key is still on this screen"), "{}", seen.left);
    }
}
