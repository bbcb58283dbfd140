//! The flags that every command takes, before or after it.

use super::Io;
use crate::{
    context::{Context, Invocation},
    domain::{
        event::Why,
        remedy::{Argument, BLANK},
        text::clean_text,
    },
    engine::{Engine, Purpose},
    error::{Code, Error, Result},
    places::{Places, Said},
    render::{ColorChoice, Format, Output, Screen},
};
use clap::{
    ArgMatches, ValueEnum,
    builder::{StringValueParser, TypedValueParser},
    error::{ContextKind, ContextValue, ErrorKind},
    parser::ValueSource,
};
use std::path::PathBuf;

/// The rarer ones are hidden in the help of a command, which is to fit a screen; `help options` has them all.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Global options (all of them: tenantctl help options)")]
pub struct Globals {
    /// Use the tenant database at PATH (TENANTCTL_DB)
    #[arg(long, global = true, value_parser = path(), value_name = "PATH", env = "TENANTCTL_DB", hide_env = true, hide = true)]
    db: Option<PathBuf>,
    /// Use the tenant of this name: NAME.db in the data directory (TENANTCTL_TENANT)
    #[arg(long, global = true, value_name = "NAME", env = "TENANTCTL_TENANT", hide_env = true, hide = true)]
    tenant: Option<String>,
    /// Read the master key from PATH (TENANTCTL_KEY_FILE)
    #[arg(long, global = true, value_parser = path(), value_name = "PATH", env = "TENANTCTL_KEY_FILE", hide_env = true, hide = true)]
    key_file: Option<PathBuf>,
    /// Print table (default at a terminal), plain (default elsewhere), json, jsonl or csv (TENANTCTL_OUTPUT)
    #[arg(short, long, global = true, value_name = "FORMAT", env = "TENANTCTL_OUTPUT", hide_env = true)]
    pub(super) output: Option<Format>,
    /// Keep TEXT as the reason in the history
    #[arg(long, global = true, value_name = "TEXT")]
    reason: Option<String>,
    /// Keep ID as the ticket in the history (TENANTCTL_TICKET)
    #[arg(long, global = true, value_name = "ID", env = "TENANTCTL_TICKET", hide_env = true, hide = true)]
    ticket: Option<String>,
    /// Answer yes to every confirmation
    #[arg(long, global = true)]
    yes: bool,
    /// Act as the owner of database and key if sign-in is required; needs a reason, and is announced
    #[arg(long, global = true, hide = true)]
    break_glass: bool,
    /// Use colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", hide = true)]
    color: Option<ColorChoice>,
    /// Suppress notices (errors are still printed)
    #[arg(short, long, global = true, conflicts_with = "verbose", hide = true)]
    quiet: bool,
    /// Print which database and key are used, and the cause of an error; -vv also each step and its time
    #[arg(short, long, global = true, hide = true, action = clap::ArgAction::Count)]
    verbose: u8,
    /// The noun and verb that were parsed.
    #[arg(skip)]
    command: String,
    /// Read the configuration file at PATH too, after the system's and your own (TENANTCTL_CONFIG)
    #[arg(long, global = true, value_parser = path(), value_name = "PATH", env = "TENANTCTL_CONFIG", hide_env = true, hide = true)]
    config: Option<PathBuf>,
}

impl Globals {
    /// Keeps the noun and verb of the command: a denial names them in the history.
    pub(super) fn heed_command(&mut self, matches: &ArgMatches) {
        let (mut at, mut words) = (matches, Vec::new());
        while let Some((name, below)) = at.subcommand() {
            words.push(name);
            at = below;
        }
        self.command = words.join(" ");
    }

    /// How often `-v` was given.
    pub(super) fn verbose(&self) -> u8 {
        self.verbose
    }

    /// The noun and verb of the command.
    pub(super) fn words(&self) -> &str {
        &self.command
    }

    /// Refuses an empty value of a place: `--db "$UNSET"` is a slip, and must not select another tenant. An empty variable counts as not
    /// set.
    pub(super) fn refuse_empty(matches: &ArgMatches) -> std::result::Result<(), clap::Error> {
        let said = |id: &str| {
            let value = matches.get_raw(id).and_then(|mut values| values.next())?;
            Some(value.is_empty() && matches.value_source(id) == Some(ValueSource::CommandLine))
        };
        let empty = [("db", "--db"), ("tenant", "--tenant"), ("key_file", "--key-file"), ("config", "--config")]
            .into_iter()
            .find(|(id, _)| said(id) == Some(true));
        let Some((_, flag)) = empty else { return Ok(()) };
        let mut error = clap::Error::new(ErrorKind::InvalidValue);
        error.insert(ContextKind::InvalidArg, ContextValue::String(flag.to_owned()));
        error.insert(ContextKind::InvalidValue, ContextValue::String(String::new()));
        Err(error)
    }

