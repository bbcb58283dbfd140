//! Passwords: how many are remembered (R-PWD-1), and what a set-up token is hashed with (R-SET-1).

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{session::Token, time::Time},
    error::{Code, Error, Result},
    store::{
        bound_rows::BoundTable,
        passwords::{
            Credential, cells,
            setup_tokens::{self, SetupRow},
        },
    },
};

/// How many passwords are remembered, the present one among them.
const REMEMBERED: u32 = 5;

impl ReadTx<'_> {
    /// The keyed hash of a token for a resource: a row that is moved to another opens nothing.
    pub fn setup_hash(&self, resource: &str, token: &Token) -> Result<[u8; 32]> {
        Ok(self.vault()?.keyed_hash(token.kind().hash_label(), resource.as_bytes(), token.text().expose()))
    }
}

impl ReadTx<'_> {
    /// The present password, if one is set.
    pub fn credential(&self, resource: &str) -> Result<Option<Credential>> {
        let found = self.transaction.credential_of(resource)?;
        found.map(|bound| self.marked(BoundTable::Passwords, bound)).transpose()
    }

    /// A resource's newest set-up token that was not used, whether or not it has expired.
    pub fn setup_token(&self, resource: &str) -> Result<Option<SetupRow>> {
        let found = self.transaction.setup_token_of(resource)?;
        found.map(|bound| self.marked(BoundTable::SetupTokens, bound)).transpose()
    }
}

impl WriteTx<'_> {
    pub(super) fn set_password(&self, resource: &str, phc: &str) -> Result<()> {
        let mac = self.row_mac(BoundTable::Passwords, &cells(resource, phc, self.now()))?;
        self.transaction().insert_password(resource, phc, self.now(), &mac)?;
        self.transaction().delete_old_passwords(resource, REMEMBERED)
    }

    pub(super) fn rehash_password(&self, resource: &str, before: &str, after: &str) -> Result<()> {
        let changed = || Error::new(Code::Changed, "the password was changed meanwhile; its hash was left as it is");
        let present = self.credential(resource)?.ok_or_else(changed)?;
        BoundTable::Passwords.require_intact(present.intact, resource)?;
        let mac = self.row_mac(BoundTable::Passwords, &cells(resource, after, present.set_at))?;
        match self.transaction().replace_password(resource, before, after, &mac)? {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    pub(super) fn issue_setup_token(&self, resource: &str, id: &str, hash: &[u8; 32], expires_at: Time) -> Result<()> {
        let (id, hash, issued_by) = (id.to_owned(), hash.to_vec(), self.actor().name.clone());
        let token = SetupRow { id, hash, issued_at: self.now(), expires_at, issued_by, intact: true };
        let mac = self.row_mac(BoundTable::SetupTokens, &setup_tokens::cells(resource, &token))?;
        self.transaction().put_setup_token(resource, &token, &mac)
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
