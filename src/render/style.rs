//! Emphasis on a terminal with colours: what decides stands out, and what is secondary stands back. The words alone say everything too.

use super::escape::terminal;
use std::borrow::Cow;

const RESET: &str = "\x1b[0m";

/// How a piece of text stands out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Style {
    #[default]
    Plain,
    /// A verdict, or a command to type.
    Strong,
    /// A state that somebody should know of.
    Warning,
    /// A state that keeps somebody out, or lets too many in.
    Danger,
    /// Times and remarks.
    Dim,
}

impl Style {
    /// The sequence that begins it. The colours are those of the terminal's theme.
    const fn begin(self) -> &'static str {
        match self {
            Style::Plain => RESET,
            Style::Strong => "\x1b[1m",
            Style::Warning => "\x1b[1;33m",
            Style::Danger => "\x1b[1;31m",
            Style::Dim => "\x1b[2m",
        }
    }
}

/// A line in pieces, each with its emphasis. What is put in is escaped for a terminal.
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct Line(Vec<(Style, String)>);

impl Line {
    pub fn new() -> Self {
        Self::default()
    }

    /// The line with another piece at its end.
    pub fn then(mut self, style: Style, text: impl AsRef<str>) -> Self {
        let text = terminal(text.as_ref());
        match self.0.last_mut() {
            Some((last, before)) if *last == style => before.push_str(&text),
            _ => self.0.push((style, text.into_owned())),
        }
        self
    }

    pub fn plain(self, text: impl AsRef<str>) -> Self {
        self.then(Style::Plain, text)
    }

    pub fn strong(self, text: impl AsRef<str>) -> Self {
        self.then(Style::Strong, text)
    }

    pub fn warning(self, text: impl AsRef<str>) -> Self {
        self.then(Style::Warning, text)
    }

    pub fn danger(self, text: impl AsRef<str>) -> Self {
        self.then(Style::Danger, text)
    }

    pub fn dim(self, text: impl AsRef<str>) -> Self {
        self.then(Style::Dim, text)
    }

    /// The line with another at its end.
    pub fn append(self, other: &Line) -> Self {
        other.0.iter().fold(self, |mut line, piece| {
            line.0.push(piece.clone());
            line
        })
    }

    /// The text without emphasis.
    pub fn text(&self) -> Cow<'_, str> {
        match self.0.as_slice() {
            [(_, only)] => only.into(),
            pieces => pieces.iter().map(|(_, text)| text.as_str()).collect(),
        }
    }

    /// The same text, `broken` between its words over lines, with emphasis.
    pub(super) fn painted(&self, broken: String) -> String {
        if self.0.iter().all(|(style, _)| *style == Style::Plain) {
            return broken;
        }
        // Breaking changes blanks only.
        let signs = self.0.iter().flat_map(|(style, text)| text.chars().map(move |sign| (*style, sign)));
        let mut styles = signs.filter(|(_, sign)| !sign.is_whitespace()).map(|(style, _)| style);
        let (mut out, mut now) = (String::with_capacity(broken.len() + 32), Style::Plain);
        // Emphasis begins and ends at a sign that is seen.
        let mut blanks = String::new();
        for sign in broken.chars() {
            if sign != '\n' && sign.is_whitespace() {
                blanks.push(sign);
                continue;
            }
            let style = if sign == '\n' { Style::Plain } else { styles.next().unwrap_or_default() };
            if style != now && now != Style::Plain {
                out.push_str(RESET);
            }
            out.push_str(&blanks);
            blanks.clear();
            if style != now && style != Style::Plain {
                out.push_str(style.begin());
            }
            now = style;
            out.push(sign);
        }
        if now != Style::Plain {
            out.push_str(RESET);
        }
        out + &blanks
    }
}

impl<T: AsRef<str>> From<T> for Line {
    fn from(text: T) -> Self {
        Line::new().plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emphasis_goes_over_the_end_of_a_line_and_covers_no_indent() {
        let line = Line::new().plain("ada ").danger("LOCKED since 9").dim(" today");
        assert_eq!(line.text(), "ada LOCKED since 9 today");
        assert_eq!(
            line.painted("ada LOCKED\n  since 9 today".to_owned()),
            "ada \x1b[1;31mLOCKED\x1b[0m\n  \x1b[1;31msince 9\x1b[0m \x1b[2mtoday\x1b[0m"
        );
        assert_eq!(Line::from("plain").painted("plain".to_owned()), "plain");
    }

    #[test]
    fn nothing_that_is_put_in_steers_the_terminal() {
        assert_eq!(Line::new().strong("a\u{1b}[0m\nb").text(), "a\\u{1b}[0m\\nb");
    }
}
