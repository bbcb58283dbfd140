//! 2FA switched off by the owner, once a resource.

use crate::{
    domain::{disablement::Disablement, time::Time},
    error::Result,
    store::{
        factors::disablements::{KeepDisablements, ReadDisablements},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, params};

impl ReadDisablements for Transaction<'_> {
    fn disablement(&self, resource: &str) -> Result<Option<Disablement>> {
        let failed = |error| explain("reading what the owner switched off", &error);
        let sql =
            "SELECT until, disabled_at, disabled_by, approved_by, reason FROM disablements WHERE resource_id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| {
            Ok(Disablement {
                until: Time::from_millis(row.get(0)?),
                disabled_at: Time::from_millis(row.get(1)?),
                disabled_by: row.get(2)?,
                approved_by: row.get(3)?,
                reason: row.get(4)?,
            })
        });
        found.optional().map_err(failed)
    }
}

impl Transaction<'_> {
    /// Whether 2FA of anybody was switched off, in force or over.
    pub(in crate::store::sqlite) fn any_disablement(&self) -> Result<bool> {
        let failed = |error| explain("reading what the owner switched off", &error);
        let mut statement = self.sql().prepare_cached("SELECT EXISTS(SELECT 1 FROM disablements)").map_err(failed)?;
        statement.query_row([], |row| row.get(0)).map_err(failed)
    }
}

impl KeepDisablements for Transaction<'_> {
    fn put_disablement(&self, resource: &str, disablement: &Disablement) -> Result<()> {
        let sql = "INSERT OR REPLACE INTO disablements (resource_id, until, disabled_at, disabled_by, approved_by, reason) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let row = params![
            resource,
            disablement.until.millis(),
            disablement.disabled_at.millis(),
            disablement.disabled_by,
            disablement.approved_by,
            disablement.reason,
        ];
        self.one_row("disablements", resource, sql, row)
    }

    fn delete_disablement(&self, resource: &str) -> Result<()> {
        self.one_row("disablements", resource, "DELETE FROM disablements WHERE resource_id = ?1", [resource])
    }

    fn delete_all_disablements(&self) -> Result<()> {
        self.statement("ending what the owner switched off", "DELETE FROM disablements", [])?;
        Ok(())
    }
}
