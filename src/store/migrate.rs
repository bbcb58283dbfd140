//! Bringing an older database up to date.

use super::{
    engine,
    open::{KeySource, Store},
};
use crate::error::Result;
use std::path::{Path, PathBuf};

/// A tenant with a database of an older version. A write transaction of its store first copies the database, then brings it to this program's
/// version. What else is written in that transaction is committed with it.
pub struct OlderTenant {
    /// The version found.
    pub from: usize,
    /// This program's version.
    pub to: usize,
    /// The tenant.
    pub store: Store,
    copy: Box<dyn super::database::Copy>,
}

/// The tenant if its database is older; else the version that it has, which is this program's.
///
/// # Errors
/// `db_newer`, `db_foreign`, and those of opening.
pub fn older(path: &Path, keys: KeySource) -> Result<std::result::Result<OlderTenant, usize>> {
    Ok(engine::older(path)?.map(|older| OlderTenant {
        from: older.from,
        to: older.to,
        store: Store::on(older.database, path, keys, true),
        copy: older.copy,
    }))
}

impl OlderTenant {
    /// Gives the copy that the write transaction began with its name (`….v1-copy`), durably; where it is.
    ///
    /// # Errors
    /// `exists` if another copy is in the way; nothing is left of this one then.
    pub fn keep_copy(&self) -> Result<PathBuf> {
        self.copy.keep()
    }

    /// Removes it again: nothing was changed.
    pub fn forget_copy(&self) {
        self.copy.forget();
    }
}
