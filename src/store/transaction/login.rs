//! Logins: tokens are hashed here (R-SES-4), and a name that does not exist is forgotten after its day (R-LOCK-7).

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{
        lockout::{Lockout, UNKNOWN_REMEMBERED},
        session::{Session, Token},
        time::{Span, Time},
    },
    error::Result,
    store::{bound_rows::BoundTable, login::sessions::cells},
};

impl ReadTx<'_> {
    /// The count and lock of a name that does not exist; nothing once its day is over.
    pub fn unknown_lockout(&self, name_hash: &[u8; 32], now: Time) -> Result<Lockout> {
        let found = self.transaction.unknown_lockout_since(name_hash, now.minus(UNKNOWN_REMEMBERED))?;
        Ok(found.unwrap_or_default())
    }

    /// A resource's sessions that are alive at `now`, oldest first. One that was changed in the file is among them, and one that claims a sign
    /// of life of a time to come: neither is intact, and neither opens anything.
    pub fn sessions(&self, resource: &str, idle: Span, now: Time) -> Result<Vec<Session>> {
        let found = self.transaction.sessions_since(resource, now.minus(idle))?;
        let mut sessions = self.all_marked(BoundTable::Sessions, found)?;
        for session in &mut sessions {
            session.intact &= !session.is_ahead(now);
        }
        Ok(sessions)
    }

    /// The session of an id, alive or not, intact or not.
    pub fn session(&self, id: &str) -> Result<Option<Session>> {
        let found = self.transaction.session_of_id(id)?;
        found.map(|bound| self.marked(BoundTable::Sessions, bound)).transpose()
    }

    /// The session that a token opens, if it is alive at `now`.
    ///
    /// # Errors
    /// `state_tampered` if it is, and its row was changed in the file.
    pub fn live_session(&self, token: &Token, idle: Span, now: Time) -> Result<Option<Session>> {
        let id = self.session_id(token)?;
        let found = self.transaction.session_of_hash(&id, &self.token_hash(token)?)?;
        let live = found.filter(|bound| bound.row.live(idle, now));
        live.map(|bound| self.intact(BoundTable::Sessions, &id, bound)).transpose()
    }

    /// The session of a token, to end it: alive or not, intact or not.
    pub fn session_to_end(&self, token: &Token) -> Result<Option<Session>> {
        let found = self.transaction.session_of_hash(&self.session_id(token)?, &self.token_hash(token)?)?;
        found.map(|bound| self.marked(BoundTable::Sessions, bound)).transpose()
    }

    /// The id of the session that a token opens: 122 bits of another keyed hash of it, as a UUID of version 8. It tells nothing of the
    /// token, and finds its session without an index.
    pub fn session_id(&self, token: &Token) -> Result<String> {
        let hash = self.vault()?.keyed_hash("session id", &[], token.text().expose());
        let bytes = hash.first_chunk().copied().unwrap_or_default();
        Ok(uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string())
    }

    /// The keyed hash under which a token rests. It needs no salt: a token has 256 random bits (R-SES-4).
    pub(super) fn token_hash(&self, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), &[], token.text().expose()))
    }
}

impl WriteTx<'_> {
    pub(super) fn forget_denied_names(&self) -> Result<()> {
        self.transaction().delete_unknown_lockouts(self.now().minus(UNKNOWN_REMEMBERED))
    }

    pub(super) fn start_session(&self, session: &Session, token: &Token) -> Result<()> {
        let hash = self.token_hash(token)?;
        let mac = self.row_mac(BoundTable::Sessions, &cells(session, &hash))?;
        self.transaction().insert_session(session, &hash, &mac)
    }
}
