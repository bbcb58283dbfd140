//! Bringing an older database up to date.

use super::{database::Migration, engine};
use crate::error::Result;
use std::path::Path;

/// Brings a database to this program's version. The copy beside it (`….v1-copy`) is never overwritten.
///
/// # Errors
/// `db_newer`, `db_foreign`, `exists` where an earlier copy is in the way; nothing is changed then.
pub fn migrate(path: &Path) -> Result<Migration> {
    engine::migrate(path)
}
