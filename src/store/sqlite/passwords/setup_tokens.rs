//! Set-up tokens: one a resource, as a keyed hash that is good for its resource only (R-SET-1).

use super::super::{ReadTx, WriteTx, failure::explain};
use crate::{
    domain::{session::Token, time::Time},
    error::{Code, Error, Result},
};
use rusqlite::{OptionalExtension, params};

/// A set-up token as it is kept.
#[derive(Clone, Debug)]
pub struct SetupRow {
    /// Its id, which is no secret.
    pub id: String,
    /// The keyed hash.
    pub hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// Who issued it.
    pub issued_by: String,
}

impl ReadTx<'_> {
    /// A resource's newest set-up token that was not used, whether or not it has expired.
    pub fn setup_token(&self, resource: &str) -> Result<Option<SetupRow>> {
        let failed = |error| explain("reading a set-up token", &error);
        let sql = "SELECT id, token_hash, issued_at, expires_at, issued_by FROM setup_tokens WHERE resource_id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| {
            Ok(SetupRow {
                id: row.get(0)?,
                hash: row.get(1)?,
                issued_at: Time::from_millis(row.get(2)?),
                expires_at: Time::from_millis(row.get(3)?),
                issued_by: row.get(4)?,
            })
        });
        found.optional().map_err(failed)
    }

    /// The keyed hash of a token for a resource: a row that is moved to another opens nothing.
    pub fn setup_hash(&self, resource: &str, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), resource.as_bytes(), token.text().expose()))
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_setup_token(
        &self,
        resource: &str,
        id: &str,
        hash: &[u8; 32],
        expires_at: Time,
    ) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO setup_tokens (resource_id, id, token_hash, issued_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![resource, id, hash, self.now().millis(), expires_at.millis(), self.actor().name];
        self.one_row("setup_tokens", resource, sql, row)
    }

    /// Exactly one set-up can use a token, by the statement itself.
    pub(in crate::store) fn spend_setup_token(&self, resource: &str, id: &str) -> Result<()> {
        let sql = "DELETE FROM setup_tokens WHERE resource_id = ?1 AND id = ?2 AND expires_at > ?3";
        match self.statement("using a set-up token", sql, params![resource, id, self.now().millis()])? {
            1 => Ok(()),
            _ => Err(Error::new(Code::Changed, "the set-up token was used or replaced meanwhile; nothing was changed")),
        }
    }

    pub(in crate::store) fn delete_setup_token(&self, resource: &str) -> Result<()> {
        self.one_row("setup_tokens", resource, "DELETE FROM setup_tokens WHERE resource_id = ?1", [resource])
    }

    /// Ends everybody's set-up tokens: the clock went back.
    pub(in crate::store) fn end_all_setup_tokens(&self) -> Result<()> {
        self.statement("ending every set-up token", "DELETE FROM setup_tokens", [])?;
        Ok(())
    }
}
