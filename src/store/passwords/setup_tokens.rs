//! Set-up tokens: one a resource, as a keyed hash that is good for its resource only (R-SET-1).

use crate::{
    domain::time::Time,
    error::Result,
    store::bound_rows::{Bound, marked_row},
    vault::Cell,
};

/// A set-up token as it is kept.
#[derive(Clone, Debug)]
pub struct SetupRow {
    /// Its id, which is no secret.
    pub id: String,
    pub hash: Vec<u8>,
    pub issued_at: Time,
    pub expires_at: Time,
    pub issued_by: String,
    /// It is as this program wrote it; one that was changed in the file opens nothing.
    pub intact: bool,
}

marked_row!(SetupRow);

/// What is bound of a resource's set-up token.
pub(in crate::store) fn cells(resource: &str, row: &SetupRow) -> [Cell; 6] {
    [
        resource.into(),
        row.id.as_str().into(),
        row.hash.as_slice().into(),
        row.issued_at.into(),
        row.expires_at.into(),
        row.issued_by.as_str().into(),
    ]
}

/// What a database keeps of set-up tokens.
pub(in crate::store) trait KeepSetupTokens {
    /// A resource's newest set-up token that was not used, whether or not it has expired.
    fn setup_token_of(&self, resource: &str) -> Result<Option<Bound<SetupRow>>>;

    /// Keeps a token in place of any earlier one of the resource, with what binds it.
    fn put_setup_token(&self, resource: &str, token: &SetupRow, mac: &[u8; 32]) -> Result<()>;

    /// Takes the token away if it is there and ends after `now`; at most one of those who ask is answered true.
    fn spend_setup_token(&self, resource: &str, id: &str, now: Time) -> Result<bool>;

    /// Takes the token of a resource away, which must be there.
    fn delete_setup_token(&self, resource: &str) -> Result<()>;

    /// Takes every token away.
    fn delete_all_setup_tokens(&self) -> Result<()>;
}
