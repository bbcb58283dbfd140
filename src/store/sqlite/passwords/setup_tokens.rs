//! Set-up tokens, one a resource.

use crate::{
    domain::time::Time,
    error::Result,
    store::{
        passwords::setup_tokens::{KeepSetupTokens, ReadSetupTokens, SetupRow},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, params};

impl ReadSetupTokens for Transaction<'_> {
    fn setup_token(&self, resource: &str) -> Result<Option<SetupRow>> {
        let failed = |error| explain("reading a set-up token", &error);
        let sql = "SELECT id, token_hash, issued_at, expires_at, issued_by FROM setup_tokens WHERE resource_id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| {
            Ok(SetupRow {
                id: row.get(0)?,
                hash: row.get(1)?,
                issued_at: Time::from_millis(row.get(2)?),
                expires_at: Time::from_millis(row.get(3)?),
                issued_by: row.get(4)?,
            })
        });
        found.optional().map_err(failed)
    }
}

impl KeepSetupTokens for Transaction<'_> {
    fn put_setup_token(&self, resource: &str, token: &SetupRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO setup_tokens (resource_id, id, token_hash, issued_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let (issued_at, expires_at) = (token.issued_at.millis(), token.expires_at.millis());
        let row = params![resource, token.id, token.hash, issued_at, expires_at, token.issued_by];
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
