//! What others typed, made harmless for the place where it is shown.

use std::{borrow::Cow, fmt::Write as _};

/// Code points that are invisible or steer the terminal, in order: Unicode's Cc, Cf, Zl, Zp, Co, what is ignorable by
/// default (variation selectors, fillers) and the blank Braille pattern. Noncharacters are found by arithmetic.
const HIDDEN: &[(u32, u32)] = &[
    (0x0000, 0x001f),
    (0x007f, 0x009f),
    (0x00ad, 0x00ad),
    (0x034f, 0x034f),
    (0x0600, 0x0605),
    (0x061c, 0x061c),
    (0x06dd, 0x06dd),
    (0x070f, 0x070f),
    (0x0890, 0x0891),
    (0x08e2, 0x08e2),
    (0x115f, 0x1160),
    (0x17b4, 0x17b5),
    (0x180b, 0x180f),
    (0x200b, 0x200f),
    (0x2028, 0x202e),
    (0x2060, 0x206f),
    (0x2800, 0x2800),
    (0x3164, 0x3164),
    (0xe000, 0xf8ff),
    (0xfdd0, 0xfdef),
    (0xfe00, 0xfe0f),
    (0xfeff, 0xfeff),
    (0xffa0, 0xffa0),
    (0xfff0, 0xfffb),
    (0x110bd, 0x110bd),
    (0x110cd, 0x110cd),
    (0x13430, 0x1343f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
    (0xf0000, 0x10ffff),
];

fn hidden(c: char) -> bool {
    // Nearly all that is shown.
    if matches!(c, ' '..='~') {
        return false;
    }
    let code = u32::from(c);
    let next = HIDDEN.partition_point(|(_, last)| *last < code);
    HIDDEN.get(next).is_some_and(|(first, _)| *first <= code) || code & 0xfffe == 0xfffe
}

/// The text as it may be shown on a terminal, on one line: line feeds as `\n`, tabs as `\t`, every other control,
/// bidirectional, zero-width or otherwise invisible character as `\u{202e}`. A backslash stays as it is.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if text.contains(hidden) { Cow::Owned(shown(text, false)) } else { Cow::Borrowed(text) }
}

/// As [`terminal`], for a value between tabs: a backslash is doubled as well, so that a reader can undo all of it.
pub fn tab_separated(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\')
        || !text.contains(|c| c == '\\' || hidden(c));
    if plain { Cow::Borrowed(text) } else { Cow::Owned(shown(text, true)) }
}

fn shown(text: &str, backslash: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\\' if backslash => out.push_str("\\\\"),
            c if hidden(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// A text cell for CSV that no spreadsheet takes for a formula: one that starts (after white space and the invisible)
/// with `=`, `+`, `-`, `@`, their full-width forms, or with a tab or a line end, gets an apostrophe in front.
/// Apostrophes before such a start get one more, so that taking one off always gives the text back.
pub fn csv_cell(text: &str) -> Cow<'_, str> {
    if risky(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell that [`csv_cell`] wrote: the apostrophe that it put in front is taken off, any other stays.
pub fn csv_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| risky(text)).unwrap_or(cell)
}

fn risky(text: &str) -> bool {
    let text = text.trim_start_matches('\'');
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || hidden(c));
    text.starts_with(['\t', '\r', '\n']) || start.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

/// JSON that is shown on a terminal: still the same JSON, but what serde_json leaves raw and is invisible or steers the
/// terminal (DEL, C1, bidirectional controls and the like) is written `\u202e`.
pub fn json_for_terminal(json: String) -> String {
    // C0 in serde_json's output is only its own line feeds: those in strings are escaped already.
    let raw = |c: char| c > '\u{1f}' && hidden(c);
    if !json.contains(raw) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if raw(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_that_steers_or_hides_reaches_a_terminal() {
        assert_eq!(terminal("a\u{1b}[2J\u{202e}b\r\n\tc\\d"), "a\\u{1b}[2J\\u{202e}b\\u{d}\\n\\tc\\d");
        for c in "\0\u{7f}\u{9b}\u{ad}\u{200b}\u{200d}\u{2028}\u{2066}\u{2069}\u{feff}\u{e000}\u{fffe}\u{1ffff}\u{e0041}\u{10fffd}"
            .chars()
        {
            assert!(terminal(&c.to_string()).starts_with("\\u{"), "{c:?}");
        }
        assert!(matches!(terminal("Ada Løvelace, 愛, Ω, é, \u{301}"), Cow::Borrowed(_)));
    }

    #[test]
    fn the_ranges_are_in_order() {
        assert!(HIDDEN.iter().all(|(first, last)| first <= last));
        assert!(HIDDEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn a_formula_is_disarmed_and_nothing_else_is_touched() {
        for bad in ["=1+1", "+49", "-5", "@SUM", "\tx", "\rx", "\nx", "  =1", "\u{feff}=1", "＝1", "'=1"] {
            assert_eq!(csv_cell(bad), format!("'{bad}"));
        }
        for good in ["", "ada", "a=b", "5", "'tis", "ada@acme.example"] {
            assert_eq!(csv_cell(good), good);
        }
    }

    fn undone(text: &str) -> String {
        let (mut out, mut rest) = (String::new(), text.chars());
        while let Some(c) = rest.next() {
            match (c, if c == '\\' { rest.next() } else { None }) {
                (_, Some('n')) => out.push('\n'),
                (_, Some('t')) => out.push('\t'),
                (_, Some('u')) => {
                    let digits: String = rest.by_ref().take_while(|c| *c != '}').filter(|c| *c != '{').collect();
                    out.extend(u32::from_str_radix(&digits, 16).ok().and_then(char::from_u32));
                }
                (_, Some(other)) => out.push(other),
                (c, None) => out.push(c),
            }
        }
        out
    }

    proptest! {
        #[test]
        fn every_escape_can_be_undone(text in any::<String>(), mark in "['=+ \t\\\\-]{0,4}") {
            let text = format!("{mark}{text}");
            let field = tab_separated(&text);
            prop_assert!(!field.contains(hidden));
            prop_assert_eq!(undone(&field), text.clone());
            let cell = csv_cell(&text);
            prop_assert_eq!(csv_text(&cell), text.as_str());
            let json = json_for_terminal(serde_json::to_string(&text).unwrap());
            prop_assert!(!json.contains(hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
