//! The store in SQLite: one file a noun, in the folder of its subject, holding all SQL of that noun.

pub(in crate::store) mod create;
pub(in crate::store) mod factors;
pub(in crate::store) mod failure;
pub(in crate::store) mod history;
mod login;
pub(in crate::store) mod migrate;
pub(in crate::store) mod open;
mod operators;
mod passwords;
pub(in crate::store) mod people;
mod rescue;
pub(in crate::store) mod row;
mod tenant;
mod transaction;

pub(in crate::store) use failure::explain;
pub(in crate::store) use transaction::Transaction;

use super::{KeySource, ReadTx, STEPS_APPLIED, Situation, Store, WriteTx, failure::nonsense};
use row::Cells;
