//! `level list|show`: levels and what they hold (R-PERM-1).

use crate::{
    domain::{
        level::Level,
        permission::{Operator, Permission, Permissions},
        remedy::Remedy,
    },
    error::{Code, Error, Result},
    ops::access::require_permission,
    store::ReadTx,
};
use schemars::JsonSchema;
use serde::Serialize;

/// A level as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LevelView {
    /// Its name.
    pub name: Level,
    /// Whether the level is built in.
    pub built_in: bool,
    /// What it holds, in the order of the table of R-PERM-1.
    pub permissions: Vec<Permission>,
    /// How many resources have it.
    pub resources: u64,
}

impl LevelView {
    pub(super) fn of(tx: &ReadTx<'_>, name: Level, permissions: Permissions) -> Result<Self> {
        let (built_in, resources) = (Level::BUILT_IN.contains(&name), tx.level_holders(&name)?);
        Ok(Self { name, built_in, permissions: permissions.iter().collect(), resources })
    }
}

/// Every level: the built-in ones, the highest first, then the tenant's own by name.
///
/// # Errors
/// `permission_denied`.
pub fn list(tx: &ReadTx<'_>, operator: &Operator) -> Result<Vec<LevelView>> {
    require_permission(operator, Permission::ResourceRead)?;
    let built_in = Level::BUILT_IN.into_iter().filter_map(|level| Some((level.clone(), level.built_in_permissions()?)));
    let all = built_in.chain(tx.custom_levels()?);
    all.map(|(level, permissions)| LevelView::of(tx, level, permissions)).collect()
}

/// One level.
///
/// # Errors
/// `permission_denied`; `not_found`.
pub fn show(tx: &ReadTx<'_>, operator: &Operator, level: &Level) -> Result<LevelView> {
    require_permission(operator, Permission::ResourceRead)?;
    LevelView::of(tx, level.clone(), permissions(tx, level)?)
}

/// What a level holds.
///
/// # Errors
/// `not_found` with the levels that exist.
pub fn permissions(tx: &ReadTx<'_>, level: &Level) -> Result<Permissions> {
    match tx.level_permissions(level)? {
        Some(permissions) => Ok(permissions),
        None => Err(unknown(level.word())),
    }
}

/// The error for an unknown level.
pub fn unknown(name: &str) -> Error {
    let message = format!("there is no level {name:?}; nothing was changed");
    Error::new(Code::NotFound, message).hint("the levels", Remedy::ListLevels)
}
