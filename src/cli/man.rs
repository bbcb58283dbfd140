use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::{Code, Error, Result},
    files::NewFile,
    render::Page,
};
use clap_mangen::Man;
use std::{
    fs,
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The date of the pages: that of the release.
const DATE: &str = "2026-11-27";
/// What the library's text begins with: the apostrophe.
const DEFINITIONS: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";
/// mandoc calls a longer line bad style, in bytes.
const WIDEST: usize = 79;

/// Print the manual page, or write one for every command to a directory
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl man | man -l -\n  tenantctl man --out ~/.local/share/man/man1")]
pub struct Args {
    /// Write a page for every command to this directory
    #[arg(long, value_name = "DIR", value_parser = crate::cli::globals::path())]
    out: Option<PathBuf>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("a page for the program man");
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let pages = pages()?;
        match self.out {
            None => {
                let first = pages.into_iter().next().map(|(_, text)| text).unwrap_or_default();
                ctx.out.page(&Page::new().verbatim(first))?;
            }
            Some(directory) => {
                let wrote = fs::create_dir_all(&directory)
                    .and_then(|()| pages.iter().try_for_each(|(name, text)| put(&directory.join(name), text)));
                wrote.map_err(|error| {
                    Error::new(
                        Code::Failure,
                        format!("the pages cannot be written to {}: {error}", directory.display()),
                    )
                })?;
                ctx.say(&format!("{} pages are in {}.", pages.len(), directory.display()));
                if let Some(line) = manpath(&directory) {
                    ctx.say("For man to find them, type this, or put it into the profile of your shell:");
                    // On a separate line: a command never breaks.
                    ctx.say(&format!("  {line}"));
                }
            }
        }
        Ok(0)
    }
}

/// Where `man` has to be told of this directory: the line that tells it. It looks beside the directories of the search path.
fn manpath(directory: &Path) -> Option<String> {
    let named = directory.file_name().is_some_and(|name| name.to_string_lossy().starts_with("man"));
    let root = directory.canonicalize().ok()?;
    // Elsewhere it finds no pages, wherever it looks.
    let root = root.parent().filter(|_| named)?;
    let list = |name| std::env::var_os(name).map(|list| std::env::split_paths(&list).collect::<Vec<_>>());
    let beside = |program: &Path| {
        let above = program.parent().map(|above| [above.join("man"), above.join("share/man")]);
        above.is_some_and(|places| places.iter().any(|place| place == root))
    };
    let known = list("PATH").unwrap_or_default().iter().any(|program| beside(program))
        || list("MANPATH").unwrap_or_default().iter().any(|place| place == root);
    let root = root.display().to_string();
    let quoted = shlex::try_quote(&root).ok()?;
    (!known).then(|| format!("export MANPATH={quoted}:$MANPATH"))
}

/// Writes a page, whole or not at all, in place of an earlier one.
fn put(path: &Path, text: &str) -> io::Result<()> {
    let mut page = NewFile::begin_public(path)?;
    page.write_all(text.as_bytes())?;
    page.replace_at_once()
}

/// Every manual page with its file name, the program's own first.
pub fn pages() -> Result<Vec<(String, String)>> {
    let mut command = super::command().mut_args(|arg| arg.hide(false));
    command.build();
    let mut pages = Vec::new();
    collect(&command, "tenantctl", &mut pages)?;
    Ok(pages)
}

fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, String)>) -> io::Result<()> {
    pages.push((format!("{name}.1"), page(command, name)?));
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    below.into_iter().try_for_each(|below| collect(below, &format!("{name}-{}", below.get_name()), pages))
}

