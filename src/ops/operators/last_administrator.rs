//! No command takes the last working administrator away, and sign-in is not required where nobody could sign in (R-RES-6).

use crate::{
    domain::{
        license::License,
        policy::Policy,
        remedy::Remedy,
        resource::{Resource, Standing},
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// Refuses what would leave the tenant without a working administrator; `change` says what becomes of this resource (R-RES-6).
pub(in crate::ops) fn keep_an_administrator(
    tx: &ReadTx<'_>,
    resource: &Resource,
    now: Time,
    change: impl Fn(Standing) -> Standing,
) -> Result<()> {
    let administrators = tx.administrators(now)?;
    let before = administrators.iter().any(|(_, standing)| standing.is_working_administrator());
    let after = administrators.iter().any(|(each, standing)| {
        let standing = if each.id == resource.id { change(*standing) } else { *standing };
        standing.is_working_administrator()
    });
    if !before || after {
        return Ok(());
    }
    let message = format!(
        "{} is the last working administrator of tenant {}; nothing was changed",
        resource.username,
        tx.tenant()?.name
    );
    let domain = resource.username.split_once('@').map_or("example", |(_, domain)| domain);
    Err(Error::new(Code::LastAdministrator, message)
        .hint("first make another", Remedy::CreateAdministrator(format!("second.admin@{domain}")))
        .note("an administrator counts once it is active, not locked by hand, and has a password and another license than api"))
}

/// Refuses a policy that ends the password of the last working administrator, where that one could not replace it (R-RES-6, R-PWD-6).
pub(in crate::ops) fn keep_an_administrator_under(
    tx: &ReadTx<'_>,
    before: &Policy,
    after: &Policy,
    now: Time,
) -> Result<()> {
    let works = |policy| {
        let administrators = tx.administrators_under(policy, now)?;
        Ok::<_, Error>(administrators.into_iter().find(|(_, standing)| standing.is_working_administrator()))
    };
    let Some((last, _)) = works(before)? else { return Ok(()) };
    if works(after)?.is_some() {
        return Ok(());
    }
    let message = format!(
        "it would end the password of {}, the last working administrator, whose devices failures have disabled: nobody could replace it; nothing \
         was changed",
        last.username
    );
    Err(Error::new(Code::LastAdministrator, message).hint(
        "first reset 2FA, so that another device is enrolled at the sign-in",
        Remedy::ResetFactors(last.username),
    ))
}

/// Sign-in is not required while no administrator could sign in: only break-glass would be left (R-RES-6).
pub(in crate::ops) fn somebody_can_sign_in(tx: &ReadTx<'_>, policy: &Policy, now: Time) -> Result<()> {
    let administrators = tx.administrators_under(policy, now)?;
    if administrators.iter().any(|(_, standing)| standing.is_working_administrator()) {
        return Ok(());
    }
    let message =
        "no administrator could sign in, and then nobody could act but under break-glass; nothing was changed";
    let error = Error::new(Code::LastAdministrator, message);
    // Where the license is all that is missing, another one is the way.
    let by_license = administrators
        .iter()
        .find(|(_, standing)| Standing { may_sign_in: true, ..*standing }.is_working_administrator());
    let error = match by_license {
        Some((resource, _)) => error.hint(
            "the api license has no second factor, which signing in takes",
            Remedy::ChangeLicense { name: resource.username.clone(), license: License::Standard },
        ),
        None => error.hint("who they are", Remedy::ListAdministrators),
    };
    Err(error.note(
        "an administrator signs in that is active, not locked by hand, and has a password and a license with 2FA",
    ))
}
