//! Tokens of scripts, as keyed hashes (R-PERM-1).

use super::permissions_text;
use crate::{
    domain::{
        permission::Permissions,
        time::{Span, Time},
    },
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

/// A token as it is kept.
#[derive(Clone, Debug)]
pub struct TokenRow {
    /// Its id, which is no secret.
    pub id: String,
    pub resource: String,
    /// What it is limited to; everything that its resource's level holds if it is `None`.
    pub scopes: Option<Permissions>,
    /// When it was issued.
    pub created_at: Time,
    pub expires_at: Time,
    pub issued_by: String,
    /// It is as this program wrote it; one that was changed in the file opens nothing.
    pub intact: bool,
}

marked_row!(TokenRow);

/// What is bound of a token under its hash.
pub(in crate::store) fn cells(row: &TokenRow, hash: &[u8; 32]) -> [Cell; 7] {
    [
        row.id.as_str().into(),
        row.resource.as_str().into(),
        hash.as_slice().into(),
        row.scopes.map(permissions_text).as_deref().into(),
        row.created_at.into(),
        row.expires_at.into(),
        row.issued_by.as_str().into(),
    ]
}

/// What a database keeps of tokens.
pub(in crate::store) trait KeepTokens {
    /// The token of an id.
    fn token_of_id(&self, id: &str) -> Result<Option<Bound<TokenRow>>>;

    /// The token that rests under a keyed hash.
    fn token_of_hash(&self, hash: &[u8; 32]) -> Result<Option<Bound<TokenRow>>>;

    /// Every token that was not revoked, expired ones included, oldest first.
    fn all_tokens(&self) -> Result<Vec<Bound<TokenRow>>>;

    /// Adds a token with its keyed hash, and what binds its row.
    fn insert_token(&self, row: &TokenRow, hash: &[u8; 32], mac: &[u8; 32]) -> Result<()>;

    /// Takes a token away, which must be there.
    fn delete_token(&self, id: &str) -> Result<()>;

    /// Takes every token away.
    fn delete_all_tokens(&self) -> Result<()>;

    /// Makes every token end so much earlier.
    fn set_tokens_back(&self, span: Span) -> Result<()>;
}