    /// A tenant named by a flag beats a database that only the environment names.
    pub(super) fn heed_sources(&mut self, matches: &ArgMatches) {
        let from = |id: &str| matches.value_source(id);
        if from("tenant") == Some(ValueSource::CommandLine) && from("db") == Some(ValueSource::EnvVariable) {
            self.db = None;
            // The key that the environment names beside it belongs to that database.
            if from("key_file") == Some(ValueSource::EnvVariable) {
                self.key_file = None;
            }
        }
    }

    /// No remark of any kind, and no act that the history would keep.
    pub(super) fn silenced(mut self) -> Self {
        (self.quiet, self.verbose, self.break_glass) = (true, 0, false);
        self
    }

    /// The flags that a hint repeats. They are taken with the environment's values, which a hint may be pasted without.
    pub(super) fn prefix(&self) -> Vec<String> {
        let path = |flag: &str, path: &Option<PathBuf>| {
            path.iter().flat_map(|path| [flag.to_owned(), path.display().to_string()]).collect::<Vec<_>>()
        };
        let tenant = self.tenant.iter().flat_map(|name| ["--tenant".to_owned(), name.clone()]);
        let mut prefix = path("--db", &self.db);
        prefix.extend(tenant);
        prefix.extend(path("--key-file", &self.key_file));
        prefix.extend(path("--config", &self.config));
        prefix
    }

    /// The context of a command under these flags, and the form of its answer.
    pub(super) fn context<'a>(&self, outside: &mut Io<'a>, typed: Vec<String>) -> Result<(Context<'a>, Format)> {
        let said = Said {
            db: self.db.clone().filter(|path| !path.as_os_str().is_empty()),
            tenant: self.tenant.clone().filter(|name| !name.is_empty()),
            key_file: self.key_file.clone().filter(|path| !path.as_os_str().is_empty()),
            config: self.config.clone().filter(|path| !path.as_os_str().is_empty()),
        };
        outside.verbose = self.verbose > 0;
        let places = Places::read(said)?;
        let color = self.color.or(configured("color", places.config.color.as_deref())?).unwrap_or_default();
        if outside.screen.is_none() && color != ColorChoice::Auto {
            outside.errors = Screen::of_stderr(color);
        }
        let screen = outside.screen.unwrap_or_else(|| Screen::of_stdout(color));
        let default = if screen.terminal { Format::Table } else { Format::Plain };
        let said = self.output.or(configured("output", places.config.output.as_deref())?);
        let format = said.unwrap_or(default);
        let purpose = Purpose {
            why: Why {
                reason: reason(&self.reason)?,
                ticket: kept("ticket", &self.ticket.clone().filter(|ticket| !ticket.is_empty()))?,
            },
            break_glass: self.break_glass,
            command: self.command.clone(),
        };
        let manner = Invocation {
            yes: self.yes,
            watcher: outside.watcher(self.quiet, self.verbose > 0),
            format_said: said.is_some(),
            typed,
            prefix: outside.prefix.clone().unwrap_or_else(|| self.prefix()),
        };
        let (mut dialogue, writer) = (outside.dialogue(self.quiet), outside.stdout());
        if self.verbose > 0
            && let Ok(db) = places.db()
            && let Ok(key) = places.key(&db)
        {
            dialogue.say(&format!("database {}, key {}", db.display(), key.path.display()));
        }
        Ok((Context::new(Engine::new(purpose, places), manner, dialogue, Output::new(format, screen, writer)), format))
    }
}

/// The reason that was typed. The blank of a hint that was pasted as it stands is none.
///
/// # Errors
/// `usage` for the blank; those of [`kept`].
fn reason(typed: &Option<String>) -> Result<Option<String>> {
    if typed.as_deref().is_some_and(|text| text.trim() == BLANK) {
        let message = format!("{BLANK} is the place for a reason, and none was given; nothing was changed");
        return Err(Error::new(Code::Usage, message).again("write one", [Argument::Reason]));
    }
    kept("reason", typed)
}

/// The configuration's value for a key that takes one of a few words.
///
/// # Errors
/// `usage` for any other word.
pub fn configured<T: ValueEnum>(key: &str, text: Option<&str>) -> Result<Option<T>> {
    let parse = |text| {
        T::from_str(text, true)
            .map_err(|_| Error::new(Code::Usage, format!("the configuration's {key} cannot be {text:?}")))
    };
    text.map(parse).transpose()
}

/// A path that can be in an answer: JSON has only UTF-8 text.
pub fn path() -> impl TypedValueParser<Value = PathBuf> {
    StringValueParser::new().map(PathBuf::from)
}

/// The path of a file that is made: what is written there goes to no terminal and no pipe.
pub fn new_file() -> impl TypedValueParser<Value = PathBuf> {
    path().try_map(|path| match path.as_os_str() == "-" {
        true => Err("it is written to a new file, never to standard output (./- is a file of that name)"),
        false => Ok(path),
    })
}

/// Text that the history keeps: without control characters, and not empty.
fn kept(what: &'static str, text: &Option<String>) -> Result<Option<String>> {
    let clean = |text: &String| {
        clean_text(what, text, 500)
            .map_err(|error| Error::new(Code::InvalidInput, format!("{error}; nothing was changed")))
    };
    text.as_ref().map(clean).transpose()
}
