//! What is done to many at once: `--from FILE` and `--where EXPR` in place of RESOURCE.
//!
//! It reads the whole list first, then asks everything, then runs the operation of the single command for each, in a separate transaction
//! with a separate event (docs/adr/0026-one-transaction-each.md). A verb adds a [`Verb`] and the operation for one.

mod report;
mod targets;

pub use crate::flows::bulk::{Did, Turn};
pub use report::{ANSWER, FLAG};
pub use targets::{Many, Targets, Who};

use crate::{
    context::Context,
    domain::event::{Action, Why},
    error::{Code, Error, Result},
    flows,
    ops::{Done, Operation, people::bulk::Selection},
    render::{Ending, Output, Progress, Watcher},
};
use report::{Became, Line, Lines, Sum};
use std::{io, ops::ControlFlow};

/// A verb that can act on many.
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

/// The targets, with what was agreed about them.
#[derive(Debug)]
pub struct Agreed {
    pub meant: Selection,
    pub why: Why,
}

impl Targets {
    /// The single target; of many, the exit code after the act was done to each. `act` makes the act of one of them.
    ///
    /// # Errors
    /// Those of [`Many::run`].
    pub fn one_or_each<O: Operation<Outcome = Done<S>>, S>(
        self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        reason: bool,
        act: impl Fn(String, Why) -> O,
    ) -> Result<ControlFlow<u8, String>> {
        match self.who() {
            Who::One(resource) => Ok(ControlFlow::Continue(resource)),
            Who::Many(many) => {
                let each = |turn: &mut Turn<'_>, why| Ok(turn.perform(&act(turn.resource(), why))?.changed);
                many.run(ctx, verb, reason, each).map(ControlFlow::Break)
            }
        }
    }
}

impl Many {
    /// Acts on all of them: `one` acts on one, and says whether that changed anything. `reason` says whether a reason is
    /// required.
    ///
    /// # Errors
    /// Those of [`Self::agree`] and [`Self::each`].
    pub fn run<D: Into<Did>>(
        &self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        reason: bool,
        mut one: impl FnMut(&mut Turn<'_>, Why) -> Result<D>,
    ) -> Result<u8> {
        let Some(agreed) = self.agree(ctx, verb, |_, _| Ok(reason))? else { return Ok(0) };
        let why = agreed.why.clone();
        agreed.each(ctx, verb, |turn| one(turn, why.clone()))
    }

    /// Finds the targets and asks all questions; `None` if there are none, which it has reported. `reason` says whether a reason is
    /// required.
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
    /// Acts on each in turn, reports each result and then the totals; returns the exit code. A refusal that is about one of them appears on
    /// its line. An error that the next would meet as well ends the command.
    ///
    /// # Errors
    /// `interrupted` by a signal, after the one that was under way; what ended it (`busy`, `disk_full`, `not_signed_in`).
    pub fn each<D: Into<Did>>(
        self,
        ctx: &mut Context<'_>,
        verb: &Verb,
        one: impl FnMut(&mut Turn<'_>) -> Result<D>,
    ) -> Result<u8> {
        // The lines borrow the output while the context works on.
        let nowhere = Output::new(ctx.out.format(), ctx.out.screen(), Box::new(io::sink()));
        let mut out = std::mem::replace(&mut ctx.out, nowhere);
        let mut sum = Sum::default();
        let ended = self.work(ctx, &mut out, verb, &mut sum, one);
        ctx.out = out;
        let total = self.meant.len();
        ctx.say(&sum.in_words(verb.done));
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
        one: impl FnMut(&mut Turn<'_>) -> Result<D>,
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
        // The totals appear, whatever ended it.
        let written = lines.finish();
        ended.and(written.map_err(Error::from))
    }
}

fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "resource" } else { "resources" })
}

/// Who watches: a bar would garble lines that appear on the terminal.
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
        // Not what was asked for any more: nothing failed, and the same again would not select it.
        Err(error) if error.code() == Code::Changed => (Became::NoLonger, None),
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

/// What ended it early: how far it came, and how to go on.
fn broken_off(error: Error, sum: &Sum, total: usize, verb: &Verb) -> Error {
    let (all, left) = (sum.all(), total - sum.all());
    let how_far = format!("ended after {all} of {total} ({}), with {left} not tried", sum.in_words(verb.done));
    let hints = error.hints().to_vec();
    let error_with_totals =
        Error::new(error.code(), format!("{}; {how_far}", error.brief())).with_hints(hints).caused_by(&error);
    match verb.goes_on {
        true => error_with_totals.again("the same again goes on with the rest", []),
        false => error_with_totals,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
