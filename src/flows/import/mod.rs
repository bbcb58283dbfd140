//! An import: many resources from a file, read twice: once to check every row, once to write
//! (docs/adr/0023-import-in-two-readings.md, docs/import.md).
//!
//! `source` gives rows; `check` reads them all and judges each by the tenant as it is; `write` writes them, many at a time; the `journal` says
//! how far that came.

mod check;
mod duplicates;
mod input;
mod job;
mod journal;
mod passwords;
mod plan;
mod rejects;
mod rows;
mod run;
mod source;
mod tally;
mod write;

pub use input::{import_file, import_plan};
pub use rows::SHORT_NAME;
pub use tally::{Change, FieldChange, Listing, Reject, Tally};

use crate::{
    domain::{event::Why, field::Field},
    error::Error,
    intake::{Form, Remap},
    ops::people::import::Rejected,
};
use std::path::PathBuf;

/// The options of an import.
#[derive(Clone, Debug)]
pub struct Wish {
    pub why: Why,
    /// What the file is, where it does not tell itself.
    pub form: Option<Form>,
    /// Which field a column is; `None` for one that is ignored.
    pub maps: Vec<(String, Option<Field>)>,
    /// What completes usernames that have no domain.
    pub domain: Option<String>,
    /// Existing resources that differ from the file are changed.
    pub update: bool,
    /// Passwords in plain text are taken.
    pub plain_passwords: bool,
    /// A bad row is left out instead of ending the import.
    pub skip: bool,
    /// How many rows are written together; at least 1.
    pub batch: usize,
    /// Changes nothing; reports what it would do.
    pub dry_run: bool,
    /// It goes on where an import of the same rows was stopped.
    pub resume: bool,
    /// Where a plan is kept.
    pub plan_out: Option<PathBuf>,
    /// Where rows that are left out are kept.
    pub rejects: Option<PathBuf>,
    /// Where the set-up tokens of everybody new without a password are kept; without it none are issued.
    pub setup_out: Option<PathBuf>,
    /// The message of a rejected row: the caller puts what it lacks in words.
    pub reject_message: fn(&Rejected) -> String,
}

/// The result of an import.
#[derive(Debug)]
pub struct Imported {
    /// How many rows came to what.
    pub tally: Tally,
    /// The report on single rows.
    pub listing: Listing,
    pub end: End,
    /// The form of the file; `None` for a plan.
    pub form: Option<Form>,
}

/// How an import ended.
#[derive(Debug)]
pub enum End {
    /// It was only tried.
    Tried,
    /// Rows were rejected, and nothing was changed.
    Rejected {
        /// How many of them because an existing resource differs, and could be updated.
        differing: u64,
        /// Changes to `--map` that would reject fewer.
        remaps: Vec<Remap>,
        /// The line that would leave the tenant without a working administrator (R-RES-6), and who that is.
        last_administrator: Option<(u64, String)>,
    },
    /// Every row was carried out or left out.
    Done,
    /// Something ended it. The rows up to that line are done, and none after it.
    Stopped {
        error: Error,
        /// The line; 0 where no row was carried out.
        last_line: u64,
    },
}
