//! Set-up tokens, one a resource.

use crate::{
    domain::time::Time,
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        passwords::setup_tokens::{KeepSetupTokens, SetupRow},
        sqlite::{Transaction, bound_rows},
    },
};
use rusqlite::{Row, params};

const TABLE: BoundTable = BoundTable::SetupTokens;

fn read(row: &Row) -> Result<Bound<SetupRow>> {
    bound_rows::read(TABLE, row, |cells| SetupRow {
        id: cells.get("id"),
        hash: cells.get("token_hash"),
        issued_at: cells.time("issued_at"),
        expires_at: cells.time("expires_at"),
        issued_by: cells.get("issued_by"),
        intact: true,
    })
}

impl KeepSetupTokens for Transaction<'_> {
    fn setup_token_of(&self, resource: &str) -> Result<Option<Bound<SetupRow>>> {
        let columns = bound_rows::columns(TABLE, &[]);
        let sql = format!("SELECT {columns} FROM setup_tokens WHERE resource_id = ?1");
        Ok(self.rows("reading a set-up token", &sql, [resource], read)?.pop())
    }

    fn put_setup_token(&self, resource: &str, token: &SetupRow, mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO setup_tokens (resource_id, id, token_hash, issued_at, expires_at, issued_by, mac) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (issued_at, expires_at) = (token.issued_at.millis(), token.expires_at.millis());
        let row = params![resource, token.id, token.hash, issued_at, expires_at, token.issued_by, mac];
        self.one_row("setup_tokens", resource, sql, row)
    }

    fn spend_setup_token(&self, resource: &str, id: &str, now: Time) -> Result<bool> {
        let sql = "DELETE FROM setup_tokens WHERE resource_id = ?1 AND id = ?2 AND expires_at > ?3";
        Ok(self.statement("using a set-up token", sql, params![resource, id, now.millis()])? == 1)
    }

    fn delete_setup_token(&self, resource: &str) -> Result<()> {
        self.one_row("setup_tokens", resource, "DELETE FROM setup_tokens WHERE resource_id = ?1", [resource])
    }

    fn delete_all_setup_tokens(&self) -> Result<()> {
        self.statement("ending every set-up token", "DELETE FROM setup_tokens", [])?;
        Ok(())
    }
}
