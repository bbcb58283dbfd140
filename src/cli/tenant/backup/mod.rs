//! `backup`: the tenant in one file.

mod create;
mod verify;

use crate::{
    cli::answer::verbs,
    domain::{grants::Granted, time::Time},
    ops::tenant::backup::Extent,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::{Path, PathBuf};

verbs! {
    /// Back up the tenant to one file, or verify a backup
    #[command(after_help = "Examples:\n  \
        tenantctl backup create ~/backup/acme.db\n  \
        tenantctl backup verify ~/backup/acme.db\n\n\
        The key is in no backup: keep a copy of it elsewhere. To restore:  tenantctl restore FILE")]
    pub enum Verb {
        Create(create::Args),
        Verify(verify::Args),
    }
}

/// A backup.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct View {
    /// The file.
    file: PathBuf,
    /// The time of its newest event: the tenant as it was then.
    made_at: Time,
    /// The number of that event.
    head_seq: u64,
    /// How old it is: `90s`, `26h`.
    age: String,
    /// What ended with a restore; null where nothing was restored.
    ended: Option<Granted>,
}

impl View {
    pub(super) fn new(file: &Path, extent: Extent, now: Time) -> Self {
        let Extent { head_seq, made_at } = extent;
        Self { file: file.to_owned(), made_at, head_seq, age: now.since(made_at).to_string(), ended: None }
    }

    /// As what a restore ended.
    pub(super) fn ending(self, ended: Granted) -> Self {
        Self { ended: Some(ended), ..self }
    }
}
