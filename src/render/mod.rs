//! Everything that is shown or asked goes through here: answers in five formats, QR codes, prompts. Writers and the facts
//! about the terminal are injected; a closed pipe is an `io::Error` that the caller ends quietly on.

mod column;
mod column_values;
pub mod dialogue;
pub mod error_output;
pub mod escape;
mod interrupt;
mod key_values;
pub mod page;
pub mod progress;
pub mod qr;
pub mod rows;
pub mod screen;
pub mod secret_page;
mod stream;
mod style;
mod table;
pub mod when;
mod width;
pub mod wrap;

pub use column::Column;
pub use dialogue::{Dialogue, DialogueError, Terminal};
pub use error_output::{Complaint, WayOut, command_line};
pub use interrupt::Ending;
pub use page::Page;
pub use progress::{Progress, Watcher};
pub use qr::{Drawing, NEEDS_DARK_THEME, QrCode, QrError, QrMode, choose};
pub use rows::{Rows, Shown};
pub use screen::{ColorChoice, Screen};
pub use secret_page::Sheet;
pub use stream::Stream;
pub use style::{Line, Style};
pub use when::{at, when};
pub use width::{columns_of, cut, padded};
pub use wrap::wrapped;

use crate::domain::csv_cell::csv_cell;
use serde::Serialize;
use std::{
    fmt,
    io::{self, Write},
};

/// The form of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Format {
    /// For people: aligned text, local times.
    Table,
    /// Tab-separated lines.
    Plain,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A header and rows of comma-separated values.
    Csv,
}

impl Format {
    /// Its word, as `-o` takes it.
    pub const fn word(self) -> &'static str {
        match self {
            Format::Table => "table",
            Format::Plain => "plain",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Csv => "csv",
        }
    }
}

/// Where the answer of a command goes, and in which form.
pub struct Output<'a> {
    format: Format,
    screen: Screen,
    writer: Box<dyn Write + 'a>,
}

impl fmt::Debug for Output<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Output").field("format", &self.format).field("screen", &self.screen).finish_non_exhaustive()
    }
}

impl<'a> Output<'a> {
    /// Answers in that format, fitted to the screen, written to the writer.
    pub fn new(format: Format, screen: Screen, writer: Box<dyn Write + 'a>) -> Self {
        Self { format, screen, writer }
    }

    /// The form of the answer.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The same place for an answer of that form.
    #[must_use]
    pub fn in_form(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// The place the answer goes to.
    pub fn screen(&self) -> Screen {
        self.screen
    }

    /// One answer: `json` is the report over several lines and `jsonl` on one; `plain` a key, a tab and a value a line,
    /// nested keys joined by dots, arrays of scalars by commas, arrays of objects numbered (`factors.0.label`); `csv` a
    /// header of those keys and one row; `table` the page.
    ///
    /// # Errors
    /// Those of the writer; a closed pipe is `BrokenPipe`.
    pub fn one<T: Serialize>(&mut self, report: &T, page: Page) -> io::Result<()> {
        match self.format {
            Format::Table => {
                self.write(page.text_on(&self.screen).as_bytes())?;
            }
            Format::Json | Format::Jsonl => {
                let text = self.json(report, self.format == Format::Json)?;
                self.write(text.as_bytes())?;
            }
            Format::Plain => {
                let report = serde_json::to_value(report)?;
                let line = |(key, value): (String, _)| {
                    format!("{}\t{}\n", escape::tab_separated(&key), escape::tab_separated(&key_values::text(value)))
                };
                let lines: String = key_values::flatten(&report).into_iter().map(line).collect();
                self.write(lines.as_bytes())?;
            }
            Format::Csv => {
                let report = serde_json::to_value(report)?;
                let (keys, values): (Vec<_>, Vec<_>) = key_values::flatten(&report).into_iter().unzip();
                let mut records = key_values::Records::new(self.screen.terminal);
                records.push(keys.iter().map(|key| csv_cell(key)))?;
                records.push(
                    values.into_iter().map(|value| key_values::csv_value(key_values::text(value), value.is_number())),
                )?;
                self.write(&records.take()?)?;
            }
        }
        self.writer.flush()
    }

    /// A page as it is, in every format: for what is a story rather than an answer.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn page(&mut self, page: &Page) -> io::Result<()> {
        self.write(page.text_unbroken(&self.screen).as_bytes())?;
        self.writer.flush()
    }

