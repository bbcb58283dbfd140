//! Lists: one item after the other in any format.

use super::{
    Column, Format, Line, Output, Page,
    column_values::Picked,
    escape,
    key_values::{Records, csv_value},
    table,
};
use serde::Serialize;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};
use std::io;

/// An item of a list, as people see it.
#[derive(Debug)]
pub enum Shown {
    /// A cell for every column, not yet escaped.
    Cells(Vec<String>),
    /// Lines of prose, which need no columns.
    Lines(Vec<Line>),
}

impl From<Vec<String>> for Shown {
    fn from(cells: Vec<String>) -> Self {
        Self::Cells(cells)
    }
}

/// A list that is being written: at every [`Rows::flush`], but a `table` at the end.
#[must_use = "a list ends with finish"]
pub struct Rows<'o, 'a> {
    output: &'o mut Output<'a>,
    columns: &'o [Column],
    /// Lines for the next flush: the caller may hold a transaction, and must not wait for a slow reader.
    lines: Vec<u8>,
    records: Records,
    picked: Picked,
    cells: Vec<Vec<String>>,
    headed: bool,
    /// Whether the beginning of `json` was written.
    begun: bool,
    any: bool,
    more: Option<String>,
    /// Whether a table has its columns also where they are empty.
    whole: bool,
}

impl<'o, 'a> Rows<'o, 'a> {
    pub(super) fn new(output: &'o mut Output<'a>, columns: &'o [Column]) -> Self {
        Self {
            records: Records::new(output.screen.terminal),
            picked: Picked::new(columns),
            output,
            columns,
            lines: Vec::new(),
            begun: false,
            cells: Vec::new(),
            headed: false,
            any: false,
            more: None,
            whole: false,
        }
    }

    /// A list; its header, if it has one, was written before.
    pub(super) fn headless(output: &'o mut Output<'a>, columns: &'o [Column]) -> Self {
        Self { headed: true, ..Self::new(output, columns) }
    }

    /// One item: itself for machines, and as people see it. Nothing is written yet.
    ///
    /// # Errors
    /// Where the item cannot be put into the format.
    pub fn push(&mut self, item: &impl Serialize, shown: impl Into<Shown>) -> io::Result<()> {
        let first = !std::mem::replace(&mut self.any, true);
        match self.output.format {
            Format::Json => {
                self.begin_json();
                // The item is in an array in an object, and is indented for that.
                let mut inside = PrettyFormatter::new();
                inside.begin_object(&mut io::sink())?;
                inside.begin_array(&mut io::sink())?;
                inside.begin_array_value(&mut self.lines, first)?;
                item.serialize(&mut Serializer::with_formatter(&mut self.lines, inside))?;
            }
            Format::Jsonl => {
                if self.output.screen.terminal {
                    self.lines.extend(self.output.json(item, false)?.into_bytes());
                } else {
                    serde_json::to_writer(&mut self.lines, item)?;
                    self.lines.push(b'\n');
                }
            }
            Format::Plain => {
                self.picked.take(item)?;
                self.picked.plain_line(&mut self.lines);
            }
            Format::Csv => {
                self.csv_header()?;
                self.picked.take(item)?;
                self.records.push(self.picked.cells().map(|(text, number)| csv_value(text.into(), number)))?;
            }
            Format::Table => match shown.into() {
                Shown::Lines(lines) => {
                    let page = lines.into_iter().fold(Page::new(), Page::line);
                    self.lines.extend(page.text_on(&self.output.screen).into_bytes());
                }
                Shown::Cells(cells) => {
                    debug_assert_eq!(cells.len(), self.columns.len(), "a cell for every column");
                    let mut cells: Vec<_> = cells.into_iter().map(escape::for_terminal).collect();
                    cells.resize(self.columns.len(), String::new());
                    self.cells.push(cells);
                }
            },
        }
        Ok(())
    }

    /// The command that shows what follows, without the cursor at its end: a table says it instead of the cursor alone.
    pub fn more(&mut self, command: String) {
        self.more = Some(command);
    }

    /// A table is to have the same columns whatever it holds.
    pub fn keep_columns(&mut self, whole: bool) {
        self.whole = whole;
    }

    /// Writes what was pushed since the last time, for a list that goes on.
    ///
    /// # Errors
    /// Those of the writer; a closed pipe is `BrokenPipe`.
    pub fn flush(&mut self) -> io::Result<()> {
        if self.output.format == Format::Csv {
            self.lines = self.records.take()?;
        }
        if self.output.format == Format::Json && self.output.screen.terminal {
            // Items are pushed whole: no character is cut.
            let text = String::from_utf8(std::mem::take(&mut self.lines)).map_err(io::Error::other)?;
            self.lines = escape::json_for_terminal(text).into_bytes();
        }
        self.output.write(&self.lines)?;
        self.lines.clear();
        self.output.writer.flush()
    }

