//! What keyboards, phones and word processors do to typed text, undone or refused in one place.

/// The ASCII form of a full-width character; every other character as it is.
///
/// Input methods for Chinese, Japanese and Korean type `１２３` for `123`.
pub(crate) fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// White space or a dash: what people put between groups and word processors turn into typographic forms.
pub(crate) fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(narrow(c), '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

/// The zero of the decimal digits of each script, in order (Unicode's Nd); the other nine follow it.
const ZEROS: &[u32] = &[
    0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0de6, 0x0e50,
    0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50,
    0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0,
    0x112f0, 0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x11f50,
    0x16a60, 0x16ac0, 0x16b50, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e950, 0x1fbf0,
];

/// A decimal digit of another script: the zero of that script, and the ASCII digit.
fn decimal(c: char) -> Option<(u32, char)> {
    let code = u32::from(c);
    let zero = *ZEROS.get(ZEROS.partition_point(|zero| *zero <= code).checked_sub(1)?)?;
    Some((zero, char::from_digit(code - zero, 10)?))
}

/// The text with ASCII digits in the place of those of one other script; as it is where digits of several are mixed.
fn with_ascii_digits(text: String) -> String {
    let mut zeros = text.chars().filter_map(|c| if c.is_ascii_digit() { Some(0) } else { Some(decimal(c)?.0) });
    match zeros.next() {
        Some(first) if first != 0 && zeros.all(|zero| zero == first) => {
            text.chars().map(|c| decimal(c).map_or(c, |(_, digit)| digit)).collect()
        }
        _ => text,
    }
}

/// The text without separators, full-width forms and the decimal digits of one script made ASCII; `None` where it is longer than `max_bytes` as typed, so
/// that hostile input costs nothing.
pub(crate) fn compact(typed: &str, max_bytes: usize) -> Option<String> {
    if typed.len() > max_bytes {
        return None;
    }
    let compact: String = typed.chars().filter(|c| !is_separator(*c)).map(narrow).collect();
    Some(if compact.is_ascii() { compact } else { with_ascii_digits(compact) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_go_and_full_width_forms_fold() {
        assert_eq!(compact(" １２\u{A0}3-４\u{2013}ａB\u{3000}", 64).as_deref(), Some("1234aB"));
        assert_eq!(compact("123456", 5), None);
        for digits in ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "০১২৩৪৫৬৭৮৯", "๐๑๒๓๔๕๖๗๘๙", "𞥐𞥑𞥒𞥓𞥔𞥕𞥖𞥗𞥘𞥙"]
        {
            assert_eq!(compact(digits, 64).as_deref(), Some("0123456789"));
        }
        for mixed in ["٠١٢34", "٠०", "٢٠٩۹"] {
            assert_eq!(compact(mixed, 64).as_deref(), Some(mixed), "digits of several scripts are no code");
        }
        assert!(ZEROS.windows(2).all(|pair| pair[0] + 10 <= pair[1]));
    }
}
