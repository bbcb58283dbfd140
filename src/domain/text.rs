//! Text for people: names, labels, reasons (R-RES-1).

use super::{hidden::first_hidden, identifier::IdentifierError};
use unicode_normalization::UnicodeNormalization;
use unicode_security::GeneralSecurityProfile;

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
    if !trimmed.is_empty() && trimmed.len() <= max_chars && trimmed.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Ok(trimmed.to_owned());
    }
    // Judged as it is kept: some characters are made of others when they are brought into their form, such as a musical note.
    let text: String = trimmed.nfc().collect();
    if let Some(c) = first_hidden(&text) {
        return Err(IdentifierError::Hidden { what: field, code: c as u32 });
    }
    // UTS #39 gives every character a type but the unassigned, private-use and noncharacters.
    if let Some(c) = text.chars().find(|c| c.identifier_type().is_none()) {
        let allowed = "letters, digits, spaces and punctuation of any script";
        return Err(IdentifierError::Forbidden { what: field, code: c as u32, allowed });
    }
    match text.chars().count() {
        0 => Err(IdentifierError::Empty(field)),
        n if n > max_chars => Err(too_long),
        _ => Ok(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            "\u{1d15e}",
        ] {
            assert!(clean_text("name", bad, 64).is_err(), "{bad:?}");
        }
        assert!(
            clean_text("name", &"e\u{301}".repeat(64), 64).is_ok() && clean_text("name", &"e".repeat(65), 64).is_err()
        );
    }

    #[test]
    fn r_res_1_what_could_be_short_enough_once_composed_is_read_and_longer_text_is_not() {
        // Sixteen bytes a character are as many as composing ever takes.
        let hiding = |bytes: usize| format!("a\u{7f}{}", "a".repeat(bytes - 2));
        let read =
            |bytes| clean_text("name", &hiding(bytes), 64).map_err(|e| matches!(e, IdentifierError::Hidden { .. }));
        assert_eq!([64 * 16, 64 * 16 + 1, 64 * 17].map(read), [Err(true), Err(false), Err(false)]);
    }

    proptest! {
        #[test]
        fn r_res_1_what_ascii_shows_is_what_the_general_rules_make_of_it(text in "[!-~]([ -~]{0,40}[!-~])?") {
            prop_assert_eq!(clean_text("name", &text, 64), Ok(text.clone()));
            prop_assert_eq!(text.nfc().collect::<String>(), text.clone());
            prop_assert!(first_hidden(&text).is_none() && text.chars().all(|c| c.identifier_type().is_some()));
        }

        #[test]
        fn r_res_1_what_is_taken_once_is_taken_again_as_it_stands(typed: String) {
            if let Ok(text) = clean_text("name", &typed, 64) {
                prop_assert_eq!(clean_text("name", &text, 64), Ok(text.clone()));
            }
        }
    }
}
