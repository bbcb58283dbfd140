//! Tokens of scripts.

use crate::{
    domain::{permission::Permissions, time::Span},
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        operators::{
            permissions_text, read_permissions,
            tokens::{KeepTokens, TokenRow},
        },
        sqlite::{Transaction, bound_rows},
    },
};
use rusqlite::{Row, params};

const TABLE: BoundTable = BoundTable::Tokens;

fn read(row: &Row) -> Result<Bound<TokenRow>> {
    bound_rows::read(TABLE, row, |cells| {
        let scopes: Option<String> = cells.get("scopes");
        // If they are malformed, the token may do nothing.
        let scopes = scopes.map(|text| cells.sense("scopes", read_permissions(&text), Permissions::default()));
        TokenRow {
            resource: cells.get("resource_id"),
            scopes,
            created_at: cells.time("created_at"),
            expires_at: cells.time("expires_at"),
            issued_by: cells.get("issued_by"),
            intact: true,
            id: cells.id.clone(),
        }
    })
}

impl Transaction<'_> {
    fn token_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Bound<TokenRow>>> {
        let sql = format!("SELECT {} FROM tokens WHERE {condition}", bound_rows::columns(TABLE, &[]));
        self.rows("reading the tokens", &sql, values, read)
    }
}

impl KeepTokens for Transaction<'_> {
    fn token_of_id(&self, id: &str) -> Result<Option<Bound<TokenRow>>> {
        Ok(self.token_rows("id = ?1", params![id])?.pop())
    }

    fn token_of_hash(&self, hash: &[u8; 32]) -> Result<Option<Bound<TokenRow>>> {
        Ok(self.token_rows("token_hash = ?1", params![hash])?.pop())
    }

    fn all_tokens(&self) -> Result<Vec<Bound<TokenRow>>> {
        self.token_rows("1 ORDER BY id", [])
    }

    fn insert_token(&self, row: &TokenRow, hash: &[u8; 32], mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO tokens (id, resource_id, token_hash, scopes, created_at, expires_at, issued_by, mac) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let values = params![
            row.id,
            row.resource,
            hash,
            row.scopes.map(permissions_text),
            row.created_at.millis(),
            row.expires_at.millis(),
            row.issued_by,
            mac,
        ];
        self.one_row("tokens", &row.id, sql, values)
    }

    fn delete_token(&self, id: &str) -> Result<()> {
        self.one_row("tokens", id, "DELETE FROM tokens WHERE id = ?1", [id])
    }

    fn delete_all_tokens(&self) -> Result<()> {
        self.statement("ending every token", "DELETE FROM tokens", [])?;
        Ok(())
    }

    fn set_tokens_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE tokens SET expires_at = expires_at - ?1";
        self.statement("keeping the age of tokens", sql, [span.millis()])?;
        Ok(())
    }
}
