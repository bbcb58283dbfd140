//! The commands that write, each from its home.

use super::{
    homes::{DESK, From, IMPORT},
    state::Shape,
};

/// A command, and how it ends where a fault stopped it and it is given again.
#[derive(Clone, Copy)]
pub struct Command {
    /// How points name it.
    pub name: &'static str,
    pub from: From,
    /// Its arguments, one a word, with `{…}` for what is known of its home.
    pub args: &'static str,
    /// The lines of its standard input.
    pub input: &'static [&'static str],
    pub env: &'static [(&'static str, &'static str)],
    /// Added where it is given again.
    pub resumed: &'static [&'static str],
    /// How it ends undisturbed.
    pub ends: i32,
    /// How it ends where all of it is done already.
    pub again: &'static [i32],
    /// Which states between nothing and all are right, since it takes several transactions.
    pub between: fn(&Shape) -> bool,
    /// How it may end where nothing is done but a file of its own name: what is in that is not known to be worth nothing.
    pub beside_file: &'static [i32],
    /// What sweeps a file that was on its way to its name, where the same command is refused before it comes so far.
    pub sweeper: &'static str,
    /// Whether the clock stands where the home was made: an emergency code lives for minutes.
    pub at_once: bool,
    /// Whether a second run brings what is between to the very end that an undisturbed one comes to.
    pub completes: bool,
}

const fn command(name: &'static str, args: &'static str) -> Command {
    Command {
        name,
        from: From::Tenant,
        args,
        input: &[],
        env: &[],
        resumed: &[],
        ends: 0,
        again: &[0],
        between: |_| false,
        completes: false,
        beside_file: &[],
        sweeper: "",
        at_once: false,
    }
}

impl Command {
    const fn from(self, from: From) -> Self {
        Self { from, ..self }
    }

    const fn input(self, input: &'static [&'static str]) -> Self {
        Self { input, ..self }
    }

    const fn ends(self, ends: i32) -> Self {
        Self { ends, ..self }
    }

    const fn again(self, again: &'static [i32]) -> Self {
        Self { again, ..self }
    }

    const fn between(self, between: fn(&Shape) -> bool) -> Self {
        Self { between, ..self }
    }

    const fn beside_file(self, beside_file: &'static [i32]) -> Self {
        Self { beside_file, ..self }
    }

    const fn swept_by(self, sweeper: &'static str) -> Self {
        Self { sweeper, ..self }
    }

    const fn at_once(self) -> Self {
        Self { at_once: true, ..self }
    }

    const fn resumed(self) -> Self {
        Self { resumed: &["--resume"], ..self }.completes()
    }

    const fn completes(self) -> Self {
        Self { completes: true, ..self }
    }

    const fn at(self, env: &'static [(&'static str, &'static str)]) -> Self {
        Self { env, ..self }
    }
}

/// A second user of the operating system.
const WALTER: (&str, &str) = ("SUDO_USER", "walter");
const PASSWORD: &str = crate::common::PASSWORD;
const INIT: &str = "init acme --admin root@acme.example --email it@acme.example --password-stdin --no-enroll";
const INIT_IF_ABSENT: &str =
    "init acme --admin root@acme.example --email it@acme.example --password-stdin --no-enroll --if-absent";
const INIT_PICTURE: &str =
    "init acme --admin root@acme.example --email it@acme.example --password-stdin --qr-file root.svg";

/// Whole rows, each with its event and, where it was asked for, its token.
fn rows(shape: &Shape) -> bool {
    let done = shape.done("resource.create");
    let tokens = shape.done("setup.issue");
    shape.events.len() == done + tokens
        && shape.came("resources") == done
        && shape.came("identifiers") == 2 * done
        && shape.came("setup_tokens") == tokens
        && (tokens == 0 || tokens == done)
}

/// Whole changes of several people.
fn edits(shape: &Shape) -> bool {
    let done = shape.done("resource.edit");
    shape.events.len() == done && shape.came("resources") == done
}

/// Whole tokens of several people.
fn tokens(shape: &Shape) -> bool {
    let done = shape.done("setup.issue");
    shape.events.len() == done && shape.came("setup_tokens") == done
}

/// One event and nothing else: what it tells was begun.
fn begun(shape: &Shape) -> bool {
    shape.events.len() == 1 && shape.tables.keys().all(|table| table.starts_with("audit_"))
}

/// If a device's picture was not written, `totp qr` shows it again.
fn pending(shape: &Shape) -> bool {
    shape.events == ["totp.enroll ok"] && shape.came("factors") == 1
}

/// The sign-in that was not kept is ended again, and the one that it took the place of is over.
fn signed_in(shape: &Shape) -> bool {
    shape.done("authenticate") == 1 && shape.came("sessions") <= 1
}

/// A tenant with an administrator who has no device yet, or one that `totp qr` shows again.
fn tenant_alone(shape: &Shape) -> bool {
    shape.done("tenant.init") == 1
        && shape.came("factors") == shape.done("totp.enroll")
        && (shape.came("resources"), shape.came("passwords")) == (1, 1)
}

