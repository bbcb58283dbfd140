//! Judges a typed code by the kind of its factor (R-TOTP-3), and tells what the app of a wrong one ignores.

use crate::{
    domain::{
        factor::{
            Device, Factor, Verdict,
            totp::{Parameters, in_window, normalise_code},
        },
        time::Time,
    },
    error::{Code, Error, Result},
    store::ReadTx,
};
use schemars::JsonSchema;
use serde::Serialize;

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

/// How an app makes its codes that ignores what the enrollment asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AppSettings {
    /// The name of the device.
    pub label: String,
    /// The hash that it uses.
    pub algorithm: &'static str,
    /// The length of its codes.
    pub digits: u8,
    /// The length of its steps, in seconds.
    pub period: u32,
    /// What it ignores, in words.
    pub ignores: Vec<String>,
}

/// The app of a wrong code, if it is right for other settings than the factor's. It only explains: such a code grants nothing, spends nothing
/// and counts as any wrong one.
pub(in crate::ops) fn app_settings(tx: &ReadTx<'_>, factor: &Factor, typed: &str, now: Time) -> Option<AppSettings> {
    let Device::Totp(totp) = &factor.device;
    let others = totp.parameters.where_ignored();
    let code = normalise_code(typed).filter(|_| !others.is_empty())?;
    // What cannot be read is no explanation; the code is judged already.
    let secret = tx.factor_secret(factor).ok()?;
    let right = |other: &Parameters| in_window(&secret, other, &code, now).unwrap_or(false);
    let found = others.into_iter().filter(right).collect::<Vec<_>>().into_iter().next()?;
    let ignores = totp.parameters.unusual().into_iter().filter(|each| !found.unusual().contains(each)).collect();
    Some(AppSettings {
        label: factor.label.clone(),
        algorithm: found.algorithm.as_str(),
        digits: found.digits,
        period: found.period,
        ignores,
    })
}

impl AppSettings {
    /// `the app ignores SHA512 and 8 digits`.
    pub fn in_words(&self) -> String {
        let (last, before) = match self.ignores.split_last() {
            Some((last, before)) => (last.as_str(), before.join(", ")),
            None => ("", String::new()),
        };
        let and = if before.is_empty() { "" } else { " and " };
        format!("the app ignores {before}{and}{last}")
    }
}
