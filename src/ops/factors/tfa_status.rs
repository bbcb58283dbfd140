//! `2fa status`.

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        access::{Need, authorize},
        people::view::{self, TfaView},
    },
    store::ReadTx,
};

/// The state of a resource's second factor.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<TfaView> {
    view::tfa(tx, &authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?.resource, now)
}
