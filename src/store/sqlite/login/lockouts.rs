//! Counts of denials and locks, of resources and of names that do not exist.

use crate::{
    domain::{
        lockout::{HandLock, Lockout},
        time::Time,
    },
    error::Result,
    store::{
        login::lockouts::{KeepLockouts, ReadLockouts},
        sqlite::{Transaction, explain},
    },
};
use rusqlite::{OptionalExtension, Row, params};

/// What [`read`] reads, in its order.
pub(in crate::store::sqlite) const COLUMNS: &str = "failed, locked_at, hand_at, hand_until, hand_reason, hand_by";

impl ReadLockouts for Transaction<'_> {
    fn lockout(&self, resource: &str) -> Result<Lockout> {
        let failed = |error| explain("reading a lock", &error);
        let sql = format!("SELECT {COLUMNS} FROM lockouts WHERE resource_id = ?1");
        let mut statement = self.sql().prepare_cached(&sql).map_err(failed)?;
        let found = statement.query_row([resource], |row| read(row, 0));
        Ok(found.optional().map_err(failed)?.unwrap_or_default())
    }

    fn denied_at_least(&self, least: u32) -> Result<u64> {
        let sql = "SELECT count(*) FROM lockouts WHERE failed >= ?1 AND locked_at IS NULL";
        let counted = self.sql().query_row(sql, [least], |row| row.get::<_, i64>(0));
        counted.map(i64::unsigned_abs).map_err(|error| explain("counting denials", &error))
    }
}

/// Reads a lockout from the columns that begin at `first`; nothing counted and no lock if they are absent.
pub(in crate::store::sqlite) fn read(row: &Row, first: usize) -> rusqlite::Result<Lockout> {
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

impl KeepLockouts for Transaction<'_> {
    fn unknown_lockout_since(&self, name_hash: &[u8; 32], since: Time) -> Result<Option<Lockout>> {
        let failed = |error| explain("reading a lock", &error);
        let sql = "SELECT failed, locked_at FROM unknown_lockouts WHERE name_hash = ?1 AND last_at > ?2";
        let mut statement = self.sql().prepare_cached(sql).map_err(failed)?;
        let found = statement.query_row(params![name_hash, since.millis()], |row| {
            Ok(Lockout { failed: row.get(0)?, locked_at: time(row, 1)?, by_hand: None })
        });
        found.optional().map_err(failed)
    }

    fn put_lockout(&self, resource: &str, lockout: &Lockout) -> Result<()> {
        let sql = "INSERT INTO lockouts (resource_id, failed, locked_at) VALUES (?1, ?2, ?3) \
                   ON CONFLICT (resource_id) DO UPDATE SET failed = ?2, locked_at = ?3";
        self.one_row("lockouts", resource, sql, params![resource, lockout.failed, lockout.locked_at.map(Time::millis)])
    }

    fn put_hand_lock(&self, resource: &str, lock: &HandLock) -> Result<()> {
        let sql = "INSERT INTO lockouts (resource_id, failed, hand_at, hand_until, hand_reason, hand_by) VALUES (?1, 0, ?2, ?3, ?4, ?5) \
                   ON CONFLICT (resource_id) DO UPDATE SET hand_at = ?2, hand_until = ?3, hand_reason = ?4, hand_by = ?5";
        let row = params![resource, lock.at.millis(), lock.until.map(Time::millis), lock.reason, lock.by];
        self.one_row("lockouts", resource, sql, row)
    }

    fn delete_lockout(&self, resource: &str) -> Result<()> {
        self.statement("clearing a lock", "DELETE FROM lockouts WHERE resource_id = ?1", [resource])?;
        Ok(())
    }

    fn put_unknown_lockout(&self, name_hash: &[u8; 32], lockout: &Lockout, now: Time) -> Result<()> {
        let sql = "INSERT INTO unknown_lockouts (name_hash, failed, locked_at, last_at) VALUES (?1, ?2, ?3, ?4) \
                   ON CONFLICT (name_hash) DO UPDATE SET failed = ?2, locked_at = ?3, last_at = ?4";
        let row = params![name_hash, lockout.failed, lockout.locked_at.map(Time::millis), now.millis()];
        self.one_row("unknown_lockouts", "?", sql, row)
    }

    fn delete_unknown_lockouts(&self, until: Time) -> Result<()> {
        let sql = "DELETE FROM unknown_lockouts WHERE last_at <= ?1";
        self.statement("forgetting denied names", sql, [until.millis()])?;
        Ok(())
    }
}
