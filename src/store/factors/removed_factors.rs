//! The secrets of devices that are no longer enrolled, for thirty days: to tell that a wrong code is one of theirs.
//!
//! They are sealed to this table, so that a row put back among the factors does not open. Nothing that grants reads here.

use super::sealed_row;
use crate::{
    domain::{
        factor::{Factor, REMOVED_KEPT, REMOVED_KEPT_AT_MOST, Removal, RemovedFactor},
        secret::SecretBytes,
        time::{Span, Time},
    },
    error::Result,
    store::{ReadTx, WriteTx},
    vault::Place,
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

fn place(row: &str) -> Place<'_> {
    Place { table: "removed_factors", column: "secret", row }
}

impl ReadTx<'_> {
    /// The devices that a resource had and whose thirty days are not over, newest first, five at most.
    pub fn removed_factors(&self, resource: &str, now: Time) -> Result<Vec<RemovedFactor>> {
        self.transaction.removed_factors_since(resource, now.minus(REMOVED_KEPT), REMOVED_KEPT_AT_MOST)
    }

    /// A removed device's secret, unsealed.
    pub fn removed_secret(&self, factor: &RemovedFactor) -> Result<SecretBytes> {
        let sealed = self.transaction.sealed_removed_secret(&factor.id)?;
        let opened = self.vault()?.open_sealed(place(&sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }
}

impl WriteTx<'_> {
    pub(super) fn add_removed_factor(&self, factor: &Factor, how: Removal, secret: &SecretBytes) -> Result<()> {
        let row = sealed_row(&factor.resource, &factor.id);
        let sealed = self.vault()?.seal(place(&row), secret.expose(), self.random()?)?;
        self.transaction().insert_removed_factor(factor, how, &sealed, self.now())?;
        self.transaction().delete_old_removed_factors(&factor.resource, REMOVED_KEPT_AT_MOST)?;
        self.forget_removed_factors()
    }

    pub(in crate::store) fn forget_removed_factors(&self) -> Result<()> {
        self.transaction().delete_removed_factors_until(self.now().minus(REMOVED_KEPT))
    }
}
