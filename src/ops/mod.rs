//! What a tenant can be asked to do, one file per operation. Permissions are checked here, in `access`, and nowhere else.
//!
//! An operation is a struct of plain values, so it can be stored and performed later. [`Operation::apply`] runs under the write lock, lets
//! the rules in `domain` decide, and writes changes with their event. Commands, and whatever else acts on a tenant, call these.

pub mod access;
pub mod factors;
pub mod find;
pub mod history;
pub mod login;
pub mod operators;
pub mod passwords;
pub mod people;
pub mod rescue;
pub mod tenant;

use crate::{
    domain::{event::Action, permission::Operator},
    error::Result,
    store::WriteTx,
};

/// Something that a tenant can be asked to do.
pub trait Operation {
    /// What it answers.
    type Outcome;

    /// Whether an operator does it. What people do for themselves (log in, hold a session) needs no sign-in.
    const SIGNED_IN: bool = true;

    /// Its name in the history, also if it is denied for lack of a permission.
    fn action(&self) -> Action;

    /// The resource that it concerns, as it was typed.
    fn subject(&self) -> Option<&str> {
        None
    }

    /// The id of what it concerns if that is no resource, under the history's word for it: a denial names it.
    fn about(&self) -> Option<(&'static str, &str)> {
        None
    }

    /// Performs it, or refuses and leaves everything as it was.
    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Self::Outcome>;
}

/// The outcome of an operation that may find the requested state already there. Then nothing was written.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// Whether something changed.
    pub changed: bool,
    /// The state now.
    pub state: T,
}
