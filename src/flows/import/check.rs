//! The first reading: every row is checked before the first is written.

use super::{
    duplicates::{Again, Seen},
    job::Job,
    journal::Note,
    plan,
    rows::{Bad, Chunk, Parsed, Prefix, Rows, in_chunks},
    tally::{Came, Listing, Tally},
};
use crate::{
    domain::{
        event::Action,
        field::Field,
        import_row::{FirstPassword, ImportRow},
        password::is_digest,
    },
    engine::Engine,
    error::{Code, Error, Result},
    flows::{Notice, Watch},
    intake::Remap,
    ops::people::import::{
        Lacking, Pending, Rejected, Step, add_to, decide, ends_operator, judge, makes_administrator,
    },
};
use std::collections::{BTreeMap, BTreeSet};

/// What the first reading found.
pub struct Checked {
    /// How many rows would come to what.
    pub tally: Tally,
    /// The report on single rows.
    pub listing: Listing,
    /// How many rows were rejected because a resource exists and differs, and could be updated.
    pub differing: u64,
    /// Changes to `--map` that would reject fewer rows.
    pub remaps: BTreeSet<Remap>,
    /// The first row that would leave the tenant without a working administrator (R-RES-6), and who that is.
    pub last_administrator: Option<(u64, String)>,
    /// Rows that repeat a resource of an earlier row.
    pub again: BTreeMap<u64, Again>,
    /// The line that names the champion.
    pub champion: Option<u64>,
    /// What tells the file from any other as far as each of its chunks, with the number of rows up to there.
    pub prefixes: Vec<(u64, Prefix)>,
}

impl Checked {
    /// Whether one of the chunks ends where an import before this one stopped, after the same rows.
    pub fn ends_at(&self, note: &Note) -> bool {
        note.rows == 0 || self.prefixes.iter().any(|(rows, prefix)| *rows == note.rows && note.is_of(*prefix))
    }
}

/// Reads all rows and checks each by the tenant as it is; those that an import before this one carried out are only counted. Every row
/// that would do something is added to the plan.
///
/// # Errors
/// What concerns more than one row. Rejected rows are no error.
pub fn check<R: Rows + 'static>(
    engine: &mut Engine,
    rows: R,
    job: &Job<'_>,
    plan: &mut Option<plan::Writer>,
    watch: &mut dyn Watch,
) -> Result<Checked> {
    let mut state = State {
        checked: Checked {
            tally: Tally::default(),
            listing: Listing::default(),
            differing: 0,
            remaps: BTreeSet::new(),
            last_administrator: None,
            again: BTreeMap::new(),
            champion: None,
            prefixes: Vec::new(),
        },
        seen: Seen::new(),
        digests: 0,
        administrators: Vec::new(),
        pending: Pending::default(),
        ends_operator: None,
    };
    let mut rows_read = 0;
    let read = in_chunks(rows, (job.batch, &job.seed), job.stop, |chunk| {
        if job.stopped() {
            return Err(Error::new(Code::Interrupted, "interrupted"));
        }
        watch.reach(chunk.bytes >> 10);
        state.take(engine, &chunk, job, plan)?;
        rows_read += chunk.rows.len() as u64;
        state.checked.prefixes.push((rows_read, chunk.prefix));
        Ok(())
    });
    read.map_err(|error| match error.code() {
        Code::Interrupted => error.told_as("interrupted while the rows were checked; nothing was changed"),
        _ => error,
    })?;
    let State { mut checked, seen, digests, administrators, .. } = state;
    if digests > 0 {
        watch.notice(Notice::Digests { column: job.column(Field::Password), rows: digests });
    }
    checked.again = seen.again();
    for (line, again) in &checked.again {
        checked.tally.rejected += 1;
        // It was counted as what it would have come to by itself.
        *checked.tally.of(again.came) -= 1;
        checked.listing.reject(*line, &repeated(again, job));
    }
    let administrators = administrators.iter().filter(|line| !checked.again.contains_key(line)).count();
    checked.tally.administrators = administrators as u64;
    let listed = &mut checked.listing.changes;
    listed.retain(|change| !checked.again.contains_key(&change.line));
    Ok(checked)
}

/// Why a row is rejected that names another champion than the row of that line.
pub fn second_champion(first: u64, job: &Job<'_>) -> Bad {
    let field = Field::Champion;
    let message = format!("line {first} names the champion already, and a tenant has one");
    Bad::new(Some(field), job.column(field), message)
}

/// The reason for a row that an earlier import left out, if nothing else is wrong with it.
pub fn left_out() -> Bad {
    let message = "it was left out before this import was stopped, and could be carried out by now".to_owned();
    Bad::new(None, String::new(), message)
}

/// Why a row is rejected that names somebody again.
pub fn repeated(again: &Again, job: &Job<'_>) -> Bad {
    let what = if again.field == Field::Email { "e-mail address" } else { "username" };
    let message = format!("line {} has this {what} already", again.first);
    Bad::new(Some(again.field), job.column(again.field), message)
}

