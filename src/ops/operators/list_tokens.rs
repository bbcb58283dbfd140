//! `token list`.

use crate::{
    domain::{
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::{
        access::{permissions_of, require_permission},
        find,
    },
    store::{ReadTx, TokenRow},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A token as it is listed; never the token itself.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TokenView {
    /// Its id.
    pub id: String,
    /// Whose.
    pub username: String,
    /// What it may do at most. What its resource's level does not hold, it may not do either.
    pub scopes: Vec<Permission>,
    /// Who issued it.
    pub issued_by: String,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// It has ended.
    pub expired: bool,
}

/// Every token that was not revoked, oldest first.
///
/// # Errors
/// `permission_denied`.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Vec<TokenView>> {
    require_permission(operator, Permission::TokenWrite)?;
    tx.tokens()?.into_iter().map(|row| view(tx, row, now)).collect()
}

fn view(tx: &ReadTx<'_>, row: TokenRow, now: Time) -> Result<TokenView> {
    let resource = find::existing(tx, &row.resource)?;
    let scopes = match row.scopes {
        Some(scopes) => scopes,
        None => permissions_of(tx, &resource)?,
    };
    Ok(TokenView {
        id: row.id,
        username: resource.username,
        scopes: scopes.iter().collect(),
        issued_by: row.issued_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        expired: row.expires_at <= now,
    })
}
