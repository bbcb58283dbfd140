//! Passwords: how many are remembered (R-PWD-1), and what a set-up token is hashed with (R-SET-1).

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{session::Token, time::Time},
    error::{Code, Error, Result},
    store::passwords::setup_tokens::SetupRow,
};

/// How many passwords are remembered, the present one among them.
const REMEMBERED: u32 = 5;

impl ReadTx<'_> {
    /// The keyed hash of a token for a resource: a row that is moved to another opens nothing.
    pub fn setup_hash(&self, resource: &str, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), resource.as_bytes(), token.text().expose()))
    }
}

impl WriteTx<'_> {
    pub(super) fn set_password(&self, resource: &str, phc: &str) -> Result<()> {
        self.transaction().insert_password(resource, phc, self.now())?;
        self.transaction().delete_old_passwords(resource, REMEMBERED)
    }

    pub(super) fn rehash_password(&self, resource: &str, before: &str, after: &str) -> Result<()> {
        match self.transaction().replace_password(resource, before, after)? {
            true => Ok(()),
            false => Err(Error::new(Code::Changed, "the password was changed meanwhile; its hash was left as it is")),
        }
    }

    pub(super) fn issue_setup_token(&self, resource: &str, id: &str, hash: &[u8; 32], expires_at: Time) -> Result<()> {
        let (id, hash, issued_by) = (id.to_owned(), hash.to_vec(), self.actor().name.clone());
        let token = SetupRow { id, hash, issued_at: self.now(), expires_at, issued_by };
        self.transaction().put_setup_token(resource, &token)
    }

    pub(super) fn spend_setup_token(&self, resource: &str, id: &str) -> Result<()> {
        match self.transaction().spend_setup_token(resource, id, self.now())? {
            true => Ok(()),
            false => {
                Err(Error::new(Code::Changed, "the set-up token was used or replaced meanwhile; nothing was changed"))
            }
        }
    }
}
