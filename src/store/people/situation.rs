//! What stands around a resource and a report tells of it: lock, pause, disablement, factors, recovery codes.

use crate::{
    domain::{disablement::Disablement, factor::Factor, lockout::Lockout, pause::Pause},
    error::Result,
    store::ReadTx,
};

/// A resource's lock, pause, disablement, factors and recovery codes as they stand in their tables, in force or over.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Its count of denials and its locks.
    pub lockout: Lockout,
    /// Its pause.
    pub pause: Option<Pause>,
    /// How the owner switched 2FA off for it (R-REC-3).
    pub disablement: Option<Disablement>,
    /// Its factors, oldest first.
    pub factors: Vec<Factor>,
    /// How many recovery codes were not used.
    pub recovery_codes_left: u32,
}

impl ReadTx<'_> {
    /// The situation of one resource; lists bring it with every row.
    ///
    /// # Errors
    /// `corrupt` for a row that makes no sense, and those of reading.
    pub fn situation(&self, resource: &str) -> Result<Situation> {
        let (lockout, pause, factors) = (self.lockout(resource)?, self.pause(resource)?, self.factors(resource)?);
        let recovery_codes_left = self.recovery_codes_left(resource)?;
        let disablement = self.disablement(resource)?;
        Ok(Situation { lockout, pause, disablement, factors, recovery_codes_left })
    }
}
