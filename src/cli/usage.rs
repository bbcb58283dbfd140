//! A command line that did not parse: help and version are answers, all else is an error in the form of every other.

use super::{
    Io, command,
    error_report::{typed_words, write},
    synonyms,
};
use crate::{
    error::Code,
    render::{Complaint, Format, WayOut, command_line, error_output::shortened},
};
use clap::{
    ArgMatches,
    error::{ContextKind, ContextValue, ErrorKind},
};
use std::{collections::HashSet, error::Error as _, ffi::OsString, io::Write};

/// At most this many words are in a message; the help has the rest.
const MOST_NAMED: usize = 12;

/// Answers it; the exit code.
pub fn answer(error: &clap::Error, args: &[OsString], format: Format, outside: &mut Io<'_>) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            // A reader that went away needs no help any more.
            let _ = write!(outside.stdout(), "{}", error.render());
            0
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand if !matches!(format, Format::Json | Format::Jsonl) => {
            let _ = write!(outside.stderr(), "{}", error.render());
            Code::Usage.exit()
        }
        _ => {
            let (message, ways) = explain(error, args);
            let code = Code::Usage;
            let complaint =
                Complaint { code: code.word(), message: &message, hints: ways, retryable: false, causes: Vec::new() };
            write(&complaint, format, outside);
            code.exit()
        }
    }
}

/// What happened, in words, and what to type.
fn explain(error: &clap::Error, args: &[OsString]) -> (String, Vec<WayOut>) {
    let meant = meant(args);
    let program = ["tenantctl".to_owned()].into_iter().chain(meant.iter().cloned()).collect::<Vec<_>>().join(" ");
    let (arg, value) = (first(error, ContextKind::InvalidArg), first(error, ContextKind::InvalidValue));
    let message = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let under = if meant.is_empty() { String::new() } else { format!(" under {program}") };
            format!("there is no command {:?}{under}", shown(&first(error, ContextKind::InvalidSubcommand)))
        }
        ErrorKind::UnknownArgument if arg.starts_with('-') => {
            format!("there is no option {:?} of {program}", shown(&arg))
        }
        ErrorKind::UnknownArgument => format!("unexpected argument {:?}", shown(&arg)),
        ErrorKind::MissingRequiredArgument => {
            let missing = all(error, ContextKind::InvalidArg);
            // clap writes one of several as `<RESOURCE|--from <FILE>>`.
            let plain = |arg: &String| arg.trim_end_matches("...").replace(['<', '>'], "").replace('|', " or ");
            // Not the program's name at the beginning: a line that begins so is a command to copy, and never broken.
            format!("{} needs {}", meant.join(" "), missing.iter().map(plain).collect::<Vec<_>>().join(" and "))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => match meant.is_empty() {
            true => "the name of a command is needed".to_owned(),
            false => format!("{} needs the name of a command after it", meant.join(" ")),
        },
        ErrorKind::InvalidValue if value.is_empty() => format!("{} needs a value", option(&arg)),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let allowed = all(error, ContextKind::ValidValue);
            let why = match allowed.len() {
                0 => error.source().map(ToString::to_string).unwrap_or_default(),
                1..=MOST_NAMED => format!("one of: {}", allowed.join(", ")),
                many => format!("it is none of the {many} words that it takes; its help lists them"),
            };
            format!("{} cannot be {:?}: {why}", option(&arg), shown(&value))
        }
        ErrorKind::ArgumentConflict => {
            let others = all(error, ContextKind::PriorArg);
            match others.iter().map(|other| option(other)).filter(|other| *other != option(&arg)).collect::<Vec<_>>() {
                others if others.is_empty() => format!("{} can be given only once", option(&arg)),
                others => format!("{} cannot be used with {}", option(&arg), others.join(", ")),
            }
        }
        ErrorKind::TooManyValues => format!("{} takes no value: {:?} is too much", option(&arg), shown(&value)),
        ErrorKind::InvalidUtf8 => "an argument is not UTF-8 text".to_owned(),
        _ => {
            let text = error.render().to_string();
            text.lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned()
        }
    };
    let command_of = |lead: &str, words: &[String]| WayOut {
        lead: lead.to_owned(),
        command: Some(command_line("tenantctl", &[], words)),
        others: false,
    };
    let remark = |lead: String| WayOut { lead, command: None, others: false };
    let mut ways = Vec::new();
    for line in suggested(error, args, &meant) {
        // A line that still lacks something is no command to paste, but it shows what was meant.
        ways.push(match command().try_get_matches_from(["tenantctl".to_owned()].iter().chain(&line)) {
            Err(lacks) if lacks.kind() != ErrorKind::DisplayVersion => {
                remark(format!("did you mean  {}", command_line("tenantctl", &[], &line)))
            }
            _ => command_of("did you mean", &line),
        });
    }
    if let ErrorKind::MissingRequiredArgument | ErrorKind::UnknownArgument | ErrorKind::ArgumentConflict = error.kind()
    {
        let leads = ["usage: "].into_iter().chain(std::iter::repeat("or     "));
        ways.extend(leads.zip(forms(&meant)).map(|(lead, form)| remark(format!("{lead}{form}"))));
    }
    let help = [meant, vec!["--help".to_owned()]].concat();
    ways.push(command_of("more about it", &help));
    (format!("{message}; nothing was changed"), ways)
}

