//! What an import answers.

use crate::{
    flows::import::{Change, Listing, Reject, Tally},
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// The answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Report {
    /// Resources that were created, or would be.
    pub created: u64,
    /// Resources that were changed, or would be.
    pub updated: u64,
    /// Rows that found everything as they want it; under `--resume` also those that the import before it carried out.
    pub unchanged: u64,
    /// Rows that were not carried out.
    pub rejected: u64,
    /// Administrators among those who were created, and those who were activated again, or would be.
    pub new_administrators: u64,
    /// Nothing was changed: this is what would be.
    pub dry_run: bool,
    /// The rejected rows, ten thousand at most.
    pub rejects: Vec<Reject>,
    /// With `--dry-run` what would be done: at most ten thousand rows that create ordinary people, and ten thousand others.
    pub changes: Vec<Change>,
    /// Where the rejected rows were written.
    pub rejects_file: Option<PathBuf>,
    /// Where the plan was written.
    pub plan_file: Option<PathBuf>,
    /// Where the set-up tokens were written.
    pub setup_file: Option<PathBuf>,
}

impl Report {
    /// The answer of an import, or of one that was only tried.
    pub fn new(tally: Tally, listing: Listing, dry_run: bool) -> Self {
        let Listing { mut rejects, changes, .. } = listing;
        rejects.sort_by_key(|reject| reject.line);
        let Tally { created, updated, unchanged, rejected, administrators: new_administrators } = tally;
        let changes = if dry_run { changes } else { Vec::new() };
        let (rejects_file, plan_file, setup_file) = (None, None, None);
        Self {
            created,
            updated,
            unchanged,
            rejected,
            new_administrators,
            dry_run,
            rejects,
            changes,
            rejects_file,
            plan_file,
            setup_file,
        }
    }

    pub fn page(&self) -> Page {
        let mut page = Page::new();
        for change in &self.changes {
            page = page.line(line(change));
        }
        let left = (self.created + self.updated).saturating_sub(self.changes.len() as u64);
        if self.dry_run && left > 0 {
            page = page.line(format!("… and {left} more; --plan-out FILE keeps all of them"));
        }
        for reject in &self.rejects {
            let column = reject.column.as_ref().map(|column| format!(", {column}")).unwrap_or_default();
            page = page.line(format!("rejected  line {}{column}: {}", reject.line, reject.message));
        }
        let left = self.rejected.saturating_sub(self.rejects.len() as u64);
        if left > 0 {
            page = page.line(format!("… and {left} more rejected"));
        }
        page.line(self.summary())
    }

    /// One line of counts.
    pub fn summary(&self) -> String {
        let (would, left) = if self.dry_run { ("to be ", "to be left") } else { ("", "left") };
        let administrators = match self.new_administrators {
            0 => String::new(),
            1 => "; 1 new administrator".to_owned(),
            many => format!("; {many} new administrators"),
        };
        format!(
            "{} {would}created, {} {would}changed, {} {left} as they are, {} rejected{administrators}",
            self.created, self.updated, self.unchanged, self.rejected
        )
    }
}

fn line(change: &Change) -> String {
    let text = |text: &Option<String>| text.as_ref().map_or("nothing".to_owned(), |text| format!("{text:?}"));
    let fields = change.fields.iter().map(|each| match change.change {
        "create" => format!("{} {}", each.field, text(&each.after)),
        _ => format!("{} {} → {}", each.field, text(&each.before), text(&each.after)),
    });
    let fields = fields.collect::<Vec<_>>().join(", ");
    format!("{}  line {}  {}  {fields}", change.change, change.line, change.username).trim_end().to_owned()
}
