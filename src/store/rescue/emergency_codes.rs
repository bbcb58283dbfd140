//! Emergency codes: one live code a resource, as a keyed, salted hash (R-REC-1).

use crate::{domain::time::Time, error::Result};

/// A stored emergency code.
#[derive(Clone, Debug)]
pub struct EmergencyRow {
    /// Its id.
    pub id: String,
    /// Whose.
    pub resource: String,
    /// Salt of the keyed hash.
    pub salt: Vec<u8>,
    /// The keyed hash.
    pub hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// When it was used.
    pub used_at: Option<Time>,
    /// Who issued it.
    pub issued_by: String,
}

impl EmergencyRow {
    /// Whether it still opens a login.
    pub fn live(&self, now: Time) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// What is read of emergency codes.
pub trait ReadEmergencyCodes {
    /// A resource's newest emergency code, whether live, used or over.
    fn emergency_code(&self, resource: &str) -> Result<Option<EmergencyRow>>;

    /// Every emergency code that is live at `now`, oldest first.
    fn emergency_codes(&self, now: Time) -> Result<Vec<EmergencyRow>>;
}

/// What a database keeps of emergency codes.
pub(in crate::store) trait KeepEmergencyCodes {
    /// Keeps a code that was not used, in place of any earlier one of its resource.
    fn put_emergency_code(&self, code: &EmergencyRow) -> Result<()>;

    /// Marks the code of a resource as used if it is live at `now`; at most one of those who ask is answered true.
    fn spend_emergency_code(&self, resource: &str, now: Time) -> Result<bool>;

    /// Takes the code of a resource away, which must be there.
    fn delete_emergency_code(&self, resource: &str) -> Result<()>;

    /// Takes every code away.
    fn delete_all_emergency_codes(&self) -> Result<()>;
}
