//! What a tenant can be asked to do, one file an operation. Permission is asked here and nowhere else.
//!
//! An operation is a struct of plain values, so that it can be kept and performed later; [`Operation::apply`] runs under the write lock, lets the rules in `domain` decide, and
//! writes changes with their event. Commands, and whatever else acts on a tenant, call these.

pub mod account;
pub mod authenticate;
pub mod check_code;
pub mod complete;
pub mod confirm_totp;
pub mod create_resource;
pub mod doctor;
pub mod edit_resource;
pub mod emergency;
pub mod enroll_totp;
pub mod history;
pub mod policy;
pub mod prove_password;
pub mod remove_factor;
pub mod set_active;
pub mod set_password;
pub mod show_qr;
pub mod target;
pub mod tfa;
pub mod verify_email;
pub mod view;
pub mod why;

use crate::{
    domain::{
        event::Why,
        permission::{Operator, Permission},
        policy::Policy,
    },
    error::{Code, Error, Result},
    store::WriteTx,
};

/// Something that a tenant can be asked to do.
pub trait Operation {
    /// What it answers.
    type Outcome;

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

/// The one place where a permission is asked for.
pub fn must(operator: &Operator, permission: Permission) -> Result<()> {
    if operator.may(permission) {
        return Ok(());
    }
    Err(Error::new(
        Code::PermissionDenied,
        format!("{} may not do this (it needs {}); nothing was changed", operator.actor.name, permission.word()),
    )
    .note("run it as the operating-system user that owns the database and its key"))
}

/// A reason is required, unless the policy lets a ticket serve for it (R-PAUSE-7, R-LOCK-5).
pub fn must_say_why(why: &Why, policy: &Policy) -> Result<()> {
    if why.reason.is_some() || (policy.reason_ticket && why.ticket.is_some()) {
        return Ok(());
    }
    let message = "this needs a reason, which the history keeps; nothing was changed";
    Err(Error::new(Code::Usage, message).again("add it", ["--reason", "…"]))
}
