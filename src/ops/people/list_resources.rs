//! `resource list`: the resources under conditions and in an order, one page at a time.

use super::view::{self, ResourceView};
use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{access::require_permission, operators::level_view},
    store::{Condition, Extent, Listed, Listing, Position, ReadTx},
};

/// Passes each resource of the listing, in its state at `now`, to `each` with its place in the order, until `each` returns false.
///
/// # Errors
/// `permission_denied`; `not_found` for a condition on an unknown level; those of `each`.
pub fn list(
    tx: &ReadTx<'_>,
    operator: &Operator,
    listing: &Listing,
    now: Time,
    mut each: impl FnMut(ResourceView, Position) -> Result<bool>,
) -> Result<()> {
    may_list(tx, operator, &listing.conditions)?;
    let policy = tx.policy()?;
    let with_password = matches!(listing.extent, Extent::Whole | Extent::Shown);
    tx.resources(listing, |Listed { resource, situation, password_set_at, place }| {
        let password = with_password.then(|| view::password_state(resource.license, password_set_at, &policy, now));
        let view = view::resource_of(resource, situation, &policy, now);
        each(ResourceView { password: password.flatten(), ..view }, place)
    })
}

/// So many conditions can be joined: the engine bounds how deep an expression goes.
const MOST_CONDITIONS: usize = 50;

/// Whether this operator may learn who matches.
///
/// # Errors
/// `permission_denied`; `not_found` for a condition on an unknown level.
pub fn may_list(tx: &ReadTx<'_>, operator: &Operator, conditions: &[Condition]) -> Result<()> {
    require_permission(operator, Permission::ResourceRead)?;
    if conditions.len() > MOST_CONDITIONS {
        let message = format!("at most {MOST_CONDITIONS} conditions can hold together; nothing was listed");
        return Err(Error::new(Code::Usage, message));
    }
    // An unknown level would give an empty list, and hide the slip.
    levels_exist(tx, conditions)
}

fn levels_exist(tx: &ReadTx<'_>, conditions: &[Condition]) -> Result<()> {
    for condition in conditions {
        match condition {
            Condition::Level(named) => level_view::permissions(tx, named).map(drop)?,
            Condition::Either(conditions) => levels_exist(tx, conditions)?,
            _ => {}
        }
    }
    Ok(())
}
