//! `session list|end|check|logout` (R-SES-1, R-SES-2, R-SES-3, R-SES-4, R-TOTP-7), and the end of every session of a resource.

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::Resource,
        session::{Client, MOST_APPS, Session, Token},
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    ops::{Done, Operation, access::target, history::log as history, must},
    store::{Change, Housekeeping, ReadTx, WriteTx},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A session as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// Whose.
    pub username: String,
    /// With what the person logged in.
    pub client: Option<Client>,
    /// The application that it was begun for.
    pub app: Option<String>,
    /// Every application that shares it.
    pub apps: Vec<String>,
    /// From where.
    pub source: Option<String>,
    /// A sign-in to this program.
    pub operator: bool,
    /// When it began.
    pub created_at: Time,
    /// The last sign of life.
    pub last_seen_at: Time,
    /// When it ends unless it is used before.
    pub expires_at: Time,
}

impl SessionView {
    /// A session of the resource of that name.
    pub fn of(session: &Session, username: &str, idle: Span) -> Self {
        Self {
            id: session.id.clone(),
            username: username.to_owned(),
            client: session.client,
            app: session.apps.first().cloned(),
            apps: session.apps.clone(),
            source: session.source.clone(),
            operator: session.operator,
            created_at: session.created_at,
            last_seen_at: session.last_seen_at,
            expires_at: session.expires_at(idle),
        }
    }
}

/// A resource's live sessions, oldest first.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Vec<SessionView>> {
    let resource = target::resource_for(tx, operator, Permission::ResourceRead, typed)?;
    let idle = tx.policy()?.session_idle;
    let sessions = tx.sessions(&resource.id, idle, now)?;
    Ok(sessions.iter().map(|session| SessionView::of(session, &resource.username, idle)).collect())
}

/// Ends every session of a resource, as a reset, a lock, a deactivation and a new password do (R-SES-4).
#[derive(Debug)]
pub struct Ending {
    /// How many were alive.
    pub live: usize,
}

impl Ending {
    /// What is about to end.
    pub fn of(tx: &ReadTx<'_>, resource: &str, now: Time) -> Result<Self> {
        Ok(Self { live: tx.sessions(resource, tx.policy()?.session_idle, now)?.len() })
    }

    /// The change, where there is something to end.
    pub fn change<'a>(&self, resource: &'a str) -> Option<Change<'a>> {
        (self.live > 0).then_some(Change::SessionsEnded(resource))
    }

    /// The event that tells the change, with the number of sessions that ended.
    pub fn told(&self, event: Event) -> Event {
        if self.live > 0 { event.detail("sessions_ended", self.live) } else { event }
    }
}

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
            let list = "tenantctl session list RESOURCE  shows those of one resource";
            Error::new(Code::NotFound, message).note(list).hint("whose they may be", ["resource", "list"])
        };
        let Some(session) = tx.session(&self.id)? else {
            // Every session began with a login, whose event names it.
            let whose = history::once_had(tx, Action::Authenticate, "session", &self.id)?.ok_or_else(unknown)?;
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

/// Ends every session of one resource, by an operator.
#[derive(Clone, Debug)]
pub struct EndSessions {
    /// Whose.
    pub resource: String,
    /// Why.
    pub why: Why,
}

impl Operation for EndSessions {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::SessionEnd
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let resource = target::to_change(tx, operator, Permission::SessionEnd, &self.resource)?;
        let sessions = Ending::of(tx, &resource.id, tx.now())?;
        if let Some(change) = sessions.change(&resource.id) {
            let event = Event::ok(Action::SessionEnd).on(&resource.id, &resource.username).because(&self.why);
            tx.apply([change], sessions.told(event))?;
        }
        Ok(Done { changed: sessions.live > 0, state: resource })
    }
}

fn ended(session: &Session, resource: &Resource) -> Event {
    Event::ok(Action::SessionEnd).on(&resource.id, &resource.username).detail("session", session.id.clone())
}

/// Whether a token opens a live session, for a front end that holds it.
#[derive(Clone, Debug)]
pub struct CheckSession {
    /// The token; none where what was brought has not even the form of one.
    pub token: Option<Token>,
    /// The application that asks: it shares the session from now on (R-TOTP-7).
    pub app: Option<String>,
}

/// What a session check found.
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
        // No permission is asked: who holds the token is who it speaks of (R-PERM-1).
        let Some((mut session, resource)) = live(tx, self.token.as_ref(), tx.now())? else {
            return Ok(Checked { session: None });
        };
        let idle = tx.policy()?.session_idle;
        if let Some(app) = self.app.as_ref().filter(|app| !session.apps.contains(app)) {
            if session.apps.len() >= MOST_APPS {
                let message = format!("{MOST_APPS} applications share this session already; {app:?} was not added");
                return Err(Error::new(Code::Refused, message).note("log in anew for it"));
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

/// The live session of a token, with its resource.
pub fn live(tx: &ReadTx<'_>, token: Option<&Token>, now: Time) -> Result<Option<(Session, Resource)>> {
    let Some(token) = token else { return Ok(None) };
    let idle = tx.policy()?.session_idle;
    let Some(session) = tx.session_of(token)?.filter(|session| session.live(idle, now)) else { return Ok(None) };
    let resource = tx.resource(&session.resource)?.filter(|resource| resource.active);
    // A lock ends every session; none that was left over, or put back, opens anything while it stands.
    let resource = match resource {
        Some(resource) if tx.lockout(&resource.id)?.locked_since(now).is_some() => None,
        other => other,
    };
    Ok(resource.map(|resource| (session, resource)))
}

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
