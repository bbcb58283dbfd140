//! Where state lives: SQLite behind a semantic store. All SQL is in `sqlite/`, one file a noun; no `rusqlite` type leaves here.
//!
//! Reading goes through [`ReadTx`], changing through [`WriteTx`], whose only way is [`WriteTx::apply`]: changes together with the
//! event that tells them. A change without history does not compile.

mod change;
mod clock;
mod database;
mod factors;
mod failure;
mod history;
mod housekeeping;
mod login;
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
pub use factors::recovery_codes::RecoveryRow;
pub use history::{audit_events::HeadMark, event_log::EventFilter};
pub use housekeeping::Housekeeping;
pub use operators::{requests::RequestRow, tokens::TokenRow};
pub use passwords::{Credential, setup_tokens::SetupRow};
pub use people::{
    identifiers::{Found, Named},
    listing::{Condition, Extent, Listed, Listing, Position, Sort},
    situation::Situation,
};
pub use read::ReadTx;
pub use rescue::emergency_codes::EmergencyRow;
pub use sqlite::{
    create::{NewTenant, create},
    migrate::{Migration, migrate},
};
pub use tenant::Tenant;
pub use write::{ClockRule, WriteTx};

use crate::{
    error::Result,
    vault::{KeyFileRules, Vault},
};
use rusqlite::Connection;
use sqlite::{Transaction, explain, open};
use std::{
    cell::OnceCell,
    path::{Path, PathBuf},
};

/// The PRAGMA that keeps the schema's version.
const STEPS_APPLIED: &str = "user_version";

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
    connection: Connection,
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
        let connection = open::connect(path)?;
        open::check_version(&connection, path)?;
        Ok(Self { connection, path: path.to_owned(), keys, tenant: OnceCell::new(), vault: OnceCell::new() })
    }

    /// Makes room for much to be read or written: from here on pages are kept that are come back to.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn expect_much(&self) -> Result<()> {
        open::make_room(&self.connection).map_err(|error| explain("making room", &error))
    }

    /// Makes room for a tenant to be filled by a hundred thousand rows and more.
    ///
    /// # Errors
    /// Those of the engine.
    pub fn expect_to_be_filled(&self) -> Result<()> {
        open::make_much_room(&self.connection).map_err(|error| explain("making room", &error))
    }

    /// A consistent view of the tenant, for reading.
    pub fn read(&self) -> Result<ReadTx<'_>> {
        Ok(ReadTx { store: self, transaction: Box::new(Transaction::read(&self.connection)?) })
    }

    /// Folds the log into the database file, which then is complete by itself.
    fn fold_log(&self) -> Result<()> {
        let failed = |error| explain("completing the database", &error);
        let sql = "PRAGMA wal_checkpoint(TRUNCATE)";
        let (busy, log): (i64, i64) =
            self.connection.query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?))).map_err(failed)?;
        if busy == 0 && log == 0 {
            return Ok(());
        }
        Err(crate::error::Error::new(crate::error::Code::Busy, "the database could not be completed; nothing was made"))
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
