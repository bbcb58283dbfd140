//! Live sessions, their tokens as keyed hashes (R-SES-1, R-SES-2, R-SES-3, R-SES-4).

use crate::{
    domain::{
        session::{Session, Token},
        time::{Span, Time},
    },
    error::Result,
    store::{ReadTx, WriteTx},
};

/// What is read of sessions.
pub trait ReadSessions {
    /// The session of an id, alive or not.
    fn session(&self, id: &str) -> Result<Option<Session>>;
}

/// What an engine keeps of sessions.
pub(in crate::store) trait KeepSessions {
    /// A resource's sessions with a sign of life later than `since`, oldest first.
    fn sessions_since(&self, resource: &str, since: Time) -> Result<Vec<Session>>;

    /// The session of an id, if it rests under this hash.
    fn session_of_hash(&self, id: &str, hash: &[u8; 32]) -> Result<Option<Session>>;

    /// Adds a session with the keyed hash of its token.
    fn insert_session(&self, session: &Session, hash: &[u8; 32]) -> Result<()>;

    /// Writes which applications share a session.
    fn put_session_apps(&self, id: &str, apps: &[String]) -> Result<()>;

    /// Takes a session away, which must be there.
    fn delete_session(&self, id: &str) -> Result<()>;

    /// Takes every session of a resource away, if it has any.
    fn delete_sessions(&self, resource: &str) -> Result<()>;

    /// A sign of life at `now`, if the session is there. It never moves back, whatever the clock does.
    fn touch_session(&self, id: &str, now: Time) -> Result<()>;

    /// Takes a resource's sessions away whose last sign of life is from `until` or before.
    fn delete_sessions_until(&self, resource: &str, until: Time) -> Result<()>;

    /// As [`Self::delete_sessions_until`], for everybody's.
    fn delete_all_sessions_until(&self, until: Time) -> Result<()>;

    /// Takes every session away.
    fn delete_all_sessions(&self) -> Result<()>;
}

impl ReadTx<'_> {
    /// A resource's sessions that are alive at `now`, oldest first.
    pub fn sessions(&self, resource: &str, idle: Span, now: Time) -> Result<Vec<Session>> {
        self.transaction.sessions_since(resource, now.minus(idle))
    }

    /// The session that a token opens, alive or not.
    pub fn session_of(&self, token: &Token) -> Result<Option<Session>> {
        self.transaction.session_of_hash(&self.session_id(token)?, &self.token_hash(token)?)
    }

    /// The id of the session that a token opens: 122 bits of another keyed hash of it, as a UUID of version 8. It tells nothing of the
    /// token, and finds its session without an index.
    pub fn session_id(&self, token: &Token) -> Result<String> {
        let hash = self.vault()?.keyed_hash("session id", &[], token.text().expose());
        let bytes = hash.first_chunk().copied().unwrap_or_default();
        Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string())
    }

    /// The keyed hash under which a token rests. It needs no salt: a token has 256 random bits (R-SES-4).
    pub(in crate::store) fn token_hash(&self, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), &[], token.text().expose()))
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn start_session(&self, session: &Session, token: &Token) -> Result<()> {
        self.transaction().insert_session(session, &self.token_hash(token)?)
    }
}
