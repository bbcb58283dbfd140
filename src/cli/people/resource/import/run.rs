//! One import from its beginning to its answer.

use super::{
    Args, OnError,
    check::{Checked, check},
    ended::stopped,
    job::Job,
    mark::{Mark, Note, Reached},
    plan,
    rejects::Rejects,
    report::Report,
    rows::{Keys, Prefix, Rows},
    write::{Beside, Written, write},
};
use crate::{
    cli::passwords::setup::handout::Handout,
    context::Context,
    domain::field::Field,
    error::{Code, Error, Result},
    intake::Rejects as RejectedRows,
    ops::{passwords::set_password::Standard, people::import::Rules},
    render::{Ending, Progress},
};
use std::sync::{Arc, Mutex};

/// One import.
pub(super) struct Import<'a> {
    pub(super) args: &'a Args,
    pub(super) rules: &'a Rules,
    pub(super) standard: &'a Standard,
    pub(super) columns: [String; Field::COUNT],
    /// That of the file.
    pub(super) header: String,
    /// Those of JSON lines, known in the end.
    pub(super) keys: Option<Arc<Mutex<Keys>>>,
    /// How rejected rows of a file are written; those of a plan are not.
    pub(super) rejected: Option<RejectedRows>,
    pub(super) size: Option<u64>,
}

