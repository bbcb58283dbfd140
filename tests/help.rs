//! People who have never seen the program find the way with `--help` alone, and a typo leads to what was meant. `tests/transcripts/errors.txt`
//! keeps the commonest errors as a terminal of 80 columns shows them; `UPDATE_DOCS=1 cargo test --test integration help::` updates it.

use crate::common::{Home, finish, start};
use std::{fmt::Write, fs, path::Path};

/// Two screens of 24 lines.
const TWO_SCREENS: usize = 48;

/// The text of a command's help at 80 columns.
#[track_caller]
fn help(home: &Home, words: &[&str], flag: &str) -> String {
    let mut command = home.command(words.iter().copied().chain([flag]));
    command.env("COLUMNS", "80");
    finish(start(command, "")).exits(0).out
}

/// Every command with the names that lead to it, the program itself first; hidden ones too.
fn walk(command: &clap::Command, words: &[String], found: &mut Vec<(Vec<String>, clap::Command)>) {
    found.push((words.to_vec(), command.clone()));
    for below in command.get_subcommands() {
        walk(below, &[words, &[below.get_name().to_owned()]].concat(), found);
    }
}

#[test]
fn manual_pages_are_clean_dated_and_have_examples_and_values() {
    let home = Home::empty();
    let told = home.run(["man", "--out", "man/man1"]).exits(0).err;
    let root = home.path().join("man").canonicalize().expect("made");
    assert!(told.contains(&format!("export MANPATH={}:$MANPATH", root.display())), "{told}");
    let mut command = home.command(["man", "--out", "man/man1"]);
    command.env("PATH", format!("{}:{}", home.path().join("bin").display(), std::env::var("PATH").expect("a path")));
    let told = finish(start(command, "")).exits(0).err;
    assert!(!told.contains("MANPATH"), "{told}");
    for (words, command) in tree().into_iter().filter(|(_, command)| !command.is_hide_set()) {
        let name = [&["tenantctl".to_owned()], words.as_slice()].concat().join("-");
        let file = home.path().join("man/man1").join(format!("{name}.1"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"));
        let mut lint = std::process::Command::new("mandoc");
        lint.args(["-T", "lint"]).arg(&file);
        let run = finish(start(lint, ""));
        assert!(run.code == 0 && run.out.is_empty(), "{name}: {}{}", run.out, run.err);
        assert!(text.contains(&format!(".TH {} 1 20", name.to_uppercase())), "{name}: {text}");
        let has = command.get_after_help().is_some_and(|help| help.to_string().contains("Example"));
        assert_eq!(text.contains(".SH EXAMPLES"), has, "{name}");
    }
    let pause = fs::read_to_string(home.path().join("man/man1/tenantctl-2fa-pause.1")).expect("a page");
    assert!(pause.contains("[\\fB\\-\\-for\\fR \\fIDURATION\\fR]") && pause.contains("tenantctl pause ada"), "{pause}");
}

fn tree() -> Vec<(Vec<String>, clap::Command)> {
    let mut found = Vec::new();
    walk(&tenantctl::cli::command(), &[], &mut found);
    found
}

#[test]
fn the_front_page_leads_to_unlock_pause_and_enrolling_anew_within_two_screens() {
    let home = Home::empty();
    let front = help(&home, &[], "--help");
    let seen: Vec<&str> = front.lines().take(TWO_SCREENS).collect();
    for (word, about) in [
        ("unlock RESOURCE", "unlock an account"),
        ("pause RESOURCE", "let a person in without a code"),
        ("enroll RESOURCE", "enroll an authenticator app"),
        ("2fa ", "reset (a lost phone)"),
        ("why RESOURCE", "why a person cannot log in"),
        ("emergency ", "issue"),
    ] {
        let found = seen.iter().any(|line| line.trim_start().starts_with(word) && line.contains(about));
        assert!(found, "{word} … {about} is not on the first two screens:\n{front}");
    }
    for (words, example) in [
        (&["unlock"][..], "tenantctl unlock ada --reason"),
        (&["account", "unlock"], "tenantctl unlock ada --reason"),
        (&["pause"], "--for 24h --reason"),
        (&["2fa", "pause"], "--next-login"),
        (&["enroll"], "tenantctl totp enroll ada --replace"),
        (&["2fa", "reset"], "tenantctl 2fa reset ada --reason"),
    ] {
        let text = help(&home, words, "--help");
        assert!(text.lines().take(TWO_SCREENS).any(|line| line.contains(example)), "{words:?}: {example}\n{text}");
    }
}

#[test]
fn a_verb_without_its_noun_is_found() {
    let home = Home::empty();
    let hint = |words: &[&str]| home.run(words).exits(2).error()["hint"].as_str().unwrap_or_default().to_owned();
    assert_eq!(hint(&["import", "people.csv"]), "tenantctl resource import people.csv");
    assert_eq!(hint(&["export"]), "tenantctl resource export");
    assert_eq!(hint(&["deactivate", "ada"]), "tenantctl resource deactivate ada");
    // What many nouns have is none of them.
    assert_eq!(hint(&["revoke", "ada"]), "tenantctl --help");
}

#[test]
fn every_help_fits_two_screens_of_80_columns_has_examples_and_is_the_same_for_both_flags() {
    let home = Home::empty();
    for (words, command) in tree() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let text = help(&home, &words, "--help");
        assert_eq!(text, help(&home, &words, "-h"), "{words:?}");
        // The front page grows with the commands; what is needed most stands on its first two screens.
        let fits = words.is_empty() || text.lines().count() <= TWO_SCREENS;
        assert!(fits, "{words:?} has {} lines", text.lines().count());
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{words:?}: {line}");
        }
        let examples = text.lines().filter(|line| line.starts_with("  tenantctl ")).count();
        assert!(examples > 0 || command.get_name() == "tenantctl", "{words:?} has no example");
    }
}

