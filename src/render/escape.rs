//! What others typed, made harmless for the place where it is shown.

use super::width::is_plain;
use crate::domain::hidden::{first_hidden, hidden};
use std::{borrow::Cow, fmt::Write as _};

/// The text as it may be shown on a terminal, on one line: line feeds as `\n`, tabs as `\t`, every other control,
/// bidirectional, zero-width or otherwise invisible character as `\u{202e}`. A backslash stays as it is, and so do joiners that shape their
/// neighbours.
pub fn terminal(text: &str) -> Cow<'_, str> {
    if !is_plain(text) && first_hidden(text).is_some() { Cow::Owned(shown(text, false)) } else { Cow::Borrowed(text) }
}

/// As [`terminal`], of a text that is given away.
pub fn for_terminal(text: String) -> String {
    if let Cow::Owned(shown) = terminal(&text) {
        return shown;
    }
    text
}

/// As [`terminal`], for a value between tabs: a backslash is doubled as well, so that a reader can undo all of it.
pub fn tab_separated(text: &str) -> Cow<'_, str> {
    let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'\\')
        || !text.contains('\\') && first_hidden(text).is_none();
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
            let json = json_for_terminal(serde_json::to_string(&text).unwrap());
            prop_assert!(!json.contains(hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
