//! `session logout`: the end of a session by whoever holds its token.

use super::{live_session::live, session_end::ended};
use crate::{
    domain::{event::Action, permission::Operator, resource::Resource, session::Token},
    error::Result,
    ops::{Done, Operation},
    store::{Change, WriteTx},
};

/// Ends the session of a token, by whoever holds it.
#[derive(Clone, Debug)]
pub struct LogOut {
    /// The token; none where what was brought has not even the form of one.
    pub token: Option<Token>,
}

impl Operation for LogOut {
    type Outcome = Done<Option<Resource>>;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::SessionEnd
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Done<Option<Resource>>> {
        let Some((session, resource)) = live(tx, self.token.as_ref(), tx.now())? else {
            return Ok(Done { changed: false, state: None });
        };
        tx.apply([Change::SessionEnded(&session.id)], ended(&session, &resource).detail("by", "log-out"))?;
        Ok(Done { changed: true, state: Some(resource) })
    }
}
