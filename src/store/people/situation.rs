//! What a report shows beside a resource: lock, pause, disablement, factors, recovery codes.

use crate::domain::{disablement::Disablement, factor::Factor, lockout::Lockout, pause::Pause};

/// A resource's lock, pause, disablement, factors and recovery codes as they stand in their tables, in force or over.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Its count of denials and its locks.
    pub lockout: Lockout,
    pub pause: Option<Pause>,
    /// How the owner switched 2FA off for it (R-REC-3).
    pub disablement: Option<Disablement>,
    /// Its factors, oldest first.
    pub factors: Vec<Factor>,
    /// How many recovery codes were not used.
    pub recovery_codes_left: u32,
}
