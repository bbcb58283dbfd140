//! Recovery codes, by their number in the set of a resource.

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::{
        factors::recovery_codes::{KeepRecoveryCodes, ReadRecoveryCodes, RecoveryRow},
        sqlite::{Transaction, explain, nonsense},
    },
};
use rusqlite::{Row, params};

fn read(resource: &str, row: &Row) -> Result<RecoveryRow> {
    let failed = |error| explain("reading the recovery codes", &error);
    let bad = |column| nonsense("recovery_codes", resource, column);
    let (salt, hash): (Vec<u8>, Vec<u8>) = (row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
    Ok(RecoveryRow {
        number: row.get(0).map_err(|_| bad("number"))?,
        salt: salt.try_into().map_err(|_| bad("salt"))?,
        hash: hash.try_into().map_err(|_| bad("hash"))?,
        made_at: Time::from_millis(row.get(3).map_err(failed)?),
        used_at: row.get::<_, Option<i64>>(4).map_err(failed)?.map(Time::from_millis),
    })
}

impl ReadRecoveryCodes for Transaction<'_> {
    fn recovery_codes(&self, resource: &str) -> Result<Vec<RecoveryRow>> {
        let sql =
            "SELECT number, salt, hash, made_at, used_at FROM recovery_codes WHERE resource_id = ?1 ORDER BY number";
        self.rows("reading the recovery codes", sql, [resource], |row| read(resource, row))
    }

    fn recovery_codes_left(&self, resource: &str) -> Result<u32> {
        let failed = |error| explain("counting the recovery codes", &error);
        let sql = "SELECT count(*) FROM recovery_codes WHERE resource_id = ?1 AND used_at IS NULL";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([resource], |row| row.get(0)).map_err(failed)
    }
}

impl KeepRecoveryCodes for Transaction<'_> {
    fn insert_recovery_code(&self, resource: &str, code: &RecoveryRow) -> Result<()> {
        let sql = "INSERT INTO recovery_codes (resource_id, number, salt, hash, made_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        let row = params![resource, code.number, code.salt, code.hash, code.made_at.millis()];
        self.one_row("recovery_codes", resource, sql, row)
    }

    fn spend_recovery_code(&self, resource: &str, number: u32, now: Time) -> Result<bool> {
        let sql = "UPDATE recovery_codes SET used_at = ?3 WHERE resource_id = ?1 AND number = ?2 AND used_at IS NULL";
        Ok(self.statement("using a recovery code", sql, params![resource, number, now.millis()])? == 1)
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
