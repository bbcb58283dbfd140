//! The tenant and its wrapped keys.

mod policy;

use super::open::{self, STEPS};
use crate::{
    domain::{granted::Granted, time::Time},
    error::Result,
    store::{
        sqlite::{Transaction, explain, nonsense},
        tenant::{KeepTenant, ReadTenant, Tenant},
    },
    vault::Purpose,
};
use rusqlite::Connection;
use std::collections::BTreeMap;

impl KeepTenant for Transaction<'_> {
    fn tenant_row(&self) -> Result<Tenant> {
        let sql = "SELECT id, name, created_at FROM tenant WHERE one = 1";
        let found = self.sql().query_row(sql, [], |row| {
            Ok(Tenant { id: row.get(0)?, name: row.get(1)?, created_at: Time::from_millis(row.get(2)?) })
        });
        found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => nonsense("tenant", "1", "id"),
            error => explain("reading the tenant", &error),
        })
    }

    fn wrapped_key(&self, purpose: Purpose) -> Result<(u32, Vec<u8>)> {
        let sql = "SELECT id, wrapped FROM keys WHERE purpose = ?1";
        let found = self.sql().query_row(sql, [purpose.word()], |row| Ok((row.get(0)?, row.get(1)?)));
        found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => nonsense("keys", purpose.word(), "wrapped"),
            error => explain("reading the keys", &error),
        })
    }
}

impl ReadTenant for Transaction<'_> {
    fn integrity(&self) -> Result<Option<String>> {
        let failed = |error| explain("checking the database", &error);
        open::make_room(self.sql()).map_err(failed)?;
        let found: String = self.sql().query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(failed)?;
        if found != "ok" {
            return Ok(Some(found));
        }
        let fresh = Connection::open_in_memory().map_err(failed)?;
        STEPS.iter().try_for_each(|step| fresh.execute_batch(step)).map_err(failed)?;
        let (here, there) = (schema(self.sql()).map_err(failed)?, schema(&fresh).map_err(failed)?);
        let differing = here.iter().filter(|(name, sql)| there.get(*name) != Some(sql)).map(|(name, _)| name);
        let missing = there.keys().filter(|name| !here.contains_key(*name));
        let names: Vec<_> = differing.chain(missing).map(String::as_str).collect();
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

/// Counts what stands in each table, in the order of [`Granted`].
const GRANTED: &str = "SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM pauses), (SELECT count(*) FROM disablements), \
    (SELECT count(*) FROM emergency_codes WHERE used_at IS NULL), (SELECT count(*) FROM setup_tokens), (SELECT count(*) FROM tokens), \
    (SELECT count(*) FROM requests WHERE state = 'waiting'), (SELECT count(*) FROM factors WHERE state = 'pending'), \
    (SELECT count(DISTINCT resource_id) FROM recovery_codes)";

/// Every object of a schema, by type and name, with the text that made it.
fn schema(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Option<String>>> {
    let mut statement =
        connection.prepare("SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
