//! Password hashes, numbered in the order in which they were set.

mod setup_tokens;

use crate::{
    domain::time::{Span, Time},
    error::Result,
    store::{
        bound_rows::{Bound, BoundTable},
        passwords::{Credential, KeepPasswords, ReadPasswords},
        sqlite::{Transaction, bound_rows, explain, malformed},
    },
};
use rusqlite::{OptionalExtension, Row, params};

const TABLE: BoundTable = BoundTable::Passwords;

fn read(row: &Row) -> Result<Bound<Credential>> {
    bound_rows::read(TABLE, row, |cells| Credential {
        phc: cells.get("phc"),
        set_at: cells.time("set_at"),
        intact: true,
    })
}

impl ReadPasswords for Transaction<'_> {
    fn somebodys_password(&self, pick: u64) -> Result<Option<String>> {
        let failed = |error| explain("reading a password", &error);
        let last = self.sql().query_row("SELECT ifnull(max(rowid), 0) FROM resources", [], |row| row.get::<_, i64>(0));
        let last = u64::try_from(last.map_err(failed)?).unwrap_or(0);
        let picked = pick.checked_rem(last).map_or(0, |place| place + 1);
        let sql = "SELECT phc FROM passwords WHERE resource_id = \
                   (SELECT id FROM resources WHERE rowid >= ?1 ORDER BY rowid LIMIT 1) ORDER BY number DESC LIMIT 1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        statement.query_row([picked as i64], |row| row.get(0)).optional().map_err(failed)
    }

    fn remembered_passwords(&self, resource: &str) -> Result<Vec<String>> {
        let failed = |error| explain("reading passwords", &error);
        let sql = "SELECT phc FROM passwords WHERE resource_id = ?1 ORDER BY number DESC";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let rows = statement.query_map([resource], |row| row.get(0)).map_err(failed)?;
        rows.collect::<rusqlite::Result<_>>().map_err(failed)
    }

    fn passwords_until(&self, until: Time) -> Result<u64> {
        let sql = "SELECT count(*) FROM resources WHERE active = 1 AND \
                   (SELECT set_at FROM passwords WHERE resource_id = resources.id ORDER BY number DESC LIMIT 1) <= ?1";
        let counted = self.sql().query_row(sql, [until.millis()], |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting passwords", &error))
    }
}

impl KeepPasswords for Transaction<'_> {
    fn credential_of(&self, resource: &str) -> Result<Option<Bound<Credential>>> {
        let columns = bound_rows::columns(TABLE, &[]);
        let sql = format!("SELECT {columns} FROM passwords WHERE resource_id = ?1 ORDER BY number DESC LIMIT 1");
        Ok(self.rows("reading a password", &sql, [resource], read)?.pop())
    }

    fn insert_password(&self, resource: &str, phc: &str, now: Time, mac: &[u8; 32]) -> Result<()> {
        let sql = "INSERT INTO passwords (resource_id, number, phc, set_at, mac) \
                   SELECT ?1, ifnull(max(number), 0) + 1, ?2, ?3, ?4 FROM passwords WHERE resource_id = ?1";
        self.one_row("passwords", resource, sql, params![resource, phc, now.millis(), mac])
    }

    fn delete_old_passwords(&self, resource: &str, remembered: u32) -> Result<()> {
        let sql = "DELETE FROM passwords WHERE resource_id = ?1 \
                   AND number <= (SELECT max(number) FROM passwords WHERE resource_id = ?1) - ?2";
        self.statement("forgetting an old password", sql, params![resource, remembered])?;
        Ok(())
    }

    fn replace_password(&self, resource: &str, before: &str, after: &str, mac: &[u8; 32]) -> Result<bool> {
        let sql = "UPDATE passwords SET phc = ?3, mac = ?4 WHERE resource_id = ?1 AND phc = ?2 \
                   AND number = (SELECT max(number) FROM passwords WHERE resource_id = ?1)";
        match self.statement("raising a hash", sql, params![resource, before, after, mac])? {
            1 => Ok(true),
            0 => Ok(false),
            _ => Err(malformed("passwords", resource, "number")),
        }
    }

    fn set_passwords_back(&self, span: Span) -> Result<()> {
        let sql = "UPDATE passwords SET set_at = set_at - ?1";
        self.statement("keeping the age of passwords", sql, [span.millis()])?;
        Ok(())
    }
}
