//! May this operator do this to that resource, now and alone? [`authorize`] is the only place that answers (R-PERM-1, R-PERM-2, R-PERM-3).
//! Every operation asks it once, before it reveals or changes anything. So does every check before a prompt.

use super::{
    accountable_persons::require_another, last_resort, permission::require_permission, rank::ranks_above,
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

/// What an act takes from the owner of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CredentialKind {
    /// The password, or the token that sets one.
    Password,
    /// A script's token. It opens an account as a password does, and holds no more than its issuer.
    Token,
    /// The second factor: removed, not asked for, or set up by somebody else.
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
    /// Only a permission: to read, and for what is reserved for the owner of database and key.
    pub const fn permission(permission: Permission) -> Self {
        Self { permission, changes: false, never_own: None, credential: None, why: None }
    }

    /// A permission to change something about a resource, which may not rank above the operator (R-PERM-3).
    pub const fn change(permission: Permission) -> Self {
        Self { changes: true, ..Self::permission(permission) }
    }

    /// Operators may not do it for themselves; `what` completes "operators may not …" (R-PERM-2).
    pub const fn of_another(self, what: &'static str) -> Self {
        Self { never_own: Some(what), ..self }
    }

    /// It takes this from the account's owner, once [`Access::separate_duties`] is called (R-PERM-3).
    pub const fn takes(self, credential: CredentialKind) -> Self {
        Self { credential: Some(credential), ..self }
    }

    /// The reason given for it, which is required.
    pub const fn because(self, why: &'a Why) -> Self {
        Self { why: Some(why), ..self }
    }
}

/// The authorization of one operator to act on one resource.
#[derive(Debug)]
#[must_use]
pub(in crate::ops) struct Access<'o> {
    pub resource: Resource,
    pub(super) operator: &'o Operator,
    pub(super) credential: Option<CredentialKind>,
}

/// Finds the resource that was typed (a username, without its domain if that is unique, an e-mail address or an id), and authorizes the
/// operator to act on it. Without the permission it reveals nothing about the resource.
///
/// # Errors
/// In this order: `permission_denied`; `not_found`, `ambiguous`; `higher_level`; `self_service`; `usage` if a reason is missing.
pub(in crate::ops) fn authorize<'o>(
    tx: &ReadTx<'_>,
    operator: &'o Operator,
    need: Need<'_>,
    typed: &str,
) -> Result<Access<'o>> {
    let found = find::resource_for(tx, operator, typed);
    require_permission(operator, need.permission)
        .map_err(|refusal| last_resort::named_to(tx, operator, &found, refusal))?;
    authorize_found(tx, operator, need, found?)
}

/// Like [`authorize`], for a resource that was found through something else, such as a session. Call [`require_permission`] before you
/// reveal whether that thing exists.
///
/// # Errors
/// Those of [`authorize`].
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
    /// The access of a resource to itself, after it proved who it is. It takes nothing from another account.
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
    if !ranks_above(tx, operator, resource)? {
        return Ok(());
    }
    let message = format!(
        "{} has the level {}, above yours ({}); nothing was changed",
        resource.username,
        resource.level.word(),
        account.level
    );
    Err(last_resort::named_or(tx, resource, Error::new(Code::HigherLevel, message), "ask an administrator"))
}
