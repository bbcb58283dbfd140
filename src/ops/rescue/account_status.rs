//! `account status` (R-LOCK-2).

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        access::target,
        people::view::{self, AccountView},
    },
    store::ReadTx,
};

/// How a resource's lock stands.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<AccountView> {
    let resource = target::resource_for(tx, operator, Permission::ResourceRead, typed)?;
    view::account(tx, &resource, &tx.policy()?, now)
}
