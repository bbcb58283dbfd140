//! `session logout`: the holder of a token ends its session.

use super::{live_session::live, session_end::ended};
use crate::{
    domain::{
        event::Action,
        permission::Operator,
        resource::Resource,
        session::{Session, Token},
    },
    error::Result,
    ops::{Done, Operation, history::past_owner},
    store::{Change, WriteTx},
};

#[derive(Clone, Debug)]
pub struct LogOut {
    /// The token; none if the input does not even have the form of one.
    pub token: Option<Token>,
}

impl Operation for LogOut {
    type Outcome = Done<Option<Resource>>;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::SessionEnd
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Done<Option<Resource>>> {
        let (session, resource) = match self.changed_in_file(tx)? {
            Some(session) => {
                let owner = past_owner::once_had(tx, Action::Authenticate, "session", &session.id)?;
                (session, owner)
            }
            None => match live(tx, self.token.as_ref(), tx.now())? {
                Some((session, resource)) => (session, Some(resource)),
                None => return Ok(Done { changed: false, state: None }),
            },
        };
        let event = ended(&session, resource.as_ref()).detail("by", "log-out");
        tx.apply([Change::SessionEnded(&session.id)], event)?;
        Ok(Done { changed: true, state: resource })
    }
}

impl LogOut {
    /// A session that opens nothing any more and can still be ended. The owner that the file names proves nothing.
    fn changed_in_file(&self, tx: &WriteTx<'_>) -> Result<Option<Session>> {
        let Some(token) = &self.token else { return Ok(None) };
        Ok(tx.session_to_end(token)?.filter(|session| !session.intact))
    }
}
