//! Why a password is not taken, in words for the person who types it (R-PWD-1, R-PWD-2), and why one is not hashed or compared (R-PWD-5).

use super::MOST;

/// Why a password is not taken. Never repeats anything of it. R-PWD-1, R-PWD-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordFault {
    /// Under 8 characters, or 12 in strong mode.
    #[error("the password is too short: at least {0} characters are needed")]
    TooShort(usize),
    /// Over 64 characters.
    #[error("the password is too long: at most {MOST} characters are allowed")]
    TooLong,
    /// A space of any kind.
    #[error("the password contains a space: letters, digits and symbols are allowed")]
    Space,
    /// A single quote.
    #[error("the password contains a single quote ('): other symbols are allowed")]
    SingleQuote,
    /// A control, invisible, unassigned or private-use character.
    #[error(
        "the password contains a control character or another that cannot be typed everywhere: letters, digits and symbols are allowed"
    )]
    Forbidden,
    /// Strong mode.
    #[error("the password has no upper-case letter: at least one is needed")]
    NoUpper,
    /// Strong mode.
    #[error("the password has no lower-case letter: at least one is needed")]
    NoLower,
    /// Strong mode.
    #[error("the password has no digit: at least one is needed")]
    NoDigit,
    /// Strong mode.
    #[error("the password has no symbol: at least one is needed, such as ! # - + or ?")]
    NoSymbol,
    /// Strong mode.
    #[error("the password is similar to the name or the address: it must not contain them, forwards or backwards")]
    SimilarToName,
    /// Strong mode.
    #[error("the password is a common one or easily guessed: take several words that do not belong together")]
    Common,
    /// Found by the caller, who has the earlier hashes.
    #[error("the password was used before: none of the previous five can be taken again")]
    UsedBefore,
}

/// Why a password could not be hashed or compared; not that it was wrong. Never repeats anything of the hash. R-PWD-5.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The policy's cost is malformed or out of bounds.
    #[error(
        "the cost of a password hash looks like m=19456,t=2,p=1: m (KiB) from 19456 to 1048576, t from 2 to 10, p from 1 to 8"
    )]
    Cost,
    /// The password has no form that could be hashed.
    #[error(transparent)]
    Password(#[from] PasswordFault),
    /// The string is of another kind than the three, or lacks a part.
    #[error(
        "the password hash cannot be read: Argon2id ($argon2id$v=19$m=…,t=…,p=…$SALT$HASH), bcrypt ($2a$, $2b$ or $2y$, 60 characters) or scrypt ($scrypt$ln=…,r=…,p=…$SALT$HASH) is needed"
    )]
    Unreadable,
    /// The string asks for more than a login may cost.
    #[error(
        "the work that the password hash asks for is out of bounds: Argon2id at most m=1048576,t=16,p=16, bcrypt a cost from 4 to 15, scrypt at most 1 GiB (ln=20,r=8,p=1)"
    )]
    OutOfBounds,
    /// The memory could not be had.
    #[error("there is not enough memory to hash the password")]
    OutOfMemory,
}
