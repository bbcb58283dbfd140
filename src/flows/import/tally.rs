//! What rows come to, counted and, up to a bound, listed.

use super::rows::Bad;
use crate::{domain::import_row::Difference, ops::people::import::Step};
use schemars::JsonSchema;
use serde::Serialize;

/// So many rows are listed at most: the answer is held in memory. The files that were asked for have them all.
const MOST_LISTED: usize = 10_000;

/// How many rows came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Resources created.
    pub created: u64,
    /// Resources changed.
    pub updated: u64,
    /// Rows that found everything as they want it.
    pub unchanged: u64,
    /// Rows that were not carried out.
    pub rejected: u64,
    /// Those of them that make an administrator.
    pub administrators: u64,
}

impl Tally {
    /// How many came to that.
    pub fn of(&mut self, came: Came) -> &mut u64 {
        match came {
            Came::Created => &mut self.created,
            Came::Updated => &mut self.updated,
            Came::Unchanged => &mut self.unchanged,
        }
    }

    pub fn rows(self) -> u64 {
        self.created + self.updated + self.unchanged + self.rejected
    }
}

/// What a row that is allowed comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Came {
    /// A resource is created.
    Created,
    /// One that is there is changed.
    Updated,
    /// It is there as it is wanted.
    Unchanged,
}

impl From<&Step> for Came {
    fn from(step: &Step) -> Self {
        match step {
            Step::Create => Self::Created,
            Step::Update(..) => Self::Updated,
            Step::Unchanged => Self::Unchanged,
        }
    }
}

/// A row that was not carried out.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Reject {
    /// Where it begins in the file; the header of a CSV file is line 1.
    pub line: u64,
    /// The field that is wrong; null where it is the row as a whole.
    pub field: Option<&'static str>,
    /// The column or key as the file names it; null where it is the row as a whole.
    pub column: Option<String>,
    /// Why.
    pub message: String,
}

impl Reject {
    /// What is wrong with the row of that line.
    pub fn new(line: u64, bad: &Bad) -> Self {
        let column = Some(bad.column.clone()).filter(|column| !column.is_empty());
        Self { line, field: bad.field.map(|field| field.word()), column, message: bad.message.clone() }
    }
}

/// What would be done for a row.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Change {
    /// Where the row begins in the file.
    pub line: u64,
    /// The resource.
    pub username: String,
    /// `create` or `update`.
    pub change: &'static str,
    /// What would be changed in a resource that is there; of a new one what tells it from an ordinary one: an address that counts as
    /// verified, another license than standard, a level, the title of champion, and that it may not log in.
    pub fields: Vec<FieldChange>,
}

/// A field of a resource, before and after.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Which.
    pub field: &'static str,
    /// As it is; null where there is nothing, and of a new resource.
    pub before: Option<String>,
    /// As it would be.
    pub after: Option<String>,
}

impl FieldChange {
    /// One of the differences of a row.
    pub fn of(difference: &Difference) -> Self {
        let Difference { field, before, after } = difference;
        Self { field: field.word(), before: before.clone(), after: after.clone() }
    }
}

/// The report on single rows, as far as it is held in memory.
#[derive(Debug, Default)]
pub struct Listing {
    /// Rejected rows.
    pub rejects: Vec<Reject>,
    /// What would be done.
    pub changes: Vec<Change>,
    /// How many of them create somebody ordinary.
    ordinary: usize,
}

impl Listing {
    pub fn reject(&mut self, line: u64, bad: &Bad) {
        if self.rejects.len() < MOST_LISTED {
            self.rejects.push(Reject::new(line, bad));
        }
    }

    /// Something would be done. However many ordinary people are created, those who are none are listed up to the same bound.
    pub fn change(&mut self, line: u64, username: &str, change: &'static str, fields: &[Difference]) {
        let ordinary = fields.is_empty();
        let listed = if ordinary { self.ordinary } else { self.changes.len() - self.ordinary };
        if listed < MOST_LISTED {
            self.ordinary += usize::from(ordinary);
            let fields = fields.iter().map(FieldChange::of).collect();
            self.changes.push(Change { line, username: username.to_owned(), change, fields });
        }
    }

    /// The rejected rows alone.
    pub fn without_changes(self) -> Self {
        Self { rejects: self.rejects, ..Self::default() }
    }
}
