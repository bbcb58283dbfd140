//! Tokens of scripts, as keyed hashes (R-PERM-1).

use super::super::{Cells, ReadTx, WriteTx};
use crate::{
    domain::{
        permission::{Permission, Permissions},
        session::Token,
        time::{Span, Time},
    },
    error::Result,
};
use rusqlite::{Row, params};

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

const COLUMNS: &str = "id, resource_id, scopes, created_at, expires_at, issued_by";

/// Permissions as they are kept: their words with a space between.
pub(in crate::store) fn permissions_text(permissions: Permissions) -> String {
    permissions.iter().map(Permission::word).collect::<Vec<_>>().join(" ")
}

/// Permissions as they were kept; `None` where a word is none.
pub(in crate::store) fn read_permissions(text: &str) -> Option<Permissions> {
    text.split_whitespace().map(Permission::from_word).collect()
}

fn read(row: &Row) -> Result<TokenRow> {
    let cells = Cells::new(row, "tokens")?;
    let scopes: Option<String> = cells.get("scopes")?;
    let scopes = scopes.map(|text| read_permissions(&text).ok_or_else(|| cells.nonsense("scopes"))).transpose()?;
    Ok(TokenRow {
        resource: cells.get("resource_id")?,
        scopes,
        created_at: Time::from_millis(cells.get("created_at")?),
        expires_at: Time::from_millis(cells.get("expires_at")?),
        issued_by: cells.get("issued_by")?,
        id: cells.id,
    })
}

impl ReadTx<'_> {
    /// What a token opens, whether or not it has expired.
    pub fn script_token(&self, token: &Token) -> Result<Option<TokenRow>> {
        Ok(self.token_rows("token_hash = ?1", params![self.token_hash(token)?])?.pop())
    }

    /// The token of an id.
    pub fn token(&self, id: &str) -> Result<Option<TokenRow>> {
        Ok(self.token_rows("id = ?1", params![id])?.pop())
    }

    /// Every token that was not revoked, expired ones included, oldest first.
    pub fn tokens(&self) -> Result<Vec<TokenRow>> {
        self.token_rows("1 ORDER BY id", [])
    }

    fn token_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<TokenRow>> {
        let sql = format!("SELECT {COLUMNS} FROM tokens WHERE {condition}");
        self.rows("reading the tokens", &sql, values, read)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn insert_token(&self, row: &TokenRow, token: &Token) -> Result<()> {
        let sql = "INSERT INTO tokens (id, resource_id, token_hash, scopes, created_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![
            row.id,
            row.resource,
            self.token_hash(token)?,
            row.scopes.map(permissions_text),
            row.created_at.millis(),
            row.expires_at.millis(),
            row.issued_by,
        ];
        self.one_row("tokens", &row.id, sql, values)
    }

    pub(in crate::store) fn delete_token(&self, id: &str) -> Result<()> {
        self.one_row("tokens", id, "DELETE FROM tokens WHERE id = ?1", [id])
    }

    /// Tokens keep the age they had where the clock goes back, so that none lives longer.
    pub(in crate::store) fn set_tokens_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE tokens SET expires_at = expires_at - ?1";
        self.statement("keeping the age of tokens", sql, [span.millis()])?;
        Ok(())
    }
}
