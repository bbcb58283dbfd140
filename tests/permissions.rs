//! The table of R-PERM-1, cell by cell: every command, asked for by every kind of operator.

mod remedies;

use crate::common::{ADMIN, Desk, Home, PASSWORD, Run, code, finish, soon, start, stopped, tree};
use serde_json::Value;
use std::{collections::BTreeSet, fs, path::PathBuf};

/// What needs no permission of an operator: what a person or the owner of the files does for itself, and what tells nothing of a tenant.
const NEEDS_NONE: &[&str] = &[
    "authenticate",
    "completions",
    "demo",
    "help",
    "init",
    "login",
    "logout",
    "man",
    // The owner's alone, before there is a tenant that this version can read: tests/earlier.rs.
    "migrate",
    "password rules",
    // It asks for the owner in the tenant that it restores, which is gone where it is refused: tests/backup.rs.
    "restore",
    // It only says what to do instead.
    "resource delete",
    "schema",
    "session check",
    "session logout",
    "setup accept",
    // It needs a sign-in and no permission: a test of its own.
    "whoami",
];

/// A command with the permission that R-PERM-1 asks for.
struct Row {
    /// Its noun and verb.
    leaf: &'static str,
    /// The permission's word; `owner` for what the owner of database and key keeps.
    needs: &'static str,
    /// What follows the noun and verb. `{…}` stands for what the tenant was given.
    args: &'static [&'static str],
    /// How it ends for who may do it.
    exit: i32,
}

const fn row(leaf: &'static str, needs: &'static str, args: &'static [&'static str]) -> Row {
    Row { leaf, needs, args, exit: 0 }
}

const WHY: &str = "--reason=x";
/// The same done to many, whose names stand in a file.
const MANY: &[&str] = &["--from=many", "--yes", WHY];

