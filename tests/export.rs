//! `resource export`: what it tells to whom, in which form, what it leaves in the history, and the file that it makes.

use crate::common::{self, ADMIN, Home, Run, finish, start};
use serde_json::{Value, json};
use std::{
    fs::{self, File},
    io::Write,
    os::unix::fs::PermissionsExt,
    process::{Command, Stdio},
};

const USUAL: &str = "username,email,email_verified,first_name,last_name,phone,type,license,level,champion,active";

/// Gives a program this on standard input; what it answers.
fn piped(mut command: Command, args: &[&str], input: &str) -> String {
    command.args(args);
    let run = finish(start(command, input)).exits(0);
    run.out
}

/// The records as Python's csv module reads them, with the apostrophe of formulas taken off as docs/output.md says.
fn python(csv: &str) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/tools/read_csv.py");
    serde_json::from_str(&piped(common::python(), &[script], csv)).expect("JSON")
}

fn exports(home: &Home) -> Vec<Value> {
    home.events().into_iter().filter(|event| event["action"] == "resource.export").collect()
}

/// Somebody with this first and last name.
fn named(home: &Home, name: &str, first: &str, last: &str) {
    let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
    let names = [format!("--first-name={first}"), format!("--last-name={last}")];
    let create = ["resource", "create", &username, "--email", &email, "--no-setup"];
    let _ = home.run(create.into_iter().chain(names.iter().map(String::as_str))).exits(0);
}

#[test]
fn csv_is_what_comes_where_nothing_was_said_and_gives_back_every_text() {
    let home = Home::with_tenant();
    let names = [
        ("a", "=1+1", "+49"),
        ("b", "-x", "@SUM(A1)"),
        ("c", "'=1", "'tis"),
        ("d", "x;y,z", "O\"Brien \"\"q"),
        ("e", "|cmd", "＝1"),
        ("f", "Zoë", "愛"),
    ];
    for (name, first, last) in names {
        named(&home, name, first, last);
    }
    // No name has a line end or a tab in it, so that none can break a record.
    for bad in ["a\nb", "a\rb", "a\tb"] {
        let _ = home.run(["resource", "edit", "a", "--first-name", bad]).exits(7);
    }
    let _ = home.run(["resource", "edit", "f", "--phone", "+15551239443", "--license", "api"]).exits(0);
    let mut silent = home.command(["resource", "export"]);
    silent.env_remove("TENANTCTL_OUTPUT");
    let csv = finish(start(silent, "")).exits(0);
    assert_eq!((csv.out.lines().next(), csv.err.as_str()), (Some(USUAL), ""));
    assert_eq!(csv.out, home.run(["resource", "export", "-o", "csv"]).exits(0).out);
    assert!(csv.out.contains(",'=1+1,'+49,") && csv.out.contains(",''=1,'tis,"), "{}", csv.out);
    let records = python(&csv.out);
    assert_eq!(records.len(), names.len() + 1);
    for ((name, first, last), record) in names.iter().zip(&records) {
        assert_eq!(record["username"], format!("{name}@acme.example"));
        assert_eq!((record["first_name"].as_str(), record["last_name"].as_str()), (Some(*first), Some(*last)));
    }
    assert_eq!(records[5]["phone"], "+15551239443");
    assert_eq!(
        records[6],
        json!({
            "username": ADMIN, "email": "it@acme.example", "email_verified": "false", "first_name": "", "last_name": "", "phone": "",
            "type": "internal", "license": "standard", "level": "admin", "champion": "false", "active": "true",
        })
    );
    // A stranger's reader without that step finds no cell that begins a formula.
    let mut reader = csv::Reader::from_reader(csv.out.as_bytes());
    for record in reader.records() {
        assert!(record.expect("a record").iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '＝'])));
    }
}

#[test]
fn every_form_tells_the_same_and_jq_reads_it() {
    let home = Home::with_tenant();
    named(&home, "ada", "Ada", "=Lovelace");
    let export = |format: &str| home.run(["resource", "export", "-o", format]).exits(0).out;
    let json: Value = serde_json::from_str(&export("json")).expect("JSON");
    assert_eq!(json["next"], Value::Null);
    let lines: Vec<Value> = export("jsonl").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(json["items"].as_array(), Some(&lines));
    let keys: Vec<_> = lines[0].as_object().expect("an object").keys().map(String::as_str).collect();
    assert_eq!(keys.join(","), USUAL);
    assert_eq!(
        (&lines[0]["email_verified"], &lines[0]["active"], &lines[0]["phone"]),
        (&false.into(), &true.into(), &Value::Null)
    );
    assert_eq!(piped(Command::new("jq"), &["-r", ".items[] | .last_name // \"-\""], &export("json")), "=Lovelace\n-\n");
    let plain = "ada@acme.example\tada@mail.example\tfalse\tAda\t=Lovelace\t\tinternal\tstandard\tuser\tfalse\ttrue";
    assert_eq!(export("plain").lines().next(), Some(plain));
    assert!(export("table").starts_with("username"));
}

