//! Factors: their secrets are sealed to their rows (R-TOTP-2), and the rules of the domain decide what ends with time.

use super::{read::ReadTx, write::WriteTx};
use crate::{
    domain::{
        factor::{Factor, PENDING_LIFE, REMOVED_KEPT, REMOVED_KEPT_AT_MOST, Removal, RemovedFactor, Spend},
        lockout::FACTOR_FAILURES,
        secret::SecretBytes,
        time::Time,
    },
    error::{Code, Error, Result},
    store::{
        bound_rows::BoundTable,
        factors::recovery_codes::{RecoveryRow, cells},
    },
    vault::Place,
};

/// The name of the row that a secret is sealed to. It includes the resource, or the secret would open in another person's row.
fn sealed_row(resource: &str, factor: &str) -> String {
    format!("{factor} of {resource}")
}

/// A removed device's secret is sealed to another table: put back among the factors, it does not open.
fn place<'r>(table: &'static str, row: &'r str) -> Place<'r> {
    Place { table, column: "secret", row }
}

impl ReadTx<'_> {
    /// A factor's secret, unsealed.
    pub fn factor_secret(&self, factor: &Factor) -> Result<SecretBytes> {
        let sealed = self.transaction.sealed_secret(&factor.id)?;
        let opened = self.vault()?.open_sealed(place("factors", &sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }

    /// The devices that were removed from a resource in the last thirty days, newest first, five at most.
    pub fn removed_factors(&self, resource: &str, now: Time) -> Result<Vec<RemovedFactor>> {
        self.transaction.removed_factors_since(resource, now.minus(REMOVED_KEPT), REMOVED_KEPT_AT_MOST)
    }

    /// A resource's set of recovery codes in its order, used codes included, intact or not; empty if it never had one, or a reset took it.
    pub fn recovery_codes(&self, resource: &str) -> Result<Vec<RecoveryRow>> {
        self.all_marked(BoundTable::RecoveryCodes, self.transaction.recovery_codes_of(resource)?)
    }

    /// A removed device's secret, unsealed.
    pub fn removed_secret(&self, factor: &RemovedFactor) -> Result<SecretBytes> {
        let sealed = self.transaction.sealed_removed_secret(&factor.id)?;
        let opened =
            self.vault()?.open_sealed(place("removed_factors", &sealed_row(&factor.resource, &factor.id)), &sealed)?;
        Ok(SecretBytes::new(opened.to_vec()))
    }
}

impl WriteTx<'_> {
    pub(super) fn add_factor(&self, factor: &Factor, secret: &[u8]) -> Result<()> {
        let sealed =
            self.vault()?.seal(place("factors", &sealed_row(&factor.resource, &factor.id)), secret, self.random()?)?;
        self.transaction().insert_factor(factor, &sealed)
    }

    pub(super) fn confirm_factor(&self, factor: &str, spend: Spend, login: bool) -> Result<()> {
        self.transaction().confirm_factor(factor, spend, login.then(|| self.now()))
    }

    /// Removes a factor. Its secret is sealed again, to the table of removed factors, so it cannot be put back. One that does not open is
    /// not kept, because damage must not prevent a reset.
    pub(super) fn remove_factor(&self, factor: &Factor, how: Removal) -> Result<()> {
        let secret = self.factor_secret(factor);
        self.transaction().delete_factor(&factor.id)?;
        match secret {
            Ok(secret) => self.add_removed_factor(factor, how, &secret),
            Err(_) => Ok(()),
        }
    }

    pub(super) fn spend_code(&self, factor: &str, spend: Spend) -> Result<()> {
        if !self.transaction().spend_code(factor, spend, self.now())? {
            return Err(Error::new(Code::Changed, "the code was spent by another login; nothing was changed"));
        }
        // A wrong code is counted on every device, since it does not say which it was meant for: so a right one clears them all.
        self.transaction().clear_failures(factor)
    }

    /// A hundred wrong codes in a row disable a device (R-LOCK-10).
    pub(super) fn count_factor_failure(&self, factor: &str) -> Result<()> {
        self.transaction().count_factor_failure(factor, FACTOR_FAILURES)
    }

    pub(super) fn forget_expired_enrollments(&self) -> Result<()> {
        self.transaction().delete_enrollments_until(self.now().minus(PENDING_LIFE))
    }

    pub(super) fn add_removed_factor(&self, factor: &Factor, how: Removal, secret: &SecretBytes) -> Result<()> {
        let row = sealed_row(&factor.resource, &factor.id);
        let sealed = self.vault()?.seal(place("removed_factors", &row), secret.expose(), self.random()?)?;
        self.transaction().insert_removed_factor(factor, how, &sealed, self.now())?;
        self.transaction().delete_old_removed_factors(&factor.resource, REMOVED_KEPT_AT_MOST)?;
        self.forget_removed_factors()
    }

    pub(super) fn forget_removed_factors(&self) -> Result<()> {
        self.transaction().delete_removed_factors_until(self.now().minus(REMOVED_KEPT))
    }

    /// A new set takes the place of the earlier one as a whole.
    pub(super) fn put_recovery_codes(&self, resource: &str, codes: &[RecoveryRow]) -> Result<()> {
        self.transaction().delete_recovery_codes(resource)?;
        codes.iter().try_for_each(|code| {
            let mac = self.row_mac(BoundTable::RecoveryCodes, &cells(resource, code))?;
            self.transaction().insert_recovery_code(resource, code, &mac)
        })
    }

    pub(super) fn spend_recovery_code(&self, resource: &str, number: u32) -> Result<()> {
        let (key, spent) = ([resource.into(), i64::from(number).into()], [("used_at", self.now().into())]);
        if let Some(mac) = self.mac_after(BoundTable::RecoveryCodes, &key, &spent)?
            && self.transaction().spend_recovery_code(resource, number, self.now(), &mac)?
        {
            return Ok(());
        }
        Err(Error::new(Code::Changed, "the recovery code was used or replaced meanwhile; nothing was changed"))
    }
}
