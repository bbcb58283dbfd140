//! The command line: one file a command, each an `Args` struct whose doc comment is the help, and `run`: parse, converse, call an
//! operation, report.

mod account;
mod audit;
mod authenticate;
mod demo;
mod doctor;
mod emergency;
mod globals;
mod help;
mod init;
mod migrate;
mod outside;
mod password;
mod policy;
mod resource;
mod shown;
mod tfa;
mod totp;
mod why;

pub use outside::Outside;

use crate::{
    context::Context,
    error::{Code, Error, Result},
    render::{Complaint, Format, command_line},
};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use globals::Globals;
use std::{ffi::OsString, io};

/// Accounts and second factors of a tenant, from the command line
///
/// tenantctl keeps one tenant in one database file: its resources (users), their passwords and authenticators, and a history that
/// cannot be changed unnoticed.
#[derive(Debug, Parser)]
#[command(name = "tenantctl", version, help_template = help::ROOT, disable_help_subcommand = true, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Init(init::Args),
    Demo(demo::Args),
    Why(why::Args),
    Unlock(account::unlock::Args),
    Enroll(totp::enroll::Args),
    Pause(tfa::pause::Args),
    #[command(subcommand, alias = "user")]
    Resource(resource::Verb),
    #[command(subcommand)]
    Password(password::Verb),
    #[command(subcommand)]
    Totp(totp::Verb),
    #[command(subcommand, name = "2fa", alias = "mfa")]
    Tfa(tfa::Verb),
    #[command(subcommand)]
    Account(account::Verb),
    #[command(subcommand)]
    Emergency(emergency::Verb),
    #[command(alias = "auth")]
    Authenticate(authenticate::Args),
    #[command(subcommand)]
    Audit(audit::Verb),
    #[command(subcommand)]
    Policy(policy::Verb),
    Doctor(doctor::Args),
    Migrate(migrate::Args),
    Help(help::Args),
}

impl Command {
    fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Command::Init(args) => args.run(ctx),
            Command::Demo(args) => args.run(ctx),
            Command::Why(args) => args.run(ctx),
            Command::Unlock(args) => args.run(ctx),
            Command::Enroll(args) => args.run(ctx),
            Command::Pause(args) => args.run(ctx),
            Command::Resource(verb) => verb.run(ctx),
            Command::Password(verb) => verb.run(ctx),
            Command::Totp(verb) => verb.run(ctx),
            Command::Tfa(verb) => verb.run(ctx),
            Command::Account(verb) => verb.run(ctx),
            Command::Emergency(verb) => verb.run(ctx),
            Command::Authenticate(args) => args.run(ctx),
            Command::Audit(verb) => verb.run(ctx),
            Command::Policy(verb) => verb.run(ctx),
            Command::Doctor(args) => args.run(ctx),
            Command::Migrate(args) => args.run(ctx),
            Command::Help(args) => args.run(ctx),
        }
    }
}

/// The command tree, as help, completions and tests walk it.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Runs one command line to its end and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>, mut outside: Outside<'_>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let parsed = command().try_get_matches_from(&args).and_then(|matches| {
        let mut cli = Cli::from_arg_matches(&matches)?;
        cli.globals.heed_sources(&matches);
        Ok(cli)
    });
    let cli = match parsed {
        Ok(cli) => cli,
        Err(error) => return help::usage(&error, said_format(&args), &mut outside),
    };
    let prefix = cli.globals.prefix();
    let format = cli.globals.output.unwrap_or(Format::Table);
    let result = match cli.globals.context(&mut outside) {
        Ok((mut ctx, format)) => cli.command.run(&mut ctx).map_err(|error| (error, format)),
        Err(error) => Err((error, format)),
    };
    match result {
        Ok(code) => code,
        Err((error, _)) if is_closed_pipe(&error) => 0,
        Err((error, format)) => complain(&error, format, &prefix, &mut outside),
    }
}

/// Tells an error on standard error; its exit code.
fn complain(error: &Error, format: Format, prefix: &[String], outside: &mut Outside<'_>) -> u8 {
    let hints = error.hints().iter().map(|hint| {
        let command = match hint.program {
            Some(program) => Some(command_line(program, &[], &hint.words)),
            None if hint.words.is_empty() => None,
            None => Some(command_line("tenantctl", prefix, &hint.words)),
        };
        (hint.lead.clone(), command)
    });
    let code = error.code();
    let complaint =
        Complaint { code: code.word(), message: error.message(), hints: hints.collect(), retryable: code.retryable() };
    // Where even standard error is closed there is nobody left to tell; the exit code still says it.
    let _ = complaint.write(format, &mut outside.stderr());
    code.exit()
}

/// A reader that went away is no failure: the answer ends quietly.
fn is_closed_pipe(error: &Error) -> bool {
    error.code() == Code::Failure && error.message().contains(&io::Error::from(io::ErrorKind::BrokenPipe).to_string())
        || error.message().contains("Broken pipe")
}

/// The format that a command line asks for that could not be parsed as a whole.
fn said_format(args: &[OsString]) -> Format {
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let after = |flag: &str| {
        words.iter().position(|word| word == flag).and_then(|at| words.get(at + 1)).map(|word| word.to_string())
    };
    let joined = words
        .iter()
        .find_map(|word| word.strip_prefix("--output=").or(word.strip_prefix("-o")).filter(|rest| !rest.is_empty()));
    let said = after("-o").or_else(|| after("--output")).or(joined.map(str::to_owned));
    let said = said.or_else(|| std::env::var("TENANTCTL_OUTPUT").ok());
    said.and_then(|word| Format::from_str(&word, true).ok()).unwrap_or(Format::Table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_tree_is_sound() {
        command().debug_assert();
    }
}
