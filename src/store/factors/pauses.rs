//! Pauses of the second factor (R-PAUSE-2, R-PAUSE-3, R-PAUSE-7).

use crate::{
    domain::{pause::Pause, time::Time},
    error::Result,
};

/// What is read of pauses.
pub trait ReadPauses {
    /// A resource's pause, in force or over.
    fn pause(&self, resource: &str) -> Result<Option<Pause>>;

    /// Pauses for the next login that began until that time, with the ids of their resources, the oldest first.
    fn next_login_pauses_until(&self, until: Time, most: u32) -> Result<Vec<(String, Pause)>>;
}

/// What a database keeps of pauses.
pub(in crate::store) trait KeepPauses {
    /// Keeps a pause in place of any earlier one of the resource.
    fn put_pause(&self, resource: &str, pause: &Pause) -> Result<()>;

    /// Takes the pause of a resource away, which must be there.
    fn delete_pause(&self, resource: &str) -> Result<()>;

    /// Takes every pause away.
    fn delete_all_pauses(&self) -> Result<()>;
}
