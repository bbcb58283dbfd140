//! What bash, zsh and fish offer while a command is typed: names of the tenant's resources, and nothing that a shell would run.

use crate::common::{ADMIN, BINARY, Home, finish, start, terminal::played};
use serde_json::json;
use std::{path::Path, process::Command};
use tenantctl::{
    domain::{
        event::{Actor, ActorAuth},
        permission::{Authority, Operator},
    },
    ops::people::complete,
    store::{KeySource, Store},
    vault::KeyFileRules,
};

const SCRIPTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
/// A username may hold all of this; no shell may take any of it for its own.
const HOSTILE: &str = "o`id`$x'*?!&|{a}~#n@acme.example";

/// A tenant with `ada`, `alan` and the hostile name.
fn home() -> Home {
    let home = Home::with_tenant();
    create(&home, "ada@acme.example", &["--first-name", "Ada: $(touch pwned) `touch pwned`", "--last-name", "50%d"]);
    create(&home, "alan@acme.example", &[]);
    create(&home, HOSTILE, &["--email", "hostile@mail.example"]);
    home
}

fn create(home: &Home, username: &str, more: &[&str]) {
    let email = format!("{}@mail.example", username.split('@').next().unwrap_or_default());
    let email = if more.contains(&"--email") { vec![] } else { vec!["--email", &email] };
    let args = [&["resource", "create", username, "--no-setup"], email.as_slice(), more].concat();
    let _ = home.run(args).exits(0);
}

/// The values that are offered in the place of the last word, as zsh asks for them.
fn offered(home: &Home, words: &[&str]) -> Vec<String> {
    let run = home.run(["__complete", "zsh", "tenantctl"].iter().chain(words)).exits(0);
    assert_eq!(run.err, "", "{words:?}");
    run.out.lines().map(|line| line.split('\t').next().expect("a value").to_owned()).collect()
}

#[test]
fn closed_sets_are_completed_like_names() {
    let home = Home::with_tenant();
    let _ = home.run(["level", "create", "night-shift", "--permission", "account.unlock"]).exits(0);
    for (words, wanted) in [
        (&["resource", "create", "ada", "--license", "st"][..], &["standard"][..]),
        (&["resource", "create", "ada", "--license=ap"], &["--license=api"]),
        (&["resource", "create", "ada", "--type", "cl"], &["client"]),
        (&["resource", "create", "ada", "--level", "n"], &["night-shift"]),
        (&["level", "grant", "root", "help"], &["helpdesk"]),
        (&["level", "show", "night"], &["night-shift"]),
        (&["level", "create", "x", "--permission", "resource.r"], &["resource.read"]),
        (&["level", "create", "x", "--permission", "resource.read,account.u"], &["resource.read,account.unlock"]),
        (&["resource", "list", "--where", "lo"], &["locked"]),
        (&["unlock", "--where", "license=a"], &["license=api"]),
        (&["resource", "list", "--sort", "last-"], &["last-name", "last-login"]),
        (&["resource", "export", "--fields", "username,em"], &["username,email", "username,email_verified"]),
        (&["policy", "set", "operator.sign_in="], &["operator.sign_in=off", "operator.sign_in=required"]),
        (&["policy", "set", "lockout"], &["lockout.threshold=7"]),
        (&["emergency", "issue", "root", "--identity", "pass"], &["passport"]),
        (&["emergency", "issue", "root", "--channel", "v"], &["video"]),
        (&["totp", "enroll", "root", "--algorithm", "sha2"], &["sha256"]),
        (&["authenticate", "root", "--client", "out"], &["outlook"]),
        (&["audit", "log", "--outcome", "re"], &["refused"]),
        (&["audit", "log", "--action", "2fa.p"], &["2fa.pause"]),
        (&["schema", "recorde"], &["recorded"]),
    ] {
        assert_eq!(offered(&home, words), wanted, "{words:?}");
    }
}

