//! What the shells' completions ask while somebody types: `tenantctl __complete SHELL …`, called by the scripts in `completions/`.
//!
//! It never writes, asks or reports an error: with nothing to offer, it prints nothing and exits 0. The library's engine reads the words on
//! the whole tree of commands; names and labels come from the tenant that the words select.

mod closed;
mod words;

use super::{Io, command};
use crate::{
    context::Context,
    error::Result,
    ops::{
        operators::level_view,
        people::complete::{Suggestion, labels, names},
    },
    render::{Page, escape},
};
use clap::{ArgMatches, FromArgMatches, ValueHint};
use clap_complete::{
    CompletionCandidate,
    engine::{ArgValueCompleter, complete},
};
use std::ffi::{OsStr, OsString};
use words::Place;

/// The first word of such a call. It is not in the tree of commands: nobody types it.
pub const WORD: &str = "__complete";

/// As many names as are offered at once.
const MOST: u32 = 100;
/// As many characters of a description as fit beside a name.
const ABOUT: usize = 60;

/// What an argument takes, where the tree of commands alone does not know it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asked {
    Names,
    Labels,
    Operators,
    Levels,
    Files,
}

impl Asked {
    const ALL: [Self; 5] = [Self::Names, Self::Labels, Self::Operators, Self::Levels, Self::Files];

    /// What the engine gives back in the place of the answer: no argument can hold it.
    const fn mark(self) -> &'static str {
        match self {
            Asked::Names => "\0names",
            Asked::Labels => "\0labels",
            Asked::Operators => "\0operators",
            Asked::Levels => "\0levels",
            Asked::Files => "\0files",
        }
    }

    fn of(command: &str, arg: &clap::Arg) -> Option<Self> {
        match (arg.get_id().as_str(), arg.get_value_hint()) {
            ("level", _) => Some(Asked::Levels),
            ("name", _) if matches!(command, "grant" | "show") => Some(Asked::Levels),
            ("resource", _) => Some(Asked::Names),
            // `totp confirm RESOURCE [FACTOR] CODE` keeps both under one name.
            ("factor" | "rest", _) => Some(Asked::Labels),
            ("actor", _) => Some(Asked::Operators),
            (_, ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath) => Some(Asked::Files),
            _ => None,
        }
    }
}

/// Answers a shell: a line each of value, tab and description; or the word `files` alone, where the shell knows better. Always 0.
pub fn answer(args: &[OsString], outside: &mut Io<'_>) -> u8 {
    let args: Option<Vec<&str>> = args.iter().map(|arg| arg.to_str()).collect();
    let place = args.and_then(|args| {
        let (shell, rest) = args.split_first()?;
        Place::read(shell, rest)
    });
    if let Some(place) = place {
        let text = written(&place, outside);
        // A shell that went away needs no answer.
        let _ = std::io::Write::write_all(&mut outside.stdout(), text.as_bytes());
    }
    0
}

fn written(place: &Place, outside: &mut Io<'_>) -> String {
    let Some(found) = candidates(place, outside) else { return "files\n".to_owned() };
    let line = |each: Suggestion| {
        let value = place.written(&each.value)?;
        let about: String = escape::terminal(&each.about).chars().take(ABOUT).collect();
        Some(format!("{value}\t{about}"))
    };
    let lines = found.into_iter().filter_map(line);
    lines.fold(Page::new(), |page, line| page.verbatim(line)).text()
}

/// The candidates at this place; `None` for a file name.
fn candidates(place: &Place, outside: &mut Io<'_>) -> Option<Vec<Suggestion>> {
    let mut all: Vec<OsString> = place.before.iter().map(OsString::from).collect();
    all.push(OsString::from(&place.current));
    let at = all.len() - 1;
    let offered = complete(&mut prepared(command().mut_args(|arg| arg.hide(false))), all, at, None).unwrap_or_default();
    let mut found = Vec::new();
    for candidate in offered {
        let value = candidate.get_value().to_string_lossy().into_owned();
        let asked =
            Asked::ALL.into_iter().find_map(|asked| Some((asked, value.strip_suffix(asked.mark())?.to_owned())));
        match asked {
            None => {
                let about = candidate.get_help().map(ToString::to_string).unwrap_or_default();
                found.push(Suggestion { value, about });
            }
            Some((Asked::Files, _)) => return None,
            // The flag is before the value in one word: --resource=a
            Some((asked, flag)) => {
                let typed = place.current.strip_prefix(&flag).unwrap_or_default();
                // A tenant that cannot be read has nothing to offer, and this is no time to say why.
                let known = looked_up(asked, typed, place, outside).unwrap_or_default();
                let whole = known.into_iter().map(|each| Suggestion { value: format!("{flag}{}", each.value), ..each });
                found.extend(whole);
            }
        }
    }
    // Before anything is typed, options would hide the candidates.
    if place.current.is_empty() && found.iter().any(|each| !each.value.starts_with('-')) {
        found.retain(|each| !each.value.starts_with('-'));
    }
    Some(found)
}

