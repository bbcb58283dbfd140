//! What a database engine brings: the traits between the store and the statements of one engine.

use super::{
    factors::{
        KeepFactors, ReadFactors,
        disablements::{KeepDisablements, ReadDisablements},
        pauses::{KeepPauses, ReadPauses},
        recovery_codes::{KeepRecoveryCodes, ReadRecoveryCodes},
        removed_factors::KeepRemovedFactors,
    },
    history::{
        audit_events::{KeepAuditEvents, ReadAuditEvents},
        event_log::{KeepEventLog, ReadEventLog},
    },
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
    people::{
        identifiers::{KeepIdentifiers, ReadIdentifiers},
        listing::KeepListing,
        resources::{KeepResources, ReadResources},
    },
    rescue::emergency_codes::{KeepEmergencyCodes, ReadEmergencyCodes},
    tenant::{KeepTenant, ReadTenant, policy::KeepPolicy},
};
use crate::error::Result;

/// What is read as it lies in the database: [`super::ReadTx`] hands these on as they are.
pub trait Reading:
    ReadResources
    + ReadIdentifiers
    + ReadPasswords
    + ReadSetupTokens
    + ReadFactors
    + ReadPauses
    + ReadDisablements
    + ReadRecoveryCodes
    + ReadLockouts
    + ReadSessions
    + ReadLevels
    + ReadTokens
    + ReadRequests
    + ReadEmergencyCodes
    + ReadAuditEvents
    + ReadEventLog
    + ReadTenant
{
}

/// An open transaction of an engine, to read and to write. Dropped, it takes back what was not committed.
///
/// What it offers beside [`Reading`] is for the store alone: rows whose secrets are sealed, and the statements that write. They decide
/// nothing: which rows, which time and which bytes is said above them, once for every engine.
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
{
    /// Makes everything durable. What is answered afterwards has been written to the disk.
    fn commit(&self) -> Result<()>;
}
