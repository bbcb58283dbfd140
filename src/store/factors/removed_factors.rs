//! The secrets of devices that are no longer enrolled, for thirty days: to tell that a wrong code is one of theirs.
//!
//! They are sealed to this table, so a row put back among the factors does not open. Nothing that grants reads here.

use crate::{
    domain::{
        factor::{Factor, Removal, RemovedFactor},
        time::{Span, Time},
    },
    error::Result,
};

/// What a database keeps of removed devices.
pub(in crate::store) trait KeepRemovedFactors {
    /// The devices of a resource that were removed after `since`, newest first, at most so many.
    fn removed_factors_since(&self, resource: &str, since: Time, most: u32) -> Result<Vec<RemovedFactor>>;

    /// A removed device's secret as it rests.
    fn sealed_removed_secret(&self, factor: &str) -> Result<Vec<u8>>;

    /// Adds a device that was removed at `now`, with its sealed secret.
    fn insert_removed_factor(&self, factor: &Factor, how: Removal, sealed: &[u8], now: Time) -> Result<()>;

    /// Forgets all but the newest so many of a resource.
    fn delete_old_removed_factors(&self, resource: &str, most: u32) -> Result<()>;

    /// Forgets those that were removed at `until` or before.
    fn delete_removed_factors_until(&self, until: Time) -> Result<()>;

    /// Makes every one removed so much earlier.
    fn set_removed_factors_back(&self, span: Span) -> Result<()>;
}
