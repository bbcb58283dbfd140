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

    /// What an app shows codes for that ignores the hash, the length or the period: each alone, and together. None of the usual ones.
    pub fn where_ignored(self) -> Vec<Self> {
        let usual = Self::default();
        let mut all = Vec::new();
        for algorithm in [self.algorithm, usual.algorithm] {
            for digits in [self.digits, usual.digits] {
                for period in [self.period, usual.period] {
                    let one = Self { algorithm, digits, period };
                    if one != self && !all.contains(&one) {
                        all.push(one);
                    }
                }
            }
        }
        all
    }

    /// What is unusual of them, in words.
    pub fn unusual(self) -> Vec<String> {
        let usual = Self::default();
        let unusual = [
            (self.algorithm != usual.algorithm).then(|| self.algorithm.to_string()),
            (self.digits != usual.digits).then(|| format!("{} digits", self.digits)),
            (self.period != usual.period).then(|| format!("{} s", self.period)),
        ];
        unusual.into_iter().flatten().collect()
    }
}

impl fmt::Display for Parameters {
    /// `SHA1, 6 digits, 30 s`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} digits, {} s", self.algorithm, self.digits, self.period)
    }
}

impl Default for Parameters {
    /// SHA-1, 6 digits, 30 seconds: what the apps support (R-TOTP-1).
    fn default() -> Self {
        Self { algorithm: Algorithm::Sha1, digits: 6, period: 30 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_totp_1_what_an_app_shows_that_ignores_some_settings_is_each_of_the_usual_ones_alone_and_together() {
        assert_eq!(Parameters::default().where_ignored(), [], "the usual ones cannot be ignored");
        let eight = Parameters { digits: 8, ..Parameters::default() };
        assert_eq!(eight.where_ignored(), [Parameters::default()]);
        let all = Parameters { algorithm: Algorithm::Sha512, digits: 8, period: 60 };
        assert_eq!(all.where_ignored().len(), 7);
        assert_eq!(all.unusual(), ["SHA512", "8 digits", "60 s"]);
        assert_eq!(Parameters::default().to_string(), "SHA1, 6 digits, 30 s");
    }
}
