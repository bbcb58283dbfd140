//! Who ranks above the operator: no one touches an operator of a higher level (R-PERM-3).

use crate::{
    domain::{
        level::Level,
        permission::{Operator, Permissions},
        resource::{Resource, Standing},
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// The permissions of a resource's level.
pub fn permissions_of(tx: &ReadTx<'_>, resource: &Resource) -> Result<Permissions> {
    let unknown = || {
        let message = format!("table resources, row {}, column level: there is no such level", resource.id);
        Error::new(Code::Corrupt, format!("{message}; nothing was changed"))
    };
    tx.level_permissions(&resource.level)?.ok_or_else(unknown)
}

/// Whether a level may change everything that an administrator may, whatever its name.
pub(in crate::ops) fn is_as_high_as_admin(theirs: Permissions) -> bool {
    Level::Admin.built_in_permissions().is_some_and(|admin| !admin.above(theirs))
}

/// Whether a level may change something that a helpdesk may not: weakening its holder counts like weakening an administrator (R-PERM-6).
pub(in crate::ops) fn is_above_helpdesk(theirs: Permissions) -> bool {
    Level::Helpdesk.built_in_permissions().is_some_and(|helpdesk| theirs.above(helpdesk))
}

/// Whether a resource may change everything that an administrator may.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn is_administrator(tx: &ReadTx<'_>, resource: &Resource) -> Result<bool> {
    Ok(is_as_high_as_admin(permissions_of(tx, resource)?))
}

/// Every resource that may change all that an administrator may, with what makes each a working one. R-RES-6 counts only the level `admin`.
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn everybody_as_high_as_admin(tx: &ReadTx<'_>, now: Time) -> Result<Vec<(Resource, Standing)>> {
    let mut levels = vec![Level::Admin];
    let custom = tx.custom_levels()?.into_iter().filter(|(_, permissions)| is_as_high_as_admin(*permissions));
    levels.extend(custom.map(|(level, _)| level));
    tx.of_levels(&levels, now)
}

/// Whether a resource ranks above the operator (R-PERM-3). The rule does not apply to the owner (R-PERM-5).
///
/// # Errors
/// Those of the store.
pub(in crate::ops) fn ranks_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<bool> {
    let Some(account) = operator.account() else { return Ok(false) };
    Ok(permissions_of(tx, resource)?.above(account.of_its_level()))
}
