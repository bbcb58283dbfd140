//! Tokens of scripts.

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::{
        operators::{
            permissions_text, read_permissions,
            tokens::{KeepTokens, ReadTokens, TokenRow},
        },
        sqlite::{Cells, Transaction},
    },
};
use rusqlite::{Row, params};

const COLUMNS: &str = "id, resource_id, scopes, created_at, expires_at, issued_by";

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

impl Transaction<'_> {
    fn token_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<TokenRow>> {
        let sql = format!("SELECT {COLUMNS} FROM tokens WHERE {condition}");
        self.rows("reading the tokens", &sql, values, read)
    }
}

impl ReadTokens for Transaction<'_> {
    fn token(&self, id: &str) -> Result<Option<TokenRow>> {
        Ok(self.token_rows("id = ?1", params![id])?.pop())
    }

    fn tokens(&self) -> Result<Vec<TokenRow>> {
        self.token_rows("1 ORDER BY id", [])
    }
}

impl KeepTokens for Transaction<'_> {
    fn token_of_hash(&self, hash: &[u8; 32]) -> Result<Option<TokenRow>> {
        Ok(self.token_rows("token_hash = ?1", params![hash])?.pop())
    }

    fn insert_token(&self, row: &TokenRow, hash: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO tokens (id, resource_id, token_hash, scopes, created_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let values = params![
            row.id,
            row.resource,
            hash,
            row.scopes.map(permissions_text),
            row.created_at.millis(),
            row.expires_at.millis(),
            row.issued_by,
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
