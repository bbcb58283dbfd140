//! Recovery codes: one set a resource, as keyed, salted hashes (R-REC-5).

use super::super::{ReadTx, WriteTx, explain, nonsense};
use crate::{
    domain::time::{Span, Time},
    error::{Code, Error, Result},
};
use rusqlite::{Row, params};

/// A recovery code as it is kept.
#[derive(Clone, Debug)]
pub struct RecoveryRow {
    /// Its place in the set, from 1.
    pub number: u32,
    /// Salt of the keyed hash.
    pub salt: [u8; 16],
    /// The keyed hash.
    pub hash: [u8; 32],
    /// When the set was made.
    pub made_at: Time,
    /// When it opened a login.
    pub used_at: Option<Time>,
}

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

impl ReadTx<'_> {
    /// A resource's set in its order, used codes included; empty where it never had one, or a reset took it.
    pub fn recovery_codes(&self, resource: &str) -> Result<Vec<RecoveryRow>> {
        let sql =
            "SELECT number, salt, hash, made_at, used_at FROM recovery_codes WHERE resource_id = ?1 ORDER BY number";
        self.rows("reading the recovery codes", sql, [resource], |row| read(resource, row))
    }

    /// How many codes of a resource still open a login.
    pub fn recovery_codes_left(&self, resource: &str) -> Result<u32> {
        let failed = |error| explain("counting the recovery codes", &error);
        let sql = "SELECT count(*) FROM recovery_codes WHERE resource_id = ?1 AND used_at IS NULL";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([resource], |row| row.get(0)).map_err(failed)
    }
}

impl WriteTx<'_> {
    /// A new set takes the place of the earlier one as a whole.
    pub(in crate::store) fn put_recovery_codes(&self, resource: &str, codes: &[RecoveryRow]) -> Result<()> {
        self.delete_recovery_codes(resource)?;
        let sql = "INSERT INTO recovery_codes (resource_id, number, salt, hash, made_at) VALUES (?1, ?2, ?3, ?4, ?5)";
        codes.iter().try_for_each(|code| {
            let row = params![resource, code.number, code.salt, code.hash, code.made_at.millis()];
            self.one_row("recovery_codes", resource, sql, row)
        })
    }

    /// Exactly one login can use a code, by the statement itself.
    pub(in crate::store) fn spend_recovery_code(&self, resource: &str, number: u32) -> Result<()> {
        let sql = "UPDATE recovery_codes SET used_at = ?3 WHERE resource_id = ?1 AND number = ?2 AND used_at IS NULL";
        match self.statement("using a recovery code", sql, params![resource, number, self.now().millis()])? {
            1 => Ok(()),
            _ => {
                Err(Error::new(Code::Changed, "the recovery code was used or replaced meanwhile; nothing was changed"))
            }
        }
    }

    pub(in crate::store) fn delete_recovery_codes(&self, resource: &str) -> Result<()> {
        let sql = "DELETE FROM recovery_codes WHERE resource_id = ?1";
        self.statement("removing the recovery codes", sql, [resource])?;
        Ok(())
    }

    /// Used codes keep the age they had where the clock goes back, so that no repetition is forgiven for longer (R-LOCK-8).
    pub(in crate::store) fn set_recovery_codes_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE recovery_codes SET used_at = used_at - ?1 WHERE used_at IS NOT NULL";
        self.statement("keeping the age of used recovery codes", sql, [span.millis()])?;
        Ok(())
    }
}