#[test]
fn fields_are_those_that_were_named_in_their_order() {
    let home = Home::with_tenant();
    let key = home.enroll(ADMIN);
    named(&home, "ada", "Ada", "L");
    let _ = home.run(["account", "lock", "ada", "--reason", "x"]).exits(0);
    let csv = |fields: &[&str]| {
        let run = home.run(["resource", "export", "-o", "csv"].iter().chain(fields)).exits(0);
        run.out
    };
    let told = csv(&["--fields", "locked,username", "--fields", "enrolled"]);
    assert_eq!(told, format!("locked,username,enrolled\ntrue,ada@acme.example,false\nfalse,{ADMIN},true\n"));
    assert_eq!(csv(&["--where", "locked", "--fields", "username"]), "username\nada@acme.example\n");
    assert_eq!(csv(&["--where", "locked", "--where", "level=admin", "--fields", "username"]), "username\n");
    // What only the tenant knows stands as `resource show` tells it.
    let shown = home.run(["resource", "show", "ada"]).exits(0).json();
    let told =
        home.run(["resource", "export", "--where", "locked", "--fields", "id,created_at,last_login_at"]).exits(0);
    for field in ["id", "created_at", "last_login_at"] {
        assert_eq!(told.json()["items"][0][field], shown[field], "{field}");
    }
    let whole = home.bytes();
    assert!(
        !common::holds(csv(&[]).as_bytes(), &key) && common::holds(&whole, "$argon2id$"),
        "there was a secret to tell"
    );

    let before = home.events().len();
    for (fields, words) in [
        ("username,nickname", ["nickname", "last_login_at"]),
        ("password_hash", ["is in no export", "username"]),
        ("password", ["is in no export", "username"]),
        ("", ["a field is one of", "username"]),
        ("email,username,email", ["email", "twice"]),
    ] {
        let run = home.run(["resource", "export", "--fields", fields]).exits(2);
        let message = run.error()["message"].as_str().expect("a sentence").to_owned();
        assert!(words.iter().all(|word| message.contains(word)) && run.out.is_empty(), "{message}");
    }
    assert_eq!(home.events().len(), before);
}

/// The permissions of a script, by its level.
fn script(home: &Home, name: &str, level: &str) -> String {
    let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
    let create = ["resource", "create", &username, "--email", &email, "--license", "api", "--level", level];
    let _ = home.run(create.into_iter().chain(["--no-setup"])).exits(0);
    let token = format!("{name}.token");
    let _ = home.run(["token", "issue", &username, "--expires", "1d", "--out", &token]).exits(0);
    token
}

#[test]
fn r_fac_2_numbers_stand_in_full_for_those_alone_who_may_write_them() {
    let home = Home::with_tenant();
    let create = ["resource", "create", "ada@acme.example", "--email", "a@m.example", "--phone", "+15551239443"];
    let _ = home.run(create.into_iter().chain(["--no-setup"])).exits(0);
    let _ =
        home.run(["level", "create", "writer", "--permission=resource.read", "--permission=resource.write"]).exits(0);
    let _ = home.run(["level", "create", "writes-blindly", "--permission=resource.write"]).exits(0);
    let tokens = ["helpdesk", "auditor", "writer", "admin", "user", "writes-blindly"]
        .map(|level| script(&home, &format!("s-{level}"), level));
    let export = |token: &str, more: &[&str]| -> Run {
        let args = ["resource", "export", "--where", "name~ada", "-o", "csv"];
        let mut command = home.command(args.iter().chain(more));
        command.env("TENANTCTL_TOKEN_FILE", home.path().join(token));
        finish(start(command, ""))
    };
    for (token, number) in tokens.iter().zip(["xxx-xxx-9443", "xxx-xxx-9443", "'+15551239443", "'+15551239443"]) {
        let run = export(token, &["--fields", "phone"]).exits(0);
        assert_eq!(run.out, format!("phone\n{number}\n"), "{token}");
        let masked = number.starts_with('x');
        assert_eq!(run.err.contains("masked") && run.err.contains("resource.write"), masked, "{token}: {}", run.err);
        assert_eq!(exports(&home)[0]["details"]["numbers"], if masked { "masked" } else { "full" }, "{token}");
        // Where no number is asked for, nothing is said of any.
        let run = export(token, &["--fields", "username"]).exits(0);
        assert_eq!((run.err.as_str(), &exports(&home)[0]["details"]["numbers"]), ("", &Value::Null), "{token}");
    }
    // R-PERM-1: whoever may not read resources gets nothing, and leaves a denial and no file.
    for token in &tokens[4..] {
        let denied = export(token, &["--out", "all.csv"]).exits(5);
        assert!(denied.out.is_empty() && !home.path().join("all.csv").exists());
        assert_eq!(exports(&home)[0]["outcome"], "denied", "{token}");
    }
}

