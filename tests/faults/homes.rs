//! The homes that commands start from. Each is made once and copied for every point.

use super::{state::copy, trace};
use crate::common::{Home, PASSWORD, Run, code, finish, millis, start};
use rusqlite::Connection;
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::Path,
};

/// What a command starts from.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum From {
    /// A home without a tenant.
    Nothing,
    /// A tenant with people in every state that a command needs.
    Tenant,
    /// The same under two persons, with a request that waits.
    Asked,
    /// Its database is gone; the backup and the key are there.
    Lost,
    /// An import into it was killed after its first row.
    Begun,
    /// The history is two hours ahead of the clock.
    Behind,
    /// The kept tenant of an earlier build.
    Version6,
    Version7,
}

/// A home and what is known of it: keys of devices (`key NAME`), tokens, codes and ids.
pub struct Prepared {
    pub home: Home,
    pub known: BTreeMap<String, String>,
    made: u64,
}

impl Prepared {
    fn new(home: Home, known: BTreeMap<String, String>) -> Self {
        Self { home, known, made: millis() }
    }

    /// How the clock is put back to where the home was made.
    pub fn shift(&self) -> String {
        format!("-{}s", (millis() - self.made) / 1000)
    }

    pub fn copy(&self) -> Home {
        // Many are made: in memory, waiting for the disk costs nothing. What fails is a call, and never the power.
        let home = Home::in_memory();
        copy(self.home.path(), home.path());
        // The journal of an import knows the file of its tokens by its inode, which is another one by now.
        let journal = home.db().with_extension("db-import");
        if let Ok(text) = fs::read_to_string(&journal) {
            let inode = |home: &Home| {
                let file = fs::metadata(home.path().join("tokens.csv")).expect("a file of tokens");
                format!("\"handout_inode\":{}", file.ino())
            };
            fs::write(journal, text.replace(&inode(&self.home), &inode(&home))).expect("written");
        }
        home
    }

    /// A text with `{NAME}` as what is known by that name, and `{code NAME}` as what a device shows now.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').expect("a name");
            filled.push_str(before);
            match name.strip_prefix("code ") {
                Some(owner) => filled.push_str(&code(&self.known[&format!("key {owner}")], 0)),
                None => filled.push_str(&self.known[name]),
            }
            rest = after;
        }
        filled + rest
    }
}

