//! Text for people: what the `table` format shows of one answer.

use super::{Line, Screen, columns_of, escape::terminal, padded, wrapped};

/// A page of lines and labelled fields. Everything put in is escaped for a terminal, save [`Page::verbatim`].
#[derive(Default, Debug, Clone)]
#[must_use]
pub struct Page(Vec<Entry>);

#[derive(Debug, Clone)]
enum Entry {
    Text(String),
    Line(Line),
    Field(String, Line),
    /// A line that is never broken.
    Command(Line),
}

impl Page {
    pub fn new() -> Self {
        Self::default()
    }

    /// One line; a line feed within it is shown as `\n`.
    pub fn line(self, text: impl Into<Line>) -> Self {
        self.with(Entry::Line(text.into()))
    }

    /// A command to type, of whatever program: on one line, however narrow the terminal.
    pub fn command(self, text: impl AsRef<str>) -> Self {
        self.with(Entry::Command(Line::new().plain("    ").strong(text)))
    }

    /// A label and its value. Fields that follow one another are aligned.
    pub fn field(self, label: impl AsRef<str>, value: impl Into<Line>) -> Self {
        self.with(Entry::Field(terminal(label.as_ref()).into_owned(), value.into()))
    }

    /// Labels and their values, aligned.
    pub fn fields<L: AsRef<str>, V: AsRef<str>>(self, fields: &[(L, V)]) -> Self {
        fields.iter().fold(self, |page, (label, value)| page.field(label, value.as_ref()))
    }

    /// An indented line for each text.
    pub fn bullets<T: AsRef<str>>(self, texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().fold(self, |page, text| page.line(format!("  {}", text.as_ref())))
    }

    pub fn gap(self) -> Self {
        self.with(Entry::Text("\n".to_owned()))
    }

    /// Text taken as it is, with its line feeds and its control characters: only for what we drew ourselves.
    pub fn verbatim(self, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        self.with(Entry::Text(text))
    }

    /// Everything of another page after this one.
    pub fn append(mut self, other: Page) -> Self {
        self.0.extend(other.0);
        self
    }

    fn with(mut self, entry: Entry) -> Self {
        self.0.push(entry);
        self
    }

    /// The whole page as text, without emphasis; every line ends with a line feed.
    pub fn text(&self) -> String {
        self.drawn(None, false)
    }

    /// As [`Page::text`], broken between words to the width of a terminal and with emphasis where it has colours; what we drew ourselves
    /// and commands stay whole.
    pub fn text_on(&self, screen: &Screen) -> String {
        self.drawn(screen.width(), screen.color)
    }

    /// As [`Page::text_on`], with every line whole.
    pub fn text_unbroken(&self, screen: &Screen) -> String {
        self.drawn(None, screen.color)
    }

    /// As [`Page::text_on`], for so many columns and without emphasis.
    pub(super) fn text_within(&self, columns: usize) -> String {
        self.drawn(Some(columns), false)
    }

    fn drawn(&self, columns: Option<usize>, color: bool) -> String {
        let painted = |line: &Line, broken: String| if color { line.painted(broken) } else { broken };
        let mut out = String::new();
        let same_kind = |a: &Entry, b: &Entry| matches!((a, b), (Entry::Field(..), Entry::Field(..)));
        for group in self.0.chunk_by(same_kind) {
            let label_width = |entry: &Entry| if let Entry::Field(label, _) = entry { columns_of(label) } else { 0 };
            let widest = group.iter().map(label_width).max().unwrap_or(0);
            for entry in group {
                match entry {
                    Entry::Text(text) => out.push_str(text),
                    Entry::Line(line) => {
                        out.push_str(&painted(line, wrapped(&line.text(), columns, 2)));
                        out.push('\n');
                    }
                    Entry::Command(line) => {
                        out.push_str(&painted(line, line.text().into_owned()));
                        out.push('\n');
                    }
                    Entry::Field(label, value) => {
                        let text = format!("{}{}", padded(label, widest + 2), value.text());
                        let broken = wrapped(text.trim_end(), columns, widest + 2);
                        let line = || Line::from(label).append(value);
                        out.push_str(&if color { line().painted(broken) } else { broken });
                        out.push('\n');
                    }
                }
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_aligned_by_what_is_seen_in_each_group() {
        let page = Page::new().field("user", "ada").fields(&[("last name", "L"), ("愛", "x"), ("none", "")]);
        let page = page.gap().line("then").field("a", "b");
        assert_eq!(page.text(), "user       ada\nlast name  L\n愛         x\nnone\n\nthen\na  b\n");
    }

    #[test]
    fn a_command_of_any_program_stays_on_one_line() {
        let command = "chmod 600 /var/lib/tenantctl/acme.db";
        assert_eq!(Page::new().command(command).text_within(20), format!("    {command}\n"));
    }

    #[test]
    fn only_what_we_drew_ourselves_is_not_escaped() {
        let page = Page::new().line("a\u{1b}[31m\nb").field("l\t", "v\u{202e}").bullets(["x\r"]).verbatim("\u{1b}[0m");
        assert_eq!(page.text(), "a\\u{1b}[31m\\nb\nl\\t  v\\u{202e}\n  x\\u{d}\n\u{1b}[0m\n");
    }
}
