//! Recovery codes, by their number in the set of a resource.

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        factors::recovery_codes::{KeepRecoveryCodes, ReadRecoveryCodes, RecoveryRow},
        sqlite::{Transaction, bound_rows, explain},
    },
};
use rusqlite::{Row, params};

const TABLE: BoundTable = BoundTable::RecoveryCodes;

fn read(row: &Row) -> Result<Bound<RecoveryRow>> {
    bound_rows::read(TABLE, row, |cells| {
        let (salt, hash): (Vec<u8>, Vec<u8>) = (cells.get("salt"), cells.get("hash"));
        let number: i64 = cells.get("number");
        RecoveryRow {
            number: cells.sense("number", u32::try_from(number).ok(), 0),
            salt: cells.sense("salt", salt.try_into().ok(), [0; 16]),
            hash: cells.sense("hash", hash.try_into().ok(), [0; 32]),
            made_at: cells.time("made_at"),
            used_at: cells.time_or_none("used_at"),
            intact: true,
        }
    })
}

impl ReadRecoveryCodes for Transaction<'_> {
    fn recovery_codes_left(&self, resource: &str) -> Result<u32> {
        let failed = |error| explain("counting the recovery codes", &error);
        let sql = "SELECT count(*) FROM recovery_codes WHERE resource_id = ?1 AND used_at IS NULL";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([resource], |row| row.get(0)).map_err(failed)
    }
}

impl KeepRecoveryCodes for Transaction<'_> {
    fn recovery_codes_of(&self, resource: &str) -> Result<Vec<Bound<RecoveryRow>>> {
        let columns = bound_rows::columns(TABLE, &[]);
        let sql = format!("SELECT {columns} FROM recovery_codes WHERE resource_id = ?1 ORDER BY number");
        self.rows("reading the recovery codes", &sql, [resource], read)
    }

    fn insert_recovery_code(&self, resource: &str, code: &RecoveryRow, mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO recovery_codes (resource_id, number, salt, hash, made_at, mac) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![resource, code.number, code.salt, code.hash, code.made_at.millis(), mac];
        self.one_row("recovery_codes", resource, sql, row)
    }

    fn spend_recovery_code(&self, resource: &str, number: u32, now: Time, mac: &[u8; 32]) -> Result<bool> {
        let sql = "UPDATE recovery_codes SET used_at = ?3, mac = ?4 \
                   WHERE resource_id = ?1 AND number = ?2 AND used_at IS NULL";
        Ok(self.statement("using a recovery code", sql, params![resource, number, now.millis(), mac])? == 1)
    }

    fn delete_recovery_codes(&self, resource: &str) -> Result<()> {
        let sql = "DELETE FROM recovery_codes WHERE resource_id = ?1";
        self.statement("removing the recovery codes", sql, [resource])?;
        Ok(())
    }

    fn delete_all_recovery_codes(&self) -> Result<()> {
        self.statement("ending every set of recovery codes", "DELETE FROM recovery_codes", [])?;
        Ok(())
    }

    fn set_recovery_codes_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE recovery_codes SET used_at = used_at - ?1 WHERE used_at IS NOT NULL";
        self.statement("keeping the age of used recovery codes", sql, [span.millis()])?;
        Ok(())
    }
}
