//! Emergency codes: who issued one and when, and that it opens one login.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::time::Time,
    error::{Code, Error, Result},
    store::{
        bound_rows::BoundTable,
        rescue::emergency_codes::{EmergencyRow, cells},
    },
};

const TABLE: BoundTable = BoundTable::EmergencyCodes;

impl ReadTx<'_> {
    /// A resource's newest emergency code, whether live, used or over, intact or not.
    pub fn emergency_code(&self, resource: &str) -> Result<Option<EmergencyRow>> {
        let found = self.transaction.emergency_code_of(resource)?;
        found.map(|bound| self.marked(TABLE, bound)).transpose()
    }

    /// Every emergency code that is live at `now`, intact or not, oldest first.
    pub fn emergency_codes(&self, now: Time) -> Result<Vec<EmergencyRow>> {
        self.all_marked(TABLE, self.transaction.live_emergency_codes(now)?)
    }
}

impl WriteTx<'_> {
    pub(super) fn issue_emergency_code(
        &self,
        resource: &str,
        id: &str,
        salt: &[u8],
        hash: &[u8],
        expires_at: Time,
    ) -> Result<()> {
        let code = EmergencyRow {
            id: id.to_owned(),
            resource: resource.to_owned(),
            salt: salt.to_vec(),
            hash: hash.to_vec(),
            issued_at: self.now(),
            expires_at,
            used_at: None,
            issued_by: self.actor().name.clone(),
            intact: true,
        };
        self.transaction().put_emergency_code(&code, &self.row_mac(TABLE, &cells(&code))?)
    }

    pub(super) fn spend_emergency_code(&self, resource: &str) -> Result<()> {
        let spent = [("used_at", self.now().into())];
        if let Some(mac) = self.mac_after(TABLE, &[resource.into()], &spent)?
            && self.transaction().spend_emergency_code(resource, self.now(), &mac)?
        {
            return Ok(());
        }
        Err(Error::new(Code::Changed, "the emergency code was used or replaced meanwhile; nothing was changed"))
    }
}
