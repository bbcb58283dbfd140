//! `demo`: the whole main job on a throw-away tenant. Every step goes through [`crate::cli::main`], as if it had been typed.

mod phone;
mod stage;

use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::{Code, Error, Result},
};
use phone::Phone;
use stage::Stage;
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// See everything it does, on a throw-away tenant: prints each step as a command, then runs it
///
/// Makes a tenant, enrolls a phone (the demonstration reads the key as a person would and computes its codes), decides logins, locks an
/// account and helps its owner, pauses and resets 2FA, uses an emergency code, verifies the history and catches a forged one.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tenantctl demo\n  tenantctl demo --keep ./demo      (keeps database and key, to try things)"
)]
pub struct Args {
    /// Keep database and key in this new directory
    #[arg(long, value_name = "DIR", value_parser = crate::cli::globals::path())]
    keep: Option<PathBuf>,
}

/// The passwords of a tenant that is thrown away.
const ADMIN_PASSWORD: &str = "Copper-kettle-41";
const ADA_PASSWORD: &str = "Marble-lantern-73";

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("a story for people to read");
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let directory = match &self.keep {
            Some(directory) => directory.clone(),
            None => {
                let [a, b, c, d] = ctx.random::<4>()?;
                std::env::temp_dir().join(format!("tenantctl-demo-{a:02x}{b:02x}{c:02x}{d:02x}"))
            }
        };
        DirBuilder::new().mode(0o700).create(&directory).map_err(|error| {
            Error::new(Code::Exists, format!("the directory {} cannot be made: {error}", directory.display()))
                .note("name one that does not exist yet: --keep DIR")
        })?;
        let told = story(&mut Stage::new(ctx, &directory), &directory);
        if self.keep.is_none() {
            fs::remove_dir_all(&directory)?;
        }
        told?;
        let end = match &self.keep {
            Some(directory) => {
                format!("Kept in {0}. Next: tenantctl --db {0}/acme.db status", directory.display())
            }
            None => {
                format!("{} is removed again. Next: a tenant of your own, with  tenantctl init", directory.display())
            }
        };
        Stage::new(ctx, &directory).say(&end)?;
        Ok(0)
    }
}

