//! Bringing an older database up to date: a copy first, then the missing schema steps in one transaction.

use super::{
    explain,
    open::{self, STEPS, STEPS_APPLIED},
};
use crate::{
    error::{Code, Error, Result},
    store::database::Migration,
};
use rusqlite::{Connection, backup::Backup};
use std::{
    fs::OpenOptions,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

/// See [`crate::store::migrate`].
pub(in crate::store) fn migrate(path: &Path) -> Result<Migration> {
    let failed = |error| explain("migrating", &error);
    let connection = open::connect(path)?;
    let (from, to) = (open::version(&connection, path)?, STEPS.len());
    if from == to {
        return Ok(Migration { from, to, copy: None });
    }
    if from > to {
        open::check_version(&connection, path)?;
    }
    open::make_room(&connection).map_err(failed)?;
    // The copy is made under the write lock: nothing is written between it and the change.
    connection.execute_batch("BEGIN IMMEDIATE").map_err(failed)?;
    let from = open::version(&connection, path)?;
    if from >= to {
        // Another process has migrated it while this one waited for the lock.
        return Ok(Migration { from, to, copy: None });
    }
    let copy = copy_of(path, from)?;
    let done = STEPS.get(from..).unwrap_or_default().iter().try_for_each(|step| connection.execute_batch(step));
    let done = done.and_then(|()| connection.pragma_update(None, STEPS_APPLIED, to as i64));
    let done = done.and_then(|()| connection.execute_batch("COMMIT"));
    if let Err(error) = done {
        // Nothing was changed, so there is nothing to keep a copy for; left behind, it would stand in the way of the next try.
        let _ = std::fs::remove_file(&copy);
        return Err(failed(error));
    }
    Ok(Migration { from, to, copy: Some(copy) })
}

fn copy_of(path: &Path, version: usize) -> Result<PathBuf> {
    let failed = |error| explain("copying the database", &error);
    let mut name = path.to_owned().into_os_string();
    name.push(format!(".v{version}-copy"));
    let copy = PathBuf::from(name);
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy);
    made.map_err(|error| {
        let message = format!("the copy {} cannot be made ({error}); nothing was changed", copy.display());
        Error::new(
            if error.kind() == std::io::ErrorKind::AlreadyExists { Code::Exists } else { Code::ReadOnly },
            message,
        )
        .note("move an earlier copy away first")
    })?;
    let copied = open::connect(path).and_then(|source| {
        // A second connection: it reads what is committed, while the first one keeps writers away.
        let mut destination = Connection::open(&copy).map_err(failed)?;
        let backup = Backup::new(&source, &mut destination).map_err(failed)?;
        backup.run_to_completion(1024, Duration::from_millis(1), None).map_err(failed)?;
        drop(backup);
        destination.close().map_err(|(_, error)| failed(error))
    });
    if copied.is_err() {
        let _ = std::fs::remove_file(&copy);
    }
    copied.map(|()| copy)
}
