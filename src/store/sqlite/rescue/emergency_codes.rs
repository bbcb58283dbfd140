//! Emergency codes: one live code a resource, as a keyed, salted hash (R-REC-1).

use super::super::{ReadTx, WriteTx, explain};
use crate::{
    domain::time::Time,
    error::{Code, Error, Result},
};
use rusqlite::{OptionalExtension, Row, params};

/// A stored emergency code.
#[derive(Clone, Debug)]
pub struct EmergencyRow {
    /// Its id.
    pub id: String,
    /// Whose.
    pub resource: String,
    /// Salt of the keyed hash.
    pub salt: Vec<u8>,
    /// The keyed hash.
    pub hash: Vec<u8>,
    /// When it was issued.
    pub issued_at: Time,
    /// When it ends.
    pub expires_at: Time,
    /// When it was used.
    pub used_at: Option<Time>,
    /// Who issued it.
    pub issued_by: String,
}

impl EmergencyRow {
    /// Whether it still opens a login.
    pub fn live(&self, now: Time) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}

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

impl ReadTx<'_> {
    /// A resource's newest emergency code, whether live, used or over.
    pub fn emergency_code(&self, resource: &str) -> Result<Option<EmergencyRow>> {
        let failed = |error| explain("reading an emergency code", &error);
        let sql = format!("SELECT {COLUMNS} FROM emergency_codes WHERE resource_id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        statement.query_row([resource], read).optional().map_err(failed)
    }

    /// Every emergency code that is live at `now`, oldest first.
    pub fn emergency_codes(&self, now: Time) -> Result<Vec<EmergencyRow>> {
        let failed = |error| explain("reading the emergency codes", &error);
        let sql =
            format!("SELECT {COLUMNS} FROM emergency_codes WHERE used_at IS NULL AND expires_at > ?1 ORDER BY id");
        let mut statement = self.sql().prepare(&sql).map_err(failed)?;
        let rows = statement.query_map([now.millis()], read).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_emergency_code(
        &self,
        resource: &str,
        id: &str,
        salt: &[u8],
        hash: &[u8],
        expires_at: Time,
    ) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO emergency_codes (resource_id, id, salt, hash, issued_at, expires_at, issued_by) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let row = params![resource, id, salt, hash, self.now().millis(), expires_at.millis(), self.actor().name];
        self.one_row("emergency_codes", resource, sql, row)
    }

    /// Exactly one login can use a code, by the statement itself.
    pub(in crate::store) fn spend_emergency_code(&self, resource: &str) -> Result<()> {
        let sql =
            "UPDATE emergency_codes SET used_at = ?2 WHERE resource_id = ?1 AND used_at IS NULL AND expires_at > ?2";
        match self.statement("using an emergency code", sql, params![resource, self.now().millis()])? {
            1 => Ok(()),
            _ => {
                Err(Error::new(Code::Changed, "the emergency code was used or replaced meanwhile; nothing was changed"))
            }
        }
    }

    pub(in crate::store) fn delete_emergency_code(&self, resource: &str) -> Result<()> {
        self.one_row("emergency_codes", resource, "DELETE FROM emergency_codes WHERE resource_id = ?1", [resource])
    }

    /// Ends everybody's emergency codes: the clock went back.
    pub(in crate::store) fn end_all_emergency_codes(&self) -> Result<()> {
        self.statement("ending every emergency code", "DELETE FROM emergency_codes", [])?;
        Ok(())
    }
}
