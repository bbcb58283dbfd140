//! How many columns of a terminal a text takes, and what to do where it has too many.
//!
//! A text is as wide as its characters are together: what POSIX calls `wcswidth`, and what most terminals do. What would join characters
//! into one (joiners, variation selectors) is shown escaped, so that nothing else remains to be guessed. All of `render` measures by this.

use std::borrow::Cow;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The columns that a text takes which is escaped already: two for a wide character, none for a combining mark.
pub fn columns_of(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.chars().map(of_char).sum() }
}

/// Whether every byte is a character of one column, as in most texts.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// By how many columns a text is wider than `unicode-width` takes it for as a whole, as comfy-table does: that counts an Arabic ligature or a
/// skin tone once, where most terminals show the characters side by side.
fn excess(text: &str) -> isize {
    columns_of(text).cast_signed() - text.width().cast_signed()
}

/// A text cut to a width, and its [`excess`].
pub(super) fn fit_cell(text: &str, width: usize, mark: char) -> (Cow<'_, str>, isize) {
    if is_plain(text) && text.len() <= width {
        return (text.into(), 0);
    }
    let text = cut(text, width, mark);
    let excess = excess(&text);
    (text, excess)
}

fn of_char(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The text, or as much of its beginning as fits with the mark that something is missing.
pub fn cut(text: &str, width: usize, mark: char) -> Cow<'_, str> {
    if columns_of(text) <= width {
        return text.into();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += of_char(*c);
        used <= width
    };
    text.chars().take_while(fits).chain([mark]).collect()
}

/// The text with blanks behind it up to the width.
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns_of(text))))
}

/// The text in lines of at most that width, broken at blanks; a longer word is broken where it must be. A mark stays with its letter.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let (mut lines, mut line) = (Vec::new(), String::new());
    for word in text.split(' ') {
        let room = columns_of(&line) + usize::from(!line.is_empty()) + columns_of(word);
        if !line.is_empty() && room > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        for c in word.chars() {
            if columns_of(&line) + of_char(c) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(c);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn wide_characters_take_two_columns_and_marks_none() {
        for (text, columns) in
            [("ada", 3), ("愛", 2), ("한글", 4), ("ｱﾆ", 2), ("e\u{301}", 1), ("👩", 2), ("🇩🇪", 2), ("لا", 2)]
        {
            assert_eq!(columns_of(text), columns, "{text}");
        }
    }

    #[test]
    fn what_counts_as_one_elsewhere_is_known() {
        for (text, excess) in [("ada", 0), ("愛한e\u{301}👩", 0), ("لا", 1), ("سلام", 1), ("👋🏽", 2)] {
            assert_eq!(super::excess(text), excess, "{text}");
        }
    }

    #[test]
    fn what_is_cut_keeps_the_marks_of_its_letters_and_halves_nothing() {
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 3, '…'), "e\u{301}e\u{301}e\u{301}");
        assert_eq!(cut("e\u{301}e\u{301}e\u{301}", 2, '…'), "e\u{301}…");
        assert_eq!(cut("愛愛愛", 4, '…'), "愛…", "half of a wide character does not fit");
        assert_eq!(padded("愛", 4), "愛  ");
    }

    #[test]
    fn lines_break_at_blanks_and_long_words_where_they_must() {
        assert_eq!(wrapped("the phone is lost", 9), ["the phone", "is lost"]);
        assert_eq!(wrapped("a 愛愛愛愛愛 b", 6), ["a", "愛愛愛", "愛愛 b"]);
        assert_eq!(wrapped("", 9), [""]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(text in "[ a-z愛한e\u{301}👩-]{0,60}", width in 2usize..30) {
            let lines = wrapped(&text, width);
            prop_assert!(lines.iter().all(|line| columns_of(line) <= width), "{lines:?}");
            let kept = |text: &str| text.chars().filter(|c| *c != ' ').collect::<String>();
            prop_assert_eq!(kept(&lines.concat()), kept(&text));
            prop_assert!(columns_of(&cut(&text, width, '…')) <= width);
        }
    }
}