#[test]
fn r_aud_4_an_export_is_an_event_that_stands_before_its_first_line() {
    let home = Home::with_tenant();
    named(&home, "ada", "Ada", "L");
    let export = ["resource", "export", "-o", "csv", "--reason", "yearly", "--ticket", "T-1"];
    // Nothing of it can be put out, and the event is there.
    let mut full = home.command(export);
    full.stdout(File::create("/dev/full").expect("a device")).stderr(Stdio::piped());
    let full = full.output().expect("it ends");
    assert!(!full.status.success());
    let events = exports(&home);
    assert_eq!(events.len(), 1);
    let event = &events[0];
    assert_eq!(
        (&event["reason"], &event["ticket"], &event["outcome"]),
        (&"yearly".into(), &"T-1".into(), &"ok".into())
    );
    let fields: Vec<_> = USUAL.split(',').collect();
    assert_eq!(
        event["details"],
        json!({"fields": fields, "format": "csv", "where": [], "count": 2, "numbers": "full"})
    );
    let conditions = ["license=standard", "level=admin", "name~ROOT", "email-unverified", "not-enrolled"];
    let args = conditions.iter().flat_map(|condition| ["--where", condition]);
    let _ = home.run(["resource", "export", "--fields", "id"].into_iter().chain(args)).exits(0);
    let details = exports(&home)[0]["details"].clone();
    let wanted = json!({"fields": ["id"], "format": "json", "where": conditions, "count": null, "numbers": null});
    assert_eq!(details, wanted);
    // Where it cannot be written, nothing is put out (R-AUD-1).
    for more in [&[][..], &["--out", "all.csv"]] {
        let args = ["resource", "export", "-o", "csv"].iter().chain(more);
        let run = home.run_at("-1h", args, "").exits(8);
        assert!(run.out.is_empty() && run.err.contains("clock"), "{}", run.err);
        assert!(!home.path().join("all.csv").exists());
    }
    assert_eq!(exports(&home).len(), 2);
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn a_file_is_private_whole_and_never_over_something() {
    let home = Home::with_tenant();
    let (path, there) = (home.path().join("all.csv"), home.path().join("there"));
    let to = |file: &str| home.run(["resource", "export", "-o", "csv", "--out", file]);
    let told = to("all.csv").exits(0);
    assert_eq!((told.out.as_str(), told.err.as_str()), ("", "1 resource is in all.csv.\n"));
    assert_eq!(fs::read_to_string(&path).expect("a file"), home.run(["resource", "export", "-o", "csv"]).exits(0).out);
    assert_eq!(fs::metadata(&path).expect("a file").permissions().mode() & 0o777, 0o600);
    fs::write(&there, "kept").expect("written");
    std::os::unix::fs::symlink("elsewhere", home.path().join("link")).expect("a link");
    let before = exports(&home).len();
    for taken in ["all.csv", "there", "link"] {
        assert!(to(taken).exits(4).err.contains("already exists; nothing was written"), "{taken}");
    }
    let _ = to("no/such/folder/all.csv").exits(1);
    assert_eq!(exports(&home).len(), before, "what cannot be kept is not exported");
    assert_eq!(fs::read_to_string(&there).expect("a file"), "kept");
    assert!(!home.path().join("elsewhere").exists());
    let left: Vec<_> =
        fs::read_dir(home.path()).expect("readable").map(|entry| entry.expect("an entry").file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains(".part")), "{left:?}");
}

