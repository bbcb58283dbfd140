//! What is done to many at once: `--from FILE` and `--where EXPR` in place of RESOURCE.
//!
//! Who is meant is read first and whole, then everything is asked, then each is acted on by the operation of the single command, in a
//! transaction and with an event of its own (docs/adr/0026-one-transaction-each.md). A verb adds a [`Verb`] and the operation for one.

mod report;
mod targets;

pub use crate::flows::bulk::Did;
pub use report::{ANSWER, FLAG};
pub use targets::{Many, Targets, Who};

use crate::{
    context::Context,
    domain::event::{Action, Why},
    engine::Engine,
    error::{Error, Result},
    flows,
    ops::people::bulk::Selection,
    render::{Ending, Output, Progress, Watcher},
};
use report::{Became, Line, Lines, Sum};
use std::io;

/// A verb, as far as the same is done to many by it.
#[derive(Clone, Copy, Debug)]
pub struct Verb {
    /// What it is in the history.
    pub action: Action,
    /// The confirmation; `{}` is how many: "412 resources".
    pub question: &'static str,
    /// What goes on ("pausing").
    pub doing: &'static str,
    /// What was done to them ("paused").
    pub done: &'static str,
    /// Whether those that are done already are left as they are when it is typed again.
    pub goes_on: bool,
}

/// Those who are meant, with what was agreed about them.
#[derive(Debug)]
pub struct Agreed {
    meant: Selection,
    /// Why it is done.
    pub why: Why,
}

impl Many {
    /// Does it to all of them: `one` does it to one of them, named by its id, and says whether that changed anything. `reason` is whether
    /// a reason is required.
    ///
    /// # Errors
    /// Those of [`Self::agree`] and [`Self::each`].
    pub fn run(
        &self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        reason: bool,
        mut one: impl FnMut(&mut Engine, String, Why) -> Result<bool>,
    ) -> Result<u8> {
        let Some(agreed) = self.agree(ctx, verb, |_, _| Ok(reason))? else { return Ok(0) };
        let why = agreed.why.clone();
        agreed.each(ctx, verb, |engine, id, _| one(engine, id, why.clone()))
    }

    /// Finds who is meant and asks everything that is to be asked; `None` where it is nobody, which was told. `reason` says whether a reason
    /// is required for them.
    ///
    /// # Errors
    /// Those of finding them; `usage` where something is missing that cannot be asked for; `declined`.
    pub fn agree(
        &self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        reason: impl FnOnce(&mut Context<'_>, &Selection) -> Result<bool>,
    ) -> Result<Option<Agreed>> {
        let meant = self.meant(ctx, verb.action)?;
        if meant.is_empty() {
            Lines::begin(&mut ctx.out).finish()?;
            ctx.say(self.nobody());
            return Ok(None);
        }
        let required = reason(ctx, &meant)?;
        let why = ctx.why(required)?;
        ctx.confirm(&verb.question.replace("{}", &counted(meant.len())))?;
        Ok(Some(Agreed { meant, why }))
    }
}

impl Agreed {
    /// Does it to each in turn, tells what became of it, and then the sum; the exit code. `one` is told the id and the username.
    ///
    /// A refusal that is about one of them is told on its line. Whatever the next would meet as well ends the command.
    ///
    /// # Errors
    /// `interrupted` by a signal, after the one that was under way; what ended it (`busy`, `disk_full`, `not_signed_in`).
    pub fn each<D: Into<Did>>(
        self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        one: impl FnMut(&mut Engine, String, &str) -> Result<D>,
    ) -> Result<u8> {
        // The lines borrow the output while the context works on.
        let nowhere = Output::new(ctx.out.format(), ctx.out.screen(), Box::new(io::sink()));
        let mut out = std::mem::replace(&mut ctx.out, nowhere);
        let mut sum = Sum::default();
        let ended = self.work(ctx, &mut out, verb, &mut sum, one);
        ctx.out = out;
        let total = self.meant.len();
        ctx.say(&sum.told(verb.done));
        match ended {
            Ok(()) => Ok(sum.exit()),
            Err(error) => Err(broken_off(error, &sum, total, verb)),
        }
    }

    fn work<D: Into<Did>>(
        &self,
        ctx: &mut Context<'_>,
        out: &mut Output<'_>,
        verb: &Verb,
        sum: &mut Sum,
        one: impl FnMut(&mut Engine, String, &str) -> Result<D>,
    ) -> Result<()> {
        let mut progress = Progress::of_writes(watcher(ctx, out), verb.doing, "resources", self.meant.len() as u64);
        let (mut lines, ending) = (Lines::begin(out), Ending::watch()?);
        let (engine, _) = ctx.acting()?;
        let ended = flows::bulk::each(engine, &self.meant, ending.stop(), one, |username, did| {
            let line = line(username, did);
            sum.count(&line);
            progress.at(sum.all() as u64);
            Ok(lines.push(line)?)
        });
        drop(progress);
        // What was done is told, whatever ended it.
        let written = lines.finish();
        ended.and(written.map_err(Error::from))
    }
}

/// How many, in words.
fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "resource" } else { "resources" })
}

/// Who watches: where the lines themselves come up on the terminal, a bar would garble them.
fn watcher(ctx: &Context<'_>, out: &Output<'_>) -> Watcher {
    match ctx.manner.watcher {
        Watcher::Terminal if out.screen().terminal && Lines::at_once(out.format()) => Watcher::Nobody,
        watcher => watcher,
    }
}

fn line(username: String, did: &Result<Did>) -> Line {
    let (result, error) = match did {
        Ok(Did { changed: true, .. }) => (Became::Done, None),
        Ok(Did { changed: false, .. }) => (Became::Unchanged, None),
        Err(error) if error.recorded().is_some() => (Became::Requested, Some(error)),
        Err(error) => (Became::Failed, Some(error)),
    };
    Line {
        username,
        result,
        code: error.map(|error| error.code().word()),
        message: match did {
            Ok(did) => did.remark.clone(),
            Err(error) => Some(error.brief().to_owned()),
        },
        exit: error.map_or(0, |error| error.code().exit()),
        request_id: error.and_then(Error::recorded).map(|recorded| recorded.request_id.clone()),
    }
}

/// What ended it before its end: how far it came, and what goes on from there.
fn broken_off(error: Error, sum: &Sum, total: usize, verb: &Verb) -> Error {
    let (all, left) = (sum.all(), total - sum.all());
    let how_far = format!("ended after {all} of {total} ({}), with {left} not tried", sum.told(verb.done));
    let hints = error.hints().to_vec();
    let told = Error::new(error.code(), format!("{}; {how_far}", error.brief())).with_hints(hints).caused_by(&error);
    match verb.goes_on {
        true => told.again("the same again goes on with the rest", []),
        false => told,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Code;

    #[test]
    fn what_broke_off_says_how_far_it_came_and_keeps_its_ways_out() {
        let verb = Verb { action: Action::TfaPause, question: "", doing: "", done: "paused", goes_on: true };
        let mut sum = Sum::default();
        sum.count(&line("ada@acme.example".into(), &Ok(true.into())));
        let busy = Error::new(Code::Busy, "the database was busy; nothing was changed")
            .hint("see", crate::domain::remedy::Remedy::Doctor);
        sum.count(&line("bob@acme.example".into(), &Err(busy.clone())));
        let told = broken_off(busy, &sum, 5, &verb);
        let wanted = "the database was busy; ended after 2 of 5 (1 paused, 1 failed), with 3 not tried";
        assert_eq!((told.message(), told.code()), (wanted, Code::Busy));
        assert_eq!(told.hints().len(), 2);
    }
}
