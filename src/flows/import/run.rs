//! One import from its beginning to its end.

use super::{
    End, Imported, Wish,
    check::{Checked, check},
    job::Job,
    journal::{Journal, Note, Reached},
    plan,
    rejects::Rejects,
    rows::{Known, Prefix, Rows},
    tally::{Listing, Tally},
    write::{Beside, Written, write},
};
use crate::{
    domain::{
        field::Field,
        remedy::{Advice, Argument},
    },
    engine::Engine,
    error::{Code, Error, Result},
    flows::{Notice, Stage, Stop, Watch, handout::Handout},
    intake::Rejects as RejectedRows,
    ops::{passwords::set_password::Standard, people::import::Rules},
};
use std::sync::{Arc, Mutex};

pub(super) struct Import<'a> {
    pub(super) wish: &'a Wish,
    pub(super) stop: &'a Stop,
    pub(super) rules: &'a Rules,
    pub(super) standard: &'a Standard,
    pub(super) columns: [String; Field::COUNT],
    /// That of the file.
    pub(super) header: String,
    /// What is known of a file in the end.
    pub(super) known: Option<Arc<Mutex<Known>>>,
    /// How rejected rows of a file are written; those of a plan are not.
    pub(super) rejected: Option<RejectedRows>,
    pub(super) size: Option<u64>,
}

