//! Second factors, their sealed secrets and their spent steps (R-TOTP-2, R-TOTP-3), and what stands in for them.

pub(super) mod disablements;
pub(super) mod pauses;
pub(super) mod recovery_codes;
pub(super) mod removed_factors;

use crate::{
    domain::{
        factor::{Factor, PENDING_LIFE, Removal, Spend},
        lockout::FACTOR_FAILURES,
        secret::SecretBytes,
        time::Time,
    },
    error::{Code, Error, Result},
    store::{ReadTx, WriteTx},
    vault::Place,
};

/// What is read of factors.
pub trait ReadFactors {
    /// A resource's factors, oldest first, pending ones included even when they have expired.
    fn factors(&self, resource: &str) -> Result<Vec<Factor>>;
}

/// What a database keeps of factors.
pub(in crate::store) trait KeepFactors {
    /// A factor's secret as it rests.
    fn sealed_secret(&self, factor: &str) -> Result<Vec<u8>>;

    /// Adds a factor of which no code was accepted, with its sealed secret.
    fn insert_factor(&self, factor: &Factor, sealed: &[u8]) -> Result<()>;

    /// Makes a pending factor active; the code that proved it is spent.
    fn confirm_factor(&self, factor: &str, spend: Spend, used_at: Option<Time>) -> Result<()>;

    /// Takes a factor away, which must be there.
    fn delete_factor(&self, factor: &str) -> Result<()>;

    /// Spends a code of an active factor if nothing spent it yet, nor a later one, by the statement itself: at most one of those who ask is
    /// answered true (R-TOTP-3).
    fn spend_code(&self, factor: &str, spend: Spend, now: Time) -> Result<bool>;

    /// Counts no failure any more on the active factors of the resource that has this one.
    fn clear_failures(&self, factor: &str) -> Result<()>;

    /// Counts a failure on an active factor, and disables it at so many.
    fn count_factor_failure(&self, factor: &str, most: u32) -> Result<()>;

    /// Takes the pending factors away that were made at `until` or before.
    fn delete_enrollments_until(&self, until: Time) -> Result<()>;

    /// Takes every pending factor away.
    fn delete_all_enrollments(&self) -> Result<()>;
}

/// The name of the row that a secret is sealed to: whose it is belongs to it, or a row in another person's name would open.
fn sealed_row(resource: &str, factor: &str) -> String {
    format!("{factor} of {resource}")
}

fn place(row: &str) -> Place<'_> {
    Place { table: "factors", column: "secret", row }
}

impl ReadTx<'_> {
    /// A factor's secret, unsealed.
    pub fn factor_secret(&self, factor: &Factor) -> Result<SecretBytes> {
        let sealed = self.transaction.sealed_secret(&factor.id)?;
        let opened = self.vault()?.open_sealed(place(&sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }
}

impl WriteTx<'_> {
    pub(in crate::store) fn add_factor(&self, factor: &Factor, secret: &[u8]) -> Result<()> {
        let sealed = self.vault()?.seal(place(&sealed_row(&factor.resource, &factor.id)), secret, self.random()?)?;
        self.transaction().insert_factor(factor, &sealed)
    }

    pub(in crate::store) fn confirm_factor(&self, factor: &str, spend: Spend, login: bool) -> Result<()> {
        self.transaction().confirm_factor(factor, spend, login.then(|| self.now()))
    }

    /// Removes a factor. Its secret is sealed anew to the table of those that grant nothing, so that it cannot be put back; one that
    /// does not open is not kept, because damage must not stand in the way of a reset.
    pub(in crate::store) fn remove_factor(&self, factor: &Factor, how: Removal) -> Result<()> {
        let secret = self.factor_secret(factor);
        self.transaction().delete_factor(&factor.id)?;
        match secret {
            Ok(secret) => self.add_removed_factor(factor, how, &secret),
            Err(_) => Ok(()),
        }
    }

    pub(in crate::store) fn spend_code(&self, factor: &str, spend: Spend) -> Result<()> {
        if !self.transaction().spend_code(factor, spend, self.now())? {
            return Err(Error::new(Code::Changed, "the code was spent by another login; nothing was changed"));
        }
        // A wrong code is counted on every device, since nobody can tell which it was meant for: so a right one clears them all.
        self.transaction().clear_failures(factor)
    }

    /// A hundred wrong codes in a row disable a device (R-LOCK-10).
    pub(in crate::store) fn count_factor_failure(&self, factor: &str) -> Result<()> {
        self.transaction().count_factor_failure(factor, FACTOR_FAILURES)
    }

    pub(in crate::store) fn forget_expired_enrollments(&self) -> Result<()> {
        self.transaction().delete_enrollments_until(self.now().minus(PENDING_LIFE))
    }
}
