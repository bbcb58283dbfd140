//! The command line: one file a command, each an `Args` struct whose doc comment is the help, and `run`: parse, converse, call an
//! operation, report.

mod answer;
mod bulk;
mod complete;
mod completions;
mod demo;
mod factors;
mod flow_watch;
mod globals;
mod help;
mod history;
mod login;
mod man;
mod new_file;
mod operators;
mod outside;
mod pages;
mod passwords;
mod people;
mod process;
pub mod remedies;
mod rescue;
mod schema;
mod shown;
mod synonyms;
mod tenant;
mod told;
mod usage;
mod ways_out;

pub use outside::Outside;
pub use process::run;

use crate::{
    context::Context,
    error::{Code, Result},
    places::{Places, Said},
    render::Format,
};
use answer::{Answer, Answers};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, ValueEnum, error::ErrorKind};
use globals::Globals;
use std::ffi::OsString;
use told::{complain, typed_words};

/// Accounts and second factors of a tenant, from the command line
///
/// tenantctl keeps one tenant in one database file: its resources (users), their passwords and authenticators, and a history in
/// which tampering is found.
#[derive(Debug, Parser)]
#[command(name = "tenantctl", version, help_template = help::ROOT, disable_help_subcommand = true, max_term_width = 100)]
struct Front {
    #[command(flatten)]
    globals: Globals,
}

/// Declares the commands: the enum, their names, how each is built for clap, and its dispatch. A `noun` has verbs, a `leaf` has none.
macro_rules! commands {
    ($($variant:ident $name:literal $(($alias:literal))? $kind:ident $args:ty;)*) => {
        #[derive(Debug)]
        enum Command { $($variant($args),)* }

        /// The commands by their names, for whoever names one (`cli/remedies.rs`).
        #[derive(Clone, Copy, Debug)]
        enum Noun { $($variant,)* }

        impl Noun {
            const fn word(self) -> &'static str {
                match self { $(Noun::$variant => $name,)* }
            }
        }

        impl Command {
            const NAMES: &'static [(&'static str, Option<&'static str>)] =
                &[$((Noun::$variant.word(), commands!(@alias $($alias)?)),)*];

            /// One command, with everything below it.
            fn build(name: &str) -> Option<clap::Command> {
                match name {
                    $($name => Some(commands!(@$kind $args, clap::Command::new($name)$(.alias($alias))?)),)*
                    _ => None,
                }
            }

            fn from_matches(matches: &ArgMatches) -> std::result::Result<Self, clap::Error> {
                match matches.subcommand() {
                    $(Some(($name, matches)) => Ok(Command::$variant(<$args as FromArgMatches>::from_arg_matches(matches)?)),)*
                    _ => Err(command().error(ErrorKind::MissingSubcommand, "a command is needed")),
                }
            }

            /// What every command answers in JSON, by its own name.
            fn answers() -> Vec<(String, Answer)> {
                let mut all = Vec::new();
                $(all.extend(commands!(@answers $kind $args, $name));)*
                all
            }

            fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
                match self { $(Command::$variant(args) => args.run(ctx),)* }
            }
        }
    };
    (@answers leaf $args:ty, $name:literal) => { [($name.to_owned(), <$args as Answers>::ANSWER)] };
    (@answers noun $args:ty, $name:literal) => {{
        let noun = <$args as clap::Subcommand>::augment_subcommands(clap::Command::new($name));
        let verbs = noun.get_subcommands().map(|verb| format!("{} {}", $name, verb.get_name()));
        verbs.zip(<$args>::ANSWERS.iter().copied()).collect::<Vec<_>>()
    }};
    (@alias) => { None };
    (@alias $alias:literal) => { Some($alias) };
    (@leaf $args:ty, $command:expr) => { <$args as clap::Args>::augment_args($command) };
    (@noun $args:ty, $command:expr) => {
        <$args as clap::Subcommand>::augment_subcommands($command).subcommand_required(true).arg_required_else_help(true)
    };
}

commands! {
    Init "init" leaf tenant::init::Args;
    Demo "demo" leaf demo::Args;
    Why "why" leaf rescue::why::Args;
    Rescue "rescue" leaf rescue::guided::Args;
    Unlock "unlock" leaf rescue::account::unlock::Args;
    Enroll "enroll" leaf factors::totp::enroll::Args;
    Pause "pause" leaf factors::tfa::pause::Args;
    Resource "resource" ("user") noun people::resource::Verb;
    Password "password" noun passwords::password::Verb;
    Setup "setup" noun passwords::setup::Verb;
    Totp "totp" noun factors::totp::Verb;
    Tfa "2fa" ("mfa") noun factors::tfa::Verb;
    Account "account" noun rescue::account::Verb;
    Emergency "emergency" noun rescue::emergency::Verb;
    RecoveryCodes "recovery-codes" noun factors::recovery_codes::Verb;
    Authenticate "authenticate" ("auth") leaf login::authenticate::Args;
    Session "session" noun login::session::Verb;
    Login "login" leaf operators::login::Args;
    Logout "logout" leaf operators::login::Logout;
    Whoami "whoami" leaf operators::whoami::Args;
    Level "level" ("role") noun operators::level::Verb;
    Token "token" noun operators::token::Verb;
    Request "request" noun operators::requests::Verb;
    Audit "audit" noun history::audit::Verb;
    Policy "policy" noun tenant::policy::Verb;
    Doctor "doctor" leaf tenant::doctor::Args;
    Migrate "migrate" leaf tenant::migrate::Args;
    Completions "completions" leaf completions::Args;
    Man "man" leaf man::Args;
    Schema "schema" leaf schema::Args;
    Help "help" leaf help::Args;
}

