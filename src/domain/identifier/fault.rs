//! Why typed text is refused, in words for an administrator.

/// What was typed cannot be an identifier, a name or a number. The text never repeats what was typed (R-RES-1).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing, or nothing but spaces, was typed.
    #[error("the {0} is empty")]
    Empty(&'static str),
    /// Longer than `most` units (`bytes` or `characters`).
    #[error("the {what} is too long: at most {most} {unit} are allowed")]
    TooLong {
        /// What was read.
        what: &'static str,
        /// The limit.
        most: usize,
        /// What the limit counts.
        unit: &'static str,
    },
    /// Not `name@domain`.
    #[error("the {0} must have the form name@domain, with exactly one @")]
    Form(&'static str),
    /// An invisible, control or bidirectional control character.
    #[error(
        "the {what} contains the invisible or control character U+{code:04X}: type it again without that character"
    )]
    Hidden {
        /// What was read.
        what: &'static str,
        /// The code point.
        code: u32,
    },
    /// A space where none is allowed.
    #[error("the {0} contains a space: spaces are not allowed in it")]
    Space(&'static str),
    /// A character that may not stand in this place.
    #[error("the {what} contains the character U+{code:04X}: allowed are {allowed}")]
    Forbidden {
        /// What was read.
        what: &'static str,
        /// The code point.
        code: u32,
        /// What may stand there.
        allowed: &'static str,
    },
    /// Scripts mixed beyond "highly restrictive" of UTS #39.
    #[error("the {0} mixes letters of different scripts (for example Latin and Cyrillic): write it in one script")]
    MixedScripts(&'static str),
    /// RFC 5893's rule for text written from right to left is broken.
    #[error(
        "the {0} mixes text written from right to left with text written from left to right: use one direction only"
    )]
    Direction(&'static str),
    /// A dot leads, trails or is doubled.
    #[error(
        "the {0} has a dot at its beginning or end, or two in a row: single dots between other characters are allowed"
    )]
    Dots(&'static str),
    /// Would be read as an option on a command line, or as an accent of the character before it.
    #[error("the {0} begins with a hyphen or a combining accent: begin it with a letter or a digit")]
    Beginning(&'static str),
    /// A label of the domain has a hyphen at its beginning or end.
    #[error("a part of the domain begins or ends with a hyphen: hyphens are allowed inside only")]
    Hyphen,
    /// An `xn--` label that is not the encoding of anything.
    #[error(
        "the domain contains an encoded part (xn--) that stands for no letters: write that part in its own letters"
    )]
    Encoded,
    /// Not a telephone number.
    #[error(
        "a telephone number starts with + and the country code, and has 7 to 15 digits: for example +1 555 123 9443"
    )]
    Phone,
}

impl IdentifierError {
    /// The same about the character that was typed, where the one it names was made of that: Cherokee has small letters that no name takes.
    pub(super) fn about_typed(self, typed: &str) -> Self {
        match self {
            Self::Forbidden { what, code, allowed } => {
                let becomes_it = |c: &char| c.to_lowercase().any(|lower| u32::from(lower) == code);
                let meant = typed.chars().find(becomes_it).map_or(code, u32::from);
                let allowed = if meant == code {
                    allowed
                } else {
                    "letters of every script but those whose capital letters have no settled small form"
                };
                Self::Forbidden { what, code: meant, allowed }
            }
            other => other,
        }
    }
}