const TABLE: &[Row] = &[
    row("account lock", "account.lock", &["ada", WHY]),
    row("account lock", "account.lock", MANY),
    row("account recover", "account.unlock", &["lou", "--unlock", "--yes", WHY]),
    row("account recover", "tfa.reset", &["ada", "--reset-2fa", "--yes", WHY]),
    row("account recover", "password.reset", &["ada", "--reset-password", "--show", "--yes", WHY]),
    row("account recover", "session.end", &["bot", "--end-sessions", "--yes", WHY]),
    row("account status", "resource.read", &["ada"]),
    row("account unlock", "account.unlock", &["lou", WHY]),
    row("account unlock", "account.unlock", MANY),
    row("audit log", "audit.own", &[]),
    row("audit verify", "audit.read", &[]),
    row("backup create", "backup", &["new.token"]),
    row("backup verify", "backup", &["kept.db"]),
    row("status", "resource.read", &[]),
    row("doctor", "resource.read", &[]),
    row("doctor", "owner", &["--accept-clock", WHY]),
    row(
        "emergency issue",
        "emergency.issue",
        &["ada", "--identity=passport", "--channel=video", "--reference=r", "--show"],
    ),
    row("emergency list", "emergency.issue", &[]),
    row("emergency revoke", "emergency.issue", &["ada"]),
    row("enroll", "factor.write", &["bob", "--show-key"]),
    row("level create", "level.write", &["fresh", "--permission=level.write"]),
    row("level grant", "level.write", &["ada", "nothing", WHY]),
    row("level list", "resource.read", &[]),
    row("level revoke", "level.write", &["gina", WHY]),
    row("level show", "resource.read", &["helpdesk"]),
    row("password set", "owner", &["ada", "--password-stdin"]),
    row("pause", "tfa.pause", &["ada", "--next-login", WHY]),
    row("pause", "tfa.pause", &["--next-login", "--from=many", "--yes", WHY]),
    row("policy set", "policy.write", &["lockout.threshold=9", WHY]),
    row("policy show", "resource.read", &[]),
    row("recovery-codes generate", "factor.write", &["ada"]),
    row("recovery-codes status", "resource.read", &["ada"]),
    row("request approve", "policy.write", &["{request}"]),
    row("request deny", "policy.write", &["{request}"]),
    row("request list", "resource.read", &[]),
    row("request show", "resource.read", &["{request}"]),
    // Without a terminal it says so, to whoever may begin it.
    row("rescue", "resource.read", &["ada"]).ends(2),
    row("resource activate", "resource.write", &["gone"]),
    row("resource activate", "resource.write", MANY),
    row("resource create", "resource.write", &["new@acme.example", "--email=new@mail.example", "--no-setup"]),
    row("resource deactivate", "resource.write", &["bob", "--yes", WHY]),
    row("resource deactivate", "resource.write", MANY),
    row("resource edit", "resource.write", &["bob", "--first-name=Bo"]),
    row("resource export", "resource.read", &[]),
    row("resource import", "resource.write", &["people.csv"]),
    row("resource edit", "resource.write", &["--type=client", "--from=many", "--yes", WHY]),
    row("resource list", "resource.read", &[]),
    row("resource show", "resource.read", &["ada"]),
    row("resource verify-email", "owner", &["bob", "--assume", WHY]),
    row("session end", "session.end", &["{session}"]),
    row("session list", "resource.read", &["bot"]),
    row("setup issue", "password.reset", &["ada", "--show"]),
    row("setup issue", "password.reset", &["--from=many", "--out=new.token", "--yes", WHY]),
    row(
        "2fa disable",
        "owner",
        &[
            "bob",
            "--identity=passport",
            "--channel=video",
            "--reference=r",
            "--consent-reference=c",
            "--approved-by=hilda",
            "--until={tomorrow}",
            "--yes",
            WHY,
        ],
    ),
    row("2fa extend", "tfa.pause", &["pat", WHY]),
    row("2fa pause", "tfa.pause", &["ada", "--for=1h", WHY]),
    row("2fa pause", "tfa.pause", &["--for=1h", "--from=many", "--yes", WHY]),
    row("2fa require", "tfa.pause", &["pat"]),
    row("2fa require", "tfa.pause", MANY),
    row("2fa reset", "tfa.reset", &["ada", "--yes", WHY]),
    row("2fa reset", "tfa.reset", MANY),
    row("2fa status", "resource.read", &["ada"]),
    row("token issue", "token.write", &["bot", "--scope=token.write", "--expires=1h", "--out=new.token"]),
    row("token list", "token.write", &[]),
    row("token revoke", "token.write", &["{token}"]),
    row("totp check", "resource.read", &["ada", "000000"]),
    row("totp confirm", "factor.write", &["eve", "{code}"]),
    row("totp enroll", "factor.write", &["bob", "--show-key"]),
    row("totp list", "resource.read", &["ada"]),
    row("totp qr", "factor.write", &["eve", "--show-key"]),
    row("totp remove", "factor.write", &["ada"]),
    row("unlock", "account.unlock", &["lou", WHY]),
    row("unlock", "account.unlock", MANY),
    row("why", "resource.read", &["ada"]),
];

impl Row {
    const fn ends(self, exit: i32) -> Self {
        Self { exit, ..self }
    }
}

/// The columns of R-PERM-1 beside the administrator's, who holds all but what the owner keeps.
const HELPDESK: &[&str] = &[
    "resource.read",
    "tfa.pause",
    "tfa.reset",
    "account.lock",
    "account.unlock",
    "session.end",
    "password.reset",
    "emergency.issue",
    "audit.own",
];
const AUDITOR: &[&str] = &["resource.read", "audit.read", "audit.own"];

/// Every permission that can be given.
const ALL: &[&str] = &[
    "resource.read",
    "resource.write",
    "factor.write",
    "tfa.pause",
    "tfa.reset",
    "account.lock",
    "account.unlock",
    "session.end",
    "password.reset",
    "emergency.issue",
    "policy.write",
    "level.write",
    "token.write",
    "key.write",
    "backup",
    "audit.read",
    "audit.own",
];

/// What remains of everything once a permission is taken out: who reads the whole history reads its own acts.
fn all_but(permission: &str) -> impl Iterator<Item = &'static str> {
    let also = if permission == "audit.own" { "audit.read" } else { permission };
    ALL.iter().copied().filter(move |each| *each != permission && *each != also)
}

/// A level's name cannot have a dot.
fn plain(permission: &str) -> String {
    permission.replace('.', "-")
}

/// A tenant that requires sign-in, in which every row of the table has something to do.
struct Tenant {
    home: Home,
    session: String,
    token: String,
    eve: String,
    request: String,
}

/// A desk with its operator signed in is a folder in the home, and goes with every copy.
const ADMIN_DESK: &str = ADMIN;
const CARL: &str = "carl@acme.example";
const ROBOT: &str = "robot@acme.example";