/// A search path that has the binary.
fn path() -> String {
    let folder = Path::new(BINARY).parent().expect("a folder").display();
    format!("{folder}:{}", std::env::var("PATH").expect("a search path"))
}

/// Plays a shell at a terminal: what to wait for, what to type. The text that came.
#[track_caller]
fn plays(home: &Home, shell: &str, steps: &[(&str, &str)]) -> String {
    let (argv, begin): (&[&str], _) = match shell {
        "bash" => (&["bash", "--norc", "--noprofile", "-i"], format!("source {SCRIPTS}/tenantctl.bash\r")),
        "zsh" => (&["zsh", "-f", "-i"], format!("fpath=({SCRIPTS} $fpath); autoload -U compinit; compinit -u -D\r")),
        _ => (
            &["fish", "--no-config", "--private", "--init-command", "function fish_prompt; echo 'ready> '; end", "-i"],
            format!("source {SCRIPTS}/tenantctl.fish\r"),
        ),
    };
    let all: Vec<_> = [("ready> ", begin.as_str())].iter().chain(steps).copied().collect();
    let env = json!({
        "HOME": home.path(), "PATH": path(), "TERM": "dumb", "LANG": "C.UTF-8", "PS1": "ready> ", "TZ": "UTC",
    });
    let job = json!({
        "argv": argv, "env": env, "cwd": home.path(), "columns": 200, "rows": 50, "seconds": 25, "steps": all,
        "pictures": {},
    });
    let answer = played(&job);
    let raw = answer["raw"].as_str().expect("text").to_owned();
    assert_eq!(answer["missing"], json!([]), "{shell} {steps:?}: waited in vain:\n{raw}");
    assert!(!home.path().join("pwned").exists(), "{shell} ran a part of a name");
    raw
}

/// Types `tenantctl why WORD` with a tab, runs what came of it, and gives the name that it was run with.
#[track_caller]
fn completed(home: &Home, shell: &str, word: &str, shows: &str) -> String {
    let typed = format!("tenantctl why {word}\t");
    let raw = plays(home, shell, &[("ready> ", &typed), (shows, "\r"), ("cannot log in now", "exit\r")]);
    let line = raw.lines().find(|line| line.contains("cannot log in now")).expect("an answer");
    line.trim().split(' ').next().expect("a name").to_owned()
}

#[test]
fn a_tab_completes_a_name_in_every_shell_and_no_shell_runs_a_part_of_it() {
    let home = home();
    for shell in ["bash", "zsh", "fish"] {
        assert_eq!(completed(&home, shell, "ad", "ada@acme.example"), "ada@acme.example", "{shell}");
        // bash begins a new word at the `@`.
        assert_eq!(completed(&home, shell, "ada@ac", "ada@acme.example"), "ada@acme.example", "{shell}");
        for open in ["o", "\"o"] {
            // Within double quotes bash and zsh look `!` up in their history, so bash is not given such a name there.
            if (shell, open) == ("bash", "\"o") {
                continue;
            }
            assert_eq!(completed(&home, shell, open, "n@acme.example"), HOSTILE, "{shell} {open}");
        }
    }
}

#[test]
fn what_two_names_share_is_filled_in_and_both_are_shown_with_whom_they_belong_to() {
    let home = home();
    for shell in ["bash", "zsh"] {
        let raw = plays(
            &home,
            shell,
            &[("ready> ", "tenantctl account unlock a\t\t"), ("alan@acme.example", "\u{3}"), ("", "exit\r")],
        );
        assert!(raw.contains("ada@acme.example"), "{shell}: {raw}");
        assert_eq!(raw.contains("-- Ada: $(touch pwned) `touch pwned` 50%d"), shell == "zsh", "{shell}: {raw}");
    }
    let ask = format!("source {SCRIPTS}/tenantctl.fish; complete -C 'tenantctl account unlock a'");
    let mut fish = Command::new("fish");
    fish.args(["--no-config", "-c", &ask]).env_clear().env("HOME", home.path()).env("PATH", path());
    fish.env("LANG", "C.UTF-8").current_dir(home.path());
    let run = finish(start(fish, "")).exits(0);
    let wanted = "ada@acme.example\tAda: $(touch pwned) `touch pwned` 50%d\nalan@acme.example\talan@mail.example\n";
    assert_eq!((run.out.as_str(), run.err.as_str()), (wanted, ""));
    assert!(!home.path().join("pwned").exists());
}

