//! An operation on a resource that answers with the state of that resource.

use super::view::{self, ResourceView};
use crate::{
    domain::{event::Action, permission::Operator, resource::Resource},
    error::Result,
    ops::{Done, Operation},
    store::WriteTx,
};

/// The same operation, answering with everything that may be shown of its resource. It reads that in the same transaction: after the
/// commit, a damaged row would turn a completed act into an error.
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
