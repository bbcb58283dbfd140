//! `restore` (R-BAK-1): what a backup records as granted may have been used or ended since, so the restore ends it.

use super::backup::Extent;
use crate::{
    domain::{
        event::{Action, Event, Why},
        grants::Granted,
        permission::{Operator, Permission},
    },
    error::{Error, Result},
    ops::{
        Operation,
        access::{require_permission, require_reason},
    },
    store::{Change, WriteTx},
};

/// Refuses everyone but the owner of database and key.
///
/// # Errors
/// `permission_denied`.
pub fn may(operator: &Operator) -> Result<()> {
    require_permission(operator, Permission::OwnerOnly)
}

/// Ends everything in a restored tenant that may have ended since the backup.
pub struct Restore {
    pub file: String,
    pub from: usize,
    /// How far the backup goes.
    pub extent: Extent,
    pub why: Why,
}

impl Operation for Restore {
    type Outcome = Granted;

    fn action(&self) -> Action {
        Action::TenantRestore
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Granted> {
        may(operator)?;
        require_reason(&self.why, &tx.policy()?)?;
        let granted = tx.granted()?;
        let ended = serde_json::to_value(granted).map_err(|error| Error::from(std::io::Error::from(error)))?;
        let event = Event::ok(Action::TenantRestore)
            .because(&self.why)
            .detail("file", self.file.clone())
            .detail("made_at", self.extent.made_at.to_string())
            .detail("head_seq", self.extent.head_seq)
            .detail("ended", ended);
        tx.apply([Change::Restored { from: self.from }], event)?;
        Ok(granted)
    }
}
