//! Telephone numbers: one form that is kept, and one that is shown (R-FAC-2).

use super::{identifier::IdentifierError, normalize_input::compact};

const TRUNK_PREFIX: &str = "(0)";
/// Italy with its neighbours, Ivory Coast, Gabon and Congo: a leading 0 belongs to the number there.
const WITH_ZERO: [&str; 5] = ["+39", "+378", "+225", "+241", "+242"];

/// Reads a telephone number into E.164: `+` and 7 to 15 digits; spaces, dots, dashes, parentheses and a trunk prefix `(0)` are dropped. R-FAC-2.
///
/// # Errors
/// [`IdentifierError::Phone`] for everything else.
pub fn read(typed: &str) -> Result<String, IdentifierError> {
    let mut number = compact(typed, 128).ok_or(IdentifierError::Phone)?;
    // The trunk prefix that is dialled inside the country only: +49 (0) 170 …
    let keeps_zero = WITH_ZERO.iter().any(|code| number.starts_with(code));
    if let Some(at) = number.find(TRUNK_PREFIX).filter(|at| *at > 1 && !keeps_zero) {
        number.replace_range(at..at + TRUNK_PREFIX.len(), "");
    }
    number.retain(|c| !matches!(c, '.' | '(' | ')'));
    let digits = number.strip_prefix('+').unwrap_or_default();
    // No country code begins with 0: that is a trunk prefix.
    let good =
        (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if good { Ok(number) } else { Err(IdentifierError::Phone) }
}

/// The number as it is shown: `xxx-xxx-9443`, the same length for every number. R-FAC-2.
pub fn masked(e164: &str) -> String {
    let digits: Vec<char> = e164.chars().filter(char::is_ascii_digit).collect();
    // A number too short to be one would be shown whole.
    let last = digits.len().checked_sub(4).filter(|rest| *rest >= 3).map(|rest| digits[rest..].iter().collect());
    format!("xxx-xxx-{}", last.unwrap_or_else(|| String::from("xxxx")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn r_fac_2_numbers_are_read_as_e_164_and_shown_masked() {
        assert_eq!(read(" +1 (555) 123-9443 ").as_deref(), Ok("+15551239443"));
        assert_eq!(read("＋49.89\u{2011}1234567").as_deref(), Ok("+49891234567"));
        for typed in ["+49 (0) 170 1234567", "+49(0)170/1234567".replace('/', " ").as_str(), "+49 （０） 170 1234567"]
        {
            assert_eq!(read(typed).as_deref(), Ok("+491701234567"), "{typed}");
        }
        assert_eq!(read("+44 (0)20 7946 0000").as_deref(), Ok("+442079460000"));
        assert_eq!(read("+39 (0)6 1234 5678").as_deref(), Ok("+390612345678"));
        assert_eq!(read("+1 (555) 010 9443").as_deref(), Ok("+15550109443"));
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
            assert_eq!(read(bad), Err(IdentifierError::Phone), "{bad}");
        }
        assert_eq!(masked("+15551239443"), "xxx-xxx-9443");
        assert_eq!(masked("+4989123"), "xxx-xxx-9123");
        assert_eq!(masked("12é4"), "xxx-xxx-xxxx");
    }

    proptest! {
        #[test]
        fn r_fac_2_a_number_is_read_again_as_it_is_kept_and_shows_four_digits(typed in "\\+?[0-9 .()-]{0,24}|\\PC{0,24}") {
            prop_assert_eq!(masked(&typed).len(), 12);
            if let Ok(number) = read(&typed) {
                prop_assert_eq!(read(&number), Ok(number.clone()));
                prop_assert!(number.ends_with(&masked(&number)[8..]));
            }
        }
    }
}
