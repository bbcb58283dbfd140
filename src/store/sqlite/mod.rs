//! The store in SQLite: one file a noun, in the folder of its subject, holding all SQL of that noun.

mod backup;
mod bound_rows;
mod create;
mod database;
mod exposure;
mod factors;
mod failure;
mod history;
mod log;
mod login;
mod migrate;
mod open;
mod operators;
mod passwords;
mod people;
mod rescue;
mod row;
mod schema;
mod tenant;
mod transaction;

pub(super) use backup::require_free;
pub(super) use exposure::{exposed_parents, opened_to_others, require_safe_directory};
pub(super) use migrate::older;

use super::{
    database::{Database, Draft},
    failure::malformed,
};
use crate::error::Result;
use failure::explain;
use row::Cells;
use std::path::Path;
use transaction::Transaction;

/// Opens a database of this program's version; never migrates it.
pub(super) fn open(path: &Path) -> Result<Box<dyn Database>> {
    Ok(Box::new(database::Database::open(path)?))
}

/// Opens a backup to be read and nothing else: no file is made beside it. Returned with its version.
pub(super) fn inspect(path: &Path) -> Result<(Box<dyn Database>, usize)> {
    let (database, version) = database::Database::inspect(path)?;
    Ok((Box::new(database), version))
}

/// Begins to make a database; `exists` if the place is taken.
pub(super) fn draft(destination: &Path) -> Result<Box<dyn Draft>> {
    Ok(Box::new(create::Draft::new(destination)?))
}

#[cfg(test)]
mod tests;
