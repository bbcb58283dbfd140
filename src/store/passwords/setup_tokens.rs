//! Set-up tokens: one a resource, as a keyed hash that is good for its resource only (R-SET-1).

use crate::{domain::time::Time, error::Result};

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

/// What a database keeps of set-up tokens.
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
