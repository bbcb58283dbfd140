//! `request approve`: the second person's word, by which the act is done (R-PERM-2, R-PERM-6).

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

/// Approves a request: what was asked for is done, with the rights of whoever approves.
#[derive(Clone, Debug)]
pub struct ApproveRequest {
    /// Its id.
    pub id: String,
    /// Why; what was asked for has its own reason.
    pub why: Why,
}

/// An approved request, with what came of it.
#[derive(Debug)]
pub struct Approved {
    /// The request as it stands now.
    pub request: RequestView,
    /// What was done.
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
                format!("{} is your own request, which another person approves; nothing was changed", row.what);
            return Err(Error::new(Code::SelfService, message).hint("take it back", Remedy::DenyRequest(row.id)));
        }
        if author::may_decide_alone(tx, &row, operator)? {
            let message =
                format!("{} is asked for and approved by two persons, and a token is whoever issued it", row.what);
            let error = Error::new(Code::SelfService, format!("{message}; nothing was changed"));
            return Err(error.note("somebody approves it who has nothing to do with the token"));
        }
        let resource = row.resource.as_deref().map(|id| find::existing(tx, id)).transpose()?;
        if let Some(resource) = &resource {
            require_another(tx, operator, resource, "approves what concerns itself")?;
        }
        let username = resource.as_ref().map(|resource| resource.username.as_str());
        if let Some(why) = author::void(tx, &row, &act, username, tx.now())? {
            let message = format!("the request is void: {why}; nothing was done");
            return Err(Error::new(Code::Changed, message).note("whoever asked looks at it anew, and asks again"));
        }
        act.must_name(tx, operator)?;
        let asked_by = shown(tx, &row.asked_by)?;
        tx.with_second_person(asked_by, operator.actor.name.clone());
        let done = act.perform(tx, operator)?;
        let request = decided(tx, operator, &row, RequestState::Approved, Action::RequestApprove, &self.why)?;
        Ok(Approved { request, done })
    }
}
