//! The tenant and its wrapped keys.

mod policy;

use super::{open, schema};
use crate::{
    domain::{grants::Granted, time::Time},
    error::Result,
    store::{
        sqlite::{Transaction, explain, malformed},
        tenant::{KeepTenant, ReadTenant, Tenant},
    },
    vault::Purpose,
};

impl KeepTenant for Transaction<'_> {
    fn tenant_row(&self) -> Result<Tenant> {
        let sql = "SELECT id, name, created_at FROM tenant WHERE one = 1";
        let found = self.sql().query_row(sql, [], |row| {
            Ok(Tenant { id: row.get(0)?, name: row.get(1)?, created_at: Time::from_millis(row.get(2)?) })
        });
        found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => malformed("tenant", "1", "id"),
            error => explain("reading the tenant", &error),
        })
    }

    fn wrapped_key(&self, purpose: Purpose) -> Result<(u32, Vec<u8>)> {
        let sql = "SELECT id, wrapped FROM keys WHERE purpose = ?1";
        let found = self.sql().query_row(sql, [purpose.word()], |row| Ok((row.get(0)?, row.get(1)?)));
        found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => malformed("keys", purpose.word(), "wrapped"),
            error => explain("reading the keys", &error),
        })
    }
}

impl ReadTenant for Transaction<'_> {
    fn integrity(&self) -> Result<Option<String>> {
        let failed = |error| explain("checking the database", &error);
        open::enlarge_cache(self.sql()).map_err(failed)?;
        let found: String = self.sql().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
        if found != "ok" {
            return Ok(Some(found));
        }
        let names = schema::differences(self.sql()).map_err(failed)?;
        Ok((!names.is_empty()).then(|| format!("the schema was changed by hand: {}", names.join(", "))))
    }

    fn granted(&self) -> Result<Granted> {
        let found = self.sql().query_row(GRANTED, [], |row| {
            let count = |at| Ok::<_, rusqlite::Error>(u64::try_from(row.get::<_, i64>(at)?).unwrap_or_default());
            Ok(Granted {
                sessions: count(0)?,
                pauses: count(1)?,
                disablements: count(2)?,
                emergency_codes: count(3)?,
                setup_tokens: count(4)?,
                script_tokens: count(5)?,
                requests: count(6)?,
                enrollments: count(7)?,
                recovery_sets: count(8)?,
            })
        });
        found.map_err(|error| explain("counting what is granted", &error))
    }
}

/// Counts the rows of each table, in the order of [`Granted`].
const GRANTED: &str = "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM pauses), (SELECT count(*) FROM disablements), \
    (SELECT count(*) FROM emergency_codes WHERE used_at IS NULL), (SELECT count(*) FROM setup_tokens), (SELECT count(*) FROM tokens), \
    (SELECT count(*) FROM requests WHERE state = 'waiting'), (SELECT count(*) FROM factors WHERE state = 'pending'), \
    (SELECT count(DISTINCT resource_id) FROM recovery_codes)";