/// The tree of commands, with a mark at every argument that takes a name from the tenant.
fn prepared(command: clap::Command) -> clap::Command {
    let name = command.get_name().to_owned();
    let marked = |arg: clap::Arg| match Asked::of(&name, &arg) {
        Some(asked) => {
            let mark = move |_: &OsStr| vec![CompletionCandidate::new(asked.mark())];
            arg.add(ArgValueCompleter::new(mark))
        }
        None => match closed::words(&name, arg.get_id().as_str()) {
            Some(words) => arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
                closed::matching(&words, typed).into_iter().map(CompletionCandidate::new).collect()
            })),
            None => arg,
        },
    };
    command.mut_args(marked).mut_subcommands(prepared)
}

fn looked_up(asked: Asked, typed: &str, place: &Place, outside: &mut Io<'_>) -> Result<Vec<Suggestion>> {
    // Whatever is wrong or missing on the line so far: what it says about the tenant counts.
    let Ok(matches) = command().ignore_errors(true).try_get_matches_from(&place.before) else { return Ok(Vec::new()) };
    let Ok(mut front) = super::command::Front::from_arg_matches(&matches) else { return Ok(Vec::new()) };
    front.globals.heed_sources(&matches);
    let (ctx, _) = front.globals.silenced().context(outside, Vec::new())?;
    found_by(asked, typed, &ctx, &matches)
}

fn found_by(asked: Asked, typed: &str, ctx: &Context<'_>, matches: &ArgMatches) -> Result<Vec<Suggestion>> {
    match asked {
        Asked::Names => ctx.peek(|tx, operator, _| names(tx, operator, typed, MOST)),
        Asked::Labels => {
            let Some(resource) = said_resource(matches) else { return Ok(Vec::new()) };
            let found = ctx.peek(|tx, operator, now| labels(tx, operator, &resource, now))?;
            Ok(found.into_iter().filter(|each| each.value.starts_with(typed)).collect())
        }
        Asked::Operators => {
            let name = ctx.peek(|_, operator, _| Ok(operator.actor.name.clone()))?;
            let you = name.starts_with(typed).then(|| Suggestion { value: name, about: "you".to_owned() });
            Ok(you.into_iter().collect())
        }
        Asked::Levels => {
            let all = ctx.peek(|tx, operator, _| level_view::list(tx, operator))?;
            let named =
                all.into_iter().map(|level| level.name.word().to_owned()).filter(|name| name.starts_with(typed));
            Ok(named.map(|value| Suggestion { value, about: String::new() }).collect())
        }
        Asked::Files => Ok(Vec::new()),
    }
}

/// The RESOURCE on the line so far.
fn said_resource(matches: &ArgMatches) -> Option<String> {
    let mut below = matches;
    while let Some((_, next)) = below.subcommand() {
        below = next;
    }
    below.try_get_one::<String>("resource").ok().flatten().cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(command: &clap::Command, found: &mut Vec<(String, clap::Arg)>) {
        found.extend(command.get_arguments().map(|arg| (command.get_name().to_owned(), arg.clone())));
        command.get_subcommands().for_each(|below| args(below, found));
    }

    #[test]
    fn every_argument_that_names_a_resource_a_device_or_a_file_is_known() {
        let mut all = Vec::new();
        args(&command(), &mut all);
        let mut counted = [0; 3];
        for (command, arg) in &all {
            let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
            let asked = Asked::of(command, arg);
            if help.starts_with("Username (domain") {
                assert!(asked == Some(Asked::Names), "{command}: {}", arg.get_id());
                counted[0] += 1;
            }
            if help.starts_with("The device (label") {
                assert!(asked == Some(Asked::Labels), "{command}: {}", arg.get_id());
                counted[1] += 1;
            }
            if arg.get_value_names().is_some_and(|names| names == ["PATH"]) {
                assert!(asked == Some(Asked::Files), "{command}: {}", arg.get_id());
                counted[2] += 1;
            }
        }
        assert!(counted[0] >= 20 && counted[1] >= 3 && counted[2] >= 3, "{counted:?}");
    }
}
