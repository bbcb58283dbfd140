//! `resource import`: its flags, and what its answer says. The import itself is [`crate::flows::import`] (docs/import.md).

mod outcome;
mod report;

use crate::{
    cli::answer::{Answer, Answers},
    cli::{flow_watch::FlowWatch, globals::new_file},
    context::Context,
    domain::{field::Field, identifier::Identifier, remedy::Argument},
    error::{Code, Error, Result},
    flows::import::{Wish, import_file, import_plan},
    intake::Form,
    render::Ending,
};
use std::path::{Path, PathBuf};

/// Create and change many resources, from a CSV or JSONL file
///
/// Every row is checked before the first is written; one bad row ends the import with nothing changed. Rows are found by username; the same
/// file again changes nothing. A file never changes the password or level of an existing resource.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource import users.csv --dry-run\n  \
    tenantctl resource import users.csv --setup-out tokens.csv\n  \
    tenantctl resource import users.csv --update --dry-run --plan-out plan.jsonl\n  \
    tenantctl resource import --plan plan.jsonl\n  \
    tenantctl resource import users.csv --on-error skip --rejects rejects.csv\n  \
    tenantctl resource import export.csv --map 'Work e-mail=email' --map 'Shoe size=ignore'\n\n\
    Columns: username, email, email_verified, first_name, last_name, phone, type, license, level, champion, active, password_hash. \
    The files of Microsoft Entra, Google Workspace, Okta and `resource export` are known by their headers.")]
pub struct Args {
    /// File to import (- for stdin)
    #[arg(required_unless_present = "plan", conflicts_with = "plan")]
    file: Option<PathBuf>,
    /// Format, csv or jsonl, if the file itself does not tell
    #[arg(long, value_enum, value_name = "FORM", conflicts_with = "plan")]
    format: Option<Form>,
    /// Import COLUMN (or JSON path) as FIELD or ignore
    #[arg(long = "map", value_name = "COLUMN=FIELD", value_parser = mapping, conflicts_with = "plan")]
    maps: Vec<(String, Option<Field>)>,
    /// Add DOMAIN to usernames without a domain
    #[arg(long, value_name = "DOMAIN", value_parser = domain, conflicts_with = "plan")]
    domain: Option<String>,
    /// Change nothing; show what would change
    #[arg(long, conflicts_with_all = ["plan", "resume"])]
    dry_run: bool,
    /// Write the plan to this new file, for --plan
    #[arg(long, value_name = "FILE", value_parser = new_file(), requires = "dry_run")]
    plan_out: Option<PathBuf>,
    /// Apply a saved plan; fails if the tenant changed since
    #[arg(long, value_name = "FILE")]
    plan: Option<PathBuf>,
    /// Update existing resources that differ from the file
    #[arg(long, conflicts_with = "plan")]
    update: bool,
    /// On a bad row: stop with no changes, or skip it
    #[arg(long, value_name = "WHAT", value_enum, default_value = "stop", conflicts_with = "plan")]
    on_error: OnError,
    /// Write rejected rows to FILE, to fix and re-import
    #[arg(long, value_name = "FILE", value_parser = new_file(), conflicts_with = "dry_run")]
    rejects: Option<PathBuf>,
    /// Write N rows per transaction
    #[arg(long, value_name = "N", default_value = "5000", value_parser = batch)]
    batch: u32,
    /// Resume an interrupted import of this file
    #[arg(long)]
    resume: bool,
    /// Write set-up tokens for new resources to FILE
    #[arg(long, value_name = "FILE", value_parser = new_file())]
    setup_out: Option<PathBuf>,
    /// Accept passwords in plain text from the file
    #[arg(long, conflicts_with = "plan")]
    plain_passwords: bool,
}

/// What one bad row does.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
enum OnError {
    /// The import ends, and nothing is changed.
    Stop,
    /// It is left out.
    Skip,
}

fn mapping(text: &str) -> std::result::Result<(String, Option<Field>), String> {
    let (column, field) = text.rsplit_once('=').ok_or("it reads COLUMN=FIELD")?;
    let field = match field.trim() {
        "ignore" => None,
        word => Some(word.parse::<Field>().map_err(|error| format!("{error}, ignore"))?),
    };
    Ok((column.to_owned(), field))
}

fn batch(text: &str) -> std::result::Result<u32, String> {
    let rows = text.parse().ok().filter(|rows| (1..=100_000).contains(rows));
    rows.ok_or_else(|| "it is a whole number from 1 to 100000".to_owned())
}

/// A domain that a username may have.
fn domain(text: &str) -> std::result::Result<String, String> {
    let domain = text.strip_prefix('@').unwrap_or(text);
    Identifier::username(&format!("name@{domain}")).map_err(|error| error.to_string())?;
    Ok(domain.to_owned())
}

/// Whether two names are of one file, which need not be there.
fn same(one: &Path, other: &Path) -> bool {
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        (folder.canonicalize().ok(), path.file_name().map(ToOwned::to_owned))
    };
    one == other || place(one) == place(other)
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<report::Report>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        if self.rejects.is_some() && self.on_error == OnError::Stop {
            let message = "--rejects is for rows that are skipped; nothing was changed";
            return Err(Error::new(Code::Usage, message).again("skip them", [Argument::SkipRejected]));
        }
        if self.rejects.as_ref().zip(self.setup_out.as_ref()).is_some_and(|(rejects, tokens)| same(rejects, tokens)) {
            let message = "--rejects and --setup-out name the same file; nothing was changed";
            return Err(Error::new(Code::Usage, message).again("name another", [Argument::RejectsFile("rejects.csv")]));
        }
        let wish = self.wish(ctx)?;
        let (ending, watcher) = (Ending::watch()?, ctx.manner.watcher);
        let (engine, dialogue) = ctx.acting()?;
        let mut watch = FlowWatch::new(watcher, dialogue);
        let imported = match (&self.plan, &self.file) {
            (Some(plan), _) => import_plan(engine, &mut watch, ending.stop(), plan, &wish),
            (None, file) => {
                let file = file.as_deref().unwrap_or(Path::new("-"));
                import_file(engine, &mut watch, ending.stop(), file, &wish)
            }
        };
        drop(watch);
        self.answer(ctx, imported?)
    }

    fn wish(&self, ctx: &mut Context<'_>) -> Result<Wish> {
        Ok(Wish {
            why: ctx.why(false)?,
            form: self.format,
            maps: self.maps.clone(),
            domain: self.domain.clone(),
            update: self.update,
            plain_passwords: self.plain_passwords,
            skip: self.on_error == OnError::Skip,
            batch: self.batch as usize,
            dry_run: self.dry_run,
            resume: self.resume,
            plan_out: self.plan_out.clone(),
            rejects: self.rejects.clone(),
            setup_out: self.setup_out.clone(),
            reject_message: outcome::rejection,
        })
    }
}
