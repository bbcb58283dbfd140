//! The command line. Each command has a file with an `Args` struct (its doc comment is the help) and `run`: parse, converse, call an
//! operation, report.

mod answer;
mod bulk;
mod command;
mod complete;
mod completions;
mod demo;
mod detail_pages;
mod error_report;
mod factors;
mod flow_watch;
mod globals;
mod help;
mod help_text;
mod history;
mod io;
mod login;
mod man;
mod new_file;
mod operators;
mod pages;
mod passwords;
mod people;
mod process;
pub mod remedies;
mod rescue;
mod schema;
mod short_names;
mod shut_out;
mod synonyms;
mod tenant;
mod trace;
mod usage;
mod ways_out;

pub use command::command;
pub use io::Io;
pub use process::run;

use crate::{
    error::Code,
    places::{Places, Said},
    render::Format,
};
use clap::ValueEnum;
use command::parse;
use error_report::{report_error, typed_words};
use std::ffi::OsString;

/// Runs one command line to its end and gives the exit code.
pub fn main(args: impl IntoIterator<Item = OsString>, mut outside: Io<'_>) -> u8 {
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
    if let Err(error) = trace::begin(globals.verbose()) {
        return report_error(&error, format, &prefix, &typed, &mut outside);
    }
    let whole = tracing::info_span!("command", words = globals.words()).entered();
    let result = match globals.context(&mut outside, typed.clone()) {
        Ok((mut ctx, format)) => {
            let ran = command.run(&mut ctx).or_else(|error| operators::requests::waits(&mut ctx, error));
            // With the answers that were given since: a hint has them.
            ran.map_err(|error| (ctx.fitted(error), format, ctx.manner.typed))
        }
        Err(error) => Err((error, format, typed)),
    };
    // Before an error: that is the last line.
    drop(whole);
    match result {
        Ok(code) => code,
        Err((error, ..)) if error.code() == Code::ClosedPipe => Code::ClosedPipe.exit(),
        Err((error, format, typed)) => report_error(&error, format, &prefix, &typed, &mut outside),
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
    // An error in the configuration is reported once the command line is right.
    let configured = || {
        let places = Places::read(Said::default()).ok()?;
        globals::configured("output", places.config.output.as_deref()).ok().flatten()
    };
    said.unwrap_or_else(configured).unwrap_or(Format::Table)
}