fn lines(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn with_env(home: &Home, env: &[(&str, &str)], args: &[&str], input: &str) -> Run {
    let mut command = home.command(args);
    command.envs(env.iter().map(|(name, value)| (name, value.replace("HOME", &home.path().display().to_string()))));
    finish(start(command, input))
}

/// Where hilda is signed in.
pub const DESK: (&str, &str) = ("XDG_RUNTIME_DIR", "HOME/desk");

fn tenant() -> Prepared {
    let home = Home::with_tenant();
    let mut known = BTreeMap::new();
    for name in ["ada", "bob", "cyd", "dan", "eve", "gus"] {
        let _ = home.resource(name);
    }
    for (name, level) in [("hilda", "helpdesk"), ("otto", "helpdesk"), ("amy", "admin"), ("kim", "night")] {
        if name == "kim" {
            let _ = home.run(["level", "create", "night", "--permission", "resource.read"]).exits(0);
        }
        let _ = home.levelled(name, level, &[]);
    }
    let robot = ["resource", "create", "robot@acme.example", "--email", "robot@mail.example", "--license", "api"];
    let _ = home.run_with(robot.iter().chain(&["--password-stdin"]), &lines(&[PASSWORD])).exits(0);
    for name in ["ada", "hilda", "otto", "amy"] {
        known.insert(format!("key {name}"), home.enroll(name));
    }
    for name in ["bob", "dan"] {
        let pending = home.run(["totp", "enroll", name, "--show-key"]).exits(0).json();
        known.insert(format!("key {name}"), text(&pending["key"]));
    }
    for args in [
        &["resource", "verify-email", "ada", "--assume", "--reason", "seen"][..],
        &["account", "lock", "dan", "--reason", "x"],
        &["2fa", "pause", "eve", "--for", "12h", "--reason", "x"],
        &["resource", "create", "gone@acme.example", "--email", "gone@mail.example", "--no-setup"],
        &["resource", "deactivate", "gone", "--reason", "x", "--yes"],
        &["token", "issue", "robot", "--expires", "90d", "--out", "old.token", "--scope", "resource.read"],
    ] {
        let _ = home.run(args).exits(0);
    }
    let setup = home.run(["setup", "issue", "gus", "--show"]).exits(0).json();
    known.insert("setup".to_owned(), text(&setup["token"]));
    let emergency = ["emergency", "issue", "ada", "--identity", "passport", "--channel", "video", "--reference", "r"];
    let emergency = home.run(emergency.iter().chain(&["--show"])).exits(0).json();
    known.insert("emergency".to_owned(), text(&emergency["code"]));
    let codes = home.run(["recovery-codes", "generate", "ada"]).exits(0).json();
    known.insert("recovery".to_owned(), text(&codes["codes"][0]));
    let login = ["authenticate", "robot", "--password-stdin"];
    let granted = home.run_with(login, &lines(&[PASSWORD])).exits(0).json();
    known.insert("token".to_owned(), text(&granted["session_token"]));
    known.insert("session".to_owned(), text(&granted["session_id"]));
    let tokens = home.run(["token", "list"]).exits(0).json();
    known.insert("script".to_owned(), text(&tokens["items"][0]["id"]));
    let login = ["login", "hilda", "--password-stdin", "--code", &code(&known["key hilda"], 0)];
    let _ = with_env(&home, &[DESK], &login, &lines(&[PASSWORD])).exits(0);
    let rows = (1..=3).map(|number| format!("p{number}@acme.example,p{number}@mail.example,Pat\n"));
    let people = format!("username,email,first_name\n{}", rows.collect::<String>());
    fs::write(home.path().join("people.csv"), &people).expect("written");
    fs::write(home.path().join("bad.csv"), format!("{people}bad,bad,\n")).expect("written");
    fs::write(home.path().join("many"), "cyd\neve\n").expect("written");
    Prepared::new(home, known)
}

/// The kept tenant of an earlier build, put in its place.
fn earlier(version: &str) -> Prepared {
    let home = Home::empty();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/earlier").join(version);
    for (name, to) in [("tenant.db", home.db()), ("tenant.key", home.key())] {
        let folder = to.parent().expect("a folder");
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).expect("made");
        fs::copy(kept.join(name), &to).expect("copied");
        fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).expect("private");
    }
    if version == "v6" {
        // As it is in use; the other one is as it was kept, in one file.
        let sql = Connection::open(home.db()).expect("opened");
        sql.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).expect("set");
    }
    Prepared::new(home, BTreeMap::new())
}

/// The arguments of an import that hands out tokens, a row at a time.
pub const IMPORT: &str = "resource import people.csv --setup-out tokens.csv --batch 1 --yes";

/// An import that was killed between its first row and its last.
fn begun(tenant: &Prepared) -> Prepared {
    for when in 1..100 {
        let home = tenant.copy();
        let args: Vec<_> = IMPORT.split(' ').collect();
        let _ = trace::run_with(&home.command(args), &format!("fsync:signal=KILL:when={when}"), "");
        let there = |name: &str| home.run(["resource", "show", name]).code == 0;
        if there("p1") && !there("p3") {
            return Prepared::new(home, BTreeMap::new());
        }
    }
    panic!("no kill stopped the import between its rows");
}

/// Every home, by what it is.
pub fn all() -> BTreeMap<From, Prepared> {
    let tenant = tenant();
    let with = |change: &dyn Fn(&Home, &mut BTreeMap<String, String>)| {
        let (home, mut known) = (tenant.copy(), tenant.known.clone());
        change(&home, &mut known);
        Prepared::new(home, known)
    };
    let asked = with(&|home, known| {
        let _ = home.run(["policy", "set", "two_person=on", "--reason", "x"]).exits(0);
        let asked = home.run(["2fa", "reset", "amy", "--yes", "--reason", "x"]).exits(10).json();
        known.insert("request".to_owned(), text(&asked["request_id"]));
    });
    let lost = with(&|home, _| {
        let _ = home.run(["backup", "create", "kept.db"]).exits(0);
        fs::remove_file(home.db()).expect("removed");
    });
    let behind = with(&|home, _| {
        let _ = home.run_at("+2h", ["resource", "edit", "cyd", "--last-name", "Later"], "").exits(0);
    });
    let begun = begun(&tenant);
    let nothing = Prepared::new(Home::empty(), BTreeMap::new());
    [
        (From::Nothing, nothing),
        (From::Tenant, tenant),
        (From::Asked, asked),
        (From::Lost, lost),
        (From::Begun, begun),
        (From::Behind, behind),
        (From::Version6, earlier("v6")),
        (From::Version7, earlier("v7")),
    ]
    .into_iter()
    .collect()
}