#[test]
fn files_are_completed_where_a_file_is_meant_and_the_tenant_named_before_is_the_one_asked() {
    let home = home();
    std::fs::create_dir(home.path().join("other place")).expect("made");
    let moved = home.path().join("other place/east.db");
    std::fs::rename(home.db(), &moved).expect("moved");
    std::fs::rename(home.key(), moved.with_extension("key")).expect("moved");
    for shell in ["bash", "zsh", "fish"] {
        let steps = [
            ("ready> ", "tenantctl --db oth\t"),
            ("place/", "ea\t"),
            ("st.", "db why al\t"),
            ("acme.example", "\r"),
            ("cannot log in now", "exit\r"),
        ];
        let raw = plays(&home, shell, &steps);
        assert!(raw.contains("alan@acme.example cannot log in now"), "{shell}: {raw}");
    }
}

#[test]
fn every_place_of_a_resource_a_device_or_an_operator_offers_what_belongs_there() {
    let home = home();
    let two = ["ada@acme.example", "alan@acme.example"];
    for words in [
        &["account", "unlock", "a"][..],
        &["unlock", "a"],
        &["user", "show", "A"],
        &["--tenant", "acme", "2fa", "pause", "--for", "24h", "a"],
        &["totp", "confirm", "a"],
        &["authenticate", "a"],
        &["audit", "log", "--resource", "a"],
    ] {
        let found = offered(&home, words);
        let found: Vec<_> = found.iter().filter(|value| value.contains('@')).collect();
        assert_eq!(found, two, "{words:?}");
    }
    assert_eq!(offered(&home, &["audit", "log", "--resource=ad"]), ["--resource=ada@acme.example"]);
    assert_eq!(offered(&home, &["why", "ada@m"]), ["ada@mail.example"], "no username begins so: e-mail addresses");
    assert!(offered(&home, &["audit", "log", "--actor", "os:"])[0].starts_with("os:"));
    let _ = home.run(["totp", "enroll", "ada", "--label", "work: phone", "--show-key"]).exits(0);
    for verb in ["remove", "confirm", "qr"] {
        assert_eq!(offered(&home, &["totp", verb, "ada", "w"]), ["work: phone"], "{verb}");
    }
    assert_eq!(offered(&home, &["acc"]), ["account"]);
    assert_eq!(offered(&home, &["account", "unlock", "--rea"]), ["--reason"]);
    assert_eq!(offered(&home, &["why", "--db", ""]), ["files"]);
    assert_eq!(offered(&home, &["account", "unlock", ""]).len(), 4, "names, and no options before one is begun");
}

#[test]
fn a_hundred_names_are_offered_at_most_in_their_order() {
    let home = Home::with_tenant();
    let sql = (0..150).map(|n| {
        format!(
            "INSERT INTO resources (id, username, username_normal, email, type, license, level, champion, active, created_at) \
             SELECT 'id{n}', 'user{n:03}@acme.example', 'user{n:03}@acme.example', 'x', type, license, 'user', 0, 1, 0 \
             FROM resources WHERE level = 'admin'; \
             INSERT INTO identifiers VALUES ('user{n:03}@acme.example', 'id{n}', 1, 0, 'user{n:03}');"
        )
    });
    let connection = rusqlite::Connection::open(home.db()).expect("opens");
    connection.execute_batch(&sql.collect::<String>()).expect("filled");
    drop(connection);
    let found = offered(&home, &["why", "u"]);
    assert_eq!(found.len(), 100);
    assert!(found.is_sorted() && found[99] == "user099@acme.example");
}

