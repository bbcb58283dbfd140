//! `emergency list`: every live code; never the codes themselves.

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::access::require_permission,
    store::ReadTx,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A live code as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LiveCode {
    /// Its id.
    pub code_id: String,
    /// For whom.
    pub username: String,
    /// When it was issued.
    pub issued_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// Who issued it.
    pub issued_by: String,
}

/// Every live code; never the codes themselves.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Vec<LiveCode>> {
    require_permission(operator, Permission::EmergencyIssue)?;
    let named = tx.emergency_codes(now)?.into_iter().map(|row| {
        let username = tx.resource(&row.resource)?.map(|resource| resource.username).unwrap_or_default();
        let (issued_at, expires_at, issued_by) = (row.issued_at, row.expires_at, row.issued_by);
        Ok(LiveCode { code_id: row.id, username, issued_at, expires_at, issued_by })
    });
    named.collect()
}
