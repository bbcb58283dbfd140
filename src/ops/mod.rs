//! What a tenant can be asked to do, one file an operation. Permission is asked here and nowhere else.
//!
//! An operation is a struct of plain values, so that it can be kept and performed later; [`Operation::apply`] runs under
//! the write lock, lets the rules in `domain` decide, and writes changes with their event. Commands, and whatever else
//! acts on a tenant, call these.

pub mod access;
pub mod factors;
pub mod history;
pub mod login;
pub mod operators;
pub mod passwords;
pub mod people;
pub mod rescue;
pub mod tenant;
use crate::{
    domain::{
        event::{Action, Why},
        permission::{Authority, Operator, Permission},
        policy::Policy,
        remedy::{Argument, Remedy},
    },
    error::{Code, Error, Result},
    store::WriteTx,
};

/// Something that a tenant can be asked to do.
pub trait Operation {
    /// What it answers.
    type Outcome;

    /// Whether it is done by an operator. What a person does for itself (log in, hold a session) needs no operator's sign-in.
    const SIGNED_IN: bool = true;

    /// What it is called in the history, also where it is denied for want of a permission.
    fn action(&self) -> Action;

    /// The resource that it is about, as it was typed.
    fn subject(&self) -> Option<&str> {
        None
    }

    /// The id of what it is about where that is no resource, under the word that the history has for it: a denial names it.
    fn about(&self) -> Option<(&'static str, &str)> {
        None
    }

    /// Does it, or refuses and leaves everything as it was.
    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Self::Outcome>;
}

/// The outcome of an operation whose wished state may be there already, in which case nothing was written.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// True where something changed.
    pub changed: bool,
    /// How things stand now.
    pub state: T,
}

/// The one place where a permission is asked for (R-PERM-1).
///
/// # Errors
/// `permission_denied`. For somebody who is no operator at all, the context says instead how to become one.
pub(in crate::ops) fn must(operator: &Operator, permission: Permission) -> Result<()> {
    if operator.may(permission) {
        return Ok(());
    }
    let who = &operator.actor.name;
    let message = match &operator.authority {
        Authority::Nobody => format!("{who} may not do this; nothing was changed"),
        _ if permission == Permission::OwnerOnly => {
            format!("{who} may not do this: it is kept for the owner of database and key; nothing was changed")
        }
        Authority::Resource(account) if account.left_out.holds(permission) => format!(
            "{who} may not do this: it needs {}, which the scopes of this token leave out; nothing was changed",
            permission.word()
        ),
        Authority::Resource(account) => format!(
            "{who} may not do this: it needs {}, which the level {} does not give{}; nothing was changed",
            permission.word(),
            account.level,
            if operator.actor.auth == crate::domain::event::ActorAuth::Token { " this token" } else { "" },
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

/// A reason is required, unless the policy lets a ticket serve for it (R-PAUSE-7, R-LOCK-5).
pub(crate) fn must_say_why(why: &Why, policy: &Policy) -> Result<()> {
    if why.reason.is_some() || (policy.reason_ticket && why.ticket.is_some()) {
        return Ok(());
    }
    let message = "this needs a reason, which the history keeps; nothing was changed";
    Err(Error::new(Code::Usage, message).again("add it", [Argument::Reason]))
}