#[test]
fn every_example_is_a_command_that_the_program_takes() {
    let mut count = 0;
    for (words, command) in tree() {
        let text = command.get_after_help().map(ToString::to_string).unwrap_or_default().replace("\\\n     ", "");
        for line in text.lines().filter_map(|line| line.strip_prefix("  ")).filter(|line| line.contains("tenantctl")) {
            // What follows is a remark, or the shell's own.
            let line = line.split("  (").next().unwrap_or(line).split(" (").next().unwrap_or(line);
            let command = line.split(" > ").next().unwrap_or(line).split(" < ").next().unwrap_or(line);
            let command =
                command.split(" | ").find(|part| part.trim_start().starts_with("tenantctl")).unwrap_or(command);
            let split = shlex::split(command).unwrap_or_else(|| panic!("{words:?}: no shell reads: {line}"));
            if let Err(error) = tenantctl::cli::command().try_get_matches_from(split) {
                panic!("{words:?}: {line}\n{error}");
            }
            count += 1;
        }
    }
    assert!(count > 60, "{count} examples");
}

#[test]
fn a_typo_leads_to_the_command_that_was_meant() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let cases: &[(&[&str], i32, &str)] = &[
        (&["acount", "unlock", "ada", "--reason", "x"], 2, "tenantctl account unlock ada --reason x"),
        (&["account", "unlok", "ada", "--reason", "x"], 2, "tenantctl account unlock ada --reason x"),
        (&["ulnock", "ada"], 2, "tenantctl unlock ada"),
        (&["user", "lst"], 2, "tenantctl user list"),
        (&["usr", "list"], 2, "tenantctl resource list"),
        (&["enrol", "ada"], 2, "tenantctl enroll ada"),
        (&["emergncy", "list"], 2, "tenantctl emergency list"),
        (&["unlock", "ada", "--resaon", "x"], 2, "tenantctl unlock ada --reason x"),
        (&["unlock", "ada", "--resaon=a b"], 2, "tenantctl unlock ada '--reason=a b'"),
        (&["resource", "list", "--srot", "email"], 2, "tenantctl resource list --sort email"),
        (&["completions", "basch"], 2, "tenantctl completions bash"),
        (&["help", "acount"], 2, "tenantctl help account"),
        (&["help", "resource", "shwo"], 2, "tenantctl help resource show"),
        (&["policy", "show", "--output", "jsn"], 2, "tenantctl policy show --output json"),
    ];
    for (args, exit, meant) in cases {
        let mut command = home.command(*args);
        command.env("TENANTCTL_OUTPUT", "table");
        let told = finish(start(command, "")).exits(*exit);
        let first = told.err.lines().nth(1).unwrap_or_default();
        assert!(first.trim_start().starts_with("did you mean") && first.ends_with(meant), "{args:?}\n{}", told.err);
        assert_eq!(told.out, "");
    }
    // What still lacks something is shown, but not as a command to paste.
    let told = home.run(["acount", "unlock"]).exits(2).error();
    assert_eq!(told["notes"][0], "did you mean  tenantctl account unlock");
    let told = home.run(["why", "adda"]).exits(3).error();
    assert_eq!(told["notes"][0], "did you mean  ada@acme.example  (ada@mail.example)");
    let told = home.run(["policy", "set", "lockout.treshold=5", "--reason", "x"]).exits(3).error();
    assert_eq!(told["notes"][0], "did you mean  lockout.threshold");
}

