//! The administrator whom nobody inside can rescue (R-RES-5): alone, with an e-mail address that is not verified and without recovery codes.
//! There is one way for it, `2fa disable` (R-REC-3), and whatever is refused names that way, so that nobody ends up without one.

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

/// Whether only `2fa disable` helps this resource once its device is lost.
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

/// A refusal that concerns such an administrator, with the way out.
pub fn named(tx: &ReadTx<'_>, resource: &Resource, error: Error) -> Error {
    // Good enough for a remark: how things stood at the newest event. Where even that cannot be read, the refusal stands as it is.
    let newest = tx.newest_event().ok().flatten().map(|(_, at)| at);
    let only = newest.and_then(|now| has_only_one(tx, resource, now).ok()).unwrap_or_default();
    match only {
        true => error.owners(
            "the only way, for the owner of database and key, with the champion's consent",
            Remedy::DisableFactors(resource.username.clone()),
        ),
        false => error,
    }
}

/// As [`named`], where the operator may not do it to anybody: it is told of the resource only what it may read.
pub(super) fn named_to(tx: &ReadTx<'_>, operator: &Operator, found: &Result<Resource>, error: Error) -> Error {
    match found {
        Ok(resource) if operator.may(Permission::ResourceRead) => named(tx, resource, error),
        _ => error,
    }
}
