//! `request deny`: another person denies a request, or its author takes it back (R-PERM-6).

use super::{
    decision::{decided, found, may_decide, must_wait},
    view::{self, RequestView},
};
use crate::{
    domain::{
        event::{Action, Why},
        permission::{Operator, Permission},
        request::RequestState,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{accountable_persons, require_not_above, require_permission},
        find,
    },
    store::{RequestRow, WriteTx},
};

#[derive(Clone, Debug)]
pub struct DenyRequest {
    pub id: String,
    pub why: Why,
}

impl Operation for DenyRequest {
    type Outcome = Done<RequestView>;

    fn action(&self) -> Action {
        Action::RequestDeny
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("request", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<RequestView>> {
        let (row, act) = found(tx, operator, &self.id)?;
        let Some(act) = act else { return self.changed_in_file(tx, operator, &row) };
        if row.asked_by != accountable_persons::person(operator) {
            may_decide(tx, operator, &act)?;
            // The second person that is named may approve, and so may deny as well.
            let named = act.names(tx, operator)?;
            if let Some(id) = row.resource.as_ref().filter(|_| !named) {
                require_not_above(tx, operator, &find::existing(tx, id)?)?;
            }
        }
        if row.state == RequestState::Denied && row.decided_by.as_deref() == Some(accountable_persons::person(operator))
        {
            return Ok(Done { changed: false, state: view::view(tx, &row, tx.now())? });
        }
        must_wait(tx, &row)?;
        let state = decided(tx, operator, &row, RequestState::Denied, Action::RequestDeny, &self.why)?;
        Ok(Done { changed: true, state })
    }
}

impl DenyRequest {
    /// One that was changed in the file shows neither what it asks for nor since when. Operators who may ask for the highest act that can
    /// wait may deny it, expired or not.
    fn changed_in_file(
        &self,
        tx: &mut WriteTx<'_>,
        operator: &Operator,
        row: &RequestRow,
    ) -> Result<Done<RequestView>> {
        require_permission(operator, Permission::LevelWrite)?;
        if row.state != RequestState::Waiting {
            return Ok(Done { changed: false, state: view::view(tx, row, tx.now())? });
        }
        let state = decided(tx, operator, row, RequestState::Denied, Action::RequestDeny, &self.why)?;
        Ok(Done { changed: true, state })
    }
}
