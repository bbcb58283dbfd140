//! Shell completion: names of resources and labels of their devices (R-PERM-1, `resource.read`).

use super::view::live_factors;
use crate::{
    domain::{
        identifier,
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::access::{Need, authorize, require_permission},
    store::ReadTx,
};

/// One completion of what is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The completed text.
    pub value: String,
    /// A description; it may hold anything that others typed.
    pub about: String,
}

/// Usernames that begin like this, at most `most` in the order of their normal form; if there is none, e-mail addresses.
///
/// # Errors
/// `permission_denied`, and those of the database.
pub fn names(tx: &ReadTx<'_>, operator: &Operator, typed: &str, most: u32) -> Result<Vec<Suggestion>> {
    require_permission(operator, Permission::ResourceRead)?;
    let Some(beginning) = identifier::beginning(typed) else { return Ok(Vec::new()) };
    for usernames in [true, false] {
        let found = tx.beginning_with(&beginning, usernames, most)?;
        if found.is_empty() {
            continue;
        }
        let each = found.into_iter().map(|named| {
            let shown = if usernames { &named.username } else { &named.email };
            // A shell keeps what was typed: if the spelling differs, the normal form continues from there.
            let value = if shown.starts_with(typed) { shown.clone() } else { named.normal };
            let mut about = if !named.name.is_empty() {
                named.name
            } else if usernames {
                named.email
            } else {
                named.username
            };
            if !named.active {
                about.push_str(" (deactivated)");
            }
            Suggestion { value, about }
        });
        return Ok(each.collect());
    }
    Ok(Vec::new())
}

/// The labels of a resource's devices, oldest first.
///
/// # Errors
/// `permission_denied`, `not_found`, and those of the database.
pub fn labels(tx: &ReadTx<'_>, operator: &Operator, resource: &str, now: Time) -> Result<Vec<Suggestion>> {
    let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), resource)?.resource;
    let factors = live_factors(tx, &resource.id, now)?;
    let each = factors.into_iter().map(|factor| {
        let about = format!("{} device of {}", factor.state.word(), resource.username);
        Suggestion { value: factor.label, about }
    });
    Ok(each.collect())
}
