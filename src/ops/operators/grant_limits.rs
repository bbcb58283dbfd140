//! The most that an operator may give, by a level, a token or a policy (R-PERM-1, R-PERM-2).

use super::level_view::permissions;
use crate::{
    domain::{
        level::Level,
        permission::{Operator, Permission, Permissions},
        remedy::{Argument, Remedy},
    },
    error::{Code, Error, Result},
    ops::access::require_permission,
    store::ReadTx,
};

/// Giving a level needs `level.write`. No one gives more than they hold: that would be a way to raise themselves (R-PERM-2).
pub(in crate::ops) fn must_give(tx: &ReadTx<'_>, operator: &Operator, level: &Level) -> Result<Permissions> {
    require_permission(operator, Permission::LevelWrite)?;
    let given = permissions(tx, level)?;
    must_hold(operator, given, &format!("the level {} holds", level.word()))?;
    Ok(given)
}

/// What is reserved for the owner of database and key is given to no level and no token (R-PERM-1, last row).
pub(in crate::ops) fn must_be_grantable(permissions: Permissions) -> Result<()> {
    if !permissions.holds(Permission::OwnerOnly) {
        return Ok(());
    }
    let message = format!("{:?} is reserved for the owner of database and key, and cannot be given", "owner");
    Err(Error::new(Code::Refused, format!("{message}; nothing was changed"))
        .lacking("the owner acts with", [Argument::BreakGlass]))
}

/// No one gives more than they hold; `what` says which permissions these would be.
pub(in crate::ops) fn must_hold(operator: &Operator, permissions: Permissions, what: &str) -> Result<()> {
    let over: Vec<_> = permissions.iter().filter(|each| !operator.may(*each)).map(Permission::word).collect();
    if over.is_empty() {
        return Ok(());
    }
    let message = format!("{what} more than {} does ({}); nothing was changed", operator.actor.name, over.join(", "));
    Err(Error::new(Code::HigherLevel, message).hint("what you may do", Remedy::WhoAmI))
}
