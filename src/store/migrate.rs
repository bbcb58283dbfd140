//! Bringing an older database up to date.

use super::database;
use crate::error::Result;
use std::path::{Path, PathBuf};

/// What a migration did.
#[derive(Clone, Debug)]
pub struct Migration {
    /// The version found.
    pub from: usize,
    /// The version now.
    pub to: usize,
    /// The copy of the database as it was; none where nothing was to do.
    pub copy: Option<PathBuf>,
}

/// Brings a database to this program's version. The copy beside it (`….v1-copy`) is never overwritten.
///
/// # Errors
/// `db_newer`, `db_foreign`, `exists` where an earlier copy is in the way; nothing is changed then.
pub fn migrate(path: &Path) -> Result<Migration> {
    database::migrate(path)
}
