//! The second reading: what was checked is written, many rows at a time, each time whole.

use super::{
    check::{self, Checked, bad, repeated, second_champion},
    job::Job,
    journal::{Journal, Note},
    passwords::hashed,
    rejects::Rejects,
    rows::{Bad, Chunk, Parsed, Rows, in_chunks},
    tally::{Listing, Tally},
};
use crate::{
    domain::event::Action,
    engine::Engine,
    error::{Code, Error, Result},
    flows::{Watch, handout::Handout},
    ops::people::import::{Created, Did, Done, ImportBatch, Pending, add_to, decide},
    store::HeadMark,
};
use std::cell::RefCell;

/// What an import writes to besides the tenant.
pub struct Beside {
    /// How far it came.
    pub journal: Journal,
    pub handout: Option<Handout>,
    /// The rows that were left out.
    pub rejects: Option<Rejects>,
}

impl Beside {
    /// Removes what was begun: no row was written.
    pub fn take_back(self) {
        self.journal.end();
        if let Some(handout) = self.handout.filter(Handout::is_empty) {
            handout.discard();
        }
    }
}

/// What was written so far.
#[derive(Default)]
pub struct Written {
    /// How many rows came to what.
    pub tally: Tally,
    /// The rows that were left out.
    pub listing: Listing,
    /// The line of the last row that was carried out.
    pub last_line: u64,
}

/// Writes the rows that were checked, a chunk at a time. What was written stays written, whatever comes after it.
///
/// # Errors
/// `changed` where a row can no longer be carried out, or the file is another one by now; `interrupted`; those of writing.
pub fn write<R: Rows + 'static>(
    engine: &mut Engine,
    rows: R,
    (job, checked): (&Job<'_>, &Checked),
    beside: &mut Beside,
    written: &mut Written,
    watch: &mut dyn Watch,
) -> Result<()> {
    let changed = || Error::new(Code::Changed, "the file was changed while it was imported");
    let mut number = 0;
    in_chunks(rows, (job.batch, &job.seed), job.stop, |chunk| {
        if checked.prefixes.get(number).is_none_or(|(_, prefix)| *prefix != chunk.prefix) {
            return Err(changed());
        }
        number += 1;
        let came = written.tally.rows();
        if came < job.done {
            already(engine, &chunk, (job, checked), beside, written)?;
        } else if job.stopped() {
            return Err(Error::new(Code::Interrupted, "interrupted"));
        } else {
            one(engine, &chunk, (job, checked), beside, written)?;
        }
        watch.reach(written.tally.rows());
        Ok(())
    })?;
    // A file that was cut off meanwhile ends where it may.
    if number < checked.prefixes.len() { Err(changed()) } else { Ok(()) }
}

