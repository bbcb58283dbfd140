//! A list that has no end yet: items as they come, in the format that fits.

use super::{Column, Format, Output, Rows, escape, table};
use serde::Serialize;
use std::io;

/// A list that goes on while somebody waits. A table keeps the widths that its columns have reached.
#[derive(Debug)]
pub struct Stream {
    columns: &'static [Column],
    widths: Vec<usize>,
    /// Whether a column stands beside the others: one with a lead-in that had nothing at the beginning does not, and what comes goes below.
    beside: Vec<bool>,
    /// Whether it has its columns also where they are empty.
    whole: bool,
}

impl Stream {
    /// A list with those columns, of which nothing was written yet.
    pub fn new(columns: &'static [Column]) -> Self {
        Self { columns, widths: Vec::new(), beside: Vec::new(), whole: false }
    }

    /// The same with all of its columns, whatever comes.
    pub fn whole(self) -> Self {
        Self { whole: true, ..self }
    }

    /// Writes items, each with its cells, whole or not at all, and hands them on: a line each, `json` as `jsonl`; a table begins with its
    /// titles.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn push<T: Serialize>(&mut self, out: &mut Output<'_>, items: &[(T, Vec<String>)]) -> io::Result<()> {
        let said = out.format;
        if said == Format::Table {
            let rows =
                items.iter().map(|(_, cells)| cells.iter().map(|cell| escape::terminal(cell).into_owned()).collect());
            let text = self.table(&rows.collect::<Vec<Vec<String>>>(), out);
            out.write(text.as_bytes())?;
            return out.writer.flush();
        }
        if said == Format::Json {
            out.format = Format::Jsonl;
        }
        let mut rows = Rows::headless(out, self.columns);
        let written = items.iter().try_for_each(|(item, _)| rows.push(item, Vec::new())).and_then(|()| rows.flush());
        out.format = said;
        written
    }

    fn table(&mut self, rows: &[Vec<String>], out: &Output<'_>) -> String {
        let begins = self.widths.is_empty();
        if begins {
            self.widths = vec![0; self.columns.len()];
            let said = |at: usize| self.whole || rows.iter().any(|row| !row[at].is_empty());
            self.beside = (0..self.columns.len()).map(|at| self.columns[at].below.is_none() || said(at)).collect();
        }
        for (reached, width) in self.widths.iter_mut().zip(table::widths(self.columns, rows)) {
            *reached = width.max(*reached);
        }
        let layout = table::Layout::new(self.columns, &self.widths, &self.beside, &out.screen);
        let header = if begins { layout.header() } else { String::new() };
        layout.rows(rows).fold(header, |text, piece| text + &piece)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Screen, tests::written};
    use serde_json::{Value, json};

    const COLUMNS: &[Column] = &[
        Column { key: "seq", title: "SEQ", weight: 0, below: None },
        Column { key: "name", title: "NAME", weight: 0, below: None },
    ];

    fn streamed(format: Format) -> String {
        let screen = Screen { terminal: true, color: false, columns: 80, rows: 24, utf8: false };
        written(format, screen, |out| {
            let mut stream = Stream::new(COLUMNS);
            for batch in [[(9, "ada"), (10, "x\u{1b}[2J")].as_slice(), &[], &[(11, "b")]] {
                let items: Vec<(Value, Vec<String>)> = batch
                    .iter()
                    .map(|(seq, name)| (json!({"seq": seq, "name": name}), vec![seq.to_string(), (*name).to_owned()]))
                    .collect();
                stream.push(out, &items)?;
            }
            Ok(())
        })
    }

    #[test]
    fn a_table_that_goes_on_has_its_titles_once_and_keeps_its_widths() {
        let wanted = "SEQ  NAME\n---------------\n9    ada\n10   x\\u{1b}[2J\n11   b\n";
        assert_eq!(streamed(Format::Table), wanted);
    }

    #[test]
    fn a_column_that_begins_empty_is_left_out_and_what_comes_later_goes_below() {
        const COLUMNS: &[Column] = &[
            Column { key: "name", title: "NAME", weight: 0, below: None },
            Column { key: "why", title: "WHY", weight: 1, below: Some("why ") },
        ];
        let screen = Screen { terminal: true, color: false, columns: 80, rows: 24, utf8: false };
        let text = written(Format::Table, screen, |out| {
            let mut stream = Stream::new(COLUMNS);
            let row = |name: &str, why: &str| vec![((), vec![name.to_owned(), why.to_owned()])];
            stream.push(out, &row("ada", ""))?;
            stream.push(out, &row("bob", "gone"))
        });
        assert_eq!(text, "NAME\n----\nada\nbob\n      why gone\n");
    }

    #[test]
    fn other_formats_have_a_line_for_each() {
        assert_eq!(streamed(Format::Json), streamed(Format::Jsonl));
        assert_eq!(streamed(Format::Jsonl).lines().count(), 3);
        assert_eq!(streamed(Format::Plain).lines().last(), Some("11\tb"));
    }
}
