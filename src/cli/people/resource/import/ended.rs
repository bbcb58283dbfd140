//! How an import ends that was not carried out whole: what its answer says, and which ways lead on.

use super::{
    check::Checked,
    report::{Listing, Report, Tally},
    run::Import,
    write::Written,
};
use crate::{
    cli::passwords::setup::handout,
    context::Context,
    error::{Code, Error, Result},
    intake::{Form, Rejects as RejectedRows},
};

impl Import<'_> {
    /// The answer of an import that wrote nothing.
    pub(super) fn told(&self, ctx: &mut Context<'_>, checked: Checked, stop: bool) -> Result<u8> {
        let (tally, dry_run, otherwise) = (checked.tally, self.args.dry_run, checked.otherwise);
        let tally = if dry_run { tally } else { Tally { rejected: tally.rejected, ..Default::default() } };
        let listing = if dry_run { checked.listing } else { Listing { changes: Vec::new(), ..checked.listing } };
        let first =
            listing.rejects.iter().min_by_key(|reject| reject.line).map(|reject| (reject.line, reject.message.clone()));
        let mut report = Report::new(tally, listing, dry_run);
        report.plan_file = self.args.plan_out.clone().filter(|_| !stop);
        let written = ctx.out.one(&report, report.page());
        if !stop {
            return Ok(written.map(|()| 0)?);
        }
        // That rows were refused is said by the exit code also where nobody reads the answer.
        let (line, message) = first.unwrap_or_default();
        let rows = if report.rejected == 1 { "1 row".to_owned() } else { format!("{} rows", report.rejected) };
        let text = format!("{rows} cannot be carried out, the first in line {line}: {message}; nothing was changed");
        if self.args.plan.is_some() {
            let error = Error::new(Code::Changed, text).lasting();
            return Err(error.note("make the plan anew with --dry-run --plan-out FILE"));
        }
        let error = Error::new(Code::InvalidInput, text);
        let update = |error: Error| error.again("to change those who are there", ["--update"]);
        // A trial keeps no rejected rows, and a file is read by what its name says.
        let form = self.rejected.as_ref().map_or(Form::Csv, RejectedRows::form);
        let rejects = if form == Form::Jsonl { "rejects.jsonl" } else { "rejects.csv" };
        let skip = |error: Error| match dry_run {
            true => error.again("to see the others alone", ["--on-error", "skip"]),
            false => error.again("to import the others", ["--on-error", "skip", "--rejects", rejects]),
        };
        Err(match otherwise {
            0 => skip(error),
            all if all == report.rejected => skip(update(error)),
            _ => update(skip(error)),
        })
    }
}

/// What ended an import whose first rows stand.
pub fn stopped(error: Error, written: &Written) -> Error {
    // Of the batch that failed this is so, and of those before it it is not.
    let brief = error.brief().trim_end_matches(handout::NONE_ISSUED).to_owned();
    let stands = match written.last_line {
        0 => "; nothing was changed".to_owned(),
        line => format!("; everything up to line {line} is done, and nothing after it"),
    };
    error.told_as(format!("{brief}{stands}")).again("go on with", ["--resume"])
}
