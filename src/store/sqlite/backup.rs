//! A copy of a database in one file, and a file that is looked at as one (R-BAK-1).
//!
//! The copy is made page by page, each in its own place: a log of the time before it or after it fits it or is found to be another's
//! (R-BAK-2). `VACUUM INTO` would move them.

use super::{
    explain, exposure,
    log::KEEP_ORIGIN,
    open::{self, STEPS, STEPS_APPLIED},
};
use crate::{
    domain::remedy::{Argument, SystemStep},
    error::{Code, Error, Result},
    files::{self, COMPANIONS},
};
use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};
use std::{
    fs::{self, File},
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// How many pages are copied between two looks at whether to go on.
const PAGES: i32 = 1024;

fn failed(error: rusqlite::Error) -> Error {
    explain("copying the database", &error)
}

/// See [`crate::store::database::Database::copy_to`].
pub(super) fn copy(source: &Connection, path: &Path, goes_on: &mut dyn FnMut() -> bool) -> Result<bool> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let mut copy = Connection::open_with_flags(path, flags).map_err(failed)?;
    // Where it fails, the whole file goes: no journal is worth its room.
    copy.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF").map_err(failed)?;
    // Held all the while, the view stays the same. Without it the engine starts again after each write of another process.
    let view = source.unchecked_transaction().map_err(failed)?;
    view.query_row("SELECT seq FROM audit_head", [], |_| Ok(())).map_err(failed)?;
    let whole = all_pages(source, &mut copy, goes_on)?;
    drop(view);
    copy.close().map_err(|(_, error)| failed(error))?;
    if whole {
        let synced = File::open(path).and_then(|file| file.sync_all());
        synced.map_err(|error| {
            Error::new(Code::DiskFull, format!("the copy cannot be written ({error}); it is gone again"))
        })?;
    }
    Ok(whole)
}

fn all_pages(source: &Connection, copy: &mut Connection, goes_on: &mut dyn FnMut() -> bool) -> Result<bool> {
    let backup = Backup::new(source, copy).map_err(failed)?;
    while goes_on() {
        match backup.step(PAGES).map_err(failed)? {
            StepResult::Done => return Ok(true),
            StepResult::More => {}
            _ => thread::sleep(Duration::from_millis(1)),
        }
    }
    Ok(false)
}

/// Opens a backup to be read: nothing is written to it, and no log or index is made beside it. One of an earlier version is read in memory
/// and brought up to date there. Returned with the version of the file.
pub(super) fn inspect(path: &Path) -> Result<(Connection, usize)> {
    open::require_file(path)?;
    // The index of a log is worth nothing without it.
    if let Some(log) = companion(path, |end, length| end != "-shm" && length > 0) {
        let message = format!("{} has {} beside it, so it is not whole by itself", path.display(), log.display());
        return Err(Error::new(Code::Refused, message).note(
            "it is not a backup, but a database that is in use or was copied in parts: make a backup of the tenant",
        ));
    }
    let mut connection = open_unchanging(path)?;
    let version = open::version(&connection, path)?;
    if version > STEPS.len() {
        open::check_version(&connection, path)?;
    }
    if version < STEPS.len() {
        let mut memory = Connection::open_in_memory().map_err(failed)?;
        all_pages(&connection, &mut memory, &mut || true)?;
        open::prepare(&mut memory).map_err(failed)?;
        missing_steps(&memory, version).map_err(failed)?;
        connection = memory;
    }
    Ok((connection, version))
}

/// Opens a file that no process writes to: the engine then makes nothing beside it and takes no lock.
fn open_unchanging(path: &Path) -> Result<Connection> {
    let mut uri = "file:".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => uri.push(char::from(*byte)),
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE
        | OpenFlags::SQLITE_OPEN_URI;
    let mut connection = Connection::open_with_flags(uri, flags).map_err(|error| open::not_opened(path, &error))?;
    open::prepare(&mut connection).map_err(|error| open::not_opened(path, &error))?;
    Ok(connection)
}

/// Migrates a copy that no other process has open. It keeps no second copy.
pub(super) fn bring_up_to_date(path: &Path) -> Result<()> {
    let connection = open::connect(path)?;
    let version = open::version(&connection, path)?;
    if version < STEPS.len() {
        open::enlarge_cache(&connection).map_err(failed)?;
        missing_steps(&connection, version).map_err(failed)?;
    }
    Ok(())
}

fn missing_steps(connection: &Connection, from: usize) -> rusqlite::Result<()> {
    let transaction = connection.unchecked_transaction()?;
    STEPS.get(from..).unwrap_or_default().iter().try_for_each(|step| transaction.execute_batch(step))?;
    transaction.pragma_update(None, STEPS_APPLIED, STEPS.len() as i64)?;
    transaction.execute_batch(KEEP_ORIGIN)?;
    transaction.commit()
}

/// See [`crate::store::require_free`].
pub(in crate::store) fn require_free(path: &Path) -> Result<()> {
    if fs::symlink_metadata(path).is_ok() {
        return Err(Error::new(Code::Exists, format!("{} already exists; nothing was restored", path.display()))
            .again("another place", [Argument::Database]));
    }
    exposure::require_safe_directory(path)?;
    match companion(path, |_, _| true) {
        None => Ok(()),
        Some(left) => {
            let message = format!(
                "{} is there, and belongs to another database than the one that is restored; nothing was restored",
                left.display()
            );
            Err(Error::new(Code::Exists, message)
                .note("it may hold the newest changes of the database that was there: do not delete it until you know that no one needs them")
                .system("move it aside", SystemStep::SetAside(left.display().to_string())))
        }
    }
}

/// The first of the files beside a database that counts, by the end of its name and its length.
fn companion(path: &Path, counts: impl Fn(&str, u64) -> bool) -> Option<PathBuf> {
    COMPANIONS.iter().find_map(|end| {
        let name = files::beside(path, end);
        let length = fs::symlink_metadata(&name).ok()?.len();
        counts(end, length).then_some(name)
    })
}