fn tenant() -> Tenant {
    let home = Home::with_tenant();
    let done = |args: &[&str]| home.run(args).exits(0);
    fs::write(home.path().join("people.csv"), "username\nnew@acme.example\n").expect("written");
    fs::write(home.path().join("many"), "ada\nbob\nlou\n").expect("written");
    let _ = home.verified("ada");
    let _ = home.enroll("ada");
    for (name, level) in [("bob", "user"), ("eve", "user"), ("pat", "user"), ("lou", "user"), ("gone", "user")] {
        let (username, email) = (format!("{name}@acme.example"), format!("{name}@mail.example"));
        let _ = done(&["resource", "create", &username, "--email", &email, "--level", level, "--no-setup"]);
    }
    let eve = done(&["totp", "enroll", "eve", "--show-key"]).json()["key"].as_str().expect("a key").to_owned();
    let _ = done(&["2fa", "pause", "pat", "--for", "1h", WHY]);
    // By failed logins: a lock by the owner's hand is lifted by no level (R-LOCK-5).
    for _ in 0..7 {
        let _ = home.login("lou", None).exits(20);
    }
    let _ = done(&["resource", "deactivate", "gone", "--yes", WHY]);
    let _ = done(&["level", "create", "nothing"]);
    for permission in ALL {
        let only = vec!["level".to_owned(), "create".into(), format!("only-{}", plain(permission))];
        let _ = home.run(only.into_iter().chain([format!("--permission={permission}")])).exits(0);
        let but = vec!["level".to_owned(), "create".into(), format!("but-{}", plain(permission))];
        let _ =
            home.run(but.into_iter().chain(all_but(permission).map(|each| format!("--permission={each}")))).exits(0);
    }
    let gina = ["resource", "create", "gina@acme.example", "--email", "gina@mail.example", "--level", "nothing"];
    let _ = done(&gina);
    let robot = ["resource", "create", ROBOT, "--email", "robot@mail.example", "--license", "api", "--level", "admin"];
    let _ = done(&robot);
    for permission in ALL {
        let issue = ["token", "issue", ROBOT, "--expires", "90d"].map(str::to_owned).into_iter();
        let only = issue.clone().chain([format!("--out=only-{permission}"), format!("--scope={permission}")]);
        let _ = home.run(only).exits(0);
        let but = issue.chain([format!("--out=but-{permission}")]);
        let _ = home.run(but.chain(all_but(permission).map(|each| format!("--scope={each}")))).exits(0);
    }
    let bot = home.resource("bot");
    let _ = done(&["resource", "edit", &bot, "--license", "api"]);
    let session = home.login(&bot, None).exits(0).json()["session_id"].as_str().expect("an id").to_owned();
    let issue = ["token", "issue", &bot, "--scope", "resource.read", "--expires", "90d", "--out", "bot.token"];
    let token = done(&issue).json()["token_id"].as_str().expect("an id").to_owned();
    let key = home.enroll(ADMIN);
    let operators = ["hilda helpdesk", "otto auditor", "ursula user", "carl nothing"];
    let operators = operators.map(|each| each.split_once(' ').expect("a name and a level"));
    let operators = operators.map(|(name, level)| home.operator(name, level));
    let (anna, anna_key) = home.operator("anna", "admin");
    let _ = done(&["resource", "edit", ADMIN, "--champion"]);
    let _ = done(&["policy", "set", "two_person=on", WHY]);
    let _ = done(&["backup", "create", "kept.db"]);
    home.require_sign_in();
    // Asked for by somebody who is none of those who decide it.
    let asked = home.sign_in(&anna, &anna_key).run(["policy", "set", "two_person=off", WHY]).exits(10).json();
    let request = asked["request_id"].as_str().expect("an id").to_owned();
    for (username, key) in operators.iter().chain([&(ADMIN.to_owned(), key)]) {
        let _ = home.sign_in(username, key);
    }
    Tenant { home, session, token, eve, request }
}

