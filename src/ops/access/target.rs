//! From what was typed to the resource, or to an error that names those it may have meant.

use super::{only_way, persons};
use crate::{
    domain::{
        identifier::{self, Identifier, IdentifierError, Lookup},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::must,
    store::{Found, ReadTx},
};

/// The resource that an argument names: a username (its domain may be left out where that is unique), an e-mail address or an id.
///
/// # Errors
/// `not_found` with names that resemble it; `ambiguous` with the candidates.
pub fn resource(tx: &ReadTx<'_>, typed: &str) -> Result<Resource> {
    let found = match identifier::lookup(typed) {
        Ok(lookup) => tx.find(&lookup)?,
        Err(_) => Found::Nobody,
    };
    match found {
        Found::One(id) => tx.resource(&id)?.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource")),
        Found::Nobody => Err(not_found(tx, typed)?),
        Found::Several(candidates) => {
            let message = format!("{:?} is the name of several resources; nothing was changed", shortened(typed));
            let error = Error::new(Code::Ambiguous, message);
            Err(candidates.iter().fold(error, |error, username| error.note(format!("did you mean  {username}"))))
        }
    }
}

/// As [`resource`], for an operator who must hold a permission before anything is told.
///
/// # Errors
/// Also `permission_denied`.
pub(in crate::ops) fn resource_for(
    tx: &ReadTx<'_>,
    operator: &Operator,
    permission: Permission,
    typed: &str,
) -> Result<Resource> {
    must(operator, permission).map_err(|error| only_way::named_for(tx, operator, typed, error))?;
    resource(tx, typed)
}

/// As [`resource_for`], for an act that changes something about the resource: it may not stand above the operator (R-PERM-3).
///
/// # Errors
/// Also `higher_level`.
pub(in crate::ops) fn to_change(
    tx: &ReadTx<'_>,
    operator: &Operator,
    permission: Permission,
    typed: &str,
) -> Result<Resource> {
    let resource = resource_for(tx, operator, permission, typed)?;
    must_not_stand_above(tx, operator, &resource)?;
    Ok(resource)
}

/// As [`to_change`], for what nobody does for itself: `what` names it (R-PERM-2).
///
/// # Errors
/// Also `self_service`.
pub(in crate::ops) fn of_another(
    tx: &ReadTx<'_>,
    operator: &Operator,
    permission: Permission,
    typed: &str,
    what: &str,
) -> Result<Resource> {
    let resource = to_change(tx, operator, permission, typed)?;
    must_not_be(tx, operator, &resource, what)?;
    Ok(resource)
}

/// Refuses what nobody does for itself, nor by a token of its own (R-PERM-2).
pub(in crate::ops) fn must_not_be(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource, what: &str) -> Result<()> {
    let token = persons::token(operator);
    if token.is_some() && persons::behind(tx, persons::person(operator), token)?.contains(&resource.id) {
        let message = format!(
            "no operator {what}, and this token is {}'s or was issued by it; nothing was changed",
            resource.username
        );
        return Err(Error::new(Code::SelfService, message).note("ask another operator"));
    }
    if !operator.is(&resource.id) {
        return Ok(());
    }
    let message = format!("no operator {what}, and you are {}; nothing was changed", resource.username);
    Err(Error::new(Code::SelfService, message).note("ask another operator"))
}

/// Whether a resource stands above the operator (R-PERM-3). On the owner the rule does not bear (R-PERM-5).
pub(in crate::ops) fn stands_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<bool> {
    let Some(account) = operator.account() else { return Ok(false) };
    // A token of narrow scope acts for its resource's level: what the level may touch, the token may.
    let own = super::operator::permissions_of(tx, &existing(tx, &account.id)?)?;
    Ok(super::operator::permissions_of(tx, resource)?.above(own))
}

/// Refuses to touch an operator of a higher level (R-PERM-3).
pub(in crate::ops) fn must_not_stand_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<()> {
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
    Err(only_way::named(tx, resource, Error::new(Code::HigherLevel, message).note("ask an administrator")))
}

/// The resource of an id that was read a moment ago.
pub fn existing(tx: &ReadTx<'_>, id: &str) -> Result<Resource> {
    tx.resource(id)?.ok_or_else(|| Error::new(Code::Corrupt, "a resource is gone; nothing was changed"))
}

/// The id behind a name that asks to log in; `None` where it leads to nobody, or to several.
pub fn login_name(tx: &ReadTx<'_>, typed: &str) -> Result<Option<String>> {
    match identifier::lookup(typed).map(|lookup| tx.find(&lookup)) {
        Ok(Ok(Found::One(id))) => Ok(Some(id)),
        Ok(Err(error)) => Err(error),
        _ => Ok(None),
    }
}

/// The one spelling of a login name that leads to nobody, so that all its spellings share one count: a bare local part counts as if it
/// were at the domain of the tenant's first resource, as the name of somebody there would.
pub fn unknown_name_normal(tx: &ReadTx<'_>, typed: &str) -> Result<String> {
    let lookup = identifier::lookup(typed);
    Ok(match &lookup {
        // A name that several share leads to none of them, and must not count where one of them would.
        Ok(lookup @ Lookup::Local(local)) if matches!(tx.find(lookup)?, Found::Several(_)) => {
            format!("\0several {local}")
        }
        Ok(Lookup::Local(local)) => match tx.first_domain()? {
            Some(domain) => format!("{local}@{domain}"),
            None => local.clone(),
        },
        Ok(Lookup::Address(normal) | Lookup::Id(normal)) => normal.clone(),
        // What can name nobody is counted as it was typed: no repair may make it the name of somebody.
        Err(_) => format!("\0unlike any name {typed}"),
    })
}

fn not_found(tx: &ReadTx<'_>, typed: &str) -> Result<Error> {
    let tenant = &tx.tenant()?.name;
    let message = format!("no resource {:?} in tenant {tenant}; nothing was changed", shortened(typed));
    let mut error = Error::new(Code::NotFound, message);
    for username in tx.resembling(typed)? {
        let lookup =
            identifier::lookup(&username).map_err(|_| Error::new(Code::Corrupt, "a username makes no sense"))?;
        let Found::One(id) = tx.find(&lookup)? else { continue };
        let Some(near) = tx.resource(&id)? else { continue };
        let name = [near.first_name, near.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let about = [name, near.email].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        error = error.note(format!("did you mean  {username}  ({about})"));
    }
    // What the nearest name begins with, so that the list that is offered holds it.
    let near = tx.resembling(typed)?.into_iter().next();
    let beginning: Option<String> = near.map(|near| near.chars().take_while(|c| *c != '@').take(3).collect());
    Ok(match beginning {
        Some(beginning) => error.hint("try", Remedy::ListResembling(beginning)),
        None => error.hint("try", Remedy::ListResources),
    })
}

/// What was typed, short enough to be shown; what may steer a terminal is escaped where it is written.
fn shortened(typed: &str) -> String {
    let short: String = typed.chars().take(80).collect();
    let cut = if short.len() < typed.len() { "…" } else { "" };
    format!("{short}{cut}")
}

/// A name or address that is not allowed.
pub fn bad_name(error: IdentifierError) -> Error {
    Error::new(Code::InvalidName, format!("{error}; nothing was changed"))
}

/// Somebody holds the identifier already.
pub fn taken(identifier: &Identifier, holder: &Resource, same_username: bool) -> Error {
    let message = if same_username {
        format!("there is a resource {} already; nothing was changed", holder.username)
    } else {
        format!("{} belongs to {} already; nothing was changed", identifier.shown(), holder.username)
    };
    Error::new(Code::Exists, message).hint("see", Remedy::ShowResource(holder.username.clone()))
}
