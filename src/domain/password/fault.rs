//! Why a password is not taken, in words for the person who types it (R-PWD-1, R-PWD-2).

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
