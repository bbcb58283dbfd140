//! The keys of the policy that differ from their defaults.

use crate::{
    error::Result,
    store::{
        sqlite::{Transaction, explain},
        tenant::policy::KeepPolicy,
    },
};
use rusqlite::params;

impl KeepPolicy for Transaction<'_> {
    fn policy_values(&self) -> Result<Vec<(String, String)>> {
        let read = |row: &rusqlite::Row| Ok((row.get(0)?, row.get(1)?));
        self.rows("reading the policy", "SELECT key, value FROM policy", [], |row| {
            read(row).map_err(|error| explain("reading the policy", &error))
        })
    }

    fn put_policy(&self, key: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO policy (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.one_row("policy", key, sql, params![key, value])
    }
}
