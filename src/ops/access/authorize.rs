//! May this operator do this to that resource, now and alone? [`authorize`] is the one place that answers (R-PERM-1, R-PERM-2, R-PERM-3).
//! Every operation asks it once, before it tells or changes anything, and so does every check that is made before a person is asked.

use super::{
    accountable_persons::require_another, last_resort, permission::require_permission, rank::stands_above,
    reason::require_reason,
};
use crate::{
    domain::{
        event::Why,
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::find,
    store::ReadTx,
};

/// What of an account an act takes from its owner.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// Its password, or the token that sets one.
    Password,
    /// A script's token: it opens an account as a password does, and holds no more than whoever issues it.
    Token,
    /// Its second factor: taken away, not asked for, or put in place by somebody else.
    SecondFactor,
}

/// What an act on a resource needs.
#[derive(Clone, Copy, Debug)]
pub(in crate::ops) struct Need<'a> {
    permission: Permission,
    changes: bool,
    never_own: Option<&'static str>,
    credential: Option<CredentialKind>,
    why: Option<&'a Why>,
}

impl<'a> Need<'a> {
    /// A permission and nothing else: to read, and for what the owner of database and key keeps.
    pub const fn permission(permission: Permission) -> Self {
        Self { permission, changes: false, never_own: None, credential: None, why: None }
    }

    /// A permission to change something about a resource, which may not stand above the operator (R-PERM-3).
    pub const fn change(permission: Permission) -> Self {
        Self { changes: true, ..Self::permission(permission) }
    }

    /// Nobody does it for itself; `what` completes "no operator …" (R-PERM-2).
    pub const fn of_another(self, what: &'static str) -> Self {
        Self { never_own: Some(what), ..self }
    }

    /// It takes this from its owner, once [`Access::separate_duties`] is called (R-PERM-3).
    pub const fn takes(self, credential: CredentialKind) -> Self {
        Self { credential: Some(credential), ..self }
    }

    /// The reason that is given for it, which it needs.
    pub const fn because(self, why: &'a Why) -> Self {
        Self { why: Some(why), ..self }
    }
}

/// The leave of one operator to act on one resource.
#[derive(Debug)]
#[must_use]
pub(in crate::ops) struct Access<'o> {
    /// The resource.
    pub resource: Resource,
    pub(super) operator: &'o Operator,
    pub(super) credential: Option<CredentialKind>,
}

/// The resource that was typed (a username, whose domain may be left out where that is unique, an e-mail address or an id), and the leave to
/// act on it. Nothing is told of it to somebody who lacks the permission.
///
/// # Errors
/// In this order: `permission_denied`; `not_found`, `ambiguous`; `higher_level`; `self_service`; `usage` where a reason is missing.
pub(in crate::ops) fn authorize<'o>(
    tx: &ReadTx<'_>,
    operator: &'o Operator,
    need: Need<'_>,
    typed: &str,
) -> Result<Access<'o>> {
    let found = find::resource(tx, typed);
    require_permission(operator, need.permission)
        .map_err(|refusal| last_resort::named_to(tx, operator, &found, refusal))?;
    authorize_found(tx, operator, need, found?)
}

/// As [`authorize`], for a resource that was found by something of its own, such as a session. Whether there is such a thing is told after
/// [`require_permission`] only.
///
/// # Errors
/// As those of [`authorize`].
pub(in crate::ops) fn authorize_found<'o>(
    tx: &ReadTx<'_>,
    operator: &'o Operator,
    need: Need<'_>,
    resource: Resource,
) -> Result<Access<'o>> {
    require_permission(operator, need.permission)?;
    if need.changes {
        require_not_above(tx, operator, &resource)?;
    }
    if let Some(what) = need.never_own {
        require_another(tx, operator, &resource, what)?;
    }
    if let Some(why) = need.why {
        require_reason(why, &tx.policy()?)?;
    }
    Ok(Access { resource, operator, credential: need.credential })
}

impl<'o> Access<'o> {
    /// That of a resource to itself, once it has proved who it is: it takes half of nobody's account.
    pub fn of_itself(operator: &'o Operator, resource: Resource) -> Self {
        Self { resource, operator, credential: None }
    }
}

/// Refuses to touch an operator of a higher level (R-PERM-3).
///
/// # Errors
/// `higher_level`.
pub(in crate::ops) fn require_not_above(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<()> {
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
    Err(last_resort::named(tx, resource, Error::new(Code::HigherLevel, message).note("ask an administrator")))
}
