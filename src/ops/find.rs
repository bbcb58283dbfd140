//! Finds the resource that was typed, or answers with an error that names similar ones.

use crate::{
    domain::{
        identifier::{self, Identifier, IdentifierError, Lookup},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error, Result},
    store::{Found, ReadTx},
};

/// The resource that an argument names: a username (without its domain if that is unique), an e-mail address or an id.
///
/// # Errors
/// `not_found` with names that resemble it; `ambiguous` with the candidates.
pub fn resource(tx: &ReadTx<'_>, typed: &str) -> Result<Resource> {
    named(tx, typed, true)
}

/// As [`resource`]; an operator who may not read resources learns no name.
///
/// # Errors
/// `not_found`; `ambiguous`.
pub fn resource_for(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    named(tx, typed, operator.may(Permission::ResourceRead))
}

fn named(tx: &ReadTx<'_>, typed: &str, tells: bool) -> Result<Resource> {
    let found = match identifier::lookup(typed) {
        Ok(lookup) => tx.find(&lookup)?,
        Err(_) => Found::Nobody,
    };
    match found {
        Found::One(id) => tx.resource(&id)?.ok_or_else(|| Error::new(Code::Corrupt, "an identifier has no resource")),
        Found::Nobody if tells => Err(not_found(tx, typed)?),
        Found::Nobody => Err(nobody(tx, typed)?),
        Found::Several(candidates) => {
            let message = format!("{:?} matches several resources; nothing was changed", shortened(typed));
            let error = Error::new(Code::Ambiguous, message);
            let candidates = candidates.iter().filter(|_| tells);
            Err(candidates.fold(error, |error, username| error.note(format!("did you mean  {username}"))))
        }
    }
}

/// The resource of an id that was read a moment ago.
pub fn existing(tx: &ReadTx<'_>, id: &str) -> Result<Resource> {
    tx.resource(id)?.ok_or_else(|| Error::new(Code::Corrupt, "a resource is gone; nothing was changed"))
}

/// The id behind a login name; `None` if it matches no account, or several.
pub fn login_name(tx: &ReadTx<'_>, typed: &str) -> Result<Option<String>> {
    match identifier::lookup(typed.trim()).map(|lookup| tx.find(&lookup)) {
        Ok(Ok(Found::One(id))) => Ok(Some(id)),
        Ok(Err(error)) => Err(error),
        _ => Ok(None),
    }
}

/// The domain that a person's name may be shown without: the tenant's own, where what is left names that person alone (R-RES-1).
pub fn short_domain(tx: &ReadTx<'_>, resource: &Resource) -> Result<Option<String>> {
    let Some((local, domain)) = resource.username.split_once('@') else { return Ok(None) };
    let own = tx.first_domain()?.is_some_and(|first| first == domain);
    let unique = own
        && matches!(identifier::lookup(local).map(|lookup| tx.find(&lookup)), Ok(Ok(Found::One(id))) if id == resource.id);
    Ok(unique.then(|| domain.to_owned()))
}

/// The normal form of an unknown login name, so all its spellings share one count. A bare local part counts as if it were at the domain of
/// the tenant's first resource, as a known name there would.
pub fn unknown_name_normal(tx: &ReadTx<'_>, typed: &str) -> Result<String> {
    // White space around it is no part of a name here either, so that it counts with the name.
    let typed = typed.trim();
    let lookup = identifier::lookup(typed);
    Ok(match &lookup {
        // A name that several share matches none of them, and must not count where one of them would.
        Ok(lookup @ Lookup::Local(local)) if matches!(tx.find(lookup)?, Found::Several(_)) => {
            format!("\0several {local}")
        }
        Ok(Lookup::Local(local)) => match tx.first_domain()? {
            Some(domain) => format!("{local}@{domain}"),
            None => local.clone(),
        },
        Ok(Lookup::Address(normal) | Lookup::Id(normal)) => normal.clone(),
        // A text that can be no name is counted as typed: no repair may turn it into the name of somebody.
        Err(_) => format!("\0unlike any name {typed}"),
    })
}

fn nobody(tx: &ReadTx<'_>, typed: &str) -> Result<Error> {
    let tenant = &tx.tenant()?.name;
    let message = format!("no resource {:?} in tenant {tenant}; nothing was changed", shortened(typed));
    Ok(Error::new(Code::NotFound, message))
}

fn not_found(tx: &ReadTx<'_>, typed: &str) -> Result<Error> {
    let (mut error, resembling) = (nobody(tx, typed)?, tx.resembling(typed)?);
    for username in &resembling {
        let lookup = identifier::lookup(username)
            .map_err(|fault| Error::new(Code::Corrupt, "a username is malformed").caused_by(&fault))?;
        let Found::One(id) = tx.find(&lookup)? else { continue };
        let Some(near) = tx.resource(&id)? else { continue };
        let name = [near.first_name, near.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let about = [name, near.email].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
        error = error.note(format!("did you mean  {username}  ({about})"));
    }
    // The beginning of the nearest name, so the list that is offered contains it.
    let beginning: Option<String> =
        resembling.first().map(|near| near.chars().take_while(|c| *c != '@').take(3).collect());
    Ok(match beginning {
        Some(beginning) => error.hint("try", Remedy::ListResembling(beginning)),
        None => error.hint("try", Remedy::ListResources),
    })
}

/// What was typed, shortened for display. What may steer a terminal is escaped where it is written.
fn shortened(typed: &str) -> String {
    let short: String = typed.chars().take(80).collect();
    let cut = if short.len() < typed.len() { "…" } else { "" };
    format!("{short}{cut}")
}

/// The error for a name or address that is not allowed.
pub fn bad_name(error: IdentifierError) -> Error {
    Error::new(Code::InvalidName, format!("{error}; nothing was changed"))
}

/// The error for an identifier that is taken.
pub fn taken(identifier: &Identifier, holder: &Resource, same_username: bool) -> Error {
    let message = if same_username {
        format!("resource {} already exists; nothing was changed", holder.username)
    } else {
        format!("{} already belongs to {}; nothing was changed", identifier.shown(), holder.username)
    };
    Error::new(Code::Exists, message).hint("see", Remedy::ShowResource(holder.username.clone()))
}