/// Who asks.
#[derive(Clone, Debug)]
enum Who {
    /// Signed in at a desk.
    Desk(&'static str),
    /// A script with a token file.
    Script(String),
    /// Nobody is signed in, and the owner of the files runs it.
    Nobody,
    /// The owner, in an emergency.
    BreakGlass,
}

fn run_as(home: &Home, who: &Who, args: &[String], input: &str) -> Run {
    match who {
        Who::Desk(username) => home.desk(username).run_with(args, input),
        Who::Script(file) => {
            let mut command = home.command(args);
            command.env("TENANTCTL_TOKEN_FILE", home.path().join(file));
            finish(start(command, input))
        }
        Who::Nobody => home.run_with(args, input),
        Who::BreakGlass => {
            let reason = args.iter().any(|arg| arg == WHY);
            let more = ["--break-glass", WHY].into_iter().take(if reason { 1 } else { 2 });
            home.run_with(args.iter().map(String::as_str).chain(more), input)
        }
    }
}

impl Tenant {
    fn words(&self, row: &Row) -> Vec<String> {
        let given = |arg: &str| match arg {
            "{session}" => self.session.clone(),
            "{token}" => self.token.clone(),
            "{code}" => code(&self.eve, 0),
            "{request}" => self.request.clone(),
            "--until={tomorrow}" => format!("--until={}", stopped(soon() + 86_400)),
            other => other.to_owned(),
        };
        row.leaf.split(' ').map(str::to_owned).chain(row.args.iter().map(|arg| given(arg))).collect()
    }

    /// It is allowed, and does what it says. It works on a copy: what it changes is nobody else's.
    fn allowed(&self, home: &Home, who: &Who, row: &Row) {
        let copy = home.copy();
        let run = run_as(&copy, who, &self.words(row), &format!("another-{PASSWORD}\n"));
        assert_eq!(run.code, row.exit, "{who:?}: {} {:?}\n{}\n{}", row.leaf, row.args, run.out, run.err);
    }

