//! The only place that checks a permission (R-PERM-1).

use crate::{
    domain::{
        event::ActorAuth,
        permission::{Authority, Operator, Permission},
        remedy::{Argument, Remedy},
    },
    error::{Code, Error, Result},
};

/// Refuses what the operator holds no permission for (R-PERM-1).
///
/// # Errors
/// `permission_denied`. For someone who is not an operator, the context says how to become one.
pub(in crate::ops) fn require_permission(operator: &Operator, permission: Permission) -> Result<()> {
    if operator.may(permission) {
        return Ok(());
    }
    let who = &operator.actor.name;
    let message = match &operator.authority {
        Authority::Nobody => format!("{who} may not do this; nothing was changed"),
        _ if permission == Permission::OwnerOnly => {
            format!("{who} may not do this: it is reserved for the owner of database and key; nothing was changed")
        }
        Authority::Resource(account) if account.left_out.holds(permission) => format!(
            "{who} may not do this: it needs {}, which the scopes of this token do not include; nothing was changed",
            permission.word()
        ),
        Authority::Resource(account) => format!(
            "{who} may not do this: it needs {}, which the level {} does not give{}; nothing was changed",
            permission.word(),
            account.level,
            if operator.actor.auth == ActorAuth::Token { " this token" } else { "" },
        ),
        Authority::Owner | Authority::BreakGlass => format!("{who} may not do this; nothing was changed"),
    };
    let error = Error::new(Code::PermissionDenied, message);
    if let Some(account) = operator.account().filter(|account| account.left_out.holds(permission)) {
        let scopes = account.permissions.iter().chain([permission]).collect();
        let issue = Remedy::IssueToken { name: who.clone(), scopes };
        return Err(error.others("an administrator issues one with it", issue));
    }
    Err(match permission {
        Permission::OwnerOnly => error.lacking("the owner does it with", [Argument::BreakGlass, Argument::Reason]),
        _ => error.hint("what you may do", Remedy::WhoAmI),
    })
}
