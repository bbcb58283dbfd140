//! 2FA switched off by the owner, until a point in time (R-REC-3).

use super::super::{ReadTx, WriteTx, explain};
use crate::{
    domain::{disablement::Disablement, time::Time},
    error::Result,
};
use rusqlite::{OptionalExtension, params};

impl ReadTx<'_> {
    /// How 2FA of a resource was switched off, in force or over.
    pub fn disablement(&self, resource: &str) -> Result<Option<Disablement>> {
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

    /// Whether 2FA of anybody was switched off, in force or over.
    pub(in crate::store) fn any_disablement(&self) -> Result<bool> {
        let failed = |error| explain("reading what the owner switched off", &error);
        let mut statement = self.sql().prepare_cached("SELECT EXISTS(SELECT 1 FROM disablements)").map_err(failed)?;
        statement.query_row([], |row| row.get(0)).map_err(failed)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_disablement(&self, resource: &str, disablement: &Disablement) -> Result<()> {
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

    pub(in crate::store) fn delete_disablement(&self, resource: &str) -> Result<()> {
        self.one_row("disablements", resource, "DELETE FROM disablements WHERE resource_id = ?1", [resource])
    }

    /// 2FA is asked for again of everybody: the clock went back.
    pub(in crate::store) fn end_all_disablements(&self) -> Result<()> {
        self.statement("ending what the owner switched off", "DELETE FROM disablements", [])?;
        Ok(())
    }
}
