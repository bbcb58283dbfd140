//! `2fa status`.

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        access::target,
        people::view::{self, TfaView},
    },
    store::ReadTx,
};

/// How a resource's second factor stands.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<TfaView> {
    view::tfa(tx, &target::resource_for(tx, operator, Permission::ResourceRead, typed)?, now)
}
