//! The tree of commands: which there are, how each is built for clap, and which of them a command line is.

use super::{
    answer::{Answer, Answers},
    completions, demo, factors,
    globals::Globals,
    help, help_text, history, login, man, operators, passwords, people, rescue, schema, tenant,
};
use crate::{context::Context, error::Result};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, error::ErrorKind};
use std::ffi::OsString;

/// Accounts and second factors of a tenant, from the command line
///
/// tenantctl keeps one tenant in one database file: its resources (users), their passwords and authenticators, and a tamper-evident
/// history.
#[derive(Debug, Parser)]
#[command(name = "tenantctl", version, help_template = help_text::ROOT, disable_help_subcommand = true, max_term_width = 100)]
pub(super) struct Front {
    #[command(flatten)]
    pub(super) globals: Globals,
}

/// Declares the commands: the enum, their names, how each is built for clap, and its dispatch. A `noun` has verbs, a `leaf` has none.
macro_rules! commands {
    ($($variant:ident $name:literal $(($alias:literal))? $kind:ident $args:ty;)*) => {
        #[derive(Debug)]
        pub(super) enum Command { $($variant($args),)* }

        /// The commands by their names (`cli/remedies.rs` uses them).
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Noun { $($variant,)* }

        impl Noun {
            pub(super) const fn word(self) -> &'static str {
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
            pub(super) fn answers() -> Vec<(String, Answer)> {
                let mut all = Vec::new();
                $(all.extend(commands!(@answers $kind $args, $name));)*
                all
            }

            pub(super) fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
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
    Status "status" leaf tenant::status::Args;
    Doctor "doctor" leaf tenant::doctor::Args;
    Backup "backup" noun tenant::backup::Verb;
    Restore "restore" leaf tenant::restore::Args;
    Migrate "migrate" leaf tenant::migrate::Args;
    Completions "completions" leaf completions::Args;
    Man "man" leaf man::Args;
    Schema "schema" leaf schema::Args;
    Help "help" leaf help::Args;
}

/// The whole command tree, as help, completions and tests walk it.
pub fn command() -> clap::Command {
    let commands = Command::NAMES.iter().filter_map(|(name, _)| Command::build(name));
    help_text::compact(Front::command().subcommands(commands).subcommand_required(true).arg_required_else_help(true))
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

pub(super) fn parse(args: &[OsString]) -> std::result::Result<(Globals, Command), clap::Error> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        command().debug_assert();
    }
}
