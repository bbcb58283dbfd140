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
            }
        }
        Ok(0)
    }
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
    let mut text = Vec::new();
    Man::new(command.clone()).title(name).render(&mut text)?;
    pages.push((format!("{name}.1"), String::from_utf8_lossy(&text).into_owned()));
    let below = command.get_subcommands().filter(|below| !below.is_hide_set());
    below.into_iter().try_for_each(|below| collect(below, &format!("{name}-{}", below.get_name()), pages))
}
