//! Pauses of the second factor, one a resource.

use crate::{
    domain::{
        pause::{Ends, Pause},
        time::Time,
    },
    error::Result,
    store::{
        factors::pauses::{KeepPauses, ReadPauses},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, params};

impl ReadPauses for Transaction<'_> {
    fn pause(&self, resource: &str) -> Result<Option<Pause>> {
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

    fn next_login_pauses_until(&self, until: Time, most: u32) -> Result<Vec<(String, Pause)>> {
        let sql = "SELECT resource_id, started_at, reason, ticket, operator FROM pauses WHERE until IS NULL AND started_at <= ?1 \
                   ORDER BY started_at LIMIT ?2";
        let failed = |error| explain("reading the pauses", &error);
        self.rows("reading the pauses", sql, params![until.millis(), most], |row| {
            let read = || {
                let pause = Pause {
                    ends: Ends::NextLogin,
                    started_at: Time::from_millis(row.get(1)?),
                    reason: row.get(2)?,
                    ticket: row.get(3)?,
                    operator: row.get(4)?,
                };
                Ok::<_, rusqlite::Error>((row.get(0)?, pause))
            };
            read().map_err(failed)
        })
    }
}

impl KeepPauses for Transaction<'_> {
    fn put_pause(&self, resource: &str, pause: &Pause) -> Result<()> {
        let until = match pause.ends {
            Ends::NextLogin => None,
            Ends::At(until) => Some(until.millis()),
        };
        let sql = "INSERT INTO pauses (resource_id, until, started_at, reason, ticket, operator) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                   ON CONFLICT (resource_id) DO UPDATE SET until = ?2, started_at = ?3, reason = ?4, ticket = ?5, operator = ?6";
        let row = params![resource, until, pause.started_at.millis(), pause.reason, pause.ticket, pause.operator];
        self.one_row("pauses", resource, sql, row)
    }

    fn delete_pause(&self, resource: &str) -> Result<()> {
        self.one_row("pauses", resource, "DELETE FROM pauses WHERE resource_id = ?1", [resource])
    }

    fn delete_all_pauses(&self) -> Result<()> {
        self.statement("ending every pause", "DELETE FROM pauses", [])?;
        Ok(())
    }
}