/// One page: the library writes what it knows of a command, and the synopsis, the examples and their like are ours.
fn page(command: &clap::Command, name: &str) -> io::Result<String> {
    let source = format!("tenantctl {}", env!("CARGO_PKG_VERSION"));
    let man = Man::new(command.clone()).title(name.to_uppercase()).date(DATE).source(source).manual("User Commands");
    let section = |render: &dyn Fn(&mut Vec<u8>) -> io::Result<()>| {
        let mut text = Vec::new();
        render(&mut text)?;
        // Each section begins with the same definitions.
        Ok::<_, io::Error>(String::from_utf8_lossy(&text).replace(DEFINITIONS, ""))
    };
    let (examples, more) = examples(command);
    let mut text = DEFINITIONS.to_owned() + &section(&|out| man.render_title(out))?;
    text += &section(&|out| man.render_name_section(out))?;
    text += &synopsis(command);
    text += &section(&|out| man.render_description_section(out))?;
    for paragraph in more {
        text += &format!(".PP\n{}\n", plain(&paragraph));
    }
    text += &section(&|out| man.render_options_section(out))?;
    if command.has_subcommands() {
        text += &section(&|out| man.render_subcommands_section(out))?;
    }
    if !examples.is_empty() {
        let lines = examples.iter().map(|line| format!("{}\n", plain(line)));
        text += &format!(".SH EXAMPLES\n.nf\n{}.fi\n", lines.collect::<String>());
    }
    Ok(narrow(&text))
}

/// The command with every option and what it takes.
fn synopsis(command: &clap::Command) -> String {
    let own = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && !matches!(arg.get_id().as_str(), "help" | "version"));
    let word = |arg: &clap::Arg| {
        let values = arg.get_value_names().map(|names| names.iter().map(ToString::to_string).collect::<Vec<_>>());
        let values = values.unwrap_or_else(|| vec![arg.get_id().as_str().to_uppercase()]).join(" ");
        let many = if matches!(arg.get_action(), clap::ArgAction::Append) { " ..." } else { "" };
        let word = match (arg.get_long(), arg.get_action().takes_values()) {
            (Some(long), true) => format!("\\fB{}\\fR \\fI{}\\fR", plain(&format!("--{long}")), plain(&values)),
            (Some(long), false) => format!("\\fB{}\\fR", plain(&format!("--{long}"))),
            (None, _) => format!("\\fI{}\\fR", plain(&values)),
        };
        if arg.is_required_set() { format!("{word}{many}") } else { format!("[{word}]{many}") }
    };
    let (positional, options): (Vec<&clap::Arg>, Vec<&clap::Arg>) = own.partition(|arg| arg.is_positional());
    let words: Vec<_> = options.into_iter().chain(positional).map(word).collect();
    let commands = if command.has_subcommands() { " \\fICOMMAND\\fR" } else { "" };
    let path = plain(command.get_bin_name().unwrap_or(command.get_name()));
    let words = words.iter().map(|word| format!("\n{word}")).collect::<String>();
    format!(".SH SYNOPSIS\n\\fB{path}\\fR{commands}{words}\n")
}

/// The lines of the examples, and the other paragraphs below the options.
fn examples(command: &clap::Command) -> (Vec<String>, Vec<String>) {
    let below = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (mut lines, mut others) = (Vec::new(), Vec::new());
    for paragraph in below.split("\n\n").map(str::trim_end).filter(|paragraph| !paragraph.is_empty()) {
        match paragraph.strip_prefix("Examples:\n").or(paragraph.strip_prefix("Example:\n")) {
            Some(block) => lines.extend(block.lines().map(|line| line.trim().to_owned())),
            None => others.push(paragraph.to_owned()),
        }
    }
    (lines, others)
}

/// Text in which nothing is a request or an escape.
fn plain(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let line = |line: &str| if line.starts_with('.') { format!("\\&{line}") } else { line.to_owned() };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Without blanks at the ends of lines and without long ones: text goes on in the next line, where lines are kept behind a backslash.
fn narrow(page: &str) -> String {
    let (mut out, mut kept) = (String::new(), false);
    for line in page.lines().map(str::trim_end) {
        kept = match line {
            ".nf" => true,
            ".fi" => false,
            _ => kept,
        };
        let mut rest = line;
        while rest.len() > WIDEST && !rest.starts_with('.') {
            // Nothing may become a request: a line that began with a dot would.
            let breaks = rest[..=WIDEST].rfind(' ').filter(|at| !rest[at + 1..].starts_with(['.', '\'']));
            let Some(at) = breaks.filter(|at| *at > 0) else { break };
            out.push_str(&rest[..at]);
            out.push_str(if kept { " \\\n" } else { "\n" });
            rest = &rest[at + 1..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}