#[test]
fn a_usage_error_has_the_form_of_every_error_in_text_and_in_json() {
    let home = Home::empty();
    let json: &[&[&str]] = &[
        &["account", "unlok", "-o", "json"],
        &["-o", "json", "account", "unlok"],
        &["account", "unlok", "-ojson"],
        &["account", "unlok", "-qo", "json"],
        &["account", "unlok", "--output=jsonl"],
        &["account", "unlok", "-o=json"],
        &["account", "unlock", "-o", "json"],
        &["account", "-o", "json"],
        &["-o", "json"],
        &["2fa", "pause", "ada", "--for", "24x", "-o", "json"],
        &["2fa", "pause", "ada", "--for", "1h", "--next-login", "-o", "json"],
        &["unlock", "ada", "more", "-o", "json"],
    ];
    for args in json {
        let mut command = home.command(*args);
        command.env_remove("TENANTCTL_OUTPUT");
        let run = finish(start(command, "")).exits(2);
        assert_eq!(run.out, "", "{args:?}");
        assert_eq!(run.err.lines().count(), 1, "{args:?}: {}", run.err);
        let error = run.error();
        assert_eq!((&error["code"], &error["retryable"]), (&"usage".into(), &false.into()), "{args:?}");
        let message = error["message"].as_str().expect("a message");
        assert!(message.ends_with("; nothing was changed") && !message.contains('\n'), "{args:?}: {message}");
        for hint in error["hints"].as_array().expect("hints") {
            let words = shlex::split(hint.as_str().expect("a command")).expect("for a shell");
            let parsed = tenantctl::cli::command().try_get_matches_from(words);
            assert!(parsed.is_ok_and(|_| true) || hint.as_str().is_some_and(|hint| hint.ends_with("--help")), "{hint}");
        }
    }
    let mut command = home.command(["unlock", "ada", "\u{1b}[31mred"]);
    command.env("TENANTCTL_OUTPUT", "table");
    let run = finish(start(command, "")).exits(2);
    assert!(run.err.starts_with("error: ") && !run.err.contains('\u{1b}'), "{}", run.err);
    // Where the configuration asks for JSON, a line that does not parse is answered in JSON too.
    let folder = home.path().join(".config/tenantctl");
    fs::create_dir_all(&folder).expect("made");
    fs::write(folder.join("config.toml"), "output = \"json\"\n").expect("written");
    let mut command = home.command(["acount"]);
    command.env_remove("TENANTCTL_OUTPUT");
    assert_eq!(finish(start(command, "")).exits(2).error()["code"], "usage");
}

/// What a command prints, as a transcript shows it.
fn transcript(home: &Home, line: &str) -> String {
    let words = shlex::split(line).expect("for a shell");
    let mut command = home.command(&words[1..]);
    command.env("COLUMNS", "80").env("TENANTCTL_OUTPUT", "table");
    let run = finish(start(command, ""));
    let place = home.path().display().to_string();
    let text = format!("{}{}", run.out, run.err).replace(&place, "~");
    let mut shown = format!("$ {line}\n");
    text.lines().for_each(|line| writeln!(shown, "{}", line.trim_end()).expect("memory"));
    if run.code != 0 {
        writeln!(shown, "(exit code {})", run.code).expect("memory");
    }
    shown + "\n"
}

