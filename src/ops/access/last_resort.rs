//! The administrator that no one in the tenant can rescue (R-RES-5): the only one, with an unverified e-mail address and without recovery
//! codes. The owner of database and key helps them: by a pause or a reset under break-glass, or by `2fa disable` with others (R-REC-3). Every
//! refusal names both, so they always have a way out.

use super::rank::{everybody_as_high_as_admin, is_administrator};
use crate::{
    domain::{
        license::SecondFactor,
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Error, Result},
    store::ReadTx,
};

/// Whether only the owner of database and key helps this resource after its device is lost.
pub fn has_only_one(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<bool> {
    let candidate = is_administrator(tx, resource)?
        && resource.email_verified_at.is_none()
        && resource.license.second_factor() != SecondFactor::NotAvailable;
    if !candidate || tx.recovery_codes_left(&resource.id)? > 0 {
        return Ok(false);
    }
    let others = everybody_as_high_as_admin(tx, now)?;
    Ok(!others.iter().any(|(other, standing)| other.id != resource.id && standing.is_working_administrator()))
}

/// Adds the way out to a refusal that concerns such an administrator.
pub fn named(tx: &ReadTx<'_>, resource: &Resource, error: Error) -> Error {
    if !is_only_way(tx, resource) {
        return error;
    }
    let name = || resource.username.clone();
    error
        .owners(
            "for the owner of database and key alone, which the history and every administrator's next sign-in say",
            Remedy::PauseNextLogin(name()),
        )
        .owners(
            "for the owner of database and key, with the champion's consent and a second person",
            Remedy::DisableFactors(name()),
        )
}

/// Like [`named`], with who to ask if it concerns anybody else.
pub(super) fn named_or(tx: &ReadTx<'_>, resource: &Resource, error: Error, ask: &str) -> Error {
    if is_only_way(tx, resource) { named(tx, resource, error) } else { error.note(ask) }
}

/// As [`has_only_one`] at the newest event, which is good enough for a hint. If even that cannot be read, the refusal stays as it is.
fn is_only_way(tx: &ReadTx<'_>, resource: &Resource) -> bool {
    let newest = tx.newest_event().ok().flatten().map(|(_, at)| at);
    newest.and_then(|now| has_only_one(tx, resource, now).ok()).unwrap_or_default()
}

/// Like [`named`], if the operator may do it to no one: the hint reveals only what they may read of the resource.
pub(super) fn named_to(tx: &ReadTx<'_>, operator: &Operator, found: &Result<Resource>, error: Error) -> Error {
    match found {
        Ok(resource) if operator.may(Permission::ResourceRead) => named(tx, resource, error),
        _ => error,
    }
}