impl Import<'_> {
    /// Checks all rows, and writes them unless it is only a trial. `again` gives the rows from their beginning.
    pub(super) fn run<R: Rows + 'static>(
        &self,
        engine: &mut Engine,
        watch: &mut dyn Watch,
        rows: R,
        mut again: impl FnMut() -> Result<R>,
    ) -> Result<Imported> {
        let wish = self.wish;
        // Pages that many rows come back to are kept from here on.
        engine.store()?.tune_for_bulk_load()?;
        let mut journal = if wish.dry_run { None } else { Some(Journal::take(engine.store()?.path())?) };
        let note = match &journal {
            Some(journal) if wish.resume => journal.reached(&engine.store()?.read()?)?,
            _ => None,
        };
        if note.as_ref().is_some_and(|reached| reached.note.handout > 0) && wish.setup_out.is_none() {
            let message = "the import that was stopped issued set-up tokens into a file; nothing was changed";
            return Err(Error::new(Code::Usage, message).again("name that file", [Argument::SetupFile("FILE")]));
        }
        let checked = self.checked(engine, watch, rows, &mut again, note);
        let (checked, note) = match checked.and_then(|checked| self.report_ignored(watch).map(|()| checked)) {
            Ok(checked) => checked,
            Err(error) => {
                journal.into_iter().for_each(Journal::leave);
                return Err(error);
            }
        };
        let stop = checked.tally.rejected > 0 && !wish.skip;
        if wish.dry_run || stop {
            journal.into_iter().for_each(Journal::leave);
            return Ok(self.unwritten(checked, stop));
        }
        let Some(mut journal) = journal.take() else {
            return Err(Error::new(Code::Failure, "the import has no journal"));
        };
        // What can be refused is refused before anything is begun.
        let (rejects, handout) = match self.rejects().and_then(|rejects| Ok((rejects, self.handout(note.as_ref())?))) {
            Ok(both) => both,
            Err(error) => {
                journal.leave();
                return Err(error);
            }
        };
        journal.begin(note.as_ref())?;
        if note.is_none() {
            // Before the first batch: a token that is in the file by now counts, or nothing is in it.
            let head = engine.store()?.read()?.head_mark()?;
            journal.note(&Note::new((0, Prefix::default()), head, handout.as_ref(), Vec::new()))?;
        }
        let mut beside = Beside { journal, handout, rejects };
        let mut written = Written::default();
        let rows = again()?;
        let job = self.job(note.as_ref());
        watch.begin(Stage::ImportingRows, checked.tally.rows());
        let done = write(engine, rows, (&job, &checked), &mut beside, &mut written, watch);
        // Where they cannot be kept, the journal stays: going on tells them again.
        let done = done.and_then(|()| beside.rejects.take().map_or(Ok(()), Rejects::end));
        let end = match done {
            Ok(()) => {
                beside.journal.end();
                End::Done
            }
            Err(error) => {
                let begun = note.is_some() || written.last_line > 0 || error.code() == Code::MayBeDone;
                if !begun {
                    beside.take_back();
                }
                End::Stopped { error, last_line: written.last_line }
            }
        };
        Ok(self.imported(written.tally, written.listing, end))
    }

    fn imported(&self, tally: Tally, listing: Listing, end: End) -> Imported {
        Imported { tally, listing, end, form: self.rejected.as_ref().map(RejectedRows::form) }
    }

    /// What came of an import that wrote nothing.
    fn unwritten(&self, checked: Checked, stop: bool) -> Imported {
        let end = match stop {
            true => End::Rejected {
                differing: checked.differing,
                remaps: checked.remaps.into_iter().collect(),
                last_administrator: checked.last_administrator,
            },
            false => End::Tried,
        };
        if self.wish.dry_run {
            return self.imported(checked.tally, checked.listing, end);
        }
        let tally = Tally { rejected: checked.tally.rejected, ..Default::default() };
        self.imported(tally, checked.listing.without_changes(), end)
    }

    /// Says which keys of JSON lines were not imported, and what else of the file was not.
    ///
    /// # Errors
    /// `invalid_input` for a key that was named and is in no row.
    fn report_ignored(&self, watch: &mut dyn Watch) -> Result<()> {
        let Some(known) = self.known.as_ref().and_then(|known| known.lock().ok()) else { return Ok(()) };
        if let Some(unmet) = known.unmet.first() {
            let message = format!("the map names the key {unmet}, which no row has; nothing was changed");
            return Err(Error::new(Code::InvalidInput, message));
        }
        if !known.ignored.is_empty() {
            watch.notice(Notice::KeysIgnored(known.ignored.clone()));
        }
        if known.later_ends > 0 {
            watch.notice(Notice::LaterEnds(known.later_ends));
        }
        Ok(())
    }

    /// What else than its rows tells this import from any other: what they are read as, and what is done with them.
    fn seed(&self) -> String {
        let (columns, rules) = (&self.columns, self.rules);
        let domain = self.wish.domain.as_deref().unwrap_or_default();
        format!("{}\n{columns:?}\n{}\n{}\n{domain}", self.header, rules.update, rules.setup)
    }

    fn job<'j>(&'j self, reached: Option<&Reached>) -> Job<'j> {
        let done = reached.map_or(0, |reached| reached.note.rows);
        Job {
            rules: self.rules,
            standard: self.standard,
            batch: self.wish.batch,
            skip: self.wish.skip,
            plain: self.wish.plain_passwords,
            seed: self.seed(),
            done,
            left_out: reached.map(|reached| reached.left_out.clone()).unwrap_or_default(),
            stop: self.stop,
            reject_message: self.wish.reject_message,
            columns: self.columns.clone(),
        }
    }

    /// The first reading. An import that was stopped is gone on with only where it was of the same rows.
    fn checked<R: Rows + 'static>(
        &self,
        engine: &mut Engine,
        watch: &mut dyn Watch,
        rows: R,
        again: &mut impl FnMut() -> Result<R>,
        note: Option<Reached>,
    ) -> Result<(Checked, Option<Reached>)> {
        let kibibytes = self.size.unwrap_or_default() >> 10;
        let mut plan = self.plan_out(engine)?;
        watch.begin(Stage::CheckingRows, kibibytes);
        let checked = check(engine, rows, &self.job(note.as_ref()), &mut plan, watch)?;
        if note.as_ref().is_none_or(|reached| checked.ends_at(&reached.note)) {
            if checked.tally.rejected == 0 || self.wish.skip {
                plan.map_or(Ok(()), |plan| plan.end(&checked.again))?;
            }
            return Ok((checked, note));
        }
        if note.is_some_and(|reached| reached.note.handout > 0) {
            let message = "the import that was stopped was of other rows, or in other batches; nothing was changed";
            let error = Error::new(Code::Changed, message).lasting();
            return Err(error.advice(Advice::ImportAnew));
        }
        watch.notice(Notice::StartsOver);
        let rows = again()?;
        watch.begin(Stage::CheckingRows, kibibytes);
        let checked = check(engine, rows, &self.job(None), &mut None, watch)?;
        Ok((checked, None))
    }

    fn plan_out(&self, engine: &mut Engine) -> Result<Option<plan::Writer>> {
        let Some(path) = &self.wish.plan_out else { return Ok(None) };
        if self.wish.plain_passwords {
            let message = "a plan keeps no passwords in plain text; nothing was changed";
            return Err(Error::new(Code::Usage, message).note("import them without a plan, or their hashes"));
        }
        let head = engine.read(|tx, operator, now| {
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
        let Some(path) = &self.wish.setup_out else { return Ok(None) };
        match reached.map(|reached| &reached.note).filter(|note| note.handout > 0) {
            Some(note) => Handout::resume(path, note.handout, note.handout_inode).map(Some),
            // Nothing of it is taken back: it may be that of an import that came to its end.
            None if self.wish.resume && path.exists() => Handout::append(path).map(Some),
            None => Handout::create(path).map(Some),
        }
    }

    fn rejects(&self) -> Result<Option<Rejects>> {
        let (Some(path), Some(rows)) = (&self.wish.rejects, &self.rejected) else { return Ok(None) };
        Rejects::begin(path, rows.clone()).map(Some)
    }
}