struct State {
    checked: Checked,
    seen: Seen,
    /// Passwords in plain text that may be digests.
    digests: u64,
    /// The lines of rows that make an administrator.
    administrators: Vec<u64>,
    /// What the rows so far do, as far as a later row depends on it.
    pending: Pending,
    /// The line that deactivates the operator.
    ends_operator: Option<u64>,
}

impl State {
    fn take(
        &mut self,
        engine: &mut Engine,
        chunk: &Chunk,
        job: &Job<'_>,
        plan: &mut Option<plan::Writer>,
    ) -> Result<()> {
        // By now the rows before this chunk are written, and nothing more is permitted.
        if let Some(line) = self.ends_operator {
            let message = format!(
                "line {line} deactivates your own account, and the rows after it are written in a later transaction; nothing was changed"
            );
            return Err(Error::new(Code::Refused, message).note("put that row last"));
        }
        engine.read_before(Action::ResourceCreate, None, |tx, operator, now| {
            for row in &chunk.rows {
                if self.checked.tally.rows() < job.done {
                    self.carried_out(row, job);
                    continue;
                }
                let checked = match self.alone(row, job) {
                    Ok(entry) => decide(tx, operator, now, (entry, row.expected.as_ref()), job.rules, &self.pending)?
                        .map(|step| (step, entry))
                        .map_err(|rejected| {
                            if rejected.last_administrator {
                                let username = || (row.line, entry.username.shown().to_owned());
                                self.checked.last_administrator.get_or_insert_with(username);
                            }
                            self.checked.differing += u64::from(rejected.lacks == Some(Lacking::Update));
                            bad(rejected, job)
                        }),
                    Err(bad) => Err(bad),
                };
                match checked {
                    Ok((step, entry)) => {
                        add_to(&mut self.pending, entry, &step);
                        if ends_operator(operator, entry, &step) {
                            self.ends_operator = Some(row.line);
                        }
                        if makes_administrator(tx, entry, &step)? {
                            self.administrators.push(row.line);
                        }
                        self.count(row.line, entry, &step, plan)?;
                    }
                    Err(bad) => {
                        self.checked.tally.rejected += 1;
                        // As many as there are columns, and so bounded.
                        self.checked.remaps.extend(bad.remaps.iter().cloned());
                        self.checked.listing.reject(row.line, &bad);
                    }
                }
            }
            Ok(())
        })
    }

    /// Counts a row that an import before this one carried out or left out, however the tenant was changed since.
    fn carried_out(&mut self, row: &Parsed, job: &Job<'_>) {
        let entry = match &row.entry {
            Ok(entry) if !job.left_out.contains(&row.line) => entry,
            other => {
                self.checked.tally.rejected += 1;
                let bad = other.as_ref().err().cloned().unwrap_or_else(left_out);
                return self.checked.listing.reject(row.line, &bad);
            }
        };
        self.checked.tally.unchanged += 1;
        self.seen.add(row.line, entry, Came::Unchanged);
        if entry.champion == Some(true) {
            self.checked.champion.get_or_insert(row.line);
        }
    }

    /// What speaks against a row by itself and beside the rows before it.
    fn alone<'r>(&mut self, row: &'r Parsed, job: &Job<'_>) -> std::result::Result<&'r ImportRow, Bad> {
        let entry = row.entry.as_ref().map_err(Clone::clone)?;
        judge(entry, job.standard, job.plain).map_err(|rejected| bad(rejected, job))?;
        if entry.champion == Some(true) {
            if let Some(first) = self.checked.champion {
                return Err(second_champion(first, job));
            }
            self.checked.champion = Some(row.line);
        }
        let digest =
            |password: &FirstPassword| matches!(password, FirstPassword::Plain(text) if is_digest(text.expose()));
        self.digests += u64::from(entry.password.as_ref().is_some_and(digest));
        Ok(entry)
    }

    fn count(&mut self, line: u64, entry: &ImportRow, step: &Step, plan: &mut Option<plan::Writer>) -> Result<()> {
        let (tally, listing) = (&mut self.checked.tally, &mut self.checked.listing);
        self.seen.add(line, entry, step.into());
        if let Some(plan) = plan {
            plan.add(line, entry, step)?;
        }
        *tally.of(step.into()) += 1;
        match step {
            Step::Unchanged => {}
            Step::Create => listing.change(line, entry.username.shown(), "create", &entry.notable()),
            Step::Update(resource, differences) => listing.change(line, &resource.username, "update", differences),
        }
        Ok(())
    }
}

/// A rejected row with the name of its column.
pub fn bad(rejected: Rejected, job: &Job<'_>) -> Bad {
    let column = rejected.field.map(|field| job.column(field)).unwrap_or_default();
    Bad::new(rejected.field, column, (job.reject_message)(&rejected))
}
