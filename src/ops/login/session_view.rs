//! A session as it is shown.

use crate::domain::{
    session::{Client, Session},
    time::{Span, Time},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A session as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SessionView {
    /// Its id.
    pub id: String,
    /// Username of the resource.
    pub username: String,
    /// The kind of client that logged in.
    pub client: Option<Client>,
    /// The application that it began for.
    pub app: Option<String>,
    /// Every application that shares it.
    pub apps: Vec<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Whether it is a sign-in to this program.
    pub operator: bool,
    /// When it began.
    pub created_at: Time,
    /// When it was last used.
    pub last_seen_at: Time,
    /// When it ends unless it is used before.
    pub expires_at: Time,
    /// It was changed outside this program, and opens nothing.
    pub tampered: bool,
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
            tampered: !session.intact,
        }
    }
}
