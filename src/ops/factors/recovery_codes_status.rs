//! `recovery-codes status` (R-REC-5).

use super::recovery_codes::own_or;
use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::access::Need,
    store::ReadTx,
};
use schemars::JsonSchema;
use serde::Serialize;

/// The state of a resource's set of recovery codes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Standing {
    /// Username of the resource.
    pub username: String,
    /// How many codes still open a login; 0 if there is no set.
    pub left: u32,
    /// How many the set had; 0 if there is none.
    pub total: u32,
    /// When the set was made.
    pub made_at: Option<Time>,
    /// When one was last used.
    pub last_used_at: Option<Time>,
}

/// How many codes a resource has left.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Standing> {
    let resource = own_or(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    let set = tx.recovery_codes(&resource.id)?;
    let count = |codes: usize| u32::try_from(codes).unwrap_or(u32::MAX);
    Ok(Standing {
        username: resource.username,
        left: count(set.iter().filter(|code| code.used_at.is_none()).count()),
        total: count(set.len()),
        made_at: set.first().map(|code| code.made_at),
        last_used_at: set.iter().filter_map(|code| code.used_at).max(),
    })
}
