//! Pauses of the second factor (R-PAUSE-2, R-PAUSE-3, R-PAUSE-7).

use super::super::{ReadTx, WriteTx, explain};
use crate::{
    domain::{
        pause::{Ends, Pause},
        time::Time,
    },
    error::Result,
};
use rusqlite::{OptionalExtension, params};

impl ReadTx<'_> {
    /// A resource's pause, in force or over.
    pub fn pause(&self, resource: &str) -> Result<Option<Pause>> {
        let failed = |error| explain("reading a pause", &error);
        let sql = "SELECT until, started_at, reason, ticket, operator FROM pauses WHERE resource_id = ?1";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| {
            let until: Option<i64> = row.get(0)?;
            Ok(Pause {
                ends: until.map_or(Ends::NextLogin, |until| Ends::At(Time::from_millis(until))),
                started_at: Time::from_millis(row.get(1)?),
                reason: row.get(2)?,
                ticket: row.get(3)?,
                operator: row.get(4)?,
            })
        });
        found.optional().map_err(failed)
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_pause(&self, resource: &str, pause: &Pause) -> Result<()> {
        let until = match pause.ends {
            Ends::NextLogin => None,
            Ends::At(until) => Some(until.millis()),
        };
        let sql = "INSERT INTO pauses (resource_id, until, started_at, reason, ticket, operator) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (resource_id) DO UPDATE SET until = ?2, started_at = ?3, reason = ?4, ticket = ?5, operator = ?6";
        let row = params![resource, until, pause.started_at.millis(), pause.reason, pause.ticket, pause.operator];
        self.one_row("pauses", resource, sql, row)
    }

    pub(in crate::store) fn delete_pause(&self, resource: &str) -> Result<()> {
        self.one_row("pauses", resource, "DELETE FROM pauses WHERE resource_id = ?1", [resource])
    }

    /// Ends everybody's pauses: the clock went back.
    pub(in crate::store) fn end_all_pauses(&self) -> Result<()> {
        self.statement("ending every pause", "DELETE FROM pauses", [])?;
        Ok(())
    }
}
