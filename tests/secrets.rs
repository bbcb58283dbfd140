//! No secret rests, shows or travels where it can be read (R-AUD-2, R-REC-1, R-PWD-5).

use crate::common::{ADMIN, Home, PASSWORD, code, finish, start, within_a_step};
use clap::ArgAction;
use data_encoding::{BASE32_NOPAD, BASE64, BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};
use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use rusqlite::Connection;
use sha2::{Digest, Sha256, Sha512};
use std::{
    fs,
    io::Write,
    os::unix::process::ExitStatusExt,
    process::{Child, Command, Stdio},
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

/// A login that has its password and waits for its code, started by this line of a shell in which `"$@"` is the program.
fn waiting_login(home: &Home, shell: &str, program: &[&str]) -> Child {
    let login = home.command(["authenticate", ADMIN, "--password-stdin", "--code-stdin"]);
    let mut command = Command::new("bash");
    command.args(["-c", shell, "bash"]).args(program);
    if program.is_empty() {
        command.arg(login.get_program()).args(login.get_args());
    }
    command
        .env_clear()
        .envs(login.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .current_dir(home.path());
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("starts");
    let input = child.stdin.as_mut().expect("an input");
    input.write_all(format!("{PASSWORD}\n").as_bytes()).expect("written");
    thread::sleep(Duration::from_millis(500));
    child
}

#[test]
fn a_process_that_is_killed_leaves_its_memory_in_no_file() {
    let home = Home::with_tenant();
    let killed = |program: &[&str], signal: Signal| {
        let mut child = waiting_login(&home, "ulimit -c unlimited; exec \"$@\"", program);
        kill(Pid::from_raw(i32::try_from(child.id()).expect("a number")), signal).expect("sent");
        let status = child.wait().expect("it ends");
        assert_eq!(status.signal(), Some(signal as i32));
        status.core_dumped()
    };
    if !killed(&["cat"], Signal::SIGABRT) {
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = writeln!(std::io::stderr(), "SKIPPED: nothing leaves a core dump here");
    }
    for signal in [Signal::SIGABRT, Signal::SIGQUIT, Signal::SIGSYS, Signal::SIGXCPU] {
        assert!(!killed(&[], signal), "{signal} leaves a core dump");
    }
}

#[test]
fn no_other_process_of_the_same_user_looks_into_the_memory() {
    const STRANGER: &str = "65534";
    if !nix::unistd::geteuid().is_root() {
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = writeln!(std::io::stderr(), "SKIPPED: only root can be another user");
        return;
    }
    let home = Home::with_tenant();
    let given = Command::new("chown").args(["-R", STRANGER]).arg(home.path()).status().expect("chown");
    assert!(given.success());
    let as_stranger = format!("exec setpriv --reuid {STRANGER} --regid {STRANGER} --clear-groups \"$@\"");
    let looks = |child: &Child, file: &str| {
        let path = format!("/proc/{}/{file}", child.id());
        let mut look = Command::new("setpriv");
        look.args(["--reuid", STRANGER, "--regid", STRANGER, "--clear-groups", "cat", &path]);
        look.output().expect("setpriv").status.success()
    };
    let mut other = waiting_login(&home, &as_stranger, &["cat"]);
    assert!(looks(&other, "environ") && looks(&other, "maps"), "another program can be looked into");
    drop(other.stdin.take());
    let _ = other.wait();
    let child = waiting_login(&home, &as_stranger, &[]);
    for file in ["environ", "maps", "auxv"] {
        assert!(!looks(&child, file), "{file} can be read");
    }
    // It works as before, also with its standard input by that name.
    let _ = finish(child).exits(2);
    let mut edits = Command::new("setpriv");
    let plain = home.command(["resource", "edit", "--from", "/dev/stdin", "--type", "client", "--yes"]);
    edits.args(["--reuid", STRANGER, "--regid", STRANGER, "--clear-groups"]);
    edits.args(["bash", "-c", "echo \"$0\" | \"$@\"", ADMIN]).arg(plain.get_program()).args(plain.get_args());
    edits.env_clear().envs(plain.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let _ = finish(start(edits, "")).exits(0);
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
