//! Emergency codes: one live code a resource, as a keyed, salted hash (R-REC-1).

use crate::{
    domain::time::Time,
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

#[derive(Clone, Debug)]
pub struct EmergencyRow {
    pub id: String,
    pub resource: String,
    pub salt: Vec<u8>,
    pub hash: Vec<u8>,
    pub issued_at: Time,
    pub expires_at: Time,
    pub used_at: Option<Time>,
    pub issued_by: String,
    /// It is as this program wrote it; one that was changed in the file opens nothing.
    pub intact: bool,
}

marked_row!(EmergencyRow);

/// What is bound of an emergency code.
pub(in crate::store) fn cells(row: &EmergencyRow) -> [Cell; 8] {
    [
        row.resource.as_str().into(),
        row.id.as_str().into(),
        row.salt.as_slice().into(),
        row.hash.as_slice().into(),
        row.issued_at.into(),
        row.expires_at.into(),
        row.used_at.into(),
        row.issued_by.as_str().into(),
    ]
}

impl EmergencyRow {
    /// Whether it still opens a login.
    pub fn live(&self, now: Time) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

/// What a database keeps of emergency codes.
pub(in crate::store) trait KeepEmergencyCodes {
    /// A resource's newest emergency code, whether live, used or over.
    fn emergency_code_of(&self, resource: &str) -> Result<Option<Bound<EmergencyRow>>>;

    /// Every emergency code that is live at `now`, oldest first.
    fn live_emergency_codes(&self, now: Time) -> Result<Vec<Bound<EmergencyRow>>>;

    /// Keeps a code that was not used, in place of any earlier one of its resource, with what binds it.
    fn put_emergency_code(&self, code: &EmergencyRow, mac: &[u8; 32]) -> Result<()>;

    /// Marks the code of a resource as used if it is live at `now`, with what binds it then; at most one of those who ask is answered true.
    fn spend_emergency_code(&self, resource: &str, now: Time, mac: &[u8; 32]) -> Result<bool>;

    /// Takes the code of a resource away, which must be there.
    fn delete_emergency_code(&self, resource: &str) -> Result<()>;

    /// Takes every code away.
    fn delete_all_emergency_codes(&self) -> Result<()>;
}
