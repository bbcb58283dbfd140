//! `session end` of one session, by an operator (R-SES-4).

use super::session_end::ended;
use crate::{
    domain::{
        event::{Action, Why},
        permission::{Operator, Permission},
        remedy::{Advice, Remedy},
        resource::Resource,
        session::Session,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{Need, authorize_found, require_permission},
        history::past_owner,
    },
    store::{Change, WriteTx},
};

#[derive(Clone, Debug)]
pub struct EndSession {
    pub id: String,
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
        require_permission(operator, Permission::SessionEnd)?;
        let unknown = || {
            let message = format!("there is no session {:?}; nothing was changed", self.id);
            Error::new(Code::NotFound, message)
                .advice(Advice::SessionsOfSomebody)
                .hint("the resources", Remedy::ListResources)
        };
        let session = tx.session(&self.id)?;
        let owner = match &session {
            Some(session) if session.intact => tx.resource(&session.resource)?,
            // Every session began with a login, owner event names it.
            _ => past_owner::once_had(tx, Action::Authenticate, "session", &self.id)?,
        };
        let owner = match (owner, &session) {
            // This program never writes such a row.
            (None, Some(session)) => tx.resource(&session.resource)?,
            (owner, _) => owner,
        };
        let owner = owner.ok_or_else(unknown)?;
        let resource = authorize_found(tx, operator, Need::change(Permission::SessionEnd), owner)?.resource;
        let idle = tx.policy()?.session_idle;
        let to_end = |session: &Session| session.live(idle, tx.now()) || session.is_ahead(tx.now()) || !session.intact;
        let Some(session) = session.filter(to_end) else {
            return Ok(Done { changed: false, state: resource });
        };
        tx.apply([Change::SessionEnded(&session.id)], ended(&session, Some(&resource)).because(&self.why))?;
        Ok(Done { changed: true, state: resource })
    }
}
