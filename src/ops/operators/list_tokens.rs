//! `token list`.

use crate::{
    domain::{
        event::Action,
        permission::{Operator, Permission, Permissions},
        time::Time,
    },
    error::Result,
    ops::{
        access::{permissions_of, require_permission},
        history::past_owner,
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
    /// Username of the resource.
    pub username: String,
    /// What it may do at most. It may not do what its resource's level does not hold, either.
    pub scopes: Vec<Permission>,
    /// Who issued it.
    pub issued_by: String,
    /// When it was issued.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// Whether it has expired.
    pub expired: bool,
    /// It was changed outside this program, and opens nothing.
    pub tampered: bool,
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
    // The owner that a changed row names proves nothing; its event does.
    let owner = match row.intact {
        true => tx.resource(&row.resource)?,
        false => match past_owner::once_had(tx, Action::TokenIssue, "token", &row.id)? {
            None => tx.resource(&row.resource)?,
            owner => owner,
        },
    };
    let scopes = match (row.scopes, &owner) {
        (Some(scopes), _) => scopes,
        (None, Some(resource)) => permissions_of(tx, resource)?,
        (None, None) => Permissions::default(),
    };
    Ok(TokenView {
        id: row.id,
        username: owner.map_or(row.resource, |resource| resource.username),
        scopes: scopes.iter().collect(),
        issued_by: row.issued_by,
        created_at: row.created_at,
        expires_at: row.expires_at,
        expired: row.expires_at <= now,
        tampered: !row.intact,
    })
}
