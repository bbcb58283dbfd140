//! Recovery codes as keyed, salted hashes (R-REC-5).

use super::{ReadTx, failure::explain};
use crate::error::Result;

impl ReadTx<'_> {
    /// How many codes of a resource still open a login.
    pub fn recovery_codes_left(&self, resource: &str) -> Result<u32> {
        let failed = |error| explain("counting the recovery codes", &error);
        let sql = "SELECT count(*) FROM recovery_codes WHERE resource_id = ?1 AND used_at IS NULL";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([resource], |row| row.get(0)).map_err(failed)
    }
}