fn story(stage: &mut Stage<'_, '_>, directory: &Path) -> Result<()> {
    stage.say(&format!(
        "A throw-away tenant in {0}. In your shell it would begin with\n\n$ export TENANTCTL_DB={0}/acme.db",
        directory.display()
    ))?;

    stage.title("A tenant, its key and its first administrator")?;
    let init = [
        "init",
        "acme",
        "--admin",
        "root@acme.example",
        "--email",
        "root@acme.example",
        "--password-stdin",
        "--no-enroll",
    ];
    stage.run(0, &init, &[ADMIN_PASSWORD])?;
    let create = ["resource", "create", "ada@acme.example", "--email", "ada.l@mail.example", "--first-name", "Ada"];
    stage.run(0, &[&create[..], &["--last-name", "Lovelace", "--password-stdin"]].concat(), &[ADA_PASSWORD])?;

    stage.title("A phone enrolls")?;
    let login = ["authenticate", "ada", "--password-stdin"];
    stage.run(23, &login, &[ADA_PASSWORD])?;
    let mut phone = Phone::reading(&stage.run(0, &["totp", "enroll", "ada", "--show-key"], &[])?)?;
    stage.run(0, &["totp", "confirm", "ada", &phone.code(stage.now())?], &[])?;

    stage.title("A login. The same code again is refused")?;
    let code = phone.next_code(stage.now())?;
    let with_code =
        |code: &str| [&login[..], &["--code", code]].concat().into_iter().map(str::to_owned).collect::<Vec<_>>();
    stage.run(0, &with_code(&code), &[ADA_PASSWORD])?;
    stage.run(20, &with_code(&code), &[ADA_PASSWORD])?;

    stage.title("Seven failures lock the account, on every client")?;
    stage.command_of_the_shell(
        "for client in desktop mobile outlook tablet desktop mobile desktop; do\n    \
         echo not-the-password | tenantctl authenticate ada --password-stdin --client $client -q > /dev/null\n    \
         echo exit code $?; done | uniq -c",
    )?;
    for client in ["desktop", "mobile", "outlook", "tablet", "desktop", "mobile", "desktop"] {
        stage.repeat(20, &[&login[..], &["--client", client]].concat(), &["not-the-password"])?;
    }
    stage.line("      7 exit code 20")?;
    stage.run(21, &login, &[ADA_PASSWORD])?;
    stage.run(0, &["why", "ada"], &[])?;

    stage.title("Ada calls: the clerk looks who it is, unlocks, and says what helps")?;
    stage.converse(&["rescue", "ada"], &["u", "6", "2", "CASE-4711", ""])?;

    stage.title("The phone is in repair: no code for the next login")?;
    stage.run(0, &["pause", "ada", "--next-login", "--reason", "phone in repair"], &[])?;
    stage.run(0, &login, &[ADA_PASSWORD])?;
    stage.run(22, &login, &[ADA_PASSWORD])?;

    stage.title("A pause of 24 hours, extended by a day")?;
    stage.run(0, &["2fa", "pause", "ada", "--for", "24h", "--reason", "phone in repair"], &[])?;
    stage.run(0, &["2fa", "extend", "ada", "--reason", "the repair takes longer"], &[])?;

    stage.title("The phone is lost: reset, and enroll the new one")?;
    stage.run(0, &["2fa", "reset", "ada", "--reason", "phone lost", "--yes"], &[])?;
    stage.run(23, &login, &[ADA_PASSWORD])?;
    phone = Phone::reading(&stage.run(0, &["enroll", "ada", "--label", "new phone", "--show-key"], &[])?)?;
    stage.run(0, &["totp", "confirm", "ada", "new phone", &phone.code(stage.now())?], &[])?;

    stage.title("The new phone is at home: an emergency code, valid for three minutes, once")?;
    stage.run(0, &["resource", "verify-email", "ada", "--assume", "--reason", "answered a test mail"], &[])?;
    let issue = [
        "emergency",
        "issue",
        "ada",
        "--identity",
        "passport",
        "--channel",
        "video",
        "--reference",
        "CASE-4711",
        "--show",
    ];
    let shown = stage.run(0, &issue, &[])?;
    let emergency = shown.lines().map(str::trim).find(|line| crate::domain::emergency::looks_like_one(line));
    let emergency = emergency.ok_or_else(|| Error::new(Code::Failure, "no emergency code was shown"))?;
    stage.run(0, &with_code(emergency), &[ADA_PASSWORD])?;
    stage.run(20, &with_code(emergency), &[ADA_PASSWORD])?;

    stage.title("The history, and a forged copy of it")?;
    stage.run(0, &["audit", "log", "--resource", "ada", "--limit", "8"], &[])?;
    stage.run(0, &["audit", "verify"], &[])?;
    forge(stage, directory)?;
    let (db, key) = (directory.join("forged.db"), directory.join("acme.key"));
    stage.run_elsewhere(
        9,
        &["audit", "verify", "--db", &db.display().to_string(), "--key-file", &key.display().to_string()],
    )?;
    stage.gap()
}

/// What somebody who can write to the file would do: turn the denials in a copy into something harmless.
fn forge(stage: &mut Stage<'_, '_>, directory: &Path) -> Result<()> {
    stage.command_of_the_shell(&format!("sed 's/denied/waived/g' {0}/acme.db > {0}/forged.db", directory.display()))?;
    let mut bytes = fs::read(directory.join("acme.db"))?;
    let (old, new) = (b"denied", b"waived");
    let mut at = 0;
    while let Some(place) = bytes.get(at..).and_then(|rest| rest.windows(old.len()).position(|window| window == old)) {
        bytes.splice(at + place..at + place + old.len(), new.iter().copied());
        at += place + new.len();
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(directory.join("forged.db"))?;
    file.write_all(&bytes)?;
    Ok(())
}