impl Import<'_> {
    /// Checks all rows, and writes them unless it is only a trial. `again` gives the rows from their beginning.
    pub(super) fn run<R: Rows + 'static>(
        &self,
        ctx: &mut Context<'_>,
        rows: R,
        mut again: impl FnMut(&mut Context<'_>) -> Result<R>,
    ) -> Result<u8> {
        let args = self.args;
        // Pages that many rows come back to are kept from here on.
        ctx.store()?.expect_to_be_filled()?;
        let ending = Ending::watch()?;
        let mut mark = if args.dry_run { None } else { Some(Mark::take(ctx.store()?.path())?) };
        let note = match &mark {
            Some(mark) if args.resume => mark.reached(&ctx.store()?.read()?)?,
            _ => None,
        };
        if note.as_ref().is_some_and(|reached| reached.note.handout > 0) && args.setup_out.is_none() {
            let message = "the import that was stopped issued set-up tokens into a file; nothing was changed";
            return Err(Error::new(Code::Usage, message).again("name that file", ["--setup-out", "FILE"]));
        }
        let checked = self.checked(ctx, rows, &mut again, note, &ending);
        let (checked, note) = match checked.and_then(|checked| self.keys_told(ctx).map(|()| checked)) {
            Ok(checked) => checked,
            Err(error) => {
                mark.into_iter().for_each(Mark::leave);
                return Err(error);
            }
        };
        let stop = checked.tally.rejected > 0 && args.on_error == OnError::Stop;
        if args.dry_run || stop {
            mark.into_iter().for_each(Mark::leave);
            return self.told(ctx, checked, stop);
        }
        let Some(mut mark) = mark.take() else { return Err(Error::new(Code::Failure, "the import has no mark")) };
        // What can be refused is refused before anything is begun.
        let (rejects, handout) = match self.rejects().and_then(|rejects| Ok((rejects, self.handout(note.as_ref())?))) {
            Ok(both) => both,
            Err(error) => {
                mark.leave();
                return Err(error);
            }
        };
        mark.begin(note.as_ref())?;
        if note.is_none() {
            // Before the first batch: a token that is in the file by now counts, or nothing is in it.
            let head = ctx.store()?.read()?.head_mark()?;
            mark.note(&Note::new((0, Prefix::default()), head, handout.as_ref(), Vec::new()))?;
        }
        let mut beside = Beside { mark, handout, rejects };
        let mut written = Written::default();
        let rows = again(ctx)?;
        let job = self.job(&ending, note.as_ref());
        let mut progress = Progress::begin(ctx.manner.watcher, "importing", "rows", checked.tally.rows());
        let done = write(ctx, rows, (&job, &checked), &mut beside, &mut written, &mut progress);
        // Where they cannot be kept, the mark stays: going on tells them again.
        let done = done.and_then(|()| beside.rejects.take().map_or(Ok(()), Rejects::end));
        drop(progress);
        let report = |written: &mut Written| {
            let mut report = Report::new(written.tally, std::mem::take(&mut written.listing), false);
            report.setup_file.clone_from(&args.setup_out);
            report.rejects_file.clone_from(&args.rejects);
            report
        };
        if let Err(error) = done {
            let stopped = stopped(error, &written);
            let report = report(&mut written);
            // What ended it counts for more than an answer that nobody reads.
            let _ = ctx.out.one(&report, report.page());
            return Err(stopped);
        }
        beside.mark.end();
        let report = report(&mut written);
        ctx.out.one(&report, report.page())?;
        if report.rejected > 0 && args.rejects.is_none() {
            let were = if report.rejected == 1 { "row was" } else { "rows were" };
            ctx.say(&format!("{} {were} skipped; --rejects FILE keeps them.", report.rejected));
        }
        Ok(0)
    }

    /// Says which keys of JSON lines were not imported.
    ///
    /// # Errors
    /// `invalid_input` for a key that was named and is in no row.
    fn keys_told(&self, ctx: &mut Context<'_>) -> Result<()> {
        let Some(keys) = self.keys.as_ref().and_then(|keys| keys.lock().ok()) else { return Ok(()) };
        if let Some(unmet) = keys.unmet.first() {
            let message = format!("--map names the key {unmet}, which no row has; nothing was changed");
            return Err(Error::new(Code::InvalidInput, message));
        }
        if !keys.ignored.is_empty() {
            ctx.say(&format!("Keys that are not imported: {}", keys.ignored.join(", ")));
        }
        Ok(())
    }

    /// What else than its rows tells this import from any other: what they are read as, and what is done with them.
    fn seed(&self) -> String {
        let (columns, rules) = (&self.columns, self.rules);
        format!("{}\n{columns:?}\n{}\n{}\n", self.header, rules.update, rules.setup)
    }

    fn job<'j>(&'j self, ending: &'j Ending, reached: Option<&Reached>) -> Job<'j> {
        let done = reached.map_or(0, |reached| reached.note.rows);
        let skip = self.args.on_error == OnError::Skip;
        Job {
            rules: self.rules,
            standard: self.standard,
            batch: self.args.batch as usize,
            skip,
            plain: self.args.plain_passwords,
            seed: self.seed(),
            done,
            left_out: reached.map(|reached| reached.left_out.clone()).unwrap_or_default(),
            ending,
            columns: self.columns.clone(),
        }
    }

    /// The first reading. An import that was stopped is gone on with only where it was of the same rows.
    fn checked<R: Rows + 'static>(
        &self,
        ctx: &mut Context<'_>,
        rows: R,
        again: &mut impl FnMut(&mut Context<'_>) -> Result<R>,
        note: Option<Reached>,
        ending: &Ending,
    ) -> Result<(Checked, Option<Reached>)> {
        let watcher = ctx.manner.watcher;
        let begin = || Progress::begin(watcher, "checking", "KiB", self.size.unwrap_or_default() >> 10);
        let mut plan = self.plan_out(ctx)?;
        let checked = check(ctx, rows, &self.job(ending, note.as_ref()), &mut plan, &mut begin())?;
        if note.as_ref().is_none_or(|reached| checked.ends_at(&reached.note)) {
            if checked.tally.rejected == 0 || self.args.on_error == OnError::Skip {
                plan.map_or(Ok(()), |plan| plan.end(&checked.again))?;
            }
            return Ok((checked, note));
        }
        if note.is_some_and(|reached| reached.note.handout > 0) {
            let message = "the import that was stopped was of other rows, or with another --batch; nothing was changed";
            let error = Error::new(Code::Changed, message).lasting();
            return Err(error.note("import without --resume, with a new --setup-out"));
        }
        ctx.say("The import that was stopped was of other rows, or with another --batch: this one begins anew.");
        let rows = again(ctx)?;
        let checked = check(ctx, rows, &self.job(ending, None), &mut None, &mut begin())?;
        Ok((checked, None))
    }

    fn plan_out(&self, ctx: &mut Context<'_>) -> Result<Option<plan::Writer>> {
        let Some(path) = &self.args.plan_out else { return Ok(None) };
        if self.args.plain_passwords {
            let message = "a plan keeps no passwords in plain text; nothing was changed";
            return Err(Error::new(Code::Usage, message).note("import them without a plan, or their hashes"));
        }
        let head = ctx.read(|tx, operator, now| {
            Ok(plan::Head {
                tenantctl_plan: plan::FORMAT,
                tenant: tx.tenant()?.id.clone(),
                made_at: now.to_string(),
                made_by: operator.actor.name.clone(),
                update: self.rules.update,
                setup: self.rules.setup,
                champion: tx.champion()?.map(|champion| champion.id),
            })
        })?;
        plan::Writer::begin(path, &head).map(Some)
    }

    fn handout(&self, reached: Option<&Reached>) -> Result<Option<Handout>> {
        let Some(path) = &self.args.setup_out else { return Ok(None) };
        match reached.map(|reached| &reached.note).filter(|note| note.handout > 0) {
            Some(note) => Handout::resume(path, note.handout, note.handout_inode).map(Some),
            // Nothing of it is taken back: it may be that of an import that came to its end.
            None if self.args.resume && path.exists() => Handout::append(path).map(Some),
            None => Handout::create(path).map(Some),
        }
    }

    fn rejects(&self) -> Result<Option<Rejects>> {
        let (Some(path), Some(rows)) = (&self.args.rejects, &self.rejected) else { return Ok(None) };
        Rejects::begin(path, rows.clone()).map(Some)
    }
}
