//! `audit verify`: proving the history (R-AUD-4).

use crate::{
    audit::Verdict,
    domain::permission::{Operator, Permission},
    error::Result,
    ops::access::require_permission,
    store::ReadTx,
};

/// Verifies the whole history. `progress` gets the number of events read; the result is `None` if it answered false.
pub fn verify(tx: &ReadTx<'_>, operator: &Operator, progress: impl FnMut(u64) -> bool) -> Result<Option<Verdict>> {
    require_permission(operator, Permission::AuditRead)?;
    tx.verify_history(progress)
}
