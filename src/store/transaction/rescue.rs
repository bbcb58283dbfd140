//! Emergency codes: who issued one and when, and that it opens one login.

use super::write::WriteTx;
use crate::{
    domain::time::Time,
    error::{Code, Error, Result},
    store::rescue::emergency_codes::EmergencyRow,
};

impl WriteTx<'_> {
    pub(super) fn issue_emergency_code(
        &self,
        resource: &str,
        id: &str,
        salt: &[u8],
        hash: &[u8],
        expires_at: Time,
    ) -> Result<()> {
        self.transaction().put_emergency_code(&EmergencyRow {
            id: id.to_owned(),
            resource: resource.to_owned(),
            salt: salt.to_vec(),
            hash: hash.to_vec(),
            issued_at: self.now(),
            expires_at,
            used_at: None,
            issued_by: self.actor().name.clone(),
        })
    }

    pub(super) fn spend_emergency_code(&self, resource: &str) -> Result<()> {
        match self.transaction().spend_emergency_code(resource, self.now())? {
            true => Ok(()),
            false => {
                Err(Error::new(Code::Changed, "the emergency code was used or replaced meanwhile; nothing was changed"))
            }
        }
    }
}
