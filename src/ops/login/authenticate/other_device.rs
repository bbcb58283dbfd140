//! Finds the device that a wrong code belongs to (R-REC-4): people have several entries in their app, and a lost phone still shows codes.
//!
//! It runs after the decision is made, tells only the history, and never grants anything.

use crate::{
    domain::{
        factor::{Codes, Factor, FactorState, REMOVED_KEPT_AT_MOST, totp},
        resource::Resource,
        secret::SecretBytes,
        time::Time,
    },
    error::Result,
    store::ReadTx,
};

/// A device of the same resource that opens nothing with its codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OtherDevice {
    /// `pending`, `disabled`, `removed`, `replaced` or `reset`.
    pub state: &'static str,
    pub label: String,
}

/// The device of this code, among the enrollments that are not confirmed, the disabled devices, and those removed within thirty days.
///
/// It compares at most ten, three codes each, and always all of them: the time does not reveal whether one matched, and is lost beside that
/// of hashing the password (R-LOCK-6).
pub(super) fn find(
    tx: &ReadTx<'_>,
    resource: &Resource,
    factors: &[Factor],
    typed: &str,
    now: Time,
) -> Option<OtherDevice> {
    // What cannot be read or opened is skipped: the login is decided already, and must not fail for a remark.
    let matches = |codes: Codes, secret: &dyn Fn() -> Result<SecretBytes>| match codes {
        Codes::Totp(parameters) => totp::normalise_code(typed).is_some_and(|code| {
            secret().is_ok_and(|secret| totp::in_window(&secret, &parameters, &code, now).unwrap_or(false))
        }),
    };
    let mut found = None;
    let unused = factors.iter().rev().filter(|factor| factor.state != FactorState::Active);
    for factor in unused.take(REMOVED_KEPT_AT_MOST as usize) {
        if matches(factor.device.codes(), &|| tx.factor_secret(factor)) {
            found = found.or(Some(OtherDevice { state: factor.state.word(), label: factor.label.clone() }));
        }
    }
    for factor in tx.removed_factors(&resource.id, now).unwrap_or_default() {
        if matches(factor.codes, &|| tx.removed_secret(&factor)) {
            found = found.or(Some(OtherDevice { state: factor.how.word(), label: factor.label }));
        }
    }
    found
}