    /// A page for people in every format, broken to the width of the terminal: a part of a dialogue.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn dialogue_page(&mut self, page: &Page) -> io::Result<()> {
        self.write(page.text_on(&self.screen).as_bytes())?;
        self.writer.flush()
    }

    /// A list with those columns.
    pub fn rows<'o>(&'o mut self, columns: &'o [Column]) -> Rows<'o, 'a> {
        Rows::new(self, columns)
    }

    /// JSON with a line feed at its end; nothing in it steers the terminal it is shown on.
    fn json(&self, value: &impl Serialize, pretty: bool) -> io::Result<String> {
        let mut text = if pretty { serde_json::to_string_pretty(value) } else { serde_json::to_string(value) }?;
        text.push('\n');
        Ok(if self.screen.terminal { escape::json_for_terminal(text) } else { text })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.writer.write_all(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// What comes out when the answer is written.
    pub(super) fn written(
        format: Format,
        screen: Screen,
        answer: impl FnOnce(&mut Output) -> io::Result<()>,
    ) -> String {
        let mut bytes = Vec::new();
        answer(&mut Output::new(format, screen, Box::new(&mut bytes))).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    fn one(format: Format, terminal: bool) -> String {
        let screen = Screen { terminal, color: false, columns: 80, rows: 24, utf8: true };
        let report =
            json!({"name": "=a\u{9b}\u{202e}", "tfa": {"left": -3, "factors": [{"label": "x\ty\\"}]}, "none": null});
        written(format, screen, |output| output.one(&report, Page::new().field("name", "=a\u{9b}")))
    }

    #[test]
    fn an_answer_takes_every_form() {
        let plain = "name\t=a\\u{9b}\\u{202e}\ntfa.left\t-3\ntfa.factors.0.label\tx\\ty\\\\\nnone\t\n";
        assert_eq!(one(Format::Plain, false), plain);
        let csv = "name,tfa.left,tfa.factors.0.label,none\n'=a\u{9b}\u{202e},-3,x\ty\\,\n";
        assert_eq!(one(Format::Csv, false), csv);
        assert_eq!(one(Format::Table, false), "name  =a\\u{9b}\n");
        assert!(one(Format::Json, false).starts_with("{\n  \"name\": \"=a\u{9b}\u{202e}\",\n"));
        let jsonl = one(Format::Jsonl, false);
        assert!(jsonl.ends_with("\"none\":null}\n") && jsonl.lines().count() == 1);
    }

    #[test]
    fn on_a_terminal_no_format_lets_control_characters_through() {
        for format in [Format::Table, Format::Plain, Format::Json, Format::Jsonl, Format::Csv] {
            let text = one(format, true);
            assert!(text.split(['\t', '\n']).all(|part| part == escape::terminal(part)), "{format:?}: {text:?}");
        }
        let value = |terminal| serde_json::from_str::<Value>(&one(Format::Json, terminal)).unwrap();
        assert_eq!(value(true), value(false));
    }

    #[test]
    fn a_closed_pipe_is_returned() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let screen = Screen { terminal: false, color: false, columns: 80, rows: 24, utf8: true };
        for format in [Format::Table, Format::Plain, Format::Json, Format::Jsonl, Format::Csv] {
            let mut output = Output::new(format, screen, Box::new(Closed));
            let error = output.one(&json!({"a": 1}), Page::new().line("a")).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
        }
    }
}
