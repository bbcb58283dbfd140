//! What the database engine reports, in this program's words.

use crate::{
    domain::remedy::Remedy,
    error::{Code, Error},
    store::failure::busy,
};
use rusqlite::ErrorCode;

/// A failed COMMIT as an error of ours.
///
/// Once the last page is in the log, a later failure (waiting for the disk, the index of the log) takes nothing back. If the process ends
/// before another transaction overwrites it, the next process to open the database finds the transaction whole, and keeps it.
pub(in crate::store) fn explain_commit(error: &rusqlite::Error) -> Error {
    if is_certain(error) {
        return explain("committing", error);
    }
    let detail = match error {
        rusqlite::Error::SqliteFailure(_, Some(detail)) => detail.clone(),
        other => other.to_string(),
    };
    Error::may_be_done(&format!("the disk did not confirm it ({detail})")).caused_by(error)
}

/// Whether a failed COMMIT has certainly left nothing behind: a page of it was not written, or it never came to writing.
fn is_certain(error: &rusqlite::Error) -> bool {
    use rusqlite::ffi::{SQLITE_IOERR_READ, SQLITE_IOERR_WRITE};
    let rusqlite::Error::SqliteFailure(failure, _) = error else { return false };
    match failure.code {
        ErrorCode::SystemIoFailure => [SQLITE_IOERR_READ, SQLITE_IOERR_WRITE].contains(&failure.extended_code),
        ErrorCode::DatabaseBusy
        | ErrorCode::DatabaseLocked
        | ErrorCode::DiskFull
        | ErrorCode::ReadOnly
        | ErrorCode::ConstraintViolation
        | ErrorCode::OperationInterrupted => true,
        _ => false,
    }
}

/// An engine's error as one of ours. `what` says what was being done.
pub(in crate::store) fn explain(what: &str, error: &rusqlite::Error) -> Error {
    in_our_words(what, error).caused_by(error)
}

fn in_our_words(what: &str, error: &rusqlite::Error) -> Error {
    use rusqlite::Error as E;
    match error {
        E::InvalidColumnType(..)
        | E::IntegralValueOutOfRange(..)
        | E::FromSqlConversionFailure(..)
        | E::Utf8Error(..) => {
            Error::new(Code::Corrupt, format!("{what}: a row cannot be decoded ({error}); nothing was changed"))
                .hint("see", Remedy::Doctor)
        }
        // Every statement here is sound, so the schema is not: a table or a column is missing, or its text cannot be read.
        E::SqlInputError { msg, .. } => damaged(what, msg),
        E::QueryReturnedNoRows => damaged(what, "a row is missing"),
        E::SqliteFailure(failure, detail) => {
            let detail = detail.as_deref().unwrap_or("no further detail");
            let code = match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
                    Code::Busy
                }
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Code::Corrupt,
                ErrorCode::DiskFull => Code::DiskFull,
                ErrorCode::OutOfMemory => Code::OutOfMemory,
                ErrorCode::ReadOnly | ErrorCode::PermissionDenied => Code::ReadOnly,
                ErrorCode::CannotOpen => Code::CannotOpen,
                // A write beyond a file-size limit arrives as a failed write, and a full disk may show first in the shared memory.
                ErrorCode::SystemIoFailure
                    if [rusqlite::ffi::SQLITE_IOERR_WRITE, rusqlite::ffi::SQLITE_IOERR_SHMSIZE]
                        .contains(&failure.extended_code) =>
                {
                    Code::DiskFull
                }
                ErrorCode::SystemIoFailure => Code::CannotOpen,
                ErrorCode::ConstraintViolation | ErrorCode::TooBig | ErrorCode::TypeMismatch => Code::Corrupt,
                // As with a statement that is not sound.
                _ if failure.extended_code == rusqlite::ffi::SQLITE_ERROR => Code::Corrupt,
                _ => Code::Failure,
            };
            match code {
                Code::Busy => busy(None),
                Code::Corrupt => damaged(what, detail),
                Code::DiskFull => Error::new(code, format!("{what}: no room is left ({detail}); nothing was changed"))
                    .note("make room on the disk of the database and try again"),
                Code::ReadOnly => Error::new(
                    code,
                    format!("{what}: the database or its directory cannot be written; nothing was changed"),
                )
                .hint("see", Remedy::Doctor),
                Code::CannotOpen => {
                    Error::new(code, format!("{what}: the database cannot be opened ({detail}); nothing was changed"))
                        .hint("see", Remedy::Doctor)
                }
                _ => Error::new(code, format!("{what}: {detail}; nothing was changed")),
            }
        }
        _ => Error::new(Code::Failure, format!("{what}: {error}; nothing was changed")),
    }
}

fn damaged(what: &str, detail: &str) -> Error {
    Error::new(Code::Corrupt, format!("{what}: the database is damaged ({detail}); nothing was changed"))
        .note("keep the file as it is and restore a backup under another name")
        .hint("see", Remedy::Doctor)
}
