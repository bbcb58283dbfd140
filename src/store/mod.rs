//! Where state lives: SQLite behind a semantic store. All SQL is in `sqlite/`, one file a noun; no `rusqlite` type leaves here.
//!
//! Reading goes through [`ReadTx`], changing through [`WriteTx`], whose only way is [`WriteTx::apply`]: changes together with the
//! event that tells them. A change without history does not compile.

mod change;
mod clock;
mod create;
mod database;
mod factors;
mod failure;
mod history;
mod housekeeping;
mod login;
mod migrate;
mod operators;
mod passwords;
mod people;
mod queue;
mod read;
mod rescue;
mod sqlite;
mod tenant;
mod write;

pub use change::Change;
pub use create::{NewTenant, create};
pub use factors::recovery_codes::RecoveryRow;
pub use history::{audit_events::HeadMark, event_log::EventFilter};
pub use housekeeping::Housekeeping;
pub use migrate::{Migration, migrate};
pub use operators::{requests::RequestRow, tokens::TokenRow};
pub use passwords::{Credential, setup_tokens::SetupRow};
pub use people::{
    identifiers::{Found, Named},
    listing::{Condition, Extent, Listed, Listing, Position, Sort},
    situation::Situation,
};
pub use read::ReadTx;
pub use rescue::emergency_codes::EmergencyRow;
pub use tenant::Tenant;
pub use write::{ClockRule, WriteTx};

use crate::{
    domain::time::Time,
    error::Result,
    vault::{KeyFileRules, Vault},
};
use database::Database;
use std::{
    cell::OnceCell,
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

/// An open tenant database.
pub struct Store {
    database: Box<dyn Database>,
    path: PathBuf,
    keys: KeySource,
    tenant: OnceCell<Tenant>,
    vault: OnceCell<Vault>,
}

impl Store {
    /// Opens a tenant database of this program's version; never migrates it.
    ///
    /// # Errors
    /// `tenant_not_found`, `db_empty`, `db_foreign`, `db_older`, `db_newer`, `corrupt`, `cannot_open`, `busy`.
    pub fn open(path: &Path, keys: KeySource) -> Result<Self> {
        Ok(Self::on(database::open(path)?, path, keys))
    }

    fn on(database: Box<dyn Database>, path: &Path, keys: KeySource) -> Self {
        Self { database, path: path.to_owned(), keys, tenant: OnceCell::new(), vault: OnceCell::new() }
    }

    /// Makes room for much to be read or written: from here on pages are kept that are come back to.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn expect_much(&self) -> Result<()> {
        self.database.make_room()
    }

    /// Makes room for a tenant to be filled by a hundred thousand rows and more.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn expect_to_be_filled(&self) -> Result<()> {
        self.database.make_much_room()
    }

    /// A consistent view of the tenant, for reading.
    pub fn read(&self) -> Result<ReadTx<'_>> {
        Ok(ReadTx { store: self, transaction: self.database.read()? })
    }

    /// As [`Housekeeping::SessionSeen`], for who reads: it waits for nobody, and not for the disk either, since a sign of life that is lost
    /// only shortens a session. False where another process was writing.
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
