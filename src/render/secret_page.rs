//! A page with a secret on it: it is on the screen while a question is open and leaves with the answer (R-TOTP-1).
//!
//! It gets the terminal's other screen, which keeps nothing of what stood there. Where a page is too large for that, it is shown among the rest,
//! and the whole screen is cleared afterwards, with what can be scrolled back to.

use super::{Page, Screen, columns_of, wrapped};
use zeroize::Zeroizing;

const OTHER_SCREEN: &str = "\x1b[?1049h\x1b[2J\x1b[H";
/// It is cleared first: a terminal that has no other screen shows it on its only one.
const BACK: &str = "\x1b[2J\x1b[H\x1b[?1049l";
const CLEARED: &str = "\x1b[H\x1b[2J\x1b[3J";
/// The gap between a drawing and the text beside it.
const GAP: usize = 2;
/// The narrowest text beside a drawing.
const NARROWEST: usize = 24;

/// A page, with a drawing that must stay whole.
pub struct Sheet {
    page: Page,
    drawing: Zeroizing<String>,
    /// How wide the drawing is, which has its own control sequences.
    columns: usize,
    screen: Screen,
}

/// A sheet on its screen.
pub(super) struct LaidOut {
    /// What puts it there.
    pub(super) shown: Zeroizing<String>,
    /// What takes it away.
    pub(super) gone: &'static str,
}

impl Sheet {
    /// A page for that screen, with a drawing of so many columns; an empty one is none.
    pub fn new(page: Page, (drawing, columns): (String, usize), screen: Screen) -> Self {
        Self { page, drawing: Zeroizing::new(drawing), columns, screen }
    }

    /// The sheet, with a remark to the last answer and room for a prompt of so many lines: the drawing below the page or, where that is too
    /// high, beside it.
    pub(super) fn laid_out(&self, remark: &[String], prompt: usize) -> LaidOut {
        let room = self.screen.rows.saturating_sub(prompt);
        let below = self.below(remark);
        match Some(&below).filter(|text| rows(text) <= room).cloned().or_else(|| self.beside(remark, room)) {
            Some(text) => LaidOut { shown: Zeroizing::new(format!("{OTHER_SCREEN}{}", *text)), gone: BACK },
            None => LaidOut { shown: below, gone: CLEARED },
        }
    }

    fn below(&self, remark: &[String]) -> Zeroizing<String> {
        let page = Zeroizing::new(self.page.text_within(self.screen.columns));
        Zeroizing::new(format!("{}{}{}", *page, *self.drawing, lines(remark, self.screen.columns)))
    }

    fn beside(&self, remark: &[String], room: usize) -> Option<Zeroizing<String>> {
        let columns = self.screen.columns.checked_sub(self.columns + GAP).filter(|columns| *columns >= NARROWEST)?;
        let gap = if remark.is_empty() { "" } else { "\n" };
        let page = Zeroizing::new(self.page.text_within(columns));
        let text = Zeroizing::new(format!("{}{gap}{}", *page, lines(remark, columns)));
        let fits = rows(&text).max(rows(&self.drawing)) <= room && text.lines().all(|line| columns_of(line) <= columns);
        if self.drawing.is_empty() || !fits {
            return None;
        }
        let mut out = Zeroizing::new(String::new());
        let (mut drawn, mut said) = (self.drawing.lines(), text.lines());
        loop {
            let line = match (drawn.next(), said.next()) {
                (None, None) => return Some(out),
                (Some(drawn), said) => format!("{drawn}{:GAP$}{}", "", said.unwrap_or_default()),
                (None, Some(said)) => format!("{:width$}{said}", "", width = self.columns + GAP),
            };
            out.push_str(line.trim_end_matches(' '));
            out.push('\n');
        }
    }
}

fn rows(text: &str) -> usize {
    text.lines().count()
}

fn lines(texts: &[String], columns: usize) -> String {
    texts.iter().map(|text| wrapped(text, Some(columns), 2) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn laid_out(columns: usize, rows: usize, remark: &[&str]) -> (String, bool) {
        let screen = Screen { terminal: true, color: true, columns, rows, utf8: true };
        let page = Page::new().line("Scan this with the app:").field("key", "ABCD EFGH IJKL MNOP QRST UVWX");
        let drawing = "\u{1b}[0m####\u{1b}[0m\n".repeat(6);
        let remark: Vec<String> = remark.iter().map(|line| (*line).to_owned()).collect();
        let laid = Sheet::new(page, (drawing, 4), screen).laid_out(&remark, 1);
        let own = laid.gone == BACK;
        let text = laid.shown.strip_prefix(OTHER_SCREEN).map_or_else(|| laid.shown.to_string(), str::to_owned);
        assert_eq!(own, text.len() < laid.shown.len(), "what is shown there leaves with its screen");
        (text.replace("\u{1b}[0m", ""), own)
    }

    #[test]
    fn the_drawing_stands_below_the_page_where_there_is_room_and_beside_it_elsewhere() {
        let drawing = "####\n".repeat(6);
        let page = "Scan this with the app:\nkey  ABCD EFGH IJKL MNOP QRST UVWX\n";
        let below = |remark: &str| (format!("{page}{drawing}{remark}"), true);
        assert_eq!(laid_out(80, 9, &[]), below(""));
        assert_eq!(laid_out(80, 10, &["wrong"]), below("wrong\n"));
        let beside =
            "####  Scan this with the app:\n####  key  ABCD EFGH IJKL MNOP QRST UVWX\n####\n####\n####\n####\n";
        assert_eq!(laid_out(80, 8, &[]), (beside.to_owned(), true));
        let beside = "####  Scan this with the app:\n####  key  ABCD EFGH IJKL MNOP\n####       QRST UVWX\n####\n####  wrong\n####\n";
        assert_eq!(laid_out(30, 7, &["wrong"]), (beside.to_owned(), true));
    }

    #[test]
    fn what_fits_in_no_way_stands_among_the_rest_and_everything_goes_with_it() {
        for (columns, rows) in [(80, 6), (29, 8), (30, 6)] {
            let (text, own) = laid_out(columns, rows, &["wrong"]);
            assert!(!own && text.contains("ABCD EFGH") && text.ends_with("####\nwrong\n"), "{columns}, {rows}: {text}");
        }
    }
}
