//! Counts of denials and locks, of resources and of names that do not exist (R-LOCK-1, R-LOCK-5, R-LOCK-7).

use crate::{
    domain::{
        lockout::{HandLock, Lockout},
        time::Time,
    },
    error::Result,
};

/// What is read of locks.
pub trait ReadLockouts {
    /// A resource's count and locks.
    fn lockout(&self, resource: &str) -> Result<Lockout>;

    /// How many resources have so many denials counted, or more, and are not locked by them.
    fn denied_at_least(&self, failed: u32) -> Result<u64>;
}

/// What a database keeps of locks.
pub(in crate::store) trait KeepLockouts {
    /// The count and lock of a name that does not exist, if its last denial is later than `since`.
    fn unknown_lockout_since(&self, name_hash: &[u8; 32], since: Time) -> Result<Option<Lockout>>;

    /// Writes a resource's count and its lock by failures; a lock by hand stays.
    fn put_lockout(&self, resource: &str, lockout: &Lockout) -> Result<()>;

    /// Writes a resource's lock by hand; the count stays.
    fn put_hand_lock(&self, resource: &str, lock: &HandLock) -> Result<()>;

    /// Takes count and locks of a resource away, if it has any.
    fn delete_lockout(&self, resource: &str) -> Result<()>;

    /// Writes the count and lock of a name that does not exist, denied at `now`.
    fn put_unknown_lockout(&self, name_hash: &[u8; 32], lockout: &Lockout, now: Time) -> Result<()>;

    /// Forgets the names that do not exist and were last denied at `until` or before.
    fn delete_unknown_lockouts(&self, until: Time) -> Result<()>;
}
