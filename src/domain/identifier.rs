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

    /// What stands after the `@` of the normal form.
    pub fn domain(&self) -> &str {
        &self.normal[self.at + 1..]
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
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::time::Duration;

    fn normal(typed: &str) -> String {
        Identifier::username(typed).unwrap_or_else(|e| panic!("{typed}: {e}")).normal().to_owned()
    }
    fn refused(typed: &str) -> IdentifierError {
        Identifier::email(typed).expect_err(typed)
    }

    #[test]
    fn r_res_1_every_spelling_has_one_normal_form() {
        let id = Identifier::username("Ada.O'Neill+x@Acme.Example").unwrap();
        assert_eq!(id.shown(), "Ada.O'Neill+x@Acme.Example");
        assert_eq!((id.local(), id.domain()), ("ada.o'neill+x", "acme.example"));
        assert_eq!(normal("ＡＤＡ＠ａｃｍｅ"), "ada@acme");
        assert_eq!(normal("Re\u{301}ne\u{301}@acme"), "r\u{e9}n\u{e9}@acme");
        assert_eq!(normal("R\u{c9}N\u{c9}@ACME"), "r\u{e9}n\u{e9}@acme");
        assert_eq!(normal("ΟΔΥΣΣΕΥΣ@ΑΒΓ"), normal("οδυσσευς@αβγ"));
        assert_eq!(Identifier::username("Re\u{301}@acme").unwrap().shown(), "R\u{e9}@acme");
    }

    #[test]
    fn r_res_1_any_script_may_be_used_but_not_mixed() {
        for good in [
            "иван@пример.рф",
            "山田たろうx@例え.jp",
            "김철수@예시",
            "रमेश@भारत",
            "दीप्ति@भारत",
            "שלום@אקמה",
            "łukasz@żółw",
            "a1@b2",
        ] {
            assert!(Identifier::username(good).is_ok(), "{good}: {:?}", Identifier::username(good));
        }
        for bad in ["p\u{430}ypal@acme", "ada@\u{430}cme", "\u{3b1}da@acme", "a.\u{431}@acme", "ada@x.\u{430}b"] {
            assert!(matches!(refused(bad), IdentifierError::MixedScripts(_)), "{bad}");
        }
        assert!(Identifier::username("иван@acme").is_ok(), "each part is judged by itself");
        assert!(matches!(refused("\u{5d0}@acme"), IdentifierError::Direction(_)));
    }

    #[test]
    fn r_res_1_hidden_characters_are_refused_by_code_point_and_never_echoed() {
        for c in [
            '\0',
            '\u{1b}',
            '\u{ad}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{3164}',
            '\u{e0061}',
        ] {
            for typed in [format!("ad{c}a@acme"), format!("ada@ac{c}me"), format!("{c}ada@acme"), format!("क्{c}ष@acme")]
            {
                let text = refused(&typed).to_string();
                assert!(text.contains(&format!("U+{:04X}", c as u32)) && !text.contains(c), "{text:?}");
                assert!(lookup(&typed).is_err());
            }
        }
        assert!(refused("a\u{2019}b@acme").to_string().contains("U+2019"));
    }

    #[test]
    fn r_res_1_the_form_is_name_at_domain() {
        for bad in [
            "",
            "ada",
            "@acme",
            "ada@",
            "a@b@c",
            "ada ada@acme",
            " ada@acme",
            "ada@acme ",
            "a..b@acme",
            ".a@acme",
            "a.@acme",
        ] {
            assert!(Identifier::username(bad).is_err(), "{bad}");
        }
        for bad in [
            "-a@acme",
            "－a@acme",
            "a@-acme",
            "a@acme-",
            "a@.acme",
            "a@acme.",
            "a@a..b",
            "a@a_b",
            "a@xn--bcher-kva.de",
            "a@XN--x",
            "\u{301}a@b",
        ] {
            assert!(Identifier::username(bad).is_err(), "{bad}");
        }
        for c in REFUSED_IN_LOCAL.chars() {
            assert!(Identifier::username(&format!("a{c}b@acme")).is_err(), "{c}");
        }
        for bad in ["a@b\u{3002}c", "ﬁ@acme", "ª@acme", "a\u{2044}b@acme"] {
            assert!(Identifier::username(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn r_res_1_lengths_are_bounded_and_long_input_is_refused_fast() {
        assert!(Identifier::username(&format!("{}@b", "a".repeat(64))).is_ok());
        assert!(Identifier::username(&format!("{}@b", "a".repeat(65))).is_err());
        assert!(Identifier::username(&format!("a@{}", "b".repeat(63))).is_ok());
        assert!(Identifier::username(&format!("a@{}", "b".repeat(64))).is_err());
        let domain = [&"b".repeat(63), &"c".repeat(63), &"d".repeat(63), &"e".repeat(60)].map(|s| s.as_str()).join(".");
        assert!(Identifier::username(&format!("a@{domain}")).is_ok());
        assert!(Identifier::username(&format!("aa@{domain}")).is_err());
        #[expect(clippy::disallowed_methods, reason = "the cost of hostile input is what is measured")]
        let start = std::time::Instant::now();
        for bytes in [10_000, 1_000_000] {
            let typed = "a\u{301}".repeat(bytes / 3);
            let text = refused(&typed).to_string() + &lookup(&typed).unwrap_err().to_string();
            assert!(text.len() < 200 && !text.contains("a\u{301}"), "{text}");
            assert!(clean_text("name", &typed, 64).is_err() && phone(&typed).is_err());
        }
        assert!(start.elapsed() < Duration::from_millis(250));
    }

    #[test]
    fn r_res_1_an_argument_may_leave_out_the_domain_or_be_an_id() {
        assert_eq!(lookup("ADA"), Ok(Lookup::Local("ada".into())));
        assert_eq!(lookup("Ada＠Acme"), Ok(Lookup::Address("ada@acme".into())));
        let id = "0192F3A4-7B5C-7D8E-9F00-1234567890AB";
        assert_eq!(lookup(id), Ok(Lookup::Id(id.to_lowercase())));
        for bad in ["", "-rf", "a b", "a@", "@", "a/b", "\u{202e}ada"] {
            assert!(lookup(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn r_res_1_text_for_people_is_composed_trimmed_and_seen() {
        assert_eq!(clean_text("name", " Re\u{301}ne\u{301} O’Neill, Jr. ", 64).as_deref(), Ok("Réné O’Neill, Jr."));
        for good in ["山田 太郎", "Ωmega & Söhne (Köln)", "𞤀𞤁𞤂", "🦀 Rust", "Gal·la"] {
            assert_eq!(clean_text("name", good, 64).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "  ",
            "a\nb",
            "a\u{200b}b",
            "\u{202e}a",
            "a\0",
            "\u{e000}",
            "\u{fdd0}",
            "\u{10ffff}",
            "\u{378}",
            "a\u{2028}b",
        ] {
            assert!(clean_text("name", bad, 64).is_err(), "{bad:?}");
        }
        assert!(
            clean_text("name", &"e\u{301}".repeat(64), 64).is_ok() && clean_text("name", &"e".repeat(65), 64).is_err()
        );
    }

    #[test]
    fn r_fac_2_numbers_are_read_as_e_164_and_shown_masked() {
        assert_eq!(phone(" +1 (555) 123-9443 ").as_deref(), Ok("+15551239443"));
        assert_eq!(phone("＋49.89\u{2011}1234567").as_deref(), Ok("+49891234567"));
        for bad in [
            "",
            "+",
            "5551239443",
            "+123456",
            "+1234567890123456",
            "+1555x239443",
            "++15551239443",
            "+0155512394",
            "1+5551239443",
        ] {
            assert_eq!(phone(bad), Err(IdentifierError::Phone), "{bad}");
        }
        assert_eq!(masked_phone("+15551239443"), "xxx-xxx-9443");
        assert_eq!(masked_phone("+4989123"), "xxx-xxx-9123");
        assert_eq!(masked_phone("12é4"), "xxx-xxx-xxxx");
    }

    proptest! {
        #[test]
        fn r_res_1_no_input_panics_and_the_normal_form_is_stable(typed in "(\\PC|[a-zA-ZßİΣςÅＡ一あ.'@-]){0,12}@?(\\PC|[a-zA-Zäא.-]){0,12}") {
            if let Ok(id) = Identifier::username(&typed) {
                let again = Identifier::username(id.normal()).expect("the normal form is an identifier");
                prop_assert_eq!(again.normal(), id.normal());
                let shown = Identifier::username(id.shown()).expect("so is the shown form");
                prop_assert_eq!(shown.normal(), id.normal());
                prop_assert!(matches!(lookup(id.local()), Ok(Lookup::Local(l)) if l == id.local()));
            }
            let _ = (lookup(&typed), clean_text("name", &typed, 64), phone(&typed));
            masked_phone(&typed);
        }
    }
}
