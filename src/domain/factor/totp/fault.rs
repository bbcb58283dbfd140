//! Why a code cannot even be judged, in words for an administrator (R-TOTP-1).

use crate::domain::identifier::IdentifierError;

/// Why there is nothing to judge; not the verdict on a code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TotpFault {
    /// RFC 4226 R6.
    #[error("the secret has {bits} bits: at least 128 are needed, enroll the device again")]
    SecretTooShort {
        /// Its length in bits.
        bits: usize,
    },
    /// Not one of the three hashes.
    #[error("the algorithm is not known: SHA1, SHA256 and SHA512 are allowed")]
    Algorithm,
    /// Out of bounds.
    #[error("a code of {0} digits is not possible: 6, 7 or 8 are allowed")]
    Digits(u8),
    /// Out of bounds.
    #[error("a period of {0} seconds is not possible: 15 to 120 seconds are allowed")]
    Period(u32),
    /// The issuer holds what no text may.
    #[error(transparent)]
    Issuer(#[from] IdentifierError),
    /// A colon parts issuer and account in the URI.
    #[error("the issuer contains a colon: letters, digits, spaces and other punctuation are allowed")]
    IssuerColon,
    /// The library refused what was checked before.
    #[error("the settings of the authenticator app cannot be used: enroll the device again")]
    Unusable,
}
