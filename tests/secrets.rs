//! No secret rests, shows or travels where it can be read (R-AUD-2, R-REC-1, R-PWD-5).

mod common;

use clap::ArgAction;
use common::{Home, PASSWORD, code, finish, start, within_a_step};
use data_encoding::{BASE32_NOPAD, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use rusqlite::Connection;
use sha2::{Digest, Sha256, Sha512};
use std::{
    fs,
    io::Write,
    process::{Command, Stdio},
    thread,
    time::Duration,
};

const PHONE: &str = "+15550109443";
const SECOND: &str = "another-Horse7battery";
const WRONG: &str = "mistyped-Horse7battery";
/// People type their password where their name belongs.
const AS_NAME: &str = "slipped-Horse7battery";

/// A secret in every spelling that somebody might find it in.
fn spellings(what: &str, raw: &[u8]) -> Vec<(String, Vec<u8>)> {
    let digests = [raw.to_vec(), Sha256::digest(raw).to_vec(), Sha512::digest(raw).to_vec()];
    let named = digests.iter().zip(["itself", "SHA-256", "SHA-512"]);
    let all = named.flat_map(|(bytes, form)| {
        let base32 = BASE32_NOPAD.encode(bytes);
        let texts = [
            HEXLOWER.encode(bytes),
            HEXUPPER.encode(bytes),
            BASE64.encode(bytes),
            BASE64_NOPAD.encode(bytes),
            BASE64URL_NOPAD.encode(bytes),
            base32.to_lowercase(),
            base32,
        ];
        let texts = texts.into_iter().map(String::into_bytes);
        texts.chain([bytes.clone()]).map(move |bytes| (format!("{what} ({form})"), bytes))
    });
    all.collect()
}

fn holds(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn r_aud_2_after_a_full_job_no_secret_rests_in_any_file_or_event() {
    within_a_step(15);
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    // A reader keeps the log from being folded into the file, so that both are looked at.
    let reader = Connection::open(home.db()).expect("opened");
    reader.execute_batch("BEGIN; SELECT count(*) FROM tenant;").expect("reading");
    let _ = home.run(["resource", "edit", &ada, "--phone", PHONE]).exits(0);
    let key = home.enroll(&ada);
    let _ = home.login(&ada, Some(&code(&key, 0))).exits(0);
    let _ = home.run_with(["authenticate", &ada, "--password-stdin"], &format!("{WRONG}\n")).exits(20);
    let _ = home.run_with(["authenticate", AS_NAME, "--password-stdin"], &format!("{WRONG}\n")).exits(20);
    let _ = home.run_with(["password", "set", &ada, "--password-stdin"], &format!("{SECOND}\n")).exits(0);
    let _ = home.run(["resource", "verify-email", &ada, "--assume", "--reason", "known"]).exits(0);
    let issue = ["emergency", "issue", &ada, "--identity", "passport", "--channel", "video", "--reference", "C-1"];
    let issued = home.run(issue.into_iter().chain(["--show"])).exits(0).json();
    let shown = issued["code"].as_str().expect("a code").to_owned();
    let plain: String = shown.chars().filter(char::is_ascii_alphanumeric).collect();
    let pending = home.run(["totp", "enroll", &ada, "--label", "second", "--show-key"]).exits(0).json();
    let pending = pending["key"].as_str().expect("a key").to_owned();

    let raw = |key: &str| BASE32_NOPAD.decode(key.as_bytes()).expect("base32");
    let mut secrets = Vec::new();
    for (what, bytes) in [("the key", raw(&key)), ("the pending key", raw(&pending))] {
        secrets.extend(spellings(what, &bytes));
    }
    for (what, text) in [
        ("the first password", PASSWORD),
        ("the second password", SECOND),
        ("a mistyped password", WRONG),
        ("a password as a name", AS_NAME),
        ("the number", PHONE),
        ("the emergency code", &shown),
        ("the emergency code without its groups", &plain),
    ] {
        secrets.extend(spellings(what, text.as_bytes()));
    }
    secrets.push(("the number without its sign".to_owned(), PHONE[1..].into()));
    secrets.push(("the emergency code in small letters".to_owned(), plain.to_lowercase().into_bytes()));
    let wal = home.db().with_extension("db-wal");
    assert!(fs::metadata(&wal).expect("a log").len() > 10_000, "the log holds what was written");
    let mut places = vec![
        ("the log".to_owned(), fs::read(&wal).expect("read")),
        ("the database beside its log".to_owned(), fs::read(home.db()).expect("read")),
    ];
    drop(reader);
    for line in [
        &["audit", "log"][..],
        &["audit", "log", "-o", "jsonl"],
        &["resource", "show", "ada"],
        &["resource", "list"],
        &["why", "ada"],
        &["emergency", "list"],
        &["totp", "list", "ada"],
        &["account", "status", "ada"],
        &["doctor", "-v"],
    ] {
        let run = home.run(line).exits(0);
        places.push((line.join(" "), run.out.into_bytes()));
        places.push((format!("{} (errors)", line.join(" ")), run.err.into_bytes()));
    }
    for entry in fs::read_dir(home.db().parent().expect("a directory")).expect("listed") {
        let path = entry.expect("an entry").path();
        places.push((path.display().to_string(), fs::read(&path).expect("read")));
    }
    for (place, bytes) in &places {
        for (what, secret) in &secrets {
            assert!(!holds(bytes, secret), "{what} stands in {place}");
        }
    }
    // The looking itself works: what may be there is found.
    assert!(holds(&fs::read(home.db()).expect("read"), ada.as_bytes()));
}

#[test]
fn no_password_stands_in_the_arguments_or_the_environment_of_a_running_command() {
    let home = Home::with_tenant();
    let ada = home.resource("ada");
    let mut command = home.command(["authenticate", &ada, "--password-stdin", "--code-stdin"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    // It has the password, and waits for the code.
    let input = child.stdin.as_mut().expect("an input");
    input.write_all(format!("{PASSWORD}\n").as_bytes()).expect("written");
    thread::sleep(Duration::from_millis(300));
    for file in ["cmdline", "environ"] {
        let path = format!("/proc/{}/{file}", child.id());
        match fs::read(&path) {
            Ok(bytes) => assert!(!holds(&bytes, PASSWORD.as_bytes()), "{path}"),
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "SKIPPED: {path} cannot be read here ({error})");
            }
        }
    }
    child.stdin.take().expect("an input").write_all(b"123456\n").expect("written");
    let _ = finish(child).exits(23);
}

#[test]
fn no_flag_takes_a_password_as_its_value() {
    fn walk(path: &str, command: &clap::Command, found: &mut Vec<String>) {
        for arg in command.get_arguments() {
            let name = arg.get_long().unwrap_or_default();
            let values = arg.get_value_names().unwrap_or_default().join(" ").to_lowercase();
            let takes = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
            let secret =
                |text: &str| ["password", "secret", "passphrase", "token"].iter().any(|word| text.contains(word));
            if takes && !name.ends_with("-file") && (secret(name) || secret(&values)) {
                found.push(format!("{path} --{name} {values}"));
            }
            let env = arg.get_env().map(|env| env.to_string_lossy().to_lowercase()).unwrap_or_default();
            if secret(&env) && !env.ends_with("_file") {
                found.push(format!("{path}: {env}"));
            }
        }
        command.get_subcommands().for_each(|verb| walk(&format!("{path} {}", verb.get_name()), verb, found));
    }
    let mut found = Vec::new();
    walk("tenantctl", &tenantctl::cli::command(), &mut found);
    assert!(found.is_empty(), "{found:?}");
    let home = Home::with_tenant();
    for (name, value) in [("TENANTCTL_PASSWORD", PASSWORD), ("PASSWORD", PASSWORD)] {
        let mut command: Command = home.command(["authenticate", "root"]);
        command.env(name, value);
        let _ = finish(start(command, "")).exits(2);
    }
}
