//! What a tenant can be asked to do, one file an operation. Permission is asked here and nowhere else, in `access`.
//!
//! An operation is a struct of plain values, so that it can be kept and performed later; [`Operation::apply`] runs under
//! the write lock, lets the rules in `domain` decide, and writes changes with their event. Commands, and whatever else
//! acts on a tenant, call these.

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
