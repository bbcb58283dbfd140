//! `request approve`: the second person agrees, and the act is done (R-PERM-2, R-PERM-6).

use super::{
    acts::Performed,
    author,
    decision::{decided, found, may_decide, must_wait},
    shown,
    view::RequestView,
};
use crate::{
    domain::{
        event::{Action, Why},
        permission::{Operator, Permission},
        remedy::Remedy,
        request::RequestState,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{accountable_persons, require_another, require_permission},
        find,
    },
    store::{BoundTable, WriteTx},
};

/// Approves a request: performs the act, with the permissions of the approver.
#[derive(Clone, Debug)]
pub struct ApproveRequest {
    pub id: String,
    /// The approver's reason; the act has its own.
    pub why: Why,
}

/// An approved request, with its result.
#[derive(Debug)]
pub struct Approved {
    /// The request as it is now.
    pub request: RequestView,
    pub done: Performed,
}

impl Operation for ApproveRequest {
    type Outcome = Approved;

    fn action(&self) -> Action {
        Action::RequestApprove
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("request", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Approved> {
        let (row, act) = found(tx, operator, &self.id)?;
        let Some(act) = act else {
            require_permission(operator, Permission::ResourceRead)?;
            let deny = Remedy::DenyRequest(row.id.clone());
            return Err(BoundTable::Requests.tampered(&row.id).first_hint("deny it", deny));
        };
        may_decide(tx, operator, &act)?;
        must_wait(tx, &row)?;
        if row.asked_by == accountable_persons::person(operator) {
            let message =
                format!("{} is your own request, and another person must approve it; nothing was changed", row.what);
            return Err(Error::new(Code::SelfService, message).hint("take it back", Remedy::DenyRequest(row.id)));
        }
        if author::may_decide_alone(tx, &row, operator)? {
            let message = format!("{} needs two persons, and a token counts as the person who issued it", row.what);
            let error = Error::new(Code::SelfService, format!("{message}; nothing was changed"));
            return Err(error.note("someone who has nothing to do with the token must approve it"));
        }
        let resource = row.resource.as_deref().map(|id| find::existing(tx, id)).transpose()?;
        if let Some(resource) = &resource {
            require_another(tx, operator, resource, "approve what concerns themselves")?;
        }
        let username = resource.as_ref().map(|resource| resource.username.as_str());
        if let Some(why) = author::void(tx, &row, &act, username, tx.now())? {
            let message = format!("the request is void: {why}; nothing was done");
            return Err(Error::new(Code::Changed, message).note("the author should look at it again, and ask again"));
        }
        act.must_name(tx, operator)?;
        let asked_by = shown(tx, &row.asked_by)?;
        tx.with_second_person(asked_by, operator.actor.name.clone());
        let done = act.perform(tx, operator)?;
        let request = decided(tx, operator, &row, RequestState::Approved, Action::RequestApprove, &self.why)?;
        Ok(Approved { request, done })
    }
}
