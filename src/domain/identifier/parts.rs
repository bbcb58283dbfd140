//! One part of an address at a time: its characters, lengths, dots and scripts (R-RES-1).

use super::IdentifierError;
use crate::domain::{hidden::hidden, normalize_input::narrow};
use idna::punycode;
use precis_profiles::{
    UsernameCaseMapped,
    precis_core::{Error as Precis, profile::Profile},
};
use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::{MixedScript, RestrictionLevel, RestrictionLevelDetection};

/// The longest address, in bytes.
pub(super) const MOST_ADDRESS_BYTES: usize = 254;
const MOST_LOCAL_BYTES: usize = 64;
const MOST_LABEL_BYTES: usize = 63;
/// Composed text shrinks, so what is typed may be longer than what is kept; beyond this it is not even looked at.
const MOST_TYPED_BYTES: usize = 4 * MOST_ADDRESS_BYTES;
/// They quote or part in mail headers and lists.
pub(super) const REFUSED_IN_LOCAL: &str = "\"(),:;<>[]\\@";
/// The same, and what parts paths and begins an escape: a username is also an argument, a file's name, a part of a URI.
pub(super) const REFUSED_IN_USERNAME: &str = "\"(),:;<>[]\\/%@";

/// Nothing but what ASCII shows: composed already, and of one script. The general rules come to the same, at a hundred times the cost,
/// which a million rows would feel.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// NFC, once it is neither empty nor long nor hiding something.
pub(super) fn composed(what: &'static str, typed: &str) -> Result<String, IdentifierError> {
    if typed.is_empty() {
        return Err(IdentifierError::Empty(what));
    }
    if typed.len() > MOST_TYPED_BYTES {
        return Err(IdentifierError::TooLong { what, most: MOST_ADDRESS_BYTES, unit: "bytes" });
    }
    if is_plain(typed) {
        return Ok(typed.to_owned());
    }
    // PRECIS lets zero-width joiners through after a virama, but they cannot be seen there either.
    match typed.chars().find(|c| hidden(*c)) {
        Some(c) => Err(IdentifierError::Hidden { what, code: c as u32 }),
        None => Ok(typed.nfc().collect()),
    }
}

/// RFC 8265 UsernameCaseMapped.
pub(super) fn fold(what: &'static str, text: &str) -> Result<String, IdentifierError> {
    if is_plain(text) {
        return Ok(text.to_ascii_lowercase());
    }
    by_profile(what, text)
}

fn by_profile(what: &'static str, text: &str) -> Result<String, IdentifierError> {
    match UsernameCaseMapped::new().enforce(text) {
        // The library lowers Σ to σ everywhere: a final ς must not make a second identity.
        Ok(folded) => Ok(folded.replace('ς', "σ")),
        Err(Precis::BadCodepoint(bad)) if char::from_u32(bad.cp).is_some_and(char::is_whitespace) => {
            Err(IdentifierError::Space(what))
        }
        Err(Precis::BadCodepoint(bad)) => {
            let allowed = "letters and digits of any script, and the punctuation of ASCII";
            Err(IdentifierError::Forbidden { what, code: bad.cp, allowed })
        }
        Err(_) => Err(IdentifierError::Direction(what)),
    }
}

/// As [`fold`], each part of an address by itself: the directions of a name and of its domain need not be the same (RFC 5893, RFC 6531).
pub(super) fn fold_address(what: &'static str, text: &str) -> Result<String, IdentifierError> {
    if is_plain(text) {
        return Ok(text.to_ascii_lowercase());
    }
    let (mut folded, mut in_domain, mut part) = (String::new(), false, String::new());
    for c in text.chars().map(Some).chain([None]) {
        let parts = c.map(narrow).filter(|c| *c == '@' || (in_domain && *c == '.'));
        if c.is_none() || parts.is_some() {
            if !part.is_empty() {
                folded.push_str(&fold(what, &part)?);
                part.clear();
            }
            folded.extend(parts);
            in_domain |= parts.is_some();
        } else {
            part.extend(c);
        }
    }
    Ok(folded)
}

