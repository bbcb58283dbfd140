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

/// The text without separators, full-width forms made ASCII; `None` where it is longer than `max_bytes` as typed, so
/// that hostile input costs nothing.
pub(crate) fn compact(typed: &str, max_bytes: usize) -> Option<String> {
    (typed.len() <= max_bytes).then(|| typed.chars().filter(|c| !is_separator(*c)).map(narrow).collect())
}

/// A character that nobody can see, or that changes how its neighbours are seen: control characters, Unicode's
/// `Default_Ignorable_Code_Point` (zero-width, bidirectional controls, soft hyphen, fillers, variation selectors, tags),
/// line and paragraph separators, annotation and hieroglyph format controls, the blank Braille cell. R-RES-1.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}' | '\u{13430}'..='\u{1345F}'
            | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_go_and_full_width_forms_fold() {
        assert_eq!(compact(" １２\u{A0}3-４\u{2013}ａB\u{3000}", 64).as_deref(), Some("1234aB"));
        assert_eq!(compact("123456", 5), None);
    }

    #[test]
    fn r_res_1_hidden_characters_are_known() {
        for c in [
            '\0',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{200b}',
            '\u{200e}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{e0041}',
        ] {
            assert!(is_hidden(c), "U+{:04X}", c as u32);
        }
        assert!(!"aé ש7-漢".chars().any(is_hidden));
    }
}