/// The whole command tree, as help, completions and tests walk it.
pub fn command() -> clap::Command {
    let commands = Command::NAMES.iter().filter_map(|(name, _)| Command::build(name));
    help::compact(Front::command().subcommands(commands).subcommand_required(true).arg_required_else_help(true))
}

/// The tree with the one command that the words may mean. Building all of them costs as much as everything else before a login is
/// decided, and whatever does not parse here is parsed again with the whole tree, which knows what to suggest.
fn slim(args: &[OsString]) -> clap::Command {
    let meant = args.iter().skip(1).find_map(|arg| {
        let word = arg.to_str()?;
        Command::NAMES.iter().find(|(name, alias)| *name == word || *alias == Some(word)).map(|(name, _)| *name)
    });
    Front::command().subcommands(meant.and_then(Command::build)).subcommand_required(true)
}

fn parse(args: &[OsString]) -> std::result::Result<(Globals, Command), clap::Error> {
    let matches = match slim(args).try_get_matches_from(args) {
        Ok(matches) => matches,
        Err(version) if version.kind() == ErrorKind::DisplayVersion => return Err(version),
        Err(_) => command().try_get_matches_from(args)?,
    };
    Globals::refuse_empty(&matches)?;
    let mut globals = Front::from_arg_matches(&matches)?.globals;
    globals.heed_sources(&matches);
    globals.heed_command(&matches);
    Ok((globals, Command::from_matches(&matches)?))
}

/// Runs one command line to its end and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>, mut outside: Outside<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    if args.get(1).is_some_and(|word| word == complete::WORD) {
        return complete::answer(&args[2..], &mut outside);
    }
    let (globals, command) = match parse(&args) {
        Ok(parsed) => parsed,
        Err(error) => return usage::answer(&error, &args, said_format(&args), &mut outside),
    };
    let prefix = outside.prefix.clone().unwrap_or_else(|| globals.prefix());
    let format = globals.output.unwrap_or(Format::Table);
    let typed = outside.typed.take().unwrap_or_else(|| typed_words(&args));
    let result = match globals.context(&mut outside, typed.clone()) {
        Ok((mut ctx, format)) => {
            let ran = command.run(&mut ctx).or_else(|error| operators::requests::waits(&mut ctx, error));
            ran.map_err(|error| (ctx.fitted(error), format))
        }
        Err(error) => Err((error, format)),
    };
    match result {
        Ok(code) => code,
        Err((error, _)) if error.code() == Code::ClosedPipe => Code::ClosedPipe.exit(),
        Err((error, format)) => complain(&error, format, &prefix, &typed, &mut outside),
    }
}

/// The format that a command line asks for that could not be parsed as a whole.
fn said_format(args: &[OsString]) -> Format {
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let said = words.iter().enumerate().find_map(|(at, word)| {
        let next = || words.get(at + 1).map(|word| word.as_ref());
        let short = word.strip_prefix('-').filter(|rest| !rest.starts_with('-')).and_then(|rest| rest.split_once('o'));
        match (word.strip_prefix("--output"), short) {
            (Some(""), _) => next(),
            (Some(joined), _) => joined.strip_prefix('='),
            // -o json, -ojson, -o=json, and behind the flags that take no value: -qo json
            (None, Some((flags, joined))) if flags.chars().all(|flag| "qv".contains(flag)) => {
                if joined.is_empty() {
                    next()
                } else {
                    Some(joined.trim_start_matches('='))
                }
            }
            _ => None,
        }
    });
    let format = |word: &str| Format::from_str(word, true).ok();
    let said = said.map(format).or_else(|| std::env::var("TENANTCTL_OUTPUT").ok().map(|word| format(&word)));
    // A configuration that is wrong is told of when a command line is right.
    let configured = || {
        let places = Places::read(Said::default()).ok()?;
        globals::configured("output", places.config.output.as_deref()).ok().flatten()
    };
    said.unwrap_or_else(configured).unwrap_or(Format::Table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        command().debug_assert();
    }
}
