//! Tokens of scripts, as keyed hashes (R-PERM-1).

use crate::{
    domain::{
        permission::Permissions,
        time::{Span, Time},
    },
    error::Result,
};

/// A token as it is kept.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// Its id, which is no secret.
    pub id: String,
    /// Whose.
    pub resource: String,
    /// What it is limited to; everything that its resource's level holds where it is `None`.
    pub scopes: Option<Permissions>,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// Who issued it.
    pub issued_by: String,
}

/// What is read of tokens.
pub trait ReadTokens {
    /// The token of an id.
    fn token(&self, id: &str) -> Result<Option<TokenRow>>;

    /// Every token that was not revoked, expired ones included, oldest first.
    fn tokens(&self) -> Result<Vec<TokenRow>>;
}

/// What a database keeps of tokens.
pub(in crate::store) trait KeepTokens {
    /// The token that rests under a keyed hash.
    fn token_of_hash(&self, hash: &[u8; 32]) -> Result<Option<TokenRow>>;

    /// Adds a token with its keyed hash.
    fn insert_token(&self, row: &TokenRow, hash: &[u8; 32]) -> Result<()>;

    /// Takes a token away, which must be there.
    fn delete_token(&self, id: &str) -> Result<()>;

    /// Takes every token away.
    fn delete_all_tokens(&self) -> Result<()>;

    /// Makes every token end so much earlier.
    fn set_tokens_back(&self, span: Span) -> Result<()>;
}
