//! Emergency codes, one a resource.

use crate::{
    domain::time::Time,
    error::Result,
    store::{
        rescue::emergency_codes::{EmergencyRow, KeepEmergencyCodes, ReadEmergencyCodes},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, Row, params};

const COLUMNS: &str = "id, resource_id, salt, hash, issued_at, expires_at, used_at, issued_by";

fn read(row: &Row) -> rusqlite::Result<EmergencyRow> {
    Ok(EmergencyRow {
        id: row.get(0)?,
        resource: row.get(1)?,
        salt: row.get(2)?,
        hash: row.get(3)?,
        issued_at: Time::from_millis(row.get(4)?),
        expires_at: Time::from_millis(row.get(5)?),
        used_at: row.get::<_, Option<i64>>(6)?.map(Time::from_millis),
        issued_by: row.get(7)?,
    })
}

impl ReadEmergencyCodes for Transaction<'_> {
    fn emergency_code(&self, resource: &str) -> Result<Option<EmergencyRow>> {
        let failed = |error| explain("reading an emergency code", &error);
        let sql = format!("SELECT {COLUMNS} FROM emergency_codes WHERE resource_id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        statement.query_row([resource], read).optional().map_err(failed)
    }

    fn emergency_codes(&self, now: Time) -> Result<Vec<EmergencyRow>> {
        let failed = |error| explain("reading the emergency codes", &error);
        let sql =
            format!("SELECT {COLUMNS} FROM emergency_codes WHERE used_at IS NULL AND expires_at > ?1 ORDER BY id");
        let mut statement = self.sql().prepare(&sql).map_err(failed)?;
        let rows = statement.query_map([now.millis()], read).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}

impl KeepEmergencyCodes for Transaction<'_> {
    fn put_emergency_code(&self, code: &EmergencyRow) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO emergency_codes (resource_id, id, salt, hash, issued_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (issued_at, expires_at) = (code.issued_at.millis(), code.expires_at.millis());
        let row = params![code.resource, code.id, code.salt, code.hash, issued_at, expires_at, code.issued_by];
        self.one_row("emergency_codes", &code.resource, sql, row)
    }

    fn spend_emergency_code(&self, resource: &str, now: Time) -> Result<bool> {
        let sql =
            "UPDATE emergency_codes SET used_at = ?2 WHERE resource_id = ?1 AND used_at IS NULL AND expires_at > ?2";
        Ok(self.statement("using an emergency code", sql, params![resource, now.millis()])? == 1)
    }

    fn delete_emergency_code(&self, resource: &str) -> Result<()> {
        self.one_row("emergency_codes", resource, "DELETE FROM emergency_codes WHERE resource_id = ?1", [resource])
    }

    fn delete_all_emergency_codes(&self) -> Result<()> {
        self.statement("ending every emergency code", "DELETE FROM emergency_codes", [])?;
        Ok(())
    }
}
