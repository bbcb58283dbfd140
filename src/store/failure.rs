//! What goes wrong beneath the store, whatever the engine.

use crate::{
    domain::remedy::Remedy,
    error::{Code, Error},
};

/// How long a command waits for the write lock of another process, in seconds.
pub(super) const PATIENCE_SECONDS: u64 = 10;

/// The write lock could not be taken, with the process that holds it, if known.
pub(super) fn busy(holder: Option<i32>) -> Error {
    let holder = holder.map(|pid| format!(" (process {pid} holds its write lock)")).unwrap_or_default();
    Error::new(Code::Busy, format!("the database has been busy for {PATIENCE_SECONDS} s{holder}; nothing was changed"))
        .hint("try again; if it lasts, see", Remedy::Doctor)
}

/// Rows that come in another order than they were asked for. If a page of a table points back to itself, they never end.
pub(super) fn no_order(table: &str, row: &str) -> Error {
    Error::new(Code::Corrupt, format!("table {table}, row {row}: it is out of order; nothing was changed"))
        .hint("see", Remedy::Doctor)
}

/// A row with a value that cannot be decoded.
pub(super) fn malformed(table: &str, row: &str, column: &str) -> Error {
    Error::new(
        Code::Corrupt,
        format!("table {table}, row {row}, column {column}: the value is malformed; nothing was changed"),
    )
    .hint("see", Remedy::Doctor)
}
