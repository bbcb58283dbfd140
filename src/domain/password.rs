//! Passwords: which are taken (R-PWD-1, R-PWD-2) and how they rest (R-PWD-5).

mod argon;
mod bcrypt;
mod fault;
mod foreign_hash;
mod hash_shape;
mod scrypt;
mod stored_hash;

pub use argon::{HashCost, Hasher, hash};
pub use fault::{HashError, PasswordFault};
pub use hash_shape::{is_digest, is_hash_shaped};
pub use stored_hash::{HashKind, importable, kind, needs_rehash, verify};

use super::secret::SecretText;
use precis_profiles::{OpaqueString, precis_core::profile::Profile};
use std::{collections::BTreeSet, ops::RangeInclusive};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use zeroize::Zeroizing;

const LEAST: usize = 8;
const LEAST_STRONG: usize = 12;
const MOST: usize = 64;
/// A composed character is typed in four code points of four bytes at the very most: longer is too long unread.
const MOST_TYPED_BYTES: usize = MOST * 16;
/// A stored hash of under 128 bits would let other passwords in. In bytes.
const STORED_OUTPUT_BYTES: RangeInclusive<usize> = 16..=64;
/// Shorter pieces of a name turn up in any word.
const LEAST_PIECE: usize = 3;
/// Names longer than an address are not compared in full.
const MOST_ABOUT: usize = 254;
/// So many edits away from a name is still the name.
const SIMILAR_EDITS: usize = 2;
/// By zxcvbn, a password below this is common: from 10¹⁰ guesses on it calls one safe against an offline attack on a slow hash.
/// `Welcome2024!!` takes 10⁸, `Abcdefgh1234!` 10⁹, three words of a phrase 10¹² and more.
const LEAST_SCORE: zxcvbn::Score = zxcvbn::Score::Four;

/// Which rules a policy asks for (R-PWD-1 always, R-PWD-2 if `strong`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PasswordRules {
    /// The policy *strong passwords*.
    pub strong: bool,
}

/// The RFC 8265 OpaqueString form, the only one that is ever hashed; a second time changes nothing. R-PWD-1.
///
/// # Errors
/// [`PasswordFault::TooShort`] if it is empty, [`PasswordFault::TooLong`] if no composition could bring it down to
/// 64 characters, [`PasswordFault::Forbidden`] for a character of no password. Other rules are those of [`check`].
pub fn normalise(typed: &SecretText) -> Result<SecretText, PasswordFault> {
    if typed.expose().is_empty() {
        return Err(PasswordFault::TooShort(LEAST));
    }
    if typed.expose().len() > MOST_TYPED_BYTES {
        return Err(PasswordFault::TooLong);
    }
    // Composed before it is judged: decomposed Hangul passes only so, and what composes into something forbidden (U+0387)
    // would pass once and never again.
    let composed: Zeroizing<String> = Zeroizing::new(typed.expose().nfc().collect());
    let normal = OpaqueString::new().enforce(composed.as_str()).map_err(|_| PasswordFault::Forbidden)?;
    Ok(SecretText::new(normal.into_owned()))
}

/// All faults of a password at once; none if it may be taken. `about` are the username, the e-mail address, the first
/// and the last name. That it was used before is for the caller to find. R-PWD-1, R-PWD-2.
pub fn check(password: &SecretText, rules: &PasswordRules, about: &[&str]) -> Vec<PasswordFault> {
    let mut faults = Vec::new();
    let normal = match normalise(password) {
        Ok(normal) => normal,
        Err(PasswordFault::TooLong) => return vec![PasswordFault::TooLong],
        Err(fault) => {
            faults.extend((fault == PasswordFault::Forbidden).then_some(fault));
            password.clone()
        }
    };
    let text = normal.expose();
    let length = text.chars().count();
    let least = if rules.strong { LEAST_STRONG } else { LEAST };
    let mut find = |fault, found: bool| faults.extend(found.then_some(fault));
    find(PasswordFault::TooShort(least), length < least);
    find(PasswordFault::TooLong, length > MOST);
    find(PasswordFault::Space, text.contains(char::is_whitespace));
    find(PasswordFault::SingleQuote, text.contains('\''));
    if rules.strong {
        let symbol = |c: char| !c.is_alphanumeric() && !c.is_whitespace() && !c.is_control() && !is_combining_mark(c);
        find(PasswordFault::NoUpper, !text.contains(char::is_uppercase));
        find(PasswordFault::NoLower, !text.contains(char::is_lowercase));
        find(PasswordFault::NoDigit, !text.contains(char::is_numeric));
        find(PasswordFault::NoSymbol, !text.contains(symbol));
        let pieces = pieces(about);
        find(PasswordFault::SimilarToName, similar(text, &pieces));
        find(PasswordFault::Common, common(text, &pieces));
    }
    faults
}

/// The rules in plain words, one a line (R-PWD-2: they print on request).
pub fn describe(rules: &PasswordRules) -> Vec<String> {
    let least = if rules.strong { LEAST_STRONG } else { LEAST };
    let mut lines = vec![
        format!("{least} to {MOST} characters"),
        String::from("no spaces and no single quotes (')"),
        String::from("none of the previous five passwords"),
    ];
    if rules.strong {
        lines.extend(
            [
                "at least one upper-case letter, one lower-case letter, one digit and one symbol",
                "not similar to the name or the address: neither contained, forwards or backwards, nor all but the same",
                "not a common or easily guessed password",
            ]
            .map(String::from),
        );
    }
    lines
}

/// What a password must not resemble, in lower case: names and their words, local parts, first labels of domains.
fn pieces(about: &[&str]) -> BTreeSet<String> {
    let mut pieces = BTreeSet::new();
    for text in about {
        let text: String = text.chars().take(MOST_ABOUT).nfc().collect::<String>().to_lowercase();
        match text.rsplit_once('@') {
            Some((local, domain)) => {
                pieces.insert(local.to_owned());
                pieces.extend(domain.split('.').next().map(str::to_owned));
            }
            // A password holds no space, so a name of two words is never found whole.
            None => pieces.extend(text.split_whitespace().map(str::to_owned)),
        }
    }
    pieces.retain(|piece| piece.chars().count() >= LEAST_PIECE);
    pieces
}

fn similar(text: &str, pieces: &BTreeSet<String>) -> bool {
    let text: Zeroizing<String> = Zeroizing::new(text.to_lowercase());
    let reversed: Zeroizing<String> = Zeroizing::new(text.chars().rev().collect());
    let near = |a: &str, b: &str| {
        // The distance is never less than the difference in length; asking first keeps long names cheap.
        a.chars().count().abs_diff(b.chars().count()) <= SIMILAR_EDITS && strsim::levenshtein(a, b) <= SIMILAR_EDITS
    };
    pieces.iter().any(|piece| text.contains(piece) || reversed.contains(piece) || near(&text, piece))
}

fn common(text: &str, pieces: &BTreeSet<String>) -> bool {
    // zxcvbn indexes the lower-case form by the positions of the other: no letter may become two (İ).
    let one = |c: char| if c.to_lowercase().count() == 1 { c } else { '?' };
    let text: Zeroizing<String> = Zeroizing::new(text.chars().take(MOST).map(one).collect());
    let inputs: Vec<&str> = pieces.iter().map(String::as_str).collect();
    zxcvbn::zxcvbn(&text, &inputs).score() < LEAST_SCORE
}

#[cfg(test)]
mod tests;
