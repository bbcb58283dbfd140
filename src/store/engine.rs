//! What a database engine brings: the traits between the store and the statements of one engine.

use super::{
    login::{
        lockouts::{KeepLockouts, ReadLockouts},
        sessions::{KeepSessions, ReadSessions},
    },
    operators::{
        levels::{KeepLevels, ReadLevels},
        requests::{KeepRequests, ReadRequests},
        tokens::{KeepTokens, ReadTokens},
    },
    passwords::{
        KeepPasswords, ReadPasswords,
        setup_tokens::{KeepSetupTokens, ReadSetupTokens},
    },
    rescue::emergency_codes::{KeepEmergencyCodes, ReadEmergencyCodes},
    tenant::{KeepTenant, ReadTenant, policy::KeepPolicy},
};
use crate::error::Result;

/// What is read as it lies in the database: [`super::ReadTx`] hands these on as they are.
pub trait Reading:
    ReadPasswords
    + ReadSetupTokens
    + ReadLockouts
    + ReadSessions
    + ReadLevels
    + ReadTokens
    + ReadRequests
    + ReadEmergencyCodes
    + ReadTenant
{
}

/// An open transaction of an engine, to read and to write. Dropped, it takes back what was not committed.
///
/// What it offers beside [`Reading`] is for the store alone: rows whose secrets are sealed, and the statements that write. They decide
/// nothing: which rows, which time and which bytes is said above them, once for every engine.
pub(super) trait Transaction:
    Reading
    + KeepPasswords
    + KeepSetupTokens
    + KeepLockouts
    + KeepSessions
    + KeepLevels
    + KeepTokens
    + KeepRequests
    + KeepEmergencyCodes
    + KeepTenant
    + KeepPolicy
{
    /// Makes everything durable. What is answered afterwards has been written to the disk.
    fn commit(&self) -> Result<()>;
}