    /// It is refused, changes nothing, and leaves one event with the name of who asked.
    fn refused(&self, home: &Home, who: &Who, row: &Row, actor: &str) {
        let what = format!("{who:?}: {} {:?}", row.leaf, row.args);
        let (state, events) = (state(home), events(home));
        let run = run_as(home, who, &self.words(row), &format!("another-{PASSWORD}\n"));
        assert_eq!(run.code, 5, "{what}\n{}\n{}", run.out, run.err);
        assert_eq!(self::state(home), state, "{what} changed something");
        let told = self::events(home);
        assert_eq!(told.len(), events.len() + 1, "{what} leaves one event: {:?}", &told[events.len()..]);
        let (outcome, name) = told.last().expect("an event");
        assert_eq!((outcome.as_str(), name.as_str()), ("denied", actor), "{what}");
        assert!(!home.path().join("new.token").exists(), "{what} left a file");
    }
}

/// Everything that a tenant holds beside its history. A sign of life of a session is no change.
fn state(home: &Home) -> Vec<String> {
    let sql = rusqlite::Connection::open(home.db()).expect("opened");
    let mut tables =
        sql.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").expect("a statement");
    let names = tables.query_map([], |row| row.get::<_, String>(0)).expect("asked");
    let names = names.map(|name| name.expect("a name")).filter(|name| !name.starts_with("audit_"));
    let mut found = Vec::new();
    for name in names {
        let mut all = sql.prepare(&format!("SELECT * FROM {name} ORDER BY 1, 2")).expect("a statement");
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let shown = |row: &rusqlite::Row| {
            let kept = columns.iter().enumerate().filter(|(_, column)| *column != "last_seen_at");
            kept.map(|(at, _)| row.get_ref(at).map(|value| format!("{value:?}"))).collect()
        };
        let rows = all.query_map([], shown).expect("asked");
        found.extend(rows.map(|row: Result<Vec<String>, _>| format!("{name}: {}", row.expect("a row").join("|"))));
    }
    found
}

/// Outcome and actor of every event, oldest first.
fn events(home: &Home) -> Vec<(String, String)> {
    let sql = rusqlite::Connection::open(home.db()).expect("opened");
    let mut all = sql.prepare("SELECT outcome, actor FROM audit_events ORDER BY rowid").expect("a statement");
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("asked");
    rows.map(|row| row.expect("an event")).collect()
}

#[test]
fn r_perm_1_every_command_stands_in_the_table_or_needs_no_operator() {
    let listed: BTreeSet<String> =
        TABLE.iter().map(|row| row.leaf).chain(NEEDS_NONE.iter().copied()).map(str::to_owned).collect();
    assert_eq!(tree::commands(), listed);
    let both: Vec<_> = TABLE.iter().filter(|row| NEEDS_NONE.contains(&row.leaf)).map(|row| row.leaf).collect();
    assert!(both.is_empty(), "{both:?}");
    let needs: BTreeSet<_> = TABLE.iter().map(|row| row.needs).filter(|needs| !ALL.contains(needs)).collect();
    assert_eq!(needs, BTreeSet::from(["owner"]));
}

#[test]
fn r_perm_1_the_table_holds_cell_by_cell() {
    let tenant = tenant();
    let os_user = os_user(&tenant.home);
    std::thread::scope(|scope| {
        let columns: [(Who, &str, &[&str]); 6] = [
            (Who::Desk(ADMIN_DESK), ADMIN, ALL),
            (Who::Desk("hilda@acme.example"), "hilda@acme.example", HELPDESK),
            (Who::Desk("otto@acme.example"), "otto@acme.example", AUDITOR),
            (Who::Desk("ursula@acme.example"), "ursula@acme.example", &[]),
            (Who::Nobody, &os_user, &[]),
            (Who::BreakGlass, &os_user, &[]),
        ];
        for (who, actor, holds) in columns {
            let (tenant, home, actor) = (&tenant, tenant.home.copy(), actor.to_owned());
            scope.spawn(move || {
                for row in TABLE {
                    if matches!(who, Who::BreakGlass) || holds.contains(&row.needs) {
                        tenant.allowed(&home, &who, row);
                    } else {
                        tenant.refused(&home, &who, row, &actor);
                    }
                }
            });
        }
        let tenant = &tenant;
        // Levels of the tenant's own: with exactly the permission, and with all but it.
        scope.spawn(move || {
            for permission in ALL {
                let rows: Vec<_> = TABLE.iter().filter(|row| row.needs == *permission).collect();
                if rows.is_empty() {
                    continue;
                }
                // Each from the level that holds nothing: to take a permission away that a helpdesk lacks needs a second person (R-PERM-6).
                let with = |level: String| {
                    let home = tenant.home.copy();
                    let _ = home.run(["level", "grant", CARL, &level, "--break-glass", WHY]).exits(0);
                    home
                };
                let home = with(format!("only-{}", plain(permission)));
                rows.iter().for_each(|row| tenant.allowed(&home, &Who::Desk(CARL), row));
                let home = with(format!("but-{}", plain(permission)));
                rows.iter().for_each(|row| tenant.refused(&home, &Who::Desk(CARL), row, CARL));
            }
            // What the owner keeps is given to no level, whatever else it holds.
            let home = tenant.home.copy();
            let _ = home.run(["level", "grant", CARL, "admin", "--break-glass", WHY]).exits(0);
            let owners = TABLE.iter().filter(|row| row.needs == "owner");
            owners.for_each(|row| tenant.refused(&home, &Who::Desk(CARL), row, CARL));
        });
        // Tokens of an administrator's level: with exactly the scope, and with all but it.
        scope.spawn(move || {
            let home = tenant.home.copy();
            for row in TABLE {
                if row.needs == "owner" {
                    tenant.refused(&home, &Who::Script("but-backup".to_owned()), row, ROBOT);
                    continue;
                }
                tenant.allowed(&home, &Who::Script(format!("only-{}", row.needs)), row);
                tenant.refused(&home, &Who::Script(format!("but-{}", row.needs)), row, ROBOT);
            }
        });
    });
}

/// How the history names who runs the tests.
fn os_user(home: &Home) -> String {
    let me = home.run(["whoami", "--break-glass", WHY]).exits(0).json();
    me["actor"].as_str().expect("a name").to_owned()
}

#[test]
fn r_perm_1_whoami_needs_a_sign_in_and_no_permission() {
    let home = Home::with_tenant();
    let (ursula, key) = home.operator("ursula", "user");
    home.require_sign_in();
    let desk: Desk<'_> = home.sign_in(&ursula, &key);
    let me: Value = desk.run(["whoami"]).exits(0).json();
    assert_eq!(me["permissions"], serde_json::json!([]));
    assert_eq!(home.run(["whoami"]).exits(5).error()["code"], "not_signed_in");
    let token: PathBuf = desk.token_file().expect("a sign-in");
    fs::remove_file(token).expect("removed");
    let _ = desk.run(["whoami"]).exits(5);
}
