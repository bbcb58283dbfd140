//! Set-up tokens: one a resource, as a keyed hash that is good for its resource only (R-SET-1).

use crate::{
    domain::{session::Token, time::Time},
    error::{Code, Error, Result},
    store::{ReadTx, WriteTx},
};

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

/// What is read of set-up tokens.
pub trait ReadSetupTokens {
    /// A resource's newest set-up token that was not used, whether or not it has expired.
    fn setup_token(&self, resource: &str) -> Result<Option<SetupRow>>;
}

/// What an engine keeps of set-up tokens.
pub(in crate::store) trait KeepSetupTokens {
    /// Keeps a token in place of any earlier one of the resource.
    fn put_setup_token(&self, resource: &str, token: &SetupRow) -> Result<()>;

    /// Takes the token away if it is there and ends after `now`; at most one of those who ask is answered true.
    fn spend_setup_token(&self, resource: &str, id: &str, now: Time) -> Result<bool>;

    /// Takes the token of a resource away, which must be there.
    fn delete_setup_token(&self, resource: &str) -> Result<()>;

    /// Takes every token away.
    fn delete_all_setup_tokens(&self) -> Result<()>;
}

impl ReadTx<'_> {
    /// The keyed hash of a token for a resource: a row that is moved to another opens nothing.
    pub fn setup_hash(&self, resource: &str, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), resource.as_bytes(), token.text().expose()))
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn issue_setup_token(
        &self,
        resource: &str,
        id: &str,
        hash: &[u8; 32],
        expires_at: Time,
    ) -> Result<()> {
        let (id, hash, issued_by) = (id.to_owned(), hash.to_vec(), self.actor().name.clone());
        let token = SetupRow { id, hash, issued_at: self.now(), expires_at, issued_by };
        self.transaction().put_setup_token(resource, &token)
    }

    pub(in crate::store) fn spend_setup_token(&self, resource: &str, id: &str) -> Result<()> {
        match self.transaction().spend_setup_token(resource, id, self.now())? {
            true => Ok(()),
            false => {
                Err(Error::new(Code::Changed, "the set-up token was used or replaced meanwhile; nothing was changed"))
            }
        }
    }
}