    /// Ends the list; whether there was any item. `next` is the cursor of what follows (`json`, `table`). A table without rows is nothing
    /// at all: that there was none is a remark, and no answer.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self, next: Option<String>) -> io::Result<bool> {
        match self.output.format {
            Format::Csv => self.csv_header()?,
            Format::Json => {
                self.begin_json();
                let ending: &[u8] = if self.any { b"\n  ],\n  \"next\": " } else { b"],\n  \"next\": " };
                self.lines.extend_from_slice(ending);
                serde_json::to_writer(&mut self.lines, &next)?;
                self.lines.extend_from_slice(b"\n}\n");
            }
            Format::Table | Format::Plain | Format::Jsonl => {}
        }
        self.flush()?;
        match self.output.format {
            Format::Table => {
                let screen = self.output.screen;
                let mut write = |text: String| self.output.write(text.as_bytes());
                match (self.cells.is_empty(), self.whole) {
                    (true, _) => {}
                    (false, false) => table::draw(self.columns, &self.cells, &screen).try_for_each(&mut write)?,
                    (false, true) => table::draw_whole(self.columns, &self.cells, &screen).try_for_each(&mut write)?,
                }
                if let Some(cursor) = next {
                    let command = self.more.take().map(|command| command + " ").unwrap_or_default();
                    let more = format!("more: {}--after {}\n", escape::terminal(&command), escape::terminal(&cursor));
                    self.output.write(more.as_bytes())?;
                }
            }
            Format::Json | Format::Jsonl | Format::Plain | Format::Csv => {}
        }
        self.output.writer.flush()?;
        Ok(self.any)
    }

    fn begin_json(&mut self) {
        if !std::mem::replace(&mut self.begun, true) {
            self.lines.extend_from_slice(b"{\n  \"items\": [");
        }
    }

    fn csv_header(&mut self) -> io::Result<()> {
        if std::mem::replace(&mut self.headed, true) {
            return Ok(());
        }
        self.records.push(self.columns.iter().map(|column| column.key.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Screen, tests::written};
    use serde_json::{Value, json};

    const COLUMNS: &[Column] = &[
        Column { key: "username", title: "USERNAME", weight: 0, below: None },
        Column { key: "account.locked", title: "LOCKED", weight: 1, below: None },
        Column { key: "phone", title: "PHONE", weight: 2, below: None },
    ];
    const SCREEN: Screen = Screen { terminal: false, color: false, columns: 80, rows: 24, utf8: true };

    fn list(format: Format, full: bool) -> String {
        written(format, SCREEN, |output| {
            let mut rows = output.rows(COLUMNS);
            if full {
                for (name, phone) in [("ada", Some("+49")), ("a\tb\u{202e}", None)] {
                    let item = json!({"username": name, "phone": phone, "account": {"locked": true}});
                    let cells = vec![name.to_owned(), "yes".to_owned(), phone.unwrap_or("-").to_owned()];
                    rows.push(&item, cells)?;
                }
            }
            assert_eq!(rows.finish(full.then(|| "c2".to_owned()))?, full);
            Ok(())
        })
    }

    #[test]
    fn machines_get_every_item_in_their_format() {
        let json: Value = serde_json::from_str(&list(Format::Json, true)).unwrap();
        assert_eq!((json["items"][0]["username"].as_str(), json["next"].as_str()), (Some("ada"), Some("c2")));
        assert_eq!(list(Format::Json, true), format!("{json:#}\n"));
        assert_eq!(
            list(Format::Jsonl, true).lines().next(),
            Some(r#"{"username":"ada","phone":"+49","account":{"locked":true}}"#)
        );
        assert_eq!(list(Format::Plain, true), "ada\ttrue\t+49\na\\tb\\u{202e}\ttrue\t\n");
        assert_eq!(list(Format::Csv, true), "username,account.locked,phone\nada,true,'+49\na\tb\u{202e},true,\n");
    }

    #[test]
    fn people_get_a_table_and_where_it_goes_on() {
        let text = list(Format::Table, true);
        assert!(text.starts_with("USERNAME") && text.contains("a\\tb\\u{202e}"), "{text}");
        assert!(text.ends_with("\nmore: --after c2\n"), "{text}");
    }

    #[test]
    fn an_empty_list_is_well_formed_and_says_nothing_to_people() {
        assert_eq!(list(Format::Table, false), "");
        assert_eq!(list(Format::Csv, false), "username,account.locked,phone\n");
        assert_eq!(list(Format::Json, false), "{\n  \"items\": [],\n  \"next\": null\n}\n");
        assert_eq!(list(Format::Plain, false) + &list(Format::Jsonl, false), "");
    }
}
