//! Recovery codes: one set a resource, as keyed, salted hashes (R-REC-5).

use crate::{
    domain::time::{Span, Time},
    error::Result,
};

/// A recovery code as it is kept.
#[derive(Clone, Debug)]
pub struct RecoveryRow {
    /// Its place in the set, from 1.
    pub number: u32,
    /// Salt of the keyed hash.
    pub salt: [u8; 16],
    /// The keyed hash.
    pub hash: [u8; 32],
    /// When the set was made.
    pub made_at: Time,
    /// When it opened a login.
    pub used_at: Option<Time>,
}

/// What is read of recovery codes.
pub trait ReadRecoveryCodes {
    /// A resource's set in its order, used codes included; empty where it never had one, or a reset took it.
    fn recovery_codes(&self, resource: &str) -> Result<Vec<RecoveryRow>>;

    /// How many codes of a resource still open a login.
    fn recovery_codes_left(&self, resource: &str) -> Result<u32>;
}

/// What a database keeps of recovery codes.
pub(in crate::store) trait KeepRecoveryCodes {
    /// Adds a code that was not used.
    fn insert_recovery_code(&self, resource: &str, code: &RecoveryRow) -> Result<()>;

    /// Marks a code as used if it was not; at most one of those who ask is answered true.
    fn spend_recovery_code(&self, resource: &str, number: u32, now: Time) -> Result<bool>;

    /// Takes the set of a resource away, if it has any.
    fn delete_recovery_codes(&self, resource: &str) -> Result<()>;

    /// Takes every set away.
    fn delete_all_recovery_codes(&self) -> Result<()>;

    /// Makes every used code used so much earlier.
    fn set_recovery_codes_back(&self, span: Span) -> Result<()>;
}
