//! The tenant's policy: the keys that differ from their defaults.

use super::super::{
    ReadTx, WriteTx,
    failure::{explain, nonsense},
};
use crate::{domain::policy::Policy, error::Result};
use rusqlite::params;

impl ReadTx<'_> {
    /// The policy in force.
    pub fn policy(&self) -> Result<Policy> {
        let failed = |error| explain("reading the policy", &error);
        let mut policy = Policy::default();
        let mut statement = self.sql().prepare_cached("SELECT key, value FROM policy").map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (key, value): (String, String) = (row.get(0).map_err(failed)?, row.get(1).map_err(failed)?);
            policy.set(&key, &value).map_err(|_| nonsense("policy", &key, "value"))?;
        }
        Ok(policy)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_policy(&self, key: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO policy (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2";
        self.one_row("policy", key, sql, params![key, value])
    }
}