/// Rows that an earlier import carried out: they are not looked at again, and those that it left out are reported again.
fn already(
    engine: &mut Engine,
    chunk: &Chunk,
    (job, checked): (&Job<'_>, &Checked),
    beside: &mut Beside,
    written: &mut Written,
) -> Result<()> {
    let (before, done): (Vec<_>, Vec<_>) = whole(chunk).into_iter().partition(|row| job.left_out.contains(&row.line));
    written.tally.unchanged += done.len() as u64;
    written.last_line = chunk.rows.last().map_or(written.last_line, |row| row.line);
    if before.is_empty() {
        return Ok(());
    }
    let (by_now, mut left_out) = apart(engine, before, (job, checked))?;
    left_out.extend(by_now.into_iter().map(|row| (row, check::left_out())));
    left_out.sort_by_key(|(row, _)| row.line);
    leave_out(&left_out, beside, written)
}

fn one(
    engine: &mut Engine,
    chunk: &Chunk,
    (job, checked): (&Job<'_>, &Checked),
    beside: &mut Beside,
    written: &mut Written,
) -> Result<()> {
    // Where every row must do, the write itself finds the one that does not.
    let (kept, mut left_out) =
        if job.skip { apart(engine, whole(chunk), (job, checked))? } else { (whole(chunk), Vec::new()) };
    let mut ready = hashed(engine, &kept, job)?;
    let rows_after = written.tally.rows() + chunk.rows.len() as u64;
    let written_rows = loop {
        let Beside { journal, handout, .. } = &mut *beside;
        let began = handout.as_ref().map(Handout::len);
        let lines: Vec<_> = left_out.iter().map(|(row, _)| row.line).collect();
        let mut before_commit = |done: &[Done], head: HeadMark| {
            hand_out(handout, done)?;
            let reached = (rows_after, chunk.prefix);
            journal.note(&Note::new(reached, head, handout.as_ref(), lines.clone()))
        };
        let batch = ImportBatch {
            rows: &ready,
            rules: job.rules,
            before_commit: RefCell::new(&mut before_commit),
            stopped: RefCell::new(None),
        };
        let span = tracing::debug_span!("batch", rows = chunk.rows.len()).entered();
        let done = engine.perform(&batch);
        drop(span);
        let stopped = batch.stopped.into_inner();
        match (done, stopped) {
            (Ok(written_rows), _) => break written_rows,
            (Err(_), Some(stopped)) if job.skip => {
                let row = ready.remove(stopped.at);
                let parsed = kept.iter().find(|parsed| parsed.line == row.line);
                left_out.extend(parsed.map(|parsed| (*parsed, bad(stopped.why, job))));
            }
            (Err(error), _) => {
                // Tokens that may count are only in this file; a resume finds out.
                let undone = error.code() != Code::MayBeDone;
                if let (Some(handout), Some(began), true) = (&mut beside.handout, began, undone) {
                    handout.truncate_to(began)?;
                }
                return Err(error);
            }
        }
    };
    for Done { did, administrator } in &written_rows {
        written.tally.administrators += u64::from(*administrator);
        match did {
            Did::Created(_) => written.tally.created += 1,
            Did::Updated => written.tally.updated += 1,
            Did::Unchanged => written.tally.unchanged += 1,
        }
    }
    written.last_line = chunk.rows.last().map_or(written.last_line, |row| row.line);
    leave_out(&left_out, beside, written)
}

/// A row that is left out, and why.
type LeftOut<'c> = (&'c Parsed, Bad);

fn whole(chunk: &Chunk) -> Vec<&Parsed> {
    chunk.rows.iter().collect()
}

/// Parts the rows that can be carried out now from those that cannot.
fn apart<'c>(
    engine: &mut Engine,
    rows: Vec<&'c Parsed>,
    (job, checked): (&Job<'_>, &Checked),
) -> Result<(Vec<&'c Parsed>, Vec<LeftOut<'c>>)> {
    engine.read_before(Action::ResourceCreate, None, |tx, operator, now| {
        let (mut kept, mut left_out, mut pending) = (Vec::new(), Vec::new(), Pending::default());
        for row in rows {
            let rejected = match (&row.entry, checked.again.get(&row.line)) {
                (Err(bad), _) => Some(bad.clone()),
                (Ok(_), Some(again)) => Some(repeated(again, job)),
                (Ok(entry), None) => match crate::ops::people::import::judge(entry, job.standard, job.plain) {
                    Err(rejected) => Some(bad(rejected, job)),
                    Ok(()) => match checked.champion.filter(|first| entry.champion == Some(true) && *first != row.line)
                    {
                        Some(first) => Some(second_champion(first, job)),
                        None => match decide(tx, operator, now, (entry, row.expected.as_ref()), job.rules, &pending)? {
                            Err(rejected) => Some(bad(rejected, job)),
                            Ok(step) => {
                                add_to(&mut pending, entry, &step);
                                None
                            }
                        },
                    },
                },
            };
            match rejected {
                Some(bad) => left_out.push((row, bad)),
                None => kept.push(row),
            }
        }
        Ok((kept, left_out))
    })
}

fn leave_out(left_out: &[LeftOut<'_>], beside: &mut Beside, written: &mut Written) -> Result<()> {
    for (row, bad) in left_out {
        written.tally.rejected += 1;
        written.listing.reject(row.line, bad);
        if let Some(rejects) = &mut beside.rejects {
            rejects.add(row, bad)?;
        }
    }
    Ok(())
}

/// Writes the tokens of those who were created, and waits until the disk has them.
fn hand_out(handout: &mut Option<Handout>, done: &[Done]) -> Result<()> {
    let Some(handout) = handout else { return Ok(()) };
    for Done { did, .. } in done {
        if let Did::Created(Created { email, setup: Some((token, expires_at)) }) = did {
            handout.push(email, token, *expires_at)?;
        }
    }
    handout.sync()
}
