//! How a device makes its codes: hash, digits, period (R-TOTP-1).

use super::TotpFault;
use std::{fmt, str::FromStr};

/// The hash of the code (R-TOTP-1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Algorithm {
    /// What every app supports.
    #[default]
    Sha1,
    /// Many apps ignore it silently and use SHA-1.
    Sha256,
    /// Many apps ignore it silently and use SHA-1.
    Sha512,
}

impl Algorithm {
    /// In lower case, as it is stored: `sha1`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Sha256 => "sha256",
            Self::Sha512 => "sha512",
        }
    }
}

impl fmt::Display for Algorithm {
    /// In upper case, as in the URI: `SHA1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
        })
    }
}

impl FromStr for Algorithm {
    type Err = TotpFault;

    /// `sha1`, `SHA-256`, `Sha512`: any case, with or without the hyphen.
    fn from_str(text: &str) -> Result<Self, TotpFault> {
        let named = |a: &Self| {
            text.eq_ignore_ascii_case(a.as_str()) || text.eq_ignore_ascii_case(&a.as_str().replacen("sha", "sha-", 1))
        };
        [Self::Sha1, Self::Sha256, Self::Sha512].into_iter().find(named).ok_or(TotpFault::Algorithm)
    }
}

/// How a device makes its codes (R-TOTP-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// Length of a code, 6 to 8.
    pub digits: u8,
    /// Length of a step in seconds, 15 to 120.
    pub period: u32,
}

impl Parameters {
    /// Checks the bounds: 6 to 8 digits, 15 to 120 seconds.
    ///
    /// # Errors
    /// [`TotpFault::Digits`] or [`TotpFault::Period`] outside of them.
    pub fn new(algorithm: Algorithm, digits: u8, period: u32) -> Result<Self, TotpFault> {
        if !(6..=8).contains(&digits) {
            return Err(TotpFault::Digits(digits));
        }
        if !(15..=120).contains(&period) {
            return Err(TotpFault::Period(period));
        }
        Ok(Self { algorithm, digits, period })
    }
}

impl Default for Parameters {
    /// SHA-1, 6 digits, 30 seconds: what the apps support (R-TOTP-1).
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha1, digits: 6, period: 30 }
    }
}
