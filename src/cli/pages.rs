//! Long lists: read page by page, each in a short separate transaction, and written as they come.

use crate::{
    context::Context,
    error::Result,
    render::{Column, Format, Output, Shown, command_line},
};
use serde::Serialize;
use std::{fmt::Display, io};

/// How many items a list has where nothing was said and the format is not one that is whole.
const DEFAULT: u64 = 100;
/// How many items are read at once.
const PAGE: u64 = 500;

/// How many items at most, as it is typed.
///
/// # Errors
/// Says what is taken.
pub fn limit(text: &str) -> std::result::Result<u64, String> {
    text.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| "it is a whole number from 1 on".to_owned())
}

/// One item of a list.
pub struct Item<T, C> {
    /// As it is reported.
    pub view: T,
    /// As people see it; nothing where the answer is no table, which would not look at it.
    pub shown: Shown,
    /// Where the list goes on after it; written for the last one of a page only.
    pub cursor: C,
}

/// What one page of a list is given to, item by item.
pub type Page<'p, T, C> = &'p mut dyn FnMut(Item<T, C>) -> Result<bool>;

/// Writes a list: `jsonl` and `csv` whole, the others up to the limit with the cursor of what follows. `read` gives the page at most so
/// many items after a cursor. It is called once for each page: no transaction lasts while somebody reads slowly, and memory stays the same
/// at any length. `empty` is the notice for an empty list. A table that
/// `keeps` its columns has the same ones at every call.
pub fn list<T: Serialize, C: Display>(
    ctx: &mut Context<'_>,
    (columns, keeps): (&'static [Column], bool),
    limit: Option<u64>,
    after: Option<String>,
    empty: impl FnOnce() -> &'static str,
    read: impl FnMut(&mut Context<'_>, Option<&str>, u64, Page<'_, T, C>) -> Result<()>,
) -> Result<u8> {
    let whole = matches!(ctx.out.format(), Format::Jsonl | Format::Csv);
    let limit = limit.or((!whole).then_some(DEFAULT));
    // The list borrows the output while the context reads on.
    let nowhere = Output::new(ctx.out.format(), ctx.out.screen(), Box::new(io::sink()));
    let mut out = std::mem::replace(&mut ctx.out, nowhere);
    let typed = command_line("tenantctl", &[], without_cursor(&ctx.manner.typed));
    let written = write(ctx, &mut out, (columns, keeps), (limit, typed), after, read);
    ctx.out = out;
    let (any, next) = written?;
    if !any {
        ctx.say(empty());
    }
    if let Some(cursor) = next.filter(|_| ctx.out.format() == Format::Plain) {
        let typed = without_cursor(&ctx.manner.typed).map(String::as_str);
        let next = command_line("tenantctl", &[], typed.chain(["--after", cursor.as_str()]));
        ctx.say(&format!("more: {next}"));
    }
    Ok(0)
}

/// What was typed, without the cursor that it had.
fn without_cursor(typed: &[String]) -> impl Iterator<Item = &String> {
    let after = |at: usize| at > 0 && typed[at - 1] == "--after";
    let kept = move |at: usize, word: &str| !after(at) && word != "--after" && !word.starts_with("--after=");
    typed.iter().enumerate().filter(move |(at, word)| kept(*at, word)).map(|(_, word)| word)
}

/// Writes the list, whole where there is no limit; whether there was anything, and where it goes on, if it does. `typed` is the command that
/// shows what follows.
pub fn write<T: Serialize, C: Display>(
    ctx: &mut Context<'_>,
    out: &mut Output<'_>,
    (columns, keeps): (&[Column], bool),
    (limit, typed): (Option<u64>, String),
    mut after: Option<String>,
    mut read: impl FnMut(&mut Context<'_>, Option<&str>, u64, Page<'_, T, C>) -> Result<()>,
) -> Result<(bool, Option<String>)> {
    let mut rows = out.rows(columns);
    rows.more(typed);
    rows.keep_columns(keeps);
    let mut left = limit;
    loop {
        // One more than is wanted tells whether there is more.
        let wanted = left.map_or(PAGE, |left| left.min(PAGE));
        let (mut given, mut last) = (0, None);
        read(ctx, after.as_deref(), wanted + 1, &mut |item| {
            given += 1;
            if given <= wanted {
                rows.push(&item.view, item.shown)?;
                last = Some(item.cursor);
            }
            Ok(true)
        })?;
        let more = given > wanted;
        after = last.map(|cursor| cursor.to_string()).or(after);
        rows.flush()?;
        left = left.map(|left| left - wanted);
        if !more || left == Some(0) {
            let next = after.filter(|_| more);
            return Ok((rows.finish(next.clone())?, next));
        }
    }
}
