//! Bringing an older database up to date: a copy of it as it is, then the missing schema steps, in one write transaction.
//!
//! The copy is whole before it has its name. A process that is killed between that and the commit leaves a copy of what the database still is:
//! the next try uses it.

use super::{
    database::Database,
    explain,
    open::{self, STEPS, STEPS_APPLIED},
    schema,
};
use crate::{
    domain::time::Time,
    error::{Code, Error, Result},
    files::{NewFile, Unplaced},
    store::database::{self, OlderDatabase},
};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    cell::{Cell, RefCell},
    fs, io,
    path::{Path, PathBuf},
    rc::Rc,
    time::Duration,
};

/// See [`crate::store::older`].
pub(in crate::store) fn older(path: &Path) -> Result<std::result::Result<OlderDatabase, usize>> {
    let connection = open::connect(path)?;
    let (from, to) = (open::version(&connection, path)?, STEPS.len());
    if from == to {
        return Ok(Err(to));
    }
    if from > to {
        open::check_version(&connection, path)?;
    }
    open::enlarge_cache(&connection).map_err(|error| explain("migrating", &error))?;
    let copy = Rc::new(Copy::of(path, from));
    let database = Box::new(Older { database: Database::on(connection, path), from, copy: copy.clone() });
    Ok(Ok(OlderDatabase { from, to, database, copy: Box::new(copy) }))
}

/// An older database. What is written to it brings it up to date first.
struct Older {
    database: Database,
    from: usize,
    copy: Rc<Copy>,
}

impl database::Database for Older {
    fn read(&self) -> Result<Box<dyn database::Transaction + '_>> {
        self.database.read()
    }

    /// `changed` if another process has brought it up to date while this one waited for the lock.
    fn write(&self) -> Result<Box<dyn database::Transaction + '_>> {
        let failed = |error| explain("migrating", &error);
        let transaction = self.database.begin()?;
        if open::version(transaction.sql(), &self.copy.database)? != self.from {
            return Err(Error::new(Code::Changed, "another process has migrated it meanwhile; nothing was changed"));
        }
        // Under the write lock: nothing is written between the copy and the change.
        self.copy.make()?;
        for step in STEPS.get(self.from..).unwrap_or_default() {
            transaction.sql().execute_batch(step).map_err(failed)?;
        }
        schema::require_own(transaction.sql(), &self.copy.database)?;
        transaction.sql().pragma_update(None, STEPS_APPLIED, STEPS.len() as i64).map_err(failed)?;
        Ok(Box::new(transaction))
    }

    fn lock_holder(&self) -> Option<i32> {
        self.database.lock_holder()
    }

    fn touch_session(&self, id: &str, now: Time) -> Result<bool> {
        self.database.touch_session(id, now)
    }

    fn enlarge_cache(&self) -> Result<()> {
        self.database.enlarge_cache()
    }

    fn tune_for_bulk_load(&self) -> Result<()> {
        self.database.tune_for_bulk_load()
    }

    fn complete(&self) -> Result<()> {
        self.database.complete()
    }

    fn copy_to(&self, path: &Path, goes_on: &mut dyn FnMut() -> bool) -> Result<bool> {
        self.database.copy_to(path, goes_on)
    }
}

/// The copy of an older database.
struct Copy {
    database: PathBuf,
    /// Where it goes.
    path: PathBuf,
    new: RefCell<Option<NewFile>>,
    kept: Cell<bool>,
}

impl Copy {
    fn of(database: &Path, version: usize) -> Self {
        let mut path = database.as_os_str().to_owned();
        path.push(format!(".v{version}-copy"));
        Self { database: database.to_owned(), path: path.into(), new: RefCell::default(), kept: Cell::default() }
    }

    /// Makes it, whole, without its name, unless one of this very state is there already.
    fn make(&self) -> Result<()> {
        if self.path.symlink_metadata().is_ok() {
            match state(&self.path) {
                Some(there) if Some(&there) == state(&self.database).as_ref() => return Ok(()),
                Some(_) => return Err(self.taken()),
                None => self.remove_what_is_none()?,
            }
        }
        let new = NewFile::begin(&self.path).map_err(|error| self.cannot(&error))?;
        self.fill(new.temporary())?;
        *self.new.borrow_mut() = Some(new);
        Ok(())
    }

    fn fill(&self, temporary: &Path) -> Result<()> {
        let failed = |error| explain("copying the database", &error);
        // A second connection: it reads what is committed, while the first one keeps writers away.
        let source = open::connect(&self.database)?;
        let mut destination = Connection::open(temporary).map_err(failed)?;
        let backup = Backup::new(&source, &mut destination).map_err(failed)?;
        backup.run_to_completion(1024, Duration::from_millis(1), None).map_err(failed)?;
        drop(backup);
        destination.close().map_err(|(_, error)| failed(error))
    }

    /// Earlier versions wrote the copy under its own name: one of theirs that was killed on the way is empty once its journal is played back.
    fn remove_what_is_none(&self) -> Result<()> {
        let facts = self.path.symlink_metadata().map_err(|error| self.cannot(&error))?;
        if !facts.is_file() || facts.len() > 0 {
            return Err(self.taken());
        }
        fs::remove_file(&self.path).map_err(|error| self.cannot(&error))
    }

    fn taken(&self) -> Error {
        let message = format!("{} already exists, and is another copy; nothing was changed", self.path.display());
        Error::new(Code::Exists, message).note("move the earlier copy away first")
    }

    fn cannot(&self, error: &io::Error) -> Error {
        let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::ReadOnly };
        let message = format!("the copy {} cannot be made ({error}); nothing was changed", self.path.display());
        Error::new(code, message)
    }
}

impl database::Copy for Rc<Copy> {
    fn keep(&self) -> Result<PathBuf> {
        let Some(new) = self.new.take() else { return Ok(self.path.clone()) };
        match new.put_in_place() {
            Ok(_) => {
                self.kept.set(true);
                Ok(self.path.clone())
            }
            Err(Unplaced::Taken) => Err(self.taken()),
            Err(Unplaced::Refused(error)) => Err(self.cannot(&error)),
            Err(Unplaced::Unsynced(_, error)) => {
                let _ = fs::remove_file(&self.path);
                Err(self.cannot(&error))
            }
        }
    }

    fn forget(&self) {
        if self.kept.take() {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// What tells a state of a tenant from every other: its version, its tenant, and the end of its history.
type State = (i64, String, i64, Vec<u8>);

/// The state of a database file; `None` if it is none of a tenant.
fn state(path: &Path) -> Option<State> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).ok()?;
    let version = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).ok()?;
    let sql = "SELECT tenant.id, audit_head.seq, audit_head.mac FROM tenant, audit_head";
    connection.query_row(sql, [], |row| Ok((version, row.get(0)?, row.get(1)?, row.get(2)?))).ok()
}
