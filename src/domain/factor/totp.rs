//! Time-based codes (RFC 6238, RFC 4226): the key as it is shown, and the judgement of a code (R-TOTP-1, R-TOTP-3, R-TOTP-5).

mod fault;
mod otpauth;
mod parameters;

pub use fault::TotpFault;
pub use otpauth::{issuer, key, key_in_groups, uri};
pub use parameters::{Algorithm, Parameters};

use super::{Spend, Verdict};
use crate::domain::{
    normalize_input::compact,
    secret::{SecretBytes, SecretText},
    time::Time,
};
use subtle::{Choice, ConstantTimeEq};
use totp_rs::{Algorithm as Hash, Builder, Totp as Generator};

/// Length of a new secret in bytes: 160 bits (R-TOTP-1).
pub const SECRET_BYTES: usize = 20;
/// RFC 4226 R6: no secret under 128 bits is used.
const LEAST_SECRET_BYTES: usize = 16;
/// How many steps before and after the present one are accepted (R-TOTP-3).
const WINDOW: u64 = 1;
/// How far a clock is searched for, in seconds to either side (R-TOTP-5).
const SEARCHED_SECONDS: u64 = 3600;

/// An authenticator app, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Totp {
    /// Shown above the account in the app.
    pub issuer: String,
    /// Algorithm, digits and period.
    pub parameters: Parameters,
    /// The last accepted time step; what is at or before it is spent.
    pub last_step: Option<u64>,
}

impl Totp {
    /// What a typed code is worth at the time `now`. Changes nothing (R-TOTP-3, R-TOTP-5, R-LOCK-8).
    ///
    /// # Errors
    /// For a secret under 128 bits or parameters out of bounds.
    pub fn judge(&self, secret: &SecretBytes, code: &str, now: Time) -> Result<Verdict, TotpFault> {
        judge(secret, &self.parameters, self.last_step, code, now)
    }

    /// When the step after the last accepted one comes into the window, if the last one lies beyond the window: no code before is fresh.
    pub(super) fn used_ahead_until(&self, now: Time) -> Option<Time> {
        let period = u64::from(self.parameters.period);
        let present = now.seconds() / period.max(1);
        let last = self.last_step.filter(|last| *last > present + WINDOW)?;
        let opens = (last + 1 - WINDOW).saturating_mul(period).saturating_mul(1000);
        Some(Time::from_millis(i64::try_from(opens).unwrap_or(i64::MAX)))
    }
}

/// A typed code without spaces and dashes, full-width digits folded; `None` unless 6 to 8 ASCII digits remain (R-TOTP-3).
pub fn normalise_code(typed: &str) -> Option<String> {
    compact(typed, 128).filter(|code| (6..=8).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit()))
}

/// Whether a typed code has so many digits.
pub fn could_show(digits: u8, typed: &str) -> bool {
    normalise_code(typed).is_some_and(|code| code.len() == usize::from(digits))
}

/// The code of one step, counted in periods since the epoch.
///
/// # Errors
/// For a secret under 128 bits or parameters out of bounds.
pub fn at_step(secret: &SecretBytes, p: &Parameters, step: u64) -> Result<SecretText, TotpFault> {
    Ok(code_at(&generator(secret, p)?, step))
}

/// Judges a typed code at the time `now`, where `last_step` was accepted last. Changes nothing (R-TOTP-3, R-TOTP-5, R-LOCK-8).
///
/// # Errors
/// For a secret under 128 bits or parameters out of bounds.
fn judge(
    secret: &SecretBytes,
    p: &Parameters,
    last_step: Option<u64>,
    code: &str,
    now: Time,
) -> Result<Verdict, TotpFault> {
    let generator = generator(secret, p)?;
    let Some(code) = normalise_code(code).map(SecretText::new) else { return Ok(Verdict::Wrong) };
    let matches = |step: u64| bool::from(same(&code_at(&generator, step), &code));
    let present = now.seconds() / u64::from(p.period);
    // All of the window is computed before any is looked at: the time tells not which step it was.
    let window: Vec<u64> = (present.saturating_sub(WINDOW)..=present + WINDOW)
        .map(|s| (s, matches(s)))
        .filter(|m| m.1)
        .map(|m| m.0)
        .collect();
    let Some(last) = last_step else {
        return Ok(window.first().map_or_else(|| skew(&matches, p, present), |s| Verdict::Right(Spend::Step(*s))));
    };
    let fresh = window.iter().find(|s| **s > last).map(|s| Verdict::Right(Spend::Step(*s)));
    let again = window.contains(&last).then_some(Verdict::Repeated(Spend::Step(last)));
    let used = window.first().map(|s| Verdict::Used(Spend::Step(*s)));
    Ok(fresh.or(again).or(used).unwrap_or_else(|| skew(&matches, p, present)))
}

/// Whether it is a code of the window around `now`, spent or not. This identifies the device of a code; it never lets anybody in.
///
/// # Errors
/// For a secret under 128 bits or parameters out of bounds.
pub fn in_window(secret: &SecretBytes, p: &Parameters, code: &str, now: Time) -> Result<bool, TotpFault> {
    let generator = generator(secret, p)?;
    let code = SecretText::new(code.to_owned());
    let present = now.seconds() / u64::from(p.period);
    let window = present.saturating_sub(WINDOW)..=present + WINDOW;
    Ok(bool::from(window.fold(Choice::from(0), |found, step| found | same(&code_at(&generator, step), &code))))
}

/// The nearest step within an hour, to either side, that has this code. Asked only if no step of the window has it.
fn skew(matches: &impl Fn(u64) -> bool, p: &Parameters, present: u64) -> Verdict {
    let found = (1..=SEARCHED_SECONDS / u64::from(p.period)).find_map(|distance| {
        let seconds = (distance * u64::from(p.period)) as i64;
        let behind = present.checked_sub(distance).filter(|s| matches(*s)).map(|_| -seconds);
        behind.or_else(|| matches(present + distance).then_some(seconds))
    });
    found.map_or(Verdict::Wrong, |seconds| Verdict::Skewed { seconds })
}

fn same(a: &SecretText, b: &SecretText) -> Choice {
    a.expose().as_bytes().ct_eq(b.expose().as_bytes())
}

fn code_at(generator: &Generator, step: u64) -> SecretText {
    SecretText::new(generator.generate(step).to_string())
}

/// A generator that takes the step itself as its time: a period of one second spares the multiplication and its overflow.
fn generator(secret: &SecretBytes, p: &Parameters) -> Result<Generator, TotpFault> {
    let p = Parameters::new(p.algorithm, p.digits, p.period)?;
    if secret.expose().len() < LEAST_SECRET_BYTES {
        return Err(TotpFault::SecretTooShort { bits: secret.expose().len() * 8 });
    }
    let hash = match p.algorithm {
        Algorithm::Sha1 => Hash::SHA1,
        Algorithm::Sha256 => Hash::SHA256,
        Algorithm::Sha512 => Hash::SHA512,
    };
    let builder = Builder::new().with_algorithm(hash).with_digits(p.digits).with_step_duration(1).with_skew(0);
    builder.with_secret(secret.expose()).build().map_err(|_| TotpFault::Unusable)
}

#[cfg(test)]
mod tests;
