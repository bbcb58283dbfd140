//! Recovery codes: one set a resource, as keyed, salted hashes (R-REC-5).

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

/// A recovery code as it is kept.
#[derive(Clone, Debug)]
pub struct RecoveryRow {
    /// Its place in the set, from 1.
    pub number: u32,
    pub salt: [u8; 16],
    pub hash: [u8; 32],
    pub made_at: Time,
    /// When it opened a login.
    pub used_at: Option<Time>,
    /// It is as this program wrote it; one that was changed in the file opens nothing.
    pub intact: bool,
}

marked_row!(RecoveryRow);

/// What is bound of a resource's recovery code.
pub(in crate::store) fn cells(resource: &str, row: &RecoveryRow) -> [Cell; 6] {
    [
        resource.into(),
        i64::from(row.number).into(),
        row.salt.as_slice().into(),
        row.hash.as_slice().into(),
        row.made_at.into(),
        row.used_at.into(),
    ]
}

/// What is read of recovery codes.
pub trait ReadRecoveryCodes {
    /// How many codes of a resource still open a login.
    fn recovery_codes_left(&self, resource: &str) -> Result<u32>;
}

/// What a database keeps of recovery codes.
pub(in crate::store) trait KeepRecoveryCodes {
    /// A resource's set in its order, used codes included; empty if it never had one, or a reset took it.
    fn recovery_codes_of(&self, resource: &str) -> Result<Vec<Bound<RecoveryRow>>>;

    /// Adds a code that was not used, with what binds it.
    fn insert_recovery_code(&self, resource: &str, code: &RecoveryRow, mac: &[u8; 32]) -> Result<()>;

    /// Marks a code as used if it was not, with what binds it then; at most one of those who ask is answered true.
    fn spend_recovery_code(&self, resource: &str, number: u32, now: Time, mac: &[u8; 32]) -> Result<bool>;

    /// Takes the set of a resource away, if it has any.
    fn delete_recovery_codes(&self, resource: &str) -> Result<()>;

    /// Takes every set away.
    fn delete_all_recovery_codes(&self) -> Result<()>;

    /// Makes every used code used so much earlier.
    fn set_recovery_codes_back(&self, span: Span) -> Result<()>;
}
