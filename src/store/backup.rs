//! A tenant in one file: made while logins go on, looked at, and put in the place of one that is lost (R-BAK-1). The key is in none.

use super::{
    create::NewTenant,
    database::{Database, Draft},
    engine,
    open::{KeySource, Store},
};
use crate::error::{Code, Error, Result};
use std::{fs, path::Path};

/// A backup that is being made. Dropped, it is gone.
pub struct NewBackup {
    draft: Box<dyn Draft>,
}

impl NewBackup {
    /// Begins one for that place.
    ///
    /// # Errors
    /// `exists` if it is taken; those of making a file.
    pub fn begin(place: &Path) -> Result<Self> {
        if fs::symlink_metadata(place).is_ok() {
            return Err(taken(place));
        }
        let draft = engine::draft(place).map_err(|error| error.with_hints(Vec::new()))?;
        Ok(Self { draft })
    }

    /// Writes the tenant into it, as it is at one moment; false if `goes_on` answered so.
    ///
    /// # Errors
    /// Those of reading and of the disk.
    pub fn fill(&self, store: &Store, goes_on: &mut dyn FnMut() -> bool) -> Result<bool> {
        store.database.copy_to(self.draft.path(), goes_on)
    }

    /// What was written, to be looked at.
    ///
    /// # Errors
    /// Those of opening.
    pub fn look(&self, keys: KeySource) -> Result<Store> {
        Ok(Store::on(engine::inspect(self.draft.path())?.0, self.draft.path(), keys, false))
    }

    /// Gives it its name, durably and never over something.
    ///
    /// # Errors
    /// `exists` if another process took the name meanwhile.
    pub fn put_in_place(self, place: &Path) -> Result<()> {
        self.draft.put_in_place().map_err(|error| match error.code() {
            Code::Exists => taken(place),
            _ => error,
        })
    }
}

fn taken(place: &Path) -> Error {
    Error::new(Code::Exists, format!("{} already exists; nothing was written", place.display()))
}

/// A file that is read as a backup, and never written to.
pub struct Backup {
    database: Box<dyn Database>,
    version: usize,
}

impl Backup {
    /// Opens it.
    ///
    /// # Errors
    /// `not_found`; `refused` if it is not whole by itself; those of any database.
    pub fn open(path: &Path) -> Result<Self> {
        if fs::symlink_metadata(path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Err(Error::new(Code::NotFound, format!("there is no file {}", path.display())));
        }
        // What helps an empty database is no help for a copy of one.
        let (database, version) = engine::inspect(path).map_err(|error| error.with_hints(Vec::new()))?;
        Ok(Self { database, version })
    }

    /// The name of the tenant.
    ///
    /// # Errors
    /// Those of reading.
    pub fn tenant(&self) -> Result<String> {
        Ok(self.database.read()?.tenant_row()?.name)
    }

    /// The tenant in it, to be read.
    pub fn look(self, path: &Path, keys: KeySource) -> Store {
        Store::on(self.database, path, keys, false)
    }

    /// Begins to restore it: a tenant in a temporary file beside its place, of this program's version; with the version that it had.
    ///
    /// # Errors
    /// `exists` if the place is not free; nothing is left behind then.
    pub fn restore(
        &self,
        place: &Path,
        keys: KeySource,
        goes_on: &mut dyn FnMut() -> bool,
    ) -> Result<Option<(NewTenant, usize)>> {
        require_free(place)?;
        let draft = engine::draft(place)?;
        if !self.database.copy_to(draft.path(), goes_on)? {
            return Ok(None);
        }
        let database = draft.open_copy()?;
        Ok(Some((NewTenant::on(Store::on(database, draft.path(), keys, false), draft), self.version)))
    }
}

/// Refuses a place that is taken, or beside which the log of another database lies.
///
/// # Errors
/// `exists`; `directory_exposed` if others can write beside it.
pub fn require_free(place: &Path) -> Result<()> {
    engine::require_free(place)
}
