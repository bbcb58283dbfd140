//! `audit verify`: proving the history (R-AUD-4).

use crate::{
    audit::Verdict,
    domain::permission::{Operator, Permission},
    error::Result,
    ops::access::require_permission,
    store::ReadTx,
};

/// Verifies the whole history. `progress` is told how many events were read; `None` where it answered false.
pub fn verify(tx: &ReadTx<'_>, operator: &Operator, progress: impl FnMut(u64) -> bool) -> Result<Option<Verdict>> {
    require_permission(operator, Permission::AuditRead)?;
    tx.verify_history(progress)
}
