//! `session end` of one session, by an operator (R-SES-4).

use super::session_end::ended;
use crate::{
    domain::{
        event::{Action, Why},
        permission::{Operator, Permission},
        remedy::{Advice, Remedy},
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::{Done, Operation, access::target, history::past_owner, must},
    store::{Change, WriteTx},
};

/// Ends one session, by an operator.
#[derive(Clone, Debug)]
pub struct EndSession {
    /// Its id.
    pub id: String,
    /// Why.
    pub why: Why,
}

impl Operation for EndSession {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::SessionEnd
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("session", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        must(operator, Permission::SessionEnd)?;
        let unknown = || {
            let message = format!("there is no session {:?}; nothing was changed", self.id);
            Error::new(Code::NotFound, message)
                .advice(Advice::SessionsOfSomebody)
                .hint("whose they may be", Remedy::ListResources)
        };
        let Some(session) = tx.session(&self.id)? else {
            // Every session began with a login, whose event names it.
            let whose = past_owner::once_had(tx, Action::Authenticate, "session", &self.id)?.ok_or_else(unknown)?;
            target::must_not_stand_above(tx, operator, &whose)?;
            return Ok(Done { changed: false, state: whose });
        };
        let resource = tx.resource(&session.resource)?.ok_or_else(unknown)?;
        target::must_not_stand_above(tx, operator, &resource)?;
        if !session.live(tx.policy()?.session_idle, tx.now()) {
            return Ok(Done { changed: false, state: resource });
        }
        tx.apply([Change::SessionEnded(&session.id)], ended(&session, &resource).because(&self.why))?;
        Ok(Done { changed: true, state: resource })
    }
}
