//! The store in SQLite: one file a noun, in the folder of its subject, holding all SQL of that noun.

pub(in crate::store) mod create;
mod factors;
pub(in crate::store) mod failure;
mod history;
mod login;
pub(in crate::store) mod migrate;
pub(in crate::store) mod open;
mod operators;
mod passwords;
mod people;
mod rescue;
mod row;
mod tenant;
mod transaction;

pub(in crate::store) use failure::explain;
pub(in crate::store) use transaction::Transaction;

use super::{KeySource, STEPS_APPLIED, Store, failure::nonsense};
use row::Cells;

#[cfg(test)]
mod tests;
