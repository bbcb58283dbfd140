//! An operation on a resource, answered with how the resource stands.

use super::view::{self, ResourceView};
use crate::{
    domain::{event::Action, permission::Operator, resource::Resource},
    error::Result,
    ops::{Done, Operation},
    store::WriteTx,
};

/// The same operation, with all that may be shown of its resource for an answer. It is read in the same transaction: read after the commit, a
/// damaged row would turn what was done into an error.
pub struct WithView<O>(pub O);

impl<O: Operation<Outcome = Done<Resource>>> Operation for WithView<O> {
    type Outcome = Done<ResourceView>;

    const SIGNED_IN: bool = O::SIGNED_IN;

    fn action(&self) -> Action {
        self.0.action()
    }

    fn subject(&self) -> Option<&str> {
        self.0.subject()
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        self.0.about()
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<ResourceView>> {
        let done = self.0.apply(tx, operator)?;
        let state = view::resource(tx, &done.state, &tx.policy()?, tx.now())?;
        Ok(Done { changed: done.changed, state })
    }
}