/// The errors that people meet most.
const ERRORS: &[&str] = &[
    "tenantctl acount unlock ada",
    "tenantctl account unlok ada",
    "tenantctl account unlock",
    "tenantctl account unlock ada bob",
    "tenantctl account unlock ada --resaon x",
    "tenantctl account unlock ada",
    "tenantctl account unlock adda --reason x",
    "tenantctl account unlock ann --reason x",
    "tenantctl 2fa pause ada",
    "tenantctl 2fa pause ada --for 24x",
    "tenantctl 2fa pause ada --for 1h --next-login",
    "tenantctl 2fa pause ada --for 90h --reason x",
    "tenantctl 2fa disable ada",
    "tenantctl resource deactivate ada --reason x",
    "tenantctl totp enroll ada",
    "tenantctl totp enroll ada --algorithm sha3",
    "tenantctl totp confirm ada 123456",
    "tenantctl resource list --where lokced",
    "tenantctl resource create ada@acme.example --email new@mail.example --no-setup",
    "tenantctl resource create ada --email new@mail.example --no-setup",
    "tenantctl resource deactivate root --reason x --yes",
    "tenantctl resource delete ada",
    "tenantctl emergency issue ada",
    "tenantctl policy set lockout.treshold=5 --reason x",
    "tenantctl authenticate ada",
    "tenantctl init",
    "tenantctl init acme --admin a@b.example --email a@b.example --password-stdin --no-enroll",
    "tenantctl why ada --tenant acmee",
    "tenantctl why ada --output jsn",
];

#[test]
fn the_commonest_errors_read_as_they_are_kept() {
    let home = Home::with_tenant();
    for name in ["ada@acme.example", "ann@acme.example", "ann@other.example"] {
        let _ = home.run(["resource", "create", name, "--email", &name.replace("@", "@mail."), "--no-setup"]).exits(0);
    }
    let errors: String = ERRORS.iter().map(|line| transcript(&home, line)).collect();
    let errors = errors.trim_end().to_owned() + "\n";
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/transcripts/errors.txt");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return fs::write(file, errors).expect("written");
    }
    let kept = fs::read_to_string(file).expect("the transcript");
    assert!(
        kept == errors,
        "tests/transcripts/errors.txt differs; check the change, then run UPDATE_DOCS=1 cargo test --test integration help::"
    );
}

#[test]
fn what_people_type_leads_to_what_they_mean_and_never_to_what_weakens() {
    let home = Home::with_tenant();
    let rows = [
        ("unpause ada", "tenantctl 2fa require ada"),
        ("status ada", "tenantctl why ada"),
        ("show ada", "tenantctl resource show ada"),
        ("ls", "tenantctl resource list"),
        ("list users", "tenantctl resource list"),
        ("passwd ada", "tenantctl password set ada"),
        ("password reset ada", "tenantctl setup issue ada"),
        ("user unlock ada", "tenantctl account unlock ada"),
        ("user lock ada", "tenantctl account lock ada"),
        ("user pause ada --next-login", "tenantctl 2fa pause ada --next-login"),
        ("user enroll ada", "tenantctl totp enroll ada"),
        ("user reset ada", "tenantctl 2fa reset ada"),
        ("reset-2fa ada", "tenantctl 2fa reset ada"),
        ("emergency ada --identity passport", "tenantctl emergency issue ada --identity passport"),
        ("code ada", "tenantctl totp check ada"),
        ("otp list ada", "tenantctl totp list ada"),
        ("otp ada", "tenantctl totp list ada"),
        ("totp ada", "tenantctl totp list ada"),
        ("version", "tenantctl --version"),
        ("history", "tenantctl audit log"),
        ("2fa on ada", "tenantctl 2fa require ada"),
        ("2fa off ada", "tenantctl 2fa status ada"),
        ("delete user ada", "tenantctl resource deactivate ada"),
        (
            "add user ada@acme.example --email a@mail.example",
            "tenantctl resource create ada@acme.example --email a@mail.example",
        ),
        ("search ada", "tenantctl resource list --where 'name~ada'"),
        ("find ada", "tenantctl resource list --where 'name~ada'"),
        ("sign-in ada", "tenantctl login ada"),
        ("--tenant acme unpause ada", "tenantctl --tenant acme 2fa require ada"),
        ("unlcok ada", "tenantctl unlock ada"),
        ("2fa puase ada --next-login", "tenantctl 2fa pause ada --next-login"),
    ];
    for (typed, meant) in rows {
        let told = home.run(typed.split(' ')).exits(2).error();
        let hint = told["hint"].as_str().unwrap_or_default();
        let note = told["notes"][0].as_str().unwrap_or_default().trim_start_matches("did you mean  ");
        assert!(hint == meant || note == meant, "{typed}: {told}");
    }
    for typed in ["unpause ada", "status ada", "passwd ada", "2fa off ada", "audit log in", "rescued ada"] {
        let told = home.run(typed.split(' ')).exits(2).error().to_string();
        for weak in ["2fa pause", "pause ada", "2fa reset", "2fa disable", "account unlock", "audit log in"] {
            assert!(!told.contains(&format!("tenantctl {weak}")), "{typed}: {told}");
        }
    }
}
