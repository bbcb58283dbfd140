//! Usernames, e-mail addresses, names and telephone numbers: one spelling, one identity (R-RES-1, R-FAC-2).

mod fault;

pub use fault::IdentifierError;

use super::typed::{compact, is_hidden, narrow};
use precis_profiles::{
    UsernameCaseMapped,
    precis_core::{Error as Precis, profile::Profile},
};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
use unicode_security::{GeneralSecurityProfile, MixedScript, RestrictionLevel, RestrictionLevelDetection};

const MOST_ADDRESS_BYTES: usize = 254;
const MOST_LOCAL_BYTES: usize = 64;
const MOST_LABEL_BYTES: usize = 63;
/// Composed text shrinks, so that what is typed may be longer than what is kept; beyond this it is not even looked at.
const MOST_TYPED_BYTES: usize = 4 * MOST_ADDRESS_BYTES;
const REFUSED_IN_LOCAL: &str = "\"(),:;<>[]\\/%@";

/// A username or an e-mail address; both share one space of identifiers, compared by [`Identifier::normal`]. R-RES-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identifier {
    shown: String,
    normal: String,
    at: usize,
}

impl Identifier {
    /// Reads a username (R-RES-1).
    ///
    /// # Errors
    /// Where the form, a length, a character or a mix of scripts is refused; the text says what is allowed.
    pub fn username(typed: &str) -> Result<Self, IdentifierError> {
        Self::read("username", typed)
    }

    /// Reads an e-mail address, by the same rules (R-RES-1).
    ///
    /// # Errors
    /// As [`Identifier::username`].
    pub fn email(typed: &str) -> Result<Self, IdentifierError> {
        Self::read("e-mail address", typed)
    }

    /// As typed, in NFC.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// The one form that is compared and stored as the key (RFC 8265 UsernameCaseMapped, NFC).
    pub fn normal(&self) -> &str {
        &self.normal
    }

    /// What stands before the `@` of the normal form.
    pub fn local(&self) -> &str {
        &self.normal[..self.at]
    }

    fn read(what: &'static str, typed: &str) -> Result<Self, IdentifierError> {
        let shown = composed(what, typed)?;
        let normal = fold(what, &shown)?;
        if shown.len().max(normal.len()) > MOST_ADDRESS_BYTES {
            return Err(IdentifierError::TooLong { what, most: MOST_ADDRESS_BYTES, unit: "bytes" });
        }
        // Counted in the normal form: a full-width ＠ is an @ there.
        let (local, domain) = normal.split_once('@').ok_or(IdentifierError::Form(what))?;
        if local.is_empty() || domain.is_empty() || domain.contains('@') {
            return Err(IdentifierError::Form(what));
        }
        check_local(local)?;
        domain.split('.').try_for_each(check_label)?;
        let at = local.len();
        Ok(Self { shown, normal, at })
    }
}

/// What a typed RESOURCE argument may mean; the text inside is normalised. R-RES-1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A whole address, in its normal form.
    Address(String),
    /// The local part alone: it names somebody where it is unique in the tenant.
    Local(String),
    /// A resource's id: a hyphenated UUID in lower case.
    Id(String),
}

/// Reads a RESOURCE argument: an address, a bare local part (the domain left out), or an id in any case. R-RES-1.
///
/// # Errors
/// Where it can name nobody.
pub fn lookup(typed: &str) -> Result<Lookup, IdentifierError> {
    const WHAT: &str = "resource";
    let shown = composed(WHAT, typed)?;
    if shown.chars().any(|c| narrow(c) == '@') {
        return Identifier::read(WHAT, typed).map(|address| Lookup::Address(address.normal));
    }
    // The length leaves the hyphenated form alone of all those that the library reads.
    if shown.len() == 36
        && let Ok(id) = uuid::Uuid::try_parse(&shown)
    {
        return Ok(Lookup::Id(id.hyphenated().to_string()));
    }
    let local = fold(WHAT, &shown)?;
    check_local(&local)?;
    Ok(Lookup::Local(local))
}

/// What a username begins with, in the normal form, from the beginning of one as it is typed; `None` where none can begin so. R-RES-1.
pub fn beginning(typed: &str) -> Option<String> {
    const WHAT: &str = "resource";
    if typed.is_empty() { Some(String::new()) } else { fold(WHAT, &composed(WHAT, typed).ok()?).ok() }
}

