//! One import from its beginning to its answer.

use super::{
    Args, OnError,
    check::{Checked, check},
    ended::stopped,
    job::Job,
    mark::{Mark, Note, Reached},
    plan::{self, PlanRows},
    rejects::Rejects,
    report::Report,
    rows::{FileRows, Keys, Rows, unreadable},
    source::Source,
    write::{Beside, Written, write},
};
use crate::{
    cli::setup::handout::Handout,
    context::Context,
    domain::{event::Action, field::Field},
    error::{Code, Error, Result},
    intake::{Form, Reader, Rejects as RejectedRows},
    ops::{
        import::{Rules, may_import},
        set_password::Standard,
    },
    render::{Ending, Progress},
};
use std::{
    io::Read,
    path::Path,
    sync::{Arc, Mutex},
};

type Input = Box<dyn Read + Send>;

/// Imports a file of rows.
pub fn file(ctx: &mut Context<'_>, args: &Args) -> Result<u8> {
    let rules = Rules { update: args.update, setup: args.setup_out.is_some(), why: ctx.why(false)? };
    let standard = allowed(ctx, &rules)?;
    let path = args.file.clone().unwrap_or_else(|| "-".into());
    let mut source = Source::open(&path, ctx.store()?.path())?;
    let form = args.format.or_else(|| source.name().and_then(Form::of_name));
    let begin = |source: &mut Source| -> Result<FileRows<Input>> {
        Reader::begin(source.read()?, form, &args.maps).map(FileRows::new).map_err(unreadable)
    };
    let rows = begin(&mut source)?;
    let rejected = Some(told(ctx, rows.reader(), args)?);
    let columns = Field::ALL.map(|field| rows.reader().column_of(field).to_owned());
    let header = rows.reader().header().unwrap_or_default().to_owned();
    let (keys, size, (rules, standard)) = (Some(rows.keys()), source.size(), (&rules, &standard));
    let import = Import { args, rules, standard, columns, header, keys, rejected, size };
    import.run(ctx, rows, |_| begin(&mut source))
}

/// Carries out a plan.
pub fn plan(ctx: &mut Context<'_>, args: &Args, path: &Path) -> Result<u8> {
    let mut source = Source::open(path, ctx.store()?.path())?;
    let rows = PlanRows::begin(source.read()?)?;
    let head = rows.head().clone();
    let tenant = ctx.store()?.read()?.tenant()?.id.clone();
    if head.tenant != tenant {
        let message = format!("{} was made for another tenant; nothing was changed", path.display());
        return Err(Error::new(Code::Refused, message));
    }
    if head.setup && args.setup_out.is_none() {
        let message = "the plan issues set-up tokens, and there is no file for them; nothing was changed";
        return Err(Error::new(Code::Usage, message).again("add it", ["--setup-out", "FILE"]));
    }
    if !head.setup && args.setup_out.is_some() {
        let message = "the plan issues no set-up tokens; nothing was changed";
        return Err(Error::new(Code::Usage, message).note("leave --setup-out out, or make the plan with it"));
    }
    let rules = Rules { update: head.update, setup: args.setup_out.is_some(), why: ctx.why(false)? };
    let standard = allowed(ctx, &rules)?;
    let columns = Field::ALL.map(|field| field.word().to_owned());
    let header = format!("{head:?}");
    let (rules, standard, size) = (&rules, &standard, source.size());
    let import = Import { args, rules, standard, columns, header, keys: None, rejected: None, size };
    import.run(ctx, rows, |_| PlanRows::begin(source.read()?))
}

fn allowed(ctx: &mut Context<'_>, rules: &Rules) -> Result<Standard> {
    ctx.read_before(Action::ResourceCreate, None, |tx, operator, _| may_import(tx, operator, rules))
}

/// Says what the file was taken for; passwords in plain text are taken only where that was asked for.
fn told(ctx: &mut Context<'_>, reader: &Reader<Input>, args: &Args) -> Result<RejectedRows> {
    if let Some(template) = reader.template().filter(|template| *template != "tenantctl") {
        ctx.say(&format!("Read as a file of {template}."));
    }
    if !reader.ignored().is_empty() {
        ctx.say(&format!("Columns that are not imported: {}", reader.ignored().join(", ")));
    }
    if reader.has(Field::Password) {
        let column = reader.column_of(Field::Password);
        if !args.plain_passwords {
            let message = format!("the column {column} holds passwords in plain text; nothing was changed");
            // One word: --map may stand there for another column, which it is not to take the place of.
            let ignore = format!("--map={column}=ignore");
            return Err(Error::new(Code::InvalidInput, message)
                .again("leave them", [&ignore, "--setup-out", "tokens.csv"])
                .again("take them all the same", ["--plain-passwords"]));
        }
        ctx.say(
            "warning: the file holds passwords in plain text: whoever has read it knows them. Remove it afterwards.",
        );
    }
    Ok(reader.rejects())
}

/// One import.
pub(super) struct Import<'a> {
    pub(super) args: &'a Args,
    rules: &'a Rules,
    standard: &'a Standard,
    columns: [String; Field::COUNT],
    /// That of the file.
    header: String,
    /// Those of JSON lines, known in the end.
    keys: Option<Arc<Mutex<Keys>>>,
    /// How rejected rows of a file are written; those of a plan are not.
    pub(super) rejected: Option<RejectedRows>,
    size: Option<u64>,
}

impl Import<'_> {
    /// Checks all rows, and writes them unless it is only a trial. `again` gives the rows from their beginning.
    fn run<R: Rows + 'static>(
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
            mark.note(&Note::new((0, String::new()), head, handout.as_ref(), Vec::new()))?;
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
