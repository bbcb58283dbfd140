//! Levels (R-PERM-1, -2): what they hold, and who may give them.

use super::must;
use crate::{
    domain::{
        level::Level,
        permission::{Operator, Permission, Permissions},
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// What a level holds.
///
/// # Errors
/// `not_found` with the levels that there are.
pub fn permissions(tx: &ReadTx<'_>, level: &Level) -> Result<Permissions> {
    match tx.level_permissions(level)? {
        Some(permissions) => Ok(permissions),
        None => {
            let message = format!("there is no level {:?}; nothing was changed", level.word());
            Err(Error::new(Code::NotFound, message).hint("the levels", ["level", "list"]))
        }
    }
}

/// Giving a level needs `level.write`, and nobody gives more than it holds itself: that would be a way to raise oneself (R-PERM-2).
pub fn must_give(tx: &ReadTx<'_>, operator: &Operator, level: &Level) -> Result<Permissions> {
    must(operator, Permission::LevelWrite)?;
    let given = permissions(tx, level)?;
    if given.within(operator.permissions()) {
        return Ok(given);
    }
    let message =
        format!("the level {} holds more than {} does; nothing was changed", level.word(), operator.actor.name);
    Err(Error::new(Code::HigherLevel, message))
}
