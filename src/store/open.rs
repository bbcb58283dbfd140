//! Opening a tenant's database.

use super::{database::Database, engine, tenant::Tenant};
use crate::{
    domain::time::Time,
    error::Result,
    vault::{KeyFileRules, Vault},
};
use std::{
    cell::OnceCell,
    io,
    path::{Path, PathBuf},
};

/// Where the master key comes from; it is read when something must be opened or written, not before.
#[derive(Clone, Debug)]
pub struct KeySource {
    /// The key file.
    pub path: PathBuf,
    /// Who may read it.
    pub rules: KeyFileRules,
}

/// What others than the owner of a tenant's database can do to it.
#[derive(Clone, Debug)]
pub struct Exposure {
    /// "read", "write" or both, in words; `None` if they can do nothing.
    pub file: Option<&'static str>,
    /// The directories above the database's own that everybody can write: their content can be replaced.
    pub parents: Vec<PathBuf>,
}

impl Exposure {
    /// That of a database file.
    ///
    /// # Errors
    /// Where the system refuses to tell.
    pub fn of(path: &Path) -> io::Result<Self> {
        Ok(Self { file: engine::opened_to_others(path)?, parents: engine::exposed_parents(path)? })
    }
}

/// An open tenant database.
pub struct Store {
    pub(super) database: Box<dyn Database>,
    path: PathBuf,
    pub(super) keys: KeySource,
    /// Whether others may want to write as well.
    pub(super) is_shared: bool,
    pub(super) tenant: OnceCell<Tenant>,
    pub(super) vault: OnceCell<Vault>,
}

impl Store {
    /// Opens a tenant database of this program's version; never migrates it.
    ///
    /// # Errors
    /// `tenant_not_found`, `db_empty`, `db_foreign`, `db_older`, `db_newer`, `corrupt`, `cannot_open`, `busy`.
    pub fn open(path: &Path, keys: KeySource) -> Result<Self> {
        let _span = tracing::debug_span!("open", database = %path.display()).entered();
        Ok(Self::on(engine::open(path)?, path, keys, true))
    }

    /// The store of an open database, which is shared with other processes, or not yet visible to them.
    pub(super) fn on(database: Box<dyn Database>, path: &Path, keys: KeySource, is_shared: bool) -> Self {
        Self { database, path: path.to_owned(), keys, is_shared, tenant: OnceCell::new(), vault: OnceCell::new() }
    }

    /// Makes room for much to be read or written: from here on pages are kept that are come back to.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn enlarge_cache(&self) -> Result<()> {
        self.database.enlarge_cache()
    }

    /// Makes room for a tenant to be filled by a hundred thousand rows and more.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn tune_for_bulk_load(&self) -> Result<()> {
        self.database.tune_for_bulk_load()
    }

    /// As [`super::Housekeeping::SessionSeen`], for readers: it waits neither for writers nor for the disk, since a sign of life that is lost
    /// only shortens a session. False if another process was writing.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn touch_session(&self, id: &str, now: Time) -> Result<bool> {
        self.database.touch_session(id, now)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the master key comes from.
    pub fn key_path(&self) -> &Path {
        &self.keys.path
    }
}
