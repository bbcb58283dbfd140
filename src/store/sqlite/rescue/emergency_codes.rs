//! Emergency codes, one a resource.

use crate::{
    domain::time::Time,
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        rescue::emergency_codes::{EmergencyRow, KeepEmergencyCodes},
        sqlite::{Transaction, bound_rows},
    },
};
use rusqlite::{Row, params};

const TABLE: BoundTable = BoundTable::EmergencyCodes;

fn read(row: &Row) -> Result<Bound<EmergencyRow>> {
    bound_rows::read(TABLE, row, |cells| EmergencyRow {
        resource: cells.get("resource_id"),
        id: cells.get("id"),
        salt: cells.get("salt"),
        hash: cells.get("hash"),
        issued_at: cells.time("issued_at"),
        expires_at: cells.time("expires_at"),
        used_at: cells.time_or_none("used_at"),
        issued_by: cells.get("issued_by"),
        intact: true,
    })
}

impl Transaction<'_> {
    fn emergency_rows(&self, condition: &str, values: impl rusqlite::Params) -> Result<Vec<Bound<EmergencyRow>>> {
        let sql = format!("SELECT {} FROM emergency_codes WHERE {condition}", bound_rows::columns(TABLE, &[]));
        self.rows("reading the emergency codes", &sql, values, read)
    }
}

impl KeepEmergencyCodes for Transaction<'_> {
    fn emergency_code_of(&self, resource: &str) -> Result<Option<Bound<EmergencyRow>>> {
        Ok(self.emergency_rows("resource_id = ?1", params![resource])?.pop())
    }

    fn live_emergency_codes(&self, now: Time) -> Result<Vec<Bound<EmergencyRow>>> {
        self.emergency_rows("used_at IS NULL AND expires_at > ?1 ORDER BY id", params![now.millis()])
    }

    fn put_emergency_code(&self, code: &EmergencyRow, mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO emergency_codes (resource_id, id, salt, hash, issued_at, expires_at, issued_by, mac) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let (issued_at, expires_at) = (code.issued_at.millis(), code.expires_at.millis());
        let row = params![code.resource, code.id, code.salt, code.hash, issued_at, expires_at, code.issued_by, mac];
        self.one_row("emergency_codes", &code.resource, sql, row)
    }

    fn spend_emergency_code(&self, resource: &str, now: Time, mac: &[u8; 32]) -> Result<bool> {
        let sql = "UPDATE emergency_codes SET used_at = ?2, mac = ?3 \
                   WHERE resource_id = ?1 AND used_at IS NULL AND expires_at > ?2";
        Ok(self.statement("using an emergency code", sql, params![resource, now.millis(), mac])? == 1)
    }

    fn delete_emergency_code(&self, resource: &str) -> Result<()> {
        self.one_row("emergency_codes", resource, "DELETE FROM emergency_codes WHERE resource_id = ?1", [resource])
    }

    fn delete_all_emergency_codes(&self) -> Result<()> {
        self.statement("ending every emergency code", "DELETE FROM emergency_codes", [])?;
        Ok(())
    }
}