/// A part of a domain in its own letters, where it is encoded (RFC 5891): both name the same place.
pub(super) fn decoded(label: &str) -> Result<Cow<'_, str>, IdentifierError> {
    let Some(encoded) = label.strip_prefix("xn--") else { return Ok(label.into()) };
    let letters = punycode::decode_to_string(encoded).ok_or(IdentifierError::Encoded)?;
    // One spelling only: what is composed, in lower case, and needs to be encoded.
    let letters = fold("domain", &composed("domain", &letters)?)?;
    match punycode::encode_str(&letters).filter(|_| !letters.is_ascii()) {
        Some(again) if again == encoded => Ok(letters.into()),
        _ => Err(IdentifierError::Encoded),
    }
}

/// `refused` are the characters that cannot be in it.
pub(super) fn check_local(local: &str, refused: &str) -> Result<(), IdentifierError> {
    const WHAT: &str = "name before the @";
    if local.len() > MOST_LOCAL_BYTES {
        return Err(IdentifierError::TooLong { what: WHAT, most: MOST_LOCAL_BYTES, unit: "bytes" });
    }
    if let Some(c) = local.chars().find(|c| refused.contains(*c)) {
        let allowed = match refused.contains('/') {
            true => "letters, digits and ! # $ & ' * + - . = ? ^ _ ` { | } ~",
            false => "letters, digits and ! # $ % & ' * + - . / = ? ^ _ ` { | } ~",
        };
        return Err(IdentifierError::Forbidden { what: WHAT, code: c as u32, allowed });
    }
    if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
        return Err(IdentifierError::Dots(WHAT));
    }
    if local.starts_with(|c| c == '-' || is_combining_mark(c)) {
        return Err(IdentifierError::Beginning(WHAT));
    }
    check_scripts(WHAT, local)?;
    // It must also stand alone, or the same name could be found with its domain only.
    fold(WHAT, local).map(drop)
}

pub(super) fn check_label(label: &str) -> Result<(), IdentifierError> {
    const WHAT: &str = "domain";
    if label.is_empty() {
        return Err(IdentifierError::Dots(WHAT));
    }
    if label.len() > MOST_LABEL_BYTES {
        let what = "part of the domain between two dots";
        return Err(IdentifierError::TooLong { what, most: MOST_LABEL_BYTES, unit: "bytes" });
    }
    // Hyphens in the third and fourth place of other letters belong to what is encoded (RFC 5891, 4.2.3.1).
    if !label.is_ascii() && label.chars().skip(2).take(2).eq(['-', '-']) {
        return Err(IdentifierError::Encoded);
    }
    // Beyond ASCII the normal form holds letters, digits and their marks only.
    if let Some(c) = label.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && *c != '-') {
        let allowed = "letters and digits of any script, hyphens, and dots between the parts";
        return Err(IdentifierError::Forbidden { what: WHAT, code: c as u32, allowed });
    }
    if label.starts_with('-') || label.ends_with('-') {
        return Err(IdentifierError::Hyphen);
    }
    if label.starts_with(is_combining_mark) {
        return Err(IdentifierError::Beginning(WHAT));
    }
    check_scripts(WHAT, label)
}

fn check_scripts(what: &'static str, part: &str) -> Result<(), IdentifierError> {
    if is_plain(part) { Ok(()) } else { scripts(what, part) }
}

fn scripts(what: &'static str, part: &str) -> Result<(), IdentifierError> {
    // To UTS #39 a single `+` makes a name "unrestricted": ASCII punctuation is judged elsewhere.
    let letters: String = part.chars().filter(|c| !c.is_ascii_punctuation()).collect();
    let letters = letters.as_str();
    if letters.is_single_script() || letters.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        return Ok(());
    }
    Err(IdentifierError::MixedScripts(what))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn r_res_1_what_ascii_shows_is_what_the_general_rules_make_of_it(text in "[!-~]{1,40}") {
            prop_assert!(is_plain(&text));
            prop_assert_eq!(text.nfc().collect::<String>(), text.clone());
            prop_assert!(!text.chars().any(hidden));
            prop_assert_eq!(fold("name", &text), by_profile("name", &text));
            prop_assert_eq!(check_scripts("name", &text), scripts("name", &text));
        }
    }
}
