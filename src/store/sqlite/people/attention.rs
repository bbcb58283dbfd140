//! Who needs attention. `schema/0010_attention.sql` has the numbers and the indexes.

use crate::{
    domain::{disablement::Disablement, time::Time},
    error::{Error, Result},
    store::{
        people::attention::{Lack, ReadAttention, UnusedFactor},
        sqlite::{Transaction, explain, malformed},
    },
};
use rusqlite::{Row, params};

/// The span of `used_in`, in milliseconds.
const USED_IN: i64 = 30 * 24 * 60 * 60 * 1000;

/// The number of those who lack something, and the mark and the index of each.
const fn names(lack: Lack) -> (&'static str, &'static str, &'static str) {
    match lack {
        Lack::Device => ("device", "lacks_device", "enrolled = 0"),
        Lack::Password => ("password", "lacks_password", "has_password = 0"),
        Lack::Verification => ("verification", "lacks_verification", "email_verified_at IS NULL"),
    }
}

fn failed(error: &rusqlite::Error) -> Error {
    explain("looking who needs attention", error)
}

impl Transaction<'_> {
    fn attention<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl Fn(&Row) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        self.rows("looking who needs attention", sql, values, |row| read(row).map_err(|error| failed(&error)))
    }
}

impl ReadAttention for Transaction<'_> {
    fn lacking(&self, lack: Lack) -> Result<u64> {
        let column = names(lack).0;
        let counted = self.sql().query_row(&format!("SELECT {column} FROM attention"), [], |row| row.get::<_, i64>(0));
        let counted = counted.map_err(|error| failed(&error))?;
        u64::try_from(counted).map_err(|_| malformed("attention", "1", column))
    }

    fn first_lacking(&self, lack: Lack, limit: u32) -> Result<Vec<String>> {
        let (_, mark, index) = names(lack);
        let sql = format!("SELECT username FROM resources WHERE {index} AND {mark} ORDER BY username_normal LIMIT ?1");
        self.attention(&sql, [limit], |row| row.get(0))
    }

    fn few_recovery_codes(&self, left: u32, limit: u32) -> Result<Vec<(String, u32)>> {
        let sql = "SELECT username, codes FROM ( \
                       SELECT r.username, (SELECT count(*) FROM recovery_codes c WHERE c.resource_id = r.id AND c.used_at IS NULL) AS codes \
                       FROM (SELECT DISTINCT resource_id FROM recovery_codes WHERE used_at IS NOT NULL) AS used \
                       CROSS JOIN resources r ON r.id = used.resource_id AND r.active = 1) \
                   WHERE codes <= ?1 LIMIT ?2";
        self.attention(sql, [left, limit], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    fn unused_factors(&self, before: Time, limit: u32) -> Result<Vec<UnusedFactor>> {
        let sql = "SELECT r.username, f.label, coalesce(f.last_used_at, f.created_at) AS since FROM factors f \
                   CROSS JOIN resources r ON r.id = f.resource_id AND r.active = 1 \
                   WHERE f.state = 'active' AND f.used_in <= ?1 AND since < ?2 ORDER BY f.used_in LIMIT ?3";
        let before = before.millis();
        self.attention(sql, params![before / USED_IN, before, limit], |row| {
            Ok(UnusedFactor { username: row.get(0)?, label: row.get(1)?, since: Time::from_millis(row.get(2)?) })
        })
    }

    fn disabled_at(&self, now: Time, limit: u32) -> Result<Vec<(String, Disablement)>> {
        let sql = "SELECT r.username, d.until, d.disabled_at, d.disabled_by, d.approved_by, d.reason FROM disablements d \
                   CROSS JOIN resources r ON r.id = d.resource_id AND r.active = 1 WHERE d.until > ?1 LIMIT ?2";
        self.attention(sql, params![now.millis(), limit], |row| {
            let disablement = Disablement {
                until: Time::from_millis(row.get(1)?),
                disabled_at: Time::from_millis(row.get(2)?),
                disabled_by: row.get(3)?,
                approved_by: row.get(4)?,
                reason: row.get(5)?,
            };
            Ok((row.get(0)?, disablement))
        })
    }
}
