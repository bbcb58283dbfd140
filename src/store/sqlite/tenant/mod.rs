//! The tenant and its wrapped keys.

pub(in crate::store) mod policy;

use super::{
    ReadTx,
    failure::{explain, nonsense},
    open::STEPS,
};
use crate::{domain::time::Time, error::Result, vault::Purpose};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The tenant that a database belongs to.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// A UUID of version 7.
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created_at: Time,
}

impl<'a> ReadTx<'a> {
    /// The tenant, read once.
    pub fn tenant(&self) -> Result<&'a Tenant> {
        if let Some(tenant) = self.store.tenant.get() {
            return Ok(tenant);
        }
        let sql = "SELECT id, name, created_at FROM tenant WHERE one = 1";
        let found = self.sql().query_row(sql, [], |row| {
            Ok(Tenant { id: row.get(0)?, name: row.get(1)?, created_at: Time::from_millis(row.get(2)?) })
        });
        let tenant = found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => nonsense("tenant", "1", "id"),
            error => explain("reading the tenant", &error),
        })?;
        Ok(self.store.tenant.get_or_init(|| tenant))
    }

    /// A purpose's key as it rests: its number and the wrapped bytes.
    pub(in crate::store) fn wrapped_key(&self, purpose: Purpose) -> Result<(u32, Vec<u8>)> {
        let sql = "SELECT id, wrapped FROM keys WHERE purpose = ?1";
        let found = self.sql().query_row(sql, [purpose.word()], |row| Ok((row.get(0)?, row.get(1)?)));
        found.map_err(|error| match error {
            rusqlite::Error::QueryReturnedNoRows => nonsense("keys", purpose.word(), "wrapped"),
            error => explain("reading the keys", &error),
        })
    }

    /// What the engine's own check finds damaged in the file, or what differs from the schema of this version: a trigger or an index put in
    /// by hand can make rows come and go unseen. None if it is sound.
    pub fn integrity(&self) -> Result<Option<String>> {
        let failed = |error| explain("checking the database", &error);
        self.store.expect_much()?;
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
