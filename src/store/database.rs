//! What a database engine brings: the traits between the store and the statements of one engine.
//!
//! A trait `Read…` gives readers what the database holds, unchanged. A trait `Keep…` is for the store alone: rows with sealed secrets, and the
//! statements that write. Neither decides anything: which rows, which time and which bytes is decided above them, once for every engine. A
//! statement on "the" row of something fails unless it touches exactly one.

use super::{
    bound_rows::KeepBoundRows,
    factors::{
        KeepFactors, ReadFactors,
        disablements::{KeepDisablements, ReadDisablements},
        pauses::{KeepPauses, ReadPauses},
        recovery_codes::{KeepRecoveryCodes, ReadRecoveryCodes},
        removed_factors::KeepRemovedFactors,
    },
    history::{
        audit_events::{HeadRow, KeepAuditEvents, ReadAuditEvents},
        event_log::{KeepEventLog, ReadEventLog},
    },
    login::{
        lockouts::{KeepLockouts, ReadLockouts},
        sessions::{KeepSessions, ReadSessions},
    },
    operators::{
        levels::{KeepLevels, ReadLevels},
        requests::KeepRequests,
        tokens::KeepTokens,
    },
    passwords::{KeepPasswords, ReadPasswords, setup_tokens::KeepSetupTokens},
    people::{
        attention::ReadAttention,
        identifiers::{KeepIdentifiers, ReadIdentifiers},
        listing::KeepListing,
        resources::{KeepResources, ReadResources},
    },
    rescue::emergency_codes::KeepEmergencyCodes,
    tenant::{KeepTenant, ReadTenant, Tenant, policy::KeepPolicy},
};
use crate::{domain::time::Time, error::Result, vault::Purpose};
use std::path::{Path, PathBuf};

/// An open tenant database of this program's version.
pub(super) trait Database {
    /// A consistent view, for reading.
    fn read(&self) -> Result<Box<dyn Transaction + '_>>;

    /// Takes the write lock at once; `busy` if it was not to be had within [`super::failure::PATIENCE_SECONDS`].
    fn write(&self) -> Result<Box<dyn Transaction + '_>>;

    /// The process that holds the write lock, if known.
    fn lock_holder(&self) -> Option<i32>;

    /// Writes a session's sign of life in a separate transaction. It waits neither for other writers nor for the disk; false if another
    /// process was writing.
    fn touch_session(&self, id: &str, now: Time) -> Result<bool>;

    /// Makes room for much to be read or written: from here on what was read is kept, because it is come back to.
    fn enlarge_cache(&self) -> Result<()>;

    /// Makes room for a tenant to be filled by a hundred thousand rows and more.
    fn tune_for_bulk_load(&self) -> Result<()>;

    /// Makes the database complete by itself: nothing of it is left in a log.
    fn complete(&self) -> Result<()>;

    /// Writes the whole of it, as it is at one moment, into a file that is there and empty, durably. Others write on meanwhile. It asks now and
    /// then whether to go on; false if the answer was no.
    fn copy_to(&self, path: &Path, goes_on: &mut dyn FnMut() -> bool) -> Result<bool>;
}

/// A database that is being made. It cannot be found before it is put in its place; dropped, it is gone. It outlives what is open of it.
pub(super) trait Draft {
    /// Where it is meanwhile.
    fn path(&self) -> &Path;

    /// Opens what was copied into the file, brought up to date if it has an earlier version.
    fn open_copy(&self) -> Result<Box<dyn Database>>;

    /// Makes it, with the schema and the first rows.
    fn fill(&self, first: &FirstRows) -> Result<Box<dyn Database>>;

    /// Puts it in its place, durably and never over something, once it is closed. `may_be_done` if it has its name and may lose it.
    fn put_in_place(self: Box<Self>) -> Result<()>;
}

/// What a tenant's database holds from the first moment.
pub(super) struct FirstRows {
    /// The tenant.
    pub(super) tenant: Tenant,
    /// Each purpose's key with its number, wrapped.
    pub(super) keys: Vec<(Purpose, u32, Vec<u8>)>,
    /// The end of the empty history.
    pub(super) head: HeadRow,
}

/// A database of an older version.
pub(super) struct OlderDatabase {
    /// The version found.
    pub(super) from: usize,
    /// This program's version.
    pub(super) to: usize,
    /// What is written to it brings it to that version first, in the same transaction, and begins with a copy. `changed` if another process
    /// has brought it there meanwhile.
    pub(super) database: Box<dyn Database>,
    /// That copy.
    pub(super) copy: Box<dyn Copy>,
}

/// The copy of a database as it was before a write transaction.
pub(super) trait Copy {
    /// Gives it its name beside the database, durably and never over another one; where it is.
    fn keep(&self) -> Result<PathBuf>;

    /// Removes it again.
    fn forget(&self);
}

/// What is read as it lies in the database: [`super::ReadTx`] hands these on as they are.
pub trait Reading:
    ReadResources
    + ReadIdentifiers
    + ReadAttention
    + ReadPasswords
    + ReadFactors
    + ReadPauses
    + ReadDisablements
    + ReadRecoveryCodes
    + ReadLockouts
    + ReadSessions
    + ReadLevels
    + ReadAuditEvents
    + ReadEventLog
    + ReadTenant
{
}

/// An open transaction of an engine, to read and to write. Dropped, it takes back what was not committed.
pub(super) trait Transaction:
    Reading
    + KeepResources
    + KeepIdentifiers
    + KeepListing
    + KeepPasswords
    + KeepSetupTokens
    + KeepFactors
    + KeepRemovedFactors
    + KeepPauses
    + KeepDisablements
    + KeepRecoveryCodes
    + KeepLockouts
    + KeepSessions
    + KeepLevels
    + KeepTokens
    + KeepRequests
    + KeepEmergencyCodes
    + KeepAuditEvents
    + KeepEventLog
    + KeepTenant
    + KeepPolicy
    + KeepBoundRows
{
    /// Makes everything durable. What is answered afterwards has been written to the disk. `may_be_done` if that is not known: any other
    /// error has left nothing behind.
    fn commit(&self) -> Result<()>;
}
