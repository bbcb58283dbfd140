//! Judges a typed code by the kind of its factor (R-TOTP-3).

use crate::{
    domain::{
        factor::{Device, Factor, Verdict},
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};

/// Judges a code as it was typed. Spends nothing.
///
/// # Errors
/// `corrupt` for a factor that cannot judge any, and those of reading its secret.
pub(in crate::ops) fn judge(tx: &ReadTx<'_>, factor: &Factor, typed: &str, now: Time) -> Result<Verdict> {
    let verdict = match &factor.device {
        Device::Totp(totp) => totp.judge(&tx.factor_secret(factor)?, typed, now),
    };
    verdict.map_err(|fault| Error::new(Code::Corrupt, format!("table factors, row {}: {fault}", factor.id)))
}