pub const COMMANDS: &[Command] = &[
    command("init", INIT).from(From::Nothing).input(&[PASSWORD]).again(&[4]),
    command("init --if-absent", INIT_IF_ABSENT).from(From::Nothing).input(&[PASSWORD]),
    command("init --qr-file", INIT_PICTURE)
        .from(From::Nothing)
        .input(&[PASSWORD])
        .again(&[4])
        .between(tenant_alone)
        .swept_by("totp qr root --qr-file root.svg"),
    command("resource create", "resource create new@acme.example --email new@mail.example --no-setup").again(&[4]),
    command("resource create --if-absent", "resource create new@acme.example --email new@mail.example --if-absent"),
    command("resource edit", "resource edit cyd --first-name Rut"),
    command("resource deactivate", "resource deactivate cyd --reason x --yes"),
    command("resource activate", "resource activate gone"),
    command("resource verify-email", "resource verify-email cyd --assume --reason x"),
    command("resource import", "resource import people.csv --batch 1 --yes").resumed().between(rows),
    command("resource import --setup-out", IMPORT).resumed().again(&[0, 4]).between(rows),
    command("resource import --resume", "resource import people.csv --setup-out tokens.csv --batch 1 --yes --resume")
        .from(From::Begun)
        .again(&[0, 4])
        .between(rows)
        .completes(),
    command(
        "resource import --rejects",
        "resource import bad.csv --batch 2 --on-error skip --rejects rejects.csv --yes",
    )
    .resumed()
    .between(rows),
    command("resource import --plan-out", "resource import people.csv --dry-run --plan-out plan.jsonl").again(&[4]),
    command("resource edit --from", "resource edit --from many --license dashboard --reason x --yes").between(edits),
    command("resource export", "resource export --out all.csv").again(&[4]).between(begun),
    command("password set", "password set cyd --password-stdin").input(&["Another-horse7battery"]).again(&[0, 7]),
    command("setup issue", "setup issue cyd --show"),
    command("setup issue --out", "setup issue --from many --out tokens.csv --yes")
        .again(&[4])
        .beside_file(&[4])
        .between(tokens),
    command("setup accept", "setup accept gus --stdin").input(&["{setup}", "Another-horse7battery"]).again(&[20]),
    command("totp enroll --show-key", "totp enroll cyd --show-key"),
    command("totp enroll --qr-file", "totp enroll cyd --qr-file cyd.svg --no-confirm").again(&[0, 4]).between(pending),
    command("totp confirm", "totp confirm bob {code bob}").again(&[0]),
    command("totp remove", "totp remove ada").again(&[3]),
    command("2fa pause", "2fa pause cyd --for 1h --reason x").again(&[0, 6]),
    command("2fa extend", "2fa extend eve --reason x").again(&[0, 6]),
    command("2fa require", "2fa require eve"),
    command("2fa reset", "2fa reset ada --reason x --yes"),
    command("account lock", "account lock cyd --reason x"),
    command("account unlock", "account unlock dan --reason x"),
    command(
        "account recover",
        "account recover ada --unlock --reset-2fa --reset-password --show --end-sessions --reason x --yes",
    ),
    command("emergency issue", "emergency issue ada --identity passport --channel video --reference r --show")
        .at_once(),
    command("emergency revoke", "emergency revoke ada").again(&[0]).at_once(),
    command("recovery-codes generate", "recovery-codes generate ada"),
    command("authenticate", "authenticate ada --password-stdin --code {code ada}").input(&[PASSWORD]).again(&[20]),
    command("authenticate by a recovery code", "authenticate ada --password-stdin --code {recovery}")
        .input(&[PASSWORD])
        .again(&[20]),
    command("authenticate by an emergency code", "authenticate ada --password-stdin --code {emergency}")
        .input(&[PASSWORD])
        .again(&[20])
        .at_once(),
    command("authenticate in vain", "authenticate cyd --password-stdin").input(&["wrong"]).ends(20).again(&[20]),
    command("authenticate of a stranger", "authenticate who --password-stdin").input(&["wrong"]).ends(20).again(&[20]),
    command("authenticate and end a session", "authenticate robot --password-stdin --end-session {session}")
        .input(&[PASSWORD])
        .again(&[0, 3]),
    command("login", "login otto --password-stdin --code {code otto}")
        .input(&[PASSWORD])
        .again(&[20])
        .at(&[("XDG_RUNTIME_DIR", "HOME/another")])
        .between(signed_in),
    command("login in place of another", "login otto --password-stdin --code {code otto}")
        .input(&[PASSWORD])
        .again(&[20])
        .at(&[DESK])
        .between(signed_in),
    command("logout", "logout").at(&[DESK]),
    command("session end", "session end {session}").again(&[0, 3]),
    command("session logout", "session logout").input(&["{token}"]).again(&[0, 5]),
    command("session check", "session check").input(&["{token}"]),
    command("token issue", "token issue robot --expires 90d --out new.token").again(&[4]).beside_file(&[4]),
    command("token revoke", "token revoke {script}").again(&[0, 3]),
    command("level create", "level create day --permission resource.read").again(&[0, 4]),
    command("level grant", "level grant cyd helpdesk --reason x"),
    command("level revoke", "level revoke kim --reason x"),
    command("policy set", "policy set lockout.threshold=5 --reason x"),
    command("request approve", "request approve {request}").from(From::Asked).at(&[WALTER]).again(&[6]),
    command("request deny", "request deny {request}").from(From::Asked).at(&[WALTER]).again(&[0]),
    command("backup create", "backup create new.db").again(&[4]).between(begun),
    command("restore", "restore kept.db --reason x --yes").from(From::Lost).again(&[4]),
    command("migrate", "migrate").from(From::Version7),
    command("migrate from version 6", "migrate").from(From::Version6),
    command("doctor --accept-clock", "doctor --accept-clock --reason x").from(From::Behind),
    command("man", "man --out pages"),
    command("completions", "completions bash"),
];

impl Command {
    /// Whether somebody can read the tenant meanwhile.
    pub fn can_be_read(&self) -> bool {
        !matches!(self.from, From::Nothing | From::Lost)
    }
}
