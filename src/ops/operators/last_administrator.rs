//! No command removes the last working administrator, and sign-in is not required if no one could sign in (R-RES-6).

use crate::{
    domain::{
        level::Level,
        license::License,
        policy::Policy,
        remedy::Remedy,
        resource::{Resource, Standing},
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};
use std::collections::BTreeMap;

/// Acts that are decided but not written yet, as far as they concern administrators: the earlier rows of an import. It holds only the
/// administrators that they change.
#[derive(Clone, Debug, Default)]
pub struct Pending {
    changed: BTreeMap<String, Changed>,
    /// One of them creates a working administrator.
    created: bool,
}

#[derive(Clone, Copy, Debug)]
struct Changed {
    active: bool,
    license: License,
}

impl Pending {
    /// An act gives this resource, which is as it was before, another state or license.
    pub fn change(&mut self, before: &Resource, active: bool, license: License) {
        if before.level == Level::Admin {
            self.changed.insert(before.id.clone(), Changed { active, license });
        }
    }

    /// An act creates a resource.
    pub fn create(&mut self, new: Standing) {
        self.created |= new.is_working_administrator();
    }

    /// How a resource stands after them.
    fn after(&self, resource: &Resource, standing: Standing) -> Standing {
        match self.changed.get(&resource.id) {
            Some(Changed { active, license }) => {
                Standing { active: *active, may_sign_in: license.may_sign_in(), ..standing }
            }
            None => standing,
        }
    }
}

/// Refuses what would leave the tenant without a working administrator; `change` says how this resource changes (R-RES-6).
pub(in crate::ops) fn keep_an_administrator(
    tx: &ReadTx<'_>,
    resource: &Resource,
    now: Time,
    change: impl Fn(Standing) -> Standing,
) -> Result<()> {
    keep_an_administrator_after(tx, resource, now, &Pending::default(), change)
}

/// As [`keep_an_administrator`], once the pending acts are written.
pub(in crate::ops) fn keep_an_administrator_after(
    tx: &ReadTx<'_>,
    resource: &Resource,
    now: Time,
    pending: &Pending,
    change: impl Fn(Standing) -> Standing,
) -> Result<()> {
    if resource.level != Level::Admin || pending.created {
        return Ok(());
    }
    let stands = tx.administrators(now)?.into_iter().map(|(each, standing)| (pending.after(&each, standing), each));
    let stands: Vec<_> = stands.collect();
    let before = stands.iter().any(|(standing, _)| standing.is_working_administrator());
    let after = stands.iter().any(|(standing, each)| {
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
        .note("an administrator counts if they are active, not locked by hand, and have a password and a license other than api"))
}

/// Refuses a policy that ends the password of the last working administrator if they could not replace it (R-RES-6, R-PWD-6).
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
        "it would end the password of {}, the last working administrator; failures have disabled their devices, so they could not replace it; \
         nothing was changed",
        last.username
    );
    Err(Error::new(Code::LastAdministrator, message)
        .hint("first reset 2FA: the sign-in then enrolls another device", Remedy::ResetFactors(last.username)))
}

/// Sign-in is not required while no administrator could sign in: only break-glass would be left (R-RES-6).
pub(in crate::ops) fn somebody_can_sign_in(tx: &ReadTx<'_>, policy: &Policy, now: Time) -> Result<()> {
    let administrators = tx.administrators_under(policy, now)?;
    if administrators.iter().any(|(_, standing)| standing.is_working_administrator()) {
        return Ok(());
    }
    let message = "no administrator could sign in, so only break-glass would be left; nothing was changed";
    let error = Error::new(Code::LastAdministrator, message);
    // If only the license is missing, another one is the way.
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
        "an administrator can sign in if they are active, not locked by hand, and have a password and a license with 2FA",
    ))
}
