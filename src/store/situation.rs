//! What stands around a resource and a report tells of it: lock, pause, factors.

use super::ReadTx;
use crate::{
    domain::{factor::Factor, lockout::Lockout, pause::Pause},
    error::Result,
};

/// A resource's lock, pause and factors as they stand in their tables, in force or over.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Its count of denials and its locks.
    pub lockout: Lockout,
    /// Its pause.
    pub pause: Option<Pause>,
    /// Its factors, oldest first.
    pub factors: Vec<Factor>,
}

impl ReadTx<'_> {
    /// The situation of one resource; lists bring it with every row.
    ///
    /// # Errors
    /// `corrupt` for a row that makes no sense, and those of reading.
    pub fn situation(&self, resource: &str) -> Result<Situation> {
        let (lockout, pause, factors) = (self.lockout(resource)?, self.pause(resource)?, self.factors(resource)?);
        Ok(Situation { lockout, pause, factors })
    }
}
