//! Characters that nobody can see, or that steer a terminal (R-RES-1).

use precis_profiles::precis_core::{FreeformClass, StringClass};

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
    (0x13430, 0x1345f),
    (0x1bca0, 0x1bca3),
    (0x1d173, 0x1d17a),
    (0xe0000, 0xe0fff),
    (0xf0000, 0x10ffff),
];

/// Whether a character is one of them.
pub fn hidden(c: char) -> bool {
    // Nearly all that is shown.
    if matches!(c, ' '..='~') {
        return false;
    }
    let code = u32::from(c);
    let next = HIDDEN.partition_point(|(_, last)| *last < code);
    HIDDEN.get(next).is_some_and(|(first, _)| *first <= code) || code & 0xfffe == 0xfffe
}

/// The joiners that some scripts are written with: Persian parts letters by one, Sinhala joins them by the other.
const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];

/// The first character of a text that is one of them. Joiners are none where they shape their neighbours, by the context rules of RFC 5892.
pub fn first_hidden(text: &str) -> Option<char> {
    let found = text.chars().find(|c| hidden(*c))?;
    if !JOINERS.contains(&found) || !are_joined(text) {
        return Some(found);
    }
    text.chars().find(|c| hidden(*c) && !JOINERS.contains(c))
}

/// More than any name has. The rules look at the whole text for each joiner, so a longer one is not judged.
const LONGEST_JOINED: usize = 4096;

/// Whether every joiner of a text is written where it shapes its neighbours.
fn are_joined(text: &str) -> bool {
    text.len() <= LONGEST_JOINED && FreeformClass::default().allows(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_are_in_order() {
        assert!(HIDDEN.iter().all(|(first, last)| first <= last));
        assert!(HIDDEN.windows(2).all(|pair| pair[0].1 < pair[1].0));
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
            assert!(hidden(c), "U+{:04X}", c as u32);
        }
        assert!(!"aé ש7-漢".chars().any(hidden));
    }

    #[test]
    fn r_res_1_a_joiner_is_seen_where_it_shapes_its_neighbours() {
        for good in ["علی\u{200c}رضا", "ප්\u{200d}රියා", "क्\u{200d}ष and علی\u{200c}رضا"]
        {
            assert_eq!(first_hidden(good), None, "{good}");
        }
        let long = "علی\u{200c}رضا ".repeat(100_000);
        for bad in [long.as_str(), "A\u{200d}da", "\u{200c}علی", "علی\u{200c}", "a\u{200c}b", "👩\u{200d}👧"]
        {
            assert!(first_hidden(bad).is_some_and(|c| JOINERS.contains(&c)), "{bad}");
        }
        assert!(first_hidden("علی\u{200c}رضا\u{202e}").is_some());
    }
}
