//! Files of rejected rows: what they look like, and how they are known when they are read again.
//!
//! In CSV, three columns stand in front of those of the file, which stay as they came. In JSONL, a line with one key, `_reject`, stands
//! before the line that was rejected.

use super::{Form, Reader, Row};
use crate::render::escape::csv_cell;
use std::{borrow::Cow, io::Read};

/// The columns in front of the others.
pub const COLUMNS: [&str; 3] = ["reject_line", "reject_column", "reject_reason"];
/// The key of a line that tells of the next one.
pub const KEY: &str = "_reject";

/// Whether a column of this name tells why a row was rejected: nothing is read from it.
pub(super) fn is_mark(name: &str) -> bool {
    COLUMNS.contains(&name.trim())
}

/// How many columns in front of these are those of a file of rejected rows: all of them or none.
pub(super) fn in_front(names: &[String]) -> usize {
    let all = names.len() > COLUMNS.len() && COLUMNS.iter().zip(names).all(|(mark, name)| name.trim() == *mark);
    if all { COLUMNS.len() } else { 0 }
}

impl<R: Read> Reader<R> {
    /// What a file of rejected rows begins with, with its line ends: the header with [`COLUMNS`] in front, after whatever stood before the
    /// header. Nothing for JSONL.
    pub fn rejects_head(&self) -> String {
        let Some(header) = self.header() else { return String::new() };
        let (preamble, header) = header.split_at(self.preamble());
        let delimiter = self.delimiter();
        let marks: String = COLUMNS.iter().flat_map(|mark| [(*mark).to_owned(), delimiter.to_string()]).collect();
        format!("{preamble}{marks}{header}\n")
    }

    /// The lines of a rejected row, with their line ends: where it was, why it was rejected, and the row as it came. The reason holds no
    /// secret: that is up to the caller.
    pub fn rejected(&self, row: &Row, column: &str, reason: &str) -> String {
        match self.form() {
            Form::Csv => {
                let delimiter = self.delimiter();
                let [column, reason] = [column, reason].map(|text| quoted(csv_cell(text), delimiter));
                format!("{}{delimiter}{column}{delimiter}{reason}{delimiter}{}\n", row.line, row.raw)
            }
            Form::Jsonl => {
                let why = serde_json::json!({ KEY: { "line": row.line, "column": column, "reason": reason } });
                format!("{why}\n{}\n", row.raw)
            }
        }
    }
}

fn quoted(cell: Cow<'_, str>, delimiter: char) -> Cow<'_, str> {
    if cell.contains([delimiter, '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")).into() } else { cell }
}