#[test]
fn where_the_tenant_cannot_be_read_nothing_is_offered_nothing_said_and_nothing_made() {
    let home = home();
    let empty = Home::empty();
    assert_eq!(offered(&empty, &["account", "unlock", "a"]), [""; 0]);
    assert_eq!(std::fs::read_dir(empty.path()).expect("a home").count(), 0, "nothing is made");
    for wrong in
        [["--db", "/nowhere/x.db"], ["--tenant", "nobody"], ["--key-file", "nowhere.key"], ["--config", "no.toml"]]
    {
        let words: Vec<&str> = wrong.into_iter().chain(["account", "unlock", "a"]).collect();
        assert_eq!(offered(&home, &words), [""; 0], "{wrong:?}");
    }
    assert_eq!(offered(&home, &["-v", "account", "unlock", "al"]), ["alan@acme.example"], "-v says nothing here");
    for malformed in [&["__complete"][..], &["__complete", "tcsh", "x"], &["__complete", "bash", "only the line"]] {
        let run = home.run(malformed).exits(0);
        assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    }
    let mut key = std::fs::read(home.key()).expect("a key");
    key[0] ^= 1;
    std::fs::write(home.key(), key).expect("spoilt");
    assert_eq!(offered(&home, &["account", "unlock", "a"]), [""; 0], "names need the key as every reader does");
}

#[test]
fn offering_names_leaves_no_event_and_asks_for_the_permission_to_read() {
    let home = home();
    let before = home.events().len();
    assert_eq!(offered(&home, &["account", "unlock", "a"]).len(), 2);
    let glass = ["--break-glass", "--reason", "x", "account", "unlock", "a"];
    assert_eq!(offered(&home, &glass).len(), 2);
    assert_eq!(home.events().len(), before);
    let keys = KeySource { path: home.key(), rules: KeyFileRules { group: None } };
    let store = Store::open(&home.db(), keys).expect("a tenant");
    let tx = store.read().expect("readable");
    let actor = Actor { name: "os:somebody".to_owned(), auth: ActorAuth::None };
    let stranger = Operator { actor, authority: Authority::Nobody };
    let refused = complete::names(&tx, &stranger, "", 10).expect_err("refused");
    assert_eq!(refused.code().word(), "permission_denied");
    let now = tenantctl::domain::time::Time::from_millis(0);
    let refused = complete::labels(&tx, &stranger, ADMIN, now).expect_err("refused");
    assert_eq!(refused.code().word(), "permission_denied");
}

#[test]
fn r_perm_5_where_sign_in_is_required_nobody_who_did_not_sign_in_is_offered_a_name() {
    let home = Home::with_tenant();
    let _ = home.resource("ada");
    let _ = home.enroll(ADMIN);
    let required = ["policy", "set", "operator.sign_in=required", "--reason", "x"];
    let _ = home.run(required).exits(0);
    assert_eq!(offered(&home, &["why", "a"]), [""; 0]);
    assert_eq!(
        offered(&home, &["--break-glass", "--reason", "x", "why", "a"]),
        [""; 0],
        "no glass is broken for a tab"
    );
    // Neither was told as a denial: the newest event is still that of the policy.
    let newest = home.run(["audit", "log", "--break-glass", "--reason", "x", "--limit", "2"]).exits(0).json();
    let actions: Vec<_> = newest["items"].as_array().expect("events").iter().map(|event| &event["action"]).collect();
    assert_eq!(actions.last().copied(), Some(&json!("policy.set")), "{newest}");
}

#[test]
fn the_kept_scripts_are_what_the_binary_prints() {
    for (shell, file) in [("bash", "tenantctl.bash"), ("zsh", "_tenantctl"), ("fish", "tenantctl.fish")] {
        let kept = std::fs::read_to_string(Path::new(SCRIPTS).join(file)).expect("a script");
        assert_eq!(Home::empty().run(["completions", shell]).exits(0).out, kept);
    }
}
