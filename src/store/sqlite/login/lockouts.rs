//! Counts of denials and locks, of resources and of names that do not exist (R-LOCK-1, R-LOCK-5, R-LOCK-7).

use super::super::{ReadTx, WriteTx, explain};
use crate::{
    domain::{
        lockout::{HandLock, Lockout, UNKNOWN_REMEMBERED},
        time::Time,
    },
    error::Result,
};
use rusqlite::{OptionalExtension, Row, params};

/// What [`read`] reads, in its order.
pub(in crate::store) const COLUMNS: &str = "failed, locked_at, hand_at, hand_until, hand_reason, hand_by";

impl ReadTx<'_> {
    /// A resource's count and locks.
    pub fn lockout(&self, resource: &str) -> Result<Lockout> {
        let failed = |error| explain("reading a lock", &error);
        let sql = format!("SELECT {COLUMNS} FROM lockouts WHERE resource_id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| read(row, 0));
        Ok(found.optional().map_err(failed)?.unwrap_or_default())
    }

    /// The count and lock of a name that does not exist; nothing once its day is over.
    pub fn unknown_lockout(&self, name_hash: &[u8; 32], now: Time) -> Result<Lockout> {
        let failed = |error| explain("reading a lock", &error);
        let sql = "SELECT failed, locked_at FROM unknown_lockouts WHERE name_hash = ?1 AND last_at > ?2";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let since = now.minus(UNKNOWN_REMEMBERED).millis();
        let found = statement.query_row(params![name_hash, since], |row| {
            Ok(Lockout { failed: row.get(0)?, locked_at: time(row, 1)?, by_hand: None })
        });
        Ok(found.optional().map_err(failed)?.unwrap_or_default())
    }
}

/// A lockout whose columns begin at `first`; nothing counted and no lock where they are absent.
pub(in crate::store) fn read(row: &Row, first: usize) -> rusqlite::Result<Lockout> {
    let Some(failed) = row.get(first)? else { return Ok(Lockout::default()) };
    let by_hand = row.get::<_, Option<i64>>(first + 2)?.map(|at| -> rusqlite::Result<HandLock> {
        let by = row.get::<_, Option<String>>(first + 5)?.unwrap_or_default();
        Ok(HandLock { at: Time::from_millis(at), until: time(row, first + 3)?, reason: row.get(first + 4)?, by })
    });
    Ok(Lockout { failed, locked_at: time(row, first + 1)?, by_hand: by_hand.transpose()? })
}

fn time(row: &Row, column: usize) -> rusqlite::Result<Option<Time>> {
    Ok(row.get::<_, Option<i64>>(column)?.map(Time::from_millis))
}

impl WriteTx<'_> {
    pub(in crate::store) fn put_lockout(&self, resource: &str, lockout: &Lockout) -> Result<()> {
        let sql = "INSERT INTO lockouts (resource_id, failed, locked_at) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (resource_id) DO UPDATE SET failed = ?2, locked_at = ?3";
        self.one_row("lockouts", resource, sql, params![resource, lockout.failed, lockout.locked_at.map(Time::millis)])
    }

    pub(in crate::store) fn put_hand_lock(&self, resource: &str, lock: &HandLock) -> Result<()> {
        let sql = "INSERT INTO lockouts (resource_id, failed, hand_at, hand_until, hand_reason, hand_by) VALUES (?1, 0, ?2, ?3, ?4, ?5) \
                   ON CONFLICT (resource_id) DO UPDATE SET hand_at = ?2, hand_until = ?3, hand_reason = ?4, hand_by = ?5";
        let row = params![resource, lock.at.millis(), lock.until.map(Time::millis), lock.reason, lock.by];
        self.one_row("lockouts", resource, sql, row)
    }

    pub(in crate::store) fn delete_lockout(&self, resource: &str) -> Result<()> {
        self.statement("clearing a lock", "DELETE FROM lockouts WHERE resource_id = ?1", [resource])?;
        Ok(())
    }

    pub(in crate::store) fn put_unknown_lockout(&self, name_hash: &[u8; 32], lockout: &Lockout) -> Result<()> {
        let sql = "INSERT INTO unknown_lockouts (name_hash, failed, locked_at, last_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (name_hash) DO UPDATE SET failed = ?2, locked_at = ?3, last_at = ?4";
        let row = params![name_hash, lockout.failed, lockout.locked_at.map(Time::millis), self.now().millis()];
        self.one_row("unknown_lockouts", "?", sql, row)
    }

    pub(in crate::store) fn delete_forgotten_names(&self) -> Result<()> {
        let since = self.now().minus(UNKNOWN_REMEMBERED).millis();
        self.statement("forgetting denied names", "DELETE FROM unknown_lockouts WHERE last_at <= ?1", [since])?;
        Ok(())
    }
}
