//! How an import ended: its answer, its refusal, and what to do next.

use super::{Args, report::Report};
use crate::{
    cli::remedies::named,
    context::Context,
    domain::remedy::{Argument, Remedy},
    error::{Code, Error, MAY_BE_DONE, Result},
    flows::{
        handout,
        import::{End, Imported, SHORT_NAME},
    },
    intake::{Form, Remap},
    ops::people::import::{Lacking, Rejected},
};

/// More ways to read the columns of one file would help nobody.
const MOST_REMAPS: usize = 3;

impl Args {
    /// Answers an import.
    ///
    /// # Errors
    /// Where rows were rejected and nothing was changed; what ended it before its end.
    pub(super) fn answer(&self, ctx: &mut Context<'_>, imported: Imported) -> Result<u8> {
        let first = imported.listing.rejects.iter().min_by_key(|reject| reject.line);
        let first = first.map(|reject| (reject.line, reject.message.clone())).unwrap_or_default();
        let written = matches!(imported.end, End::Done | End::Stopped { .. });
        let mut report = Report::new(imported.tally, imported.listing, self.dry_run);
        if written {
            report.setup_file.clone_from(&self.setup_out);
            report.rejects_file.clone_from(&self.rejects);
        }
        if matches!(imported.end, End::Tried) {
            report.plan_file.clone_from(&self.plan_out);
        }
        let told = ctx.out.one(&report, report.page());
        match imported.end {
            // What ended it counts for more than an answer that nobody reads.
            End::Stopped { error, last_line } => return Err(stopped(error, last_line)),
            // That rows were refused is said by the exit code also where nobody reads the answer.
            End::Rejected { differing, remaps, last_administrator } => {
                let form = imported.form.unwrap_or(Form::Csv);
                let error = match last_administrator {
                    Some((line, username)) => self.without_administrator(&report, (line, &username), form),
                    None => self.rejected(&report, differing, first, form),
                };
                return Err(self.remapped(error, &remaps));
            }
            End::Tried | End::Done => told?,
        }
        if let Some(tokens) = self.setup_out.as_ref().filter(|_| written && report.created > 0) {
            ctx.say(&format!(
                "The set-up tokens are in {}, with the address of each: give each to its person only, and tell them the username another way.",
                tokens.display()
            ));
        }
        if written && report.rejected > 0 && self.rejects.is_none() {
            let were = if report.rejected == 1 { "row was" } else { "rows were" };
            ctx.say(&format!("{} {were} skipped; --rejects FILE keeps them.", report.rejected));
        }
        Ok(0)
    }

    /// The refusal of an import of which rows were rejected; `form` is that of the file.
    fn rejected(&self, report: &Report, differing: u64, (line, message): (u64, String), form: Form) -> Error {
        let rows = rows(report.rejected);
        let text = format!("{rows} cannot be carried out, the first in line {line}: {message}; nothing was changed");
        if self.plan.is_some() {
            let error = Error::new(Code::Changed, text).lasting();
            return error.lacking("make a new plan with", [Argument::Trial, Argument::PlanFile]);
        }
        let error = Error::new(Code::InvalidInput, text);
        let short = report.rejects.iter().any(|reject| reject.message.ends_with(SHORT_NAME));
        let error = if short { error.note("--domain DOMAIN completes short names") } else { error };
        let update = |error: Error| error.again("to update existing resources", [Argument::Update]);
        let skip = |error| self.skipping(error, form);
        match differing {
            0 => skip(error),
            all if all == report.rejected => skip(update(error)),
            _ => update(skip(error)),
        }
    }

    /// The refusal of an import after which nobody would be a working administrator (R-RES-6).
    fn without_administrator(&self, report: &Report, (line, username): (u64, &str), form: Form) -> Error {
        let text = format!(
            "line {line} would leave the tenant without a working administrator: by then {username} is the last; nothing was changed"
        );
        let domain = username.split_once('@').map_or("example", |(_, domain)| domain);
        let another = Remedy::CreateAdministrator(format!("second.admin@{domain}"));
        let error = Error::new(Code::LastAdministrator, text).hint("first make another", another);
        let error = if self.plan.is_none() { self.skipping(error, form) } else { error };
        if report.rejected > 1 { error.note(format!("{} cannot be carried out", rows(report.rejected))) } else { error }
    }

    /// Adds that rejected rows may be left out.
    fn skipping(&self, error: Error, form: Form) -> Error {
        // A trial keeps no rejected rows, and a file is read by what its name says.
        let rejects = if form == Form::Jsonl { "rejects.jsonl" } else { "rejects.csv" };
        match self.dry_run {
            true => error.again("to see the others alone", [Argument::SkipRejected]),
            false => error.again("to import the others", [Argument::SkipRejected, Argument::RejectsFile(rejects)]),
        }
    }

    /// A refusal with what `--map` may say of columns.
    fn remapped(&self, error: Error, remaps: &[Remap]) -> Error {
        let said = |remap: &&Remap| {
            self.maps.iter().any(|(column, _)| column.trim().eq_ignore_ascii_case(remap.column.trim()))
        };
        // Columns that nothing is lost with are left out together: a file has them in all its rows.
        let ignored: Vec<_> = remaps.iter().filter(|remap| remap.to.is_none() && !said(remap)).collect();
        let argument = |remap: &&Remap| Argument::Column(remap.column.clone(), remap.to);
        let error = match ignored.len() {
            0 => error,
            1 => error.again("to leave the column out", ignored.iter().map(argument)),
            _ => error.again("to leave the columns out", ignored.iter().map(argument)),
        };
        let way = |error: Error, remap: &Remap| match remap.to {
            _ if said(&remap) => error.note(format!("in place of what --map says of that column: {}", remap.typed())),
            None => error,
            Some(field) => error.again(&format!("to take the column as {field}"), [argument(&remap)]),
        };
        let others = remaps.iter().filter(|remap| remap.to.is_some() || said(remap));
        others.take(MOST_REMAPS).fold(error, way)
    }
}

fn rows(many: u64) -> String {
    if many == 1 { "1 row".to_owned() } else { format!("{many} rows") }
}

/// The message of a rejected row, with the flag if that is all it lacks.
pub fn rejection(rejected: &Rejected) -> String {
    let message = &rejected.message;
    match rejected.lacks {
        None => message.clone(),
        Some(Lacking::Update) => format!("{message}: {} changes it", named(&[Argument::Update])),
        Some(Lacking::PlainPasswords) => {
            format!("{message}, which is taken with {} only", named(&[Argument::PlainPasswords]))
        }
    }
}

/// The error of an import that has already written its first rows.
fn stopped(error: Error, last_line: u64) -> Error {
    // Of the batch that failed this is so, and of those before it it is not.
    let brief = error.brief().trim_end_matches(handout::NONE_ISSUED).trim_end_matches(MAY_BE_DONE).to_owned();
    let progress = match (last_line, error.code()) {
        (0, Code::MayBeDone) => "; the first rows may be done: resume to find out".to_owned(),
        // There is nothing to go on from.
        (0, _) => return error.told_as(format!("{brief}; nothing was changed")),
        (line, Code::MayBeDone) => {
            format!("; everything up to line {line} is done, and the next rows may be: resume to find out")
        }
        (line, _) => format!("; everything up to line {line} is done, and nothing after it"),
    };
    error.told_as(format!("{brief}{progress}")).again("resume with", [Argument::Resume])
}
