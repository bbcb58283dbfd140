//! The tenant and its wrapped keys.

mod policy;

use super::open::{self, STEPS};
use crate::{
    domain::time::Time,
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
}

/// Every object of a schema, by type and name, with the text that made it.
fn schema(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Option<String>>> {
    let mut statement =
        connection.prepare("SELECT type || ' ' || name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}
