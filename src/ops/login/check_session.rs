//! `session check`: whether a token opens a live session, and which application shares it (R-SES-1, R-SES-2, R-SES-3, R-TOTP-7).

use super::{live_session::live, session_view::SessionView};
use crate::{
    domain::{
        event::{Action, Event},
        permission::Operator,
        session::{MOST_APPS, Token},
    },
    error::{Code, Error, Result},
    ops::Operation,
    store::{Change, Housekeeping, WriteTx},
};

/// Whether a token opens a live session, for a front end that holds it.
#[derive(Clone, Debug)]
pub struct CheckSession {
    /// The token; none if the input does not even have the form of one.
    pub token: Option<Token>,
    /// The application that asks: it shares the session from now on (R-TOTP-7).
    pub app: Option<String>,
}

#[derive(Clone, Debug)]
pub struct Checked {
    /// The session, if it is alive.
    pub session: Option<SessionView>,
}

impl Operation for CheckSession {
    type Outcome = Checked;
    const SIGNED_IN: bool = false;

    fn action(&self) -> Action {
        Action::SessionJoin
    }

    fn apply(&self, tx: &mut WriteTx<'_>, _: &Operator) -> Result<Checked> {
        // No permission is checked: the token speaks for its holder (R-PERM-1).
        let Some((mut session, resource)) = live(tx, self.token.as_ref(), tx.now())? else {
            return Ok(Checked { session: None });
        };
        let idle = tx.policy()?.session_idle;
        if let Some(app) = self.app.as_ref().filter(|app| !session.apps.contains(app)) {
            if session.apps.len() >= MOST_APPS {
                let message = format!("{MOST_APPS} applications share this session already; {app:?} was not added");
                return Err(Error::new(Code::Refused, message).note("log in again for it"));
            }
            session.apps.push(app.clone());
            let event = Event::ok(Action::SessionJoin).on(&resource.id, &resource.username);
            let event = event.detail("session", session.id.clone()).detail("app", app.clone());
            tx.apply([Change::SessionJoined { session: &session.id, apps: &session.apps }], event)?;
        }
        tx.keep(Housekeeping::SessionSeen(&session.id))?;
        session.last_seen_at = session.last_seen_at.max(tx.now());
        Ok(Checked { session: Some(SessionView::of(&session, &resource.username, idle)) })
    }
}
