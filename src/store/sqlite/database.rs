//! An open database, and who holds its write lock.

use super::{Transaction, backup, explain, login::sessions, open, schema};
use crate::{
    domain::time::Time,
    error::{Code, Error, Result},
    store::{database, failure::busy},
};
use nix::fcntl::{FcntlArg, fcntl};
use rusqlite::Connection;
use std::{
    fs::File,
    path::{Path, PathBuf},
};

pub(super) struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens a database of this program's version; never migrates it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let connection = open::connect(path)?;
        // One view for both: the schema is that of the version.
        let view = connection.unchecked_transaction().map_err(|error| open::not_opened(path, &error))?;
        open::check_version(&connection, path)?;
        schema::require_own(&connection, path)?;
        drop(view);
        open::require_wal(&connection, path)?;
        Ok(Self::on(connection, path))
    }

    /// A database that was opened by that connection.
    pub(super) fn on(connection: Connection, path: &Path) -> Self {
        Self { connection, path: path.to_owned() }
    }

    /// Takes the write lock.
    pub(super) fn begin(&self) -> Result<Transaction<'_>> {
        match Transaction::write(&self.connection) {
            Err(late) if late.code() == Code::Busy => Err(busy(database::Database::lock_holder(self))),
            begun => begun,
        }
    }

    /// Opens a backup to be read and nothing else; the version that it has.
    pub(super) fn inspect(path: &Path) -> Result<(Self, usize)> {
        let (connection, version) = backup::inspect(path)?;
        Ok((Self::on(connection, path), version))
    }
}

impl database::Database for Database {
    fn read(&self) -> Result<Box<dyn database::Transaction + '_>> {
        Ok(Box::new(Transaction::read(&self.connection)?))
    }

    fn write(&self) -> Result<Box<dyn database::Transaction + '_>> {
        Ok(Box::new(self.begin()?))
    }

    /// In WAL mode the write lock is a POSIX lock on byte 120 of the `-shm` file.
    fn lock_holder(&self) -> Option<i32> {
        let mut name = self.path.clone().into_os_string();
        name.push("-shm");
        let file = File::open(name).ok()?;
        let mut lock = nix::libc::flock {
            l_type: nix::libc::F_WRLCK as _,
            l_whence: nix::libc::SEEK_SET as _,
            l_start: 120,
            l_len: 1,
            l_pid: 0,
        };
        let asked = fcntl(&file, FcntlArg::F_GETLK(&mut lock));
        // Closed, it would take this process's own locks on that file with it, which keep the log from others.
        std::mem::forget(file);
        asked.ok()?;
        (i32::from(lock.l_type) != nix::libc::F_UNLCK && lock.l_pid > 0).then_some(lock.l_pid)
    }

    fn touch_session(&self, id: &str, now: Time) -> Result<bool> {
        sessions::touch_at_once(&self.connection, id, now)
    }

    fn enlarge_cache(&self) -> Result<()> {
        open::enlarge_cache(&self.connection).map_err(|error| explain("making room", &error))
    }

    fn tune_for_bulk_load(&self) -> Result<()> {
        open::tune_for_bulk_load(&self.connection).map_err(|error| explain("making room", &error))
    }

    fn copy_to(&self, path: &Path, goes_on: &mut dyn FnMut() -> bool) -> Result<bool> {
        backup::copy(&self.connection, path, goes_on)
    }

    /// Folds the log into the database file.
    fn complete(&self) -> Result<()> {
        let failed = |error| explain("completing the database", &error);
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let (busy, log): (i64, i64) =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        if busy == 0 && log == 0 {
            return Ok(());
        }
        Err(Error::new(Code::Busy, "the database could not be completed; nothing was made"))
    }
}
