//! Live sessions, their tokens as keyed hashes (R-SES-1, R-SES-2, R-SES-3, R-SES-4).

use crate::{
    domain::{
        session::{Client, ClientClass, Session},
        time::Time,
    },
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

marked_row!(Session);

/// What is bound of a session under the hash of its token.
pub(in crate::store) fn cells(session: &Session, hash: &[u8; 32]) -> [Cell; 6] {
    [
        session.id.as_str().into(),
        session.resource.as_str().into(),
        hash.as_slice().into(),
        i64::from(session.operator).into(),
        session.client.map(Client::word).into(),
        session.created_at.into(),
    ]
}

/// What is read of sessions.
pub trait ReadSessions {
    /// How many resources have more than so many sessions of a class with a sign of life later than `since`.
    fn resources_with_more_sessions(&self, than: u32, class: ClientClass, since: Time) -> Result<u64>;

    /// How many resources have a session that was last seen after `after` and not after `until`.
    fn resources_last_seen(&self, after: Time, until: Time) -> Result<u64>;
}

/// What a database keeps of sessions.
pub(in crate::store) trait KeepSessions {
    /// A resource's sessions with a sign of life later than `since`, oldest first.
    fn sessions_since(&self, resource: &str, since: Time) -> Result<Vec<Bound<Session>>>;

    /// The session of an id, alive or not.
    fn session_of_id(&self, id: &str) -> Result<Option<Bound<Session>>>;

    /// The session of an id, if it rests under this hash.
    fn session_of_hash(&self, id: &str, hash: &[u8; 32]) -> Result<Option<Bound<Session>>>;

    /// Adds a session with the keyed hash of its token, and what binds its row.
    fn insert_session(&self, session: &Session, hash: &[u8; 32], mac: &[u8; 32]) -> Result<()>;

    /// Writes which applications share a session.
    fn put_session_apps(&self, id: &str, apps: &[String]) -> Result<()>;

    /// Takes a session away, which must be there.
    fn delete_session(&self, id: &str) -> Result<()>;

    /// Takes every session of a resource away, if it has any.
    fn delete_sessions(&self, resource: &str) -> Result<()>;

    /// A sign of life at `now`, if the session is there. It never moves back, whatever the clock does.
    fn touch_session(&self, id: &str, now: Time) -> Result<()>;

    /// Deletes a resource's sessions that were last seen at `until` or before.
    fn delete_sessions_until(&self, resource: &str, until: Time) -> Result<()>;

    /// As [`Self::delete_sessions_until`], for everybody's.
    fn delete_all_sessions_until(&self, until: Time) -> Result<()>;

    /// Takes every session away.
    fn delete_all_sessions(&self) -> Result<()>;
}
