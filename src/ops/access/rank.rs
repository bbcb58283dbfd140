//! Who stands above whom: nobody touches an operator of a higher level (R-PERM-3).

use super::last_resort;
use crate::{
    domain::{
        permission::{Operator, Permissions},
        resource::Resource,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// What the level of a resource holds.
pub fn permissions_of(tx: &ReadTx<'_>, resource: &Resource) -> Result<Permissions> {
    let unknown = || {
        let message = format!("table resources, row {}, column level: there is no such level", resource.id);
        Error::new(Code::Corrupt, format!("{message}; nothing was changed"))
    };
    tx.level_permissions(&resource.level)?.ok_or_else(unknown)
}

/// Whether a resource stands above the operator (R-PERM-3). On the owner the rule does not bear (R-PERM-5).
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn stands_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<bool> {
    let Some(account) = operator.account() else { return Ok(false) };
    Ok(permissions_of(tx, resource)?.above(account.of_its_level()))
}

/// Refuses to touch an operator of a higher level (R-PERM-3).
///
/// # Errors
/// `higher_level`.
pub(in crate::ops) fn require_not_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<()> {
    let Some(account) = operator.account() else { return Ok(()) };
    if !stands_above(tx, operator, resource)? {
        return Ok(());
    }
    let message = format!(
        "{} has the level {}, above yours ({}); nothing was changed",
        resource.username,
        resource.level.word(),
        account.level
    );
    Err(last_resort::named(tx, resource, Error::new(Code::HigherLevel, message).note("ask an administrator")))
}