/// Whether this machine lets the test mount something where nobody else sees it; says why not.
fn mounts() -> bool {
    let tried = Command::new("unshare").args(["-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]).output();
    let works = tried.as_ref().is_ok_and(|output| output.status.success());
    if !works {
        // Said past the harness's capture, so that nobody takes it for proven.
        let _ = writeln!(std::io::stderr(), "SKIPPED: nothing can be mounted here ({tried:?})");
    }
    works
}

#[test]
fn a_full_disk_leaves_no_file_that_looks_whole() {
    if !mounts() {
        return;
    }
    let home = Home::with_tenant();
    for number in 0..12 {
        named(&home, &format!("u{number}"), &"x".repeat(100), &"y".repeat(100));
    }
    // One page of a file system is less than the export takes.
    let script = "mkdir small; mount -t tmpfs -o size=4k none small; code=0; \"$T\" resource export -o json --out small/all.csv || code=$?; \
                  ls -A small >&2; exit $code";
    let mut shell = Command::new("unshare");
    shell.args(["-m", "sh", "-ec", script]).current_dir(home.path()).env_clear();
    for (name, value) in home.command::<&str>([]).get_envs() {
        shell.envs(value.map(|value| (name, value)));
    }
    shell.env("T", common::BINARY);
    let run = finish(start(shell, "")).exits(8);
    assert_eq!(run.error()["code"], "disk_full", "and the folder is empty: {}", run.err);
    assert!(
        run.error()["message"].as_str().is_some_and(|message| message.contains("there is no such file")),
        "{}",
        run.err
    );
}

#[test]
fn whoever_has_read_enough_closes_it_and_nothing_is_said() {
    let home = Home::with_tenant();
    let line = format!("set -o pipefail; {} resource export -o csv | head -n 1", common::BINARY);
    let mut bash = Command::new("bash");
    bash.args(["-c", &line]).env("HOME", home.path()).env_remove("TENANTCTL_OUTPUT");
    let bash = bash.output().expect("bash");
    assert_eq!((bash.stderr.as_slice(), String::from_utf8_lossy(&bash.stdout).trim_end()), (&[][..], USUAL));
}

#[test]
fn an_export_that_is_imported_elsewhere_is_exported_the_same_again() {
    let home = Home::with_tenant();
    named(&home, "a", "=1+1", "O\"Brien; x, y");
    named(&home, "b", "''-x", "愛");
    for (name, edits) in [
        ("c", &["--license", "co-managed", "--phone", "+15551239443"][..]),
        ("d", &["--license", "api"]),
        ("e", &["--license", "dashboard", "--type", "client"]),
        ("f", &["--champion"]),
    ] {
        named(&home, name, "First", "Last");
        let _ = home.run(["resource", "edit", name].iter().chain(edits)).exits(0);
    }
    let _ = home.run(["resource", "verify-email", "e", "--assume", "--reason", "x"]).exits(0);
    let _ = home.run(["level", "grant", "f", "helpdesk", "--reason", "x"]).exits(0);
    let _ = home.run(["resource", "deactivate", "b", "--reason", "x", "--yes"]).exits(0);
    let other = Home::with_another_tenant();
    for (format, file) in [("csv", "all.csv"), ("jsonl", "all.jsonl")] {
        let out = home.path().join(file);
        let file = out.to_str().expect("UTF-8");
        let _ = home.run(["resource", "export", "-o", format, "--out", file]).exits(0);
        // Where it came from, it changes nothing.
        let again = home.run(["resource", "import", file, "--update"]).exits(0).json();
        assert_eq!(
            (&again["unchanged"], &again["created"], &again["updated"]),
            (&7.into(), &0.into(), &0.into()),
            "{again}"
        );
        let copy = other.copy();
        let _ = copy.run(["resource", "import", file, "--reason", "moved"]).exits(0);
        let exported = copy.run(["resource", "export", "-o", format]).exits(0).out;
        assert_eq!(exported, fs::read_to_string(&out).expect("a file"), "{format}");
    }
    assert_eq!(home.run(["audit", "verify"]).exits(0).json()["ok"], true);
}

#[test]
fn a_masked_number_is_taken_for_none_by_an_import() {
    let home = Home::with_tenant();
    named(&home, "ada", "Ada", "L");
    let _ = home.run(["resource", "edit", "ada", "--phone", "+15551230001"]).exits(0);
    let token = script(&home, "auditor", "auditor");
    let mut masked = home.command(["resource", "export", "-o", "csv", "--out", "masked.csv"]);
    masked.env("TENANTCTL_TOKEN_FILE", home.path().join(token));
    let _ = finish(start(masked, "")).exits(0);
    let refused = home.run(["resource", "import", "masked.csv", "--update"]).exits(7);
    assert!(refused.out.contains("phone") && !refused.out.contains("0001"), "{}", refused.out);
    assert_eq!(home.run(["resource", "show", "ada"]).exits(0).json()["phone"], "xxx-xxx-0001");
}
