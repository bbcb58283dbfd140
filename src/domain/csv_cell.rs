//! Cells of a CSV file that no spreadsheet takes for a formula.

use super::hidden::hidden;
use std::borrow::Cow;

/// A text cell for CSV that no spreadsheet takes for a formula: one that starts (after white space and the invisible)
/// with `=`, `+`, `-`, `@`, their full-width forms, or with a tab or a line end, gets an apostrophe in front.
/// Apostrophes before such a start get one more: taking one off always gives the text back.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_formula_is_disarmed_and_nothing_else_is_touched() {
        for bad in ["=1+1", "+49", "-5", "@SUM", "\tx", "\rx", "\nx", "  =1", "\u{feff}=1", "＝1", "'=1"] {
            assert_eq!(csv_cell(bad), format!("'{bad}"));
        }
        for good in ["", "ada", "a=b", "5", "'tis", "ada@acme.example"] {
            assert_eq!(csv_cell(good), good);
        }
    }

    proptest! {
        #[test]
        fn a_cell_gives_its_text_back(text in any::<String>(), mark in "['=+ \\t\\\\-]{0,4}") {
            let text = format!("{mark}{text}");
            let cell = csv_cell(&text);
            prop_assert_eq!(csv_text(&cell), text.as_str());
        }
    }
}
