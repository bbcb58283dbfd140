//! `account status` (R-LOCK-2).

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        access::{Need, authorize},
        people::view::{self, AccountView},
    },
    store::ReadTx,
};

/// The state of a resource's lock.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<AccountView> {
    let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource;
    view::account(tx, &resource, &tx.policy()?, now)
}