/// The command for these words, as far as they name one.
fn meant(args: &[OsString]) -> Vec<String> {
    fn names(matches: &ArgMatches) -> Vec<String> {
        let below = matches.subcommand().map(|(name, below)| [vec![name.to_owned()], names(below)].concat());
        below.unwrap_or_default()
    }
    command().ignore_errors(true).try_get_matches_from(args).map(|matches| names(&matches)).unwrap_or_default()
}

/// The forms of a command: `tenantctl account unlock [OPTIONS] <RESOURCE>`, and others in its place.
fn forms(meant: &[String]) -> Vec<String> {
    let mut found = command();
    found.build();
    for name in meant {
        let Some(below) = found.find_subcommand(name).cloned() else { return Vec::new() };
        found = below;
    }
    let usage = found.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or_default();
    usage.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The lines that may have been meant, nearest first: what was typed, with the word that is wrong put right.
fn suggested(error: &clap::Error, args: &[OsString], meant: &[String]) -> Vec<Vec<String>> {
    let (wrong, right) = match error.kind() {
        ErrorKind::InvalidSubcommand => (ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        ErrorKind::UnknownArgument => (ContextKind::InvalidArg, ContextKind::SuggestedArg),
        ErrorKind::InvalidValue => (ContextKind::InvalidValue, ContextKind::SuggestedValue),
        _ => return Vec::new(),
    };
    let (wrong, typed) = (first(error, wrong), typed_words(args));
    let verb = error.kind() == ErrorKind::InvalidSubcommand;
    let mut lines = if verb { instead(&wrong, &typed, meant, synonyms::known) } else { Vec::new() };
    if lines.is_empty() && verb && meant.is_empty() {
        lines = with_noun(&wrong, &typed);
    }
    if lines.is_empty() {
        // The library puts the nearest last. By letters alone, no command is suggested that opens what another word did not ask to open.
        let near = all(error, right).into_iter().rev().filter(|right| !verb || synonyms::may_suggest(&wrong, right));
        let near = near.map(|right| if verb { named(meant, &right) } else { right });
        lines = near.filter_map(|right| replaced(&typed, &wrong, &right)).collect();
    }
    if lines.is_empty() && verb {
        lines = instead(&wrong, &typed, meant, synonyms::noun_and_name);
    }
    if lines.is_empty() && error.kind() == ErrorKind::UnknownArgument && meant == ["resource", "edit"] {
        lines.extend(level_grant(&wrong, &typed));
    }
    if let [command] = meant
        && lines.is_empty()
        && error.kind() == ErrorKind::UnknownArgument
    {
        // A command that takes no name, with one: `status ada`.
        lines = instead(command, &typed, &[], synonyms::known);
    }
    let mut seen = HashSet::new();
    lines.retain(|line| leads_on(line) && seen.insert(line.clone()));
    lines.truncate(3);
    lines
}

/// What somebody means who looks for the level among the fields of a resource.
fn level_grant(wrong: &str, typed: &[String]) -> Option<Vec<String>> {
    let level = match wrong.split_once('=') {
        Some(("--level", level)) => level.to_owned(),
        _ if wrong == "--level" => match typed.iter().find_map(|word| word.strip_prefix("--level=")) {
            Some(level) => level.to_owned(),
            None => typed.get(typed.iter().position(|word| word == "--level")? + 1)?.clone(),
        },
        _ => return None,
    };
    let name = typed.iter().skip_while(|word| *word != "edit").nth(1).filter(|word| !word.starts_with('-'))?;
    Some(["level", "grant", name, &level].map(str::to_owned).to_vec())
}

/// What was typed, with one word put right; `None` if the word is not there.
fn replaced(typed: &[String], wrong: &str, right: &str) -> Option<Vec<String>> {
    let mut replaced = false;
    let line = typed.iter().map(|word| match put_right(word, wrong, right) {
        Some(put) if !replaced => {
            replaced = true;
            put
        }
        _ => word.clone(),
    });
    let line = line.collect();
    replaced.then_some(line)
}

/// What was typed, with other words in the place of the command and of what follows it. The flags before it stay.
fn instead(
    wrong: &str,
    typed: &[String],
    meant: &[String],
    find: impl Fn(&[String]) -> Vec<Vec<String>>,
) -> Vec<Vec<String>> {
    let Some(at) = typed.iter().position(|word| word == wrong).filter(|at| *at >= meant.len()) else {
        return Vec::new();
    };
    let before = &typed[..at - meant.len()];
    let words = [meant, &typed[at..]].concat();
    find(&words).into_iter().map(|line| [before, &line].concat()).collect()
}

/// Whether a line is a command, or only lacks something known to be missing: nothing else is suggested.
fn leads_on(line: &Vec<String>) -> bool {
    let parsed = command().try_get_matches_from(["tenantctl".to_owned()].iter().chain(line));
    parsed.map_or_else(
        |error| matches!(error.kind(), ErrorKind::MissingRequiredArgument | ErrorKind::DisplayVersion),
        |_| true,
    )
}

/// The lines in which the wrong word is a verb behind its noun: `import` is `resource import`. None where it might be a verb of many.
fn with_noun(wrong: &str, typed: &[String]) -> Vec<Vec<String>> {
    let tree = command();
    let nouns = tree.get_subcommands().filter_map(|noun| {
        let verb = noun.find_subcommand(wrong).filter(|verb| !verb.is_hide_set())?;
        Some([noun.get_name().to_owned(), verb.get_name().to_owned()])
    });
    let nouns: Vec<_> = nouns.collect();
    let put = |right: &[String; 2]| {
        let each = typed.iter().flat_map(|word| if word == wrong { right.to_vec() } else { vec![word.clone()] });
        each.collect()
    };
    if nouns.len() > 2 { Vec::new() } else { nouns.iter().map(put).collect() }
}

/// A command's own name, where its alias was suggested.
fn named(meant: &[String], name: &str) -> String {
    let mut found = command();
    for word in meant {
        found = found.find_subcommand(word).cloned().unwrap_or(found);
    }
    found.find_subcommand(name).map_or_else(|| name.to_owned(), |command| command.get_name().to_owned())
}

/// A word put right, if it is the wrong one: alone, or with its value behind `=` or its flag before it.
fn put_right(word: &str, wrong: &str, right: &str) -> Option<String> {
    if word == wrong {
        return Some(right.to_owned());
    }
    let (flag, value) = word.split_once('=')?;
    let bare = |text: &str| text.split('=').next().unwrap_or_default().to_owned();
    if flag == bare(wrong) {
        return Some(format!("{right}={value}"));
    }
    (flag.starts_with('-') && value == wrong).then(|| format!("{flag}={right}"))
}

/// `--output` of `--output <FORMAT>`; an argument without a flag by its name.
fn option(arg: &str) -> &str {
    if arg.starts_with('-') { arg.split([' ', '=']).next().unwrap_or(arg) } else { arg.trim_matches(['[', ']']) }
}

/// What was typed, short enough to be shown; what may steer a terminal is escaped where it is written.
fn shown(typed: &str) -> String {
    shortened(typed).chars().take(80).collect()
}

fn first(error: &clap::Error, kind: ContextKind) -> String {
    all(error, kind).into_iter().next().unwrap_or_default()
}

fn all(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => vec![text.clone()],
        Some(ContextValue::Strings(texts)) => texts.clone(),
        _ => Vec::new(),
    }
}