/// Reads text for people (a name, a label, a reason): NFC, trimmed, not empty, at most `max_chars` characters. Any script,
/// spaces and punctuation are allowed; what cannot be seen, is unassigned or of private use is not. R-RES-1.
///
/// # Errors
/// Named after `field`, which completes "the … is empty".
pub fn clean_text(field: &'static str, typed: &str, max_chars: usize) -> Result<String, IdentifierError> {
    let too_long = IdentifierError::TooLong { what: field, most: max_chars, unit: "characters" };
    let trimmed = typed.trim();
    // A composed character is typed in four code points of four bytes at the very most: longer is too long unread.
    if trimmed.len() > max_chars.saturating_mul(16) {
        return Err(too_long);
    }
    if let Some(c) = trimmed.chars().find(|c| is_hidden(*c)) {
        return Err(IdentifierError::Hidden { what: field, code: c as u32 });
    }
    // UTS #39 gives every character a type but the unassigned, private-use and noncharacters.
    if let Some(c) = trimmed.chars().find(|c| c.identifier_type().is_none()) {
        let allowed = "letters, digits, spaces and punctuation of any script";
        return Err(IdentifierError::Forbidden { what: field, code: c as u32, allowed });
    }
    let text: String = trimmed.nfc().collect();
    match text.chars().count() {
        0 => Err(IdentifierError::Empty(field)),
        n if n > max_chars => Err(too_long),
        _ => Ok(text),
    }
}

/// Reads a telephone number into E.164: `+` and 7 to 15 digits; spaces, dots, dashes and parentheses are dropped. R-FAC-2.
///
/// # Errors
/// [`IdentifierError::Phone`] for everything else.
pub fn phone(typed: &str) -> Result<String, IdentifierError> {
    let mut number = compact(typed, 128).ok_or(IdentifierError::Phone)?;
    number.retain(|c| !matches!(c, '.' | '(' | ')'));
    let digits = number.strip_prefix('+').unwrap_or_default();
    // No country code begins with 0: that is somebody's trunk prefix.
    let good =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if good { Ok(number) } else { Err(IdentifierError::Phone) }
}

/// The number as it is shown: `xxx-xxx-9443`, the same length for every number. R-FAC-2.
pub fn masked_phone(e164: &str) -> String {
    let digits: Vec<char> = e164.chars().filter(char::is_ascii_digit).collect();
    // A number too short to be one would be shown whole.
    let last = digits.len().checked_sub(4).filter(|rest| *rest >= 3).map(|rest| digits[rest..].iter().collect());
    format!("xxx-xxx-{}", last.unwrap_or_else(|| String::from("xxxx")))
}

/// NFC, once it is neither empty nor long nor hiding something.
fn composed(what: &'static str, typed: &str) -> Result<String, IdentifierError> {
    if typed.is_empty() {
        return Err(IdentifierError::Empty(what));
    }
    if typed.len() > MOST_TYPED_BYTES {
        return Err(IdentifierError::TooLong { what, most: MOST_ADDRESS_BYTES, unit: "bytes" });
    }
    // PRECIS lets zero-width joiners through after a virama; nobody sees them there either.
    match typed.chars().find(|c| is_hidden(*c)) {
        Some(c) => Err(IdentifierError::Hidden { what, code: c as u32 }),
        None => Ok(typed.nfc().collect()),
    }
}

/// RFC 8265 UsernameCaseMapped.
fn fold(what: &'static str, text: &str) -> Result<String, IdentifierError> {
    match UsernameCaseMapped::new().enforce(text) {
        // The library lowers Σ to σ wherever it stands: a final ς must not make a second identity.
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

fn check_local(local: &str) -> Result<(), IdentifierError> {
    const WHAT: &str = "name before the @";
    if local.len() > MOST_LOCAL_BYTES {
        return Err(IdentifierError::TooLong { what: WHAT, most: MOST_LOCAL_BYTES, unit: "bytes" });
    }
    if let Some(c) = local.chars().find(|c| REFUSED_IN_LOCAL.contains(*c)) {
        let allowed = "letters, digits and ! # $ & ' * + - . = ? ^ _ ` { | } ~";
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

fn check_label(label: &str) -> Result<(), IdentifierError> {
    const WHAT: &str = "domain";
    if label.is_empty() {
        return Err(IdentifierError::Dots(WHAT));
    }
    if label.len() > MOST_LABEL_BYTES {
        let what = "part of the domain between two dots";
        return Err(IdentifierError::TooLong { what, most: MOST_LABEL_BYTES, unit: "bytes" });
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
    if label.starts_with("xn--") {
        return Err(IdentifierError::Encoded);
    }
    check_scripts(WHAT, label)
}

fn check_scripts(what: &'static str, part: &str) -> Result<(), IdentifierError> {
    // To UTS #39 a single `+` makes a name "unrestricted": ASCII punctuation is judged elsewhere.
    let letters: String = part.chars().filter(|c| !c.is_ascii_punctuation()).collect();
    let letters = letters.as_str();
    if letters.is_single_script() || letters.check_restriction_level(RestrictionLevel::HighlyRestrictive) {
        return Ok(());
    }
    Err(IdentifierError::MixedScripts(what))
}

#[cfg(test)]
mod tests;
