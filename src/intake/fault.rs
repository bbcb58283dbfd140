//! Why a file, or one row of it, cannot be read. None of these texts holds a value from the file: a cell may be a password.

use super::names::short;
use crate::domain::field::Field;
use std::{fmt, io};

/// Why a file cannot be read on: the whole file is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1, as an editor counts: line feeds, also those within quotes.
    pub line: u64,
    /// The character in that line, from 1.
    pub column: u64,
    /// What is wrong there and what helps.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// A fault at the character that follows this text of a row; the row begins in this line.
    pub(super) fn after(line: u64, before: &str, message: impl Into<String>) -> Self {
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        let within = before.rsplit('\n').next().unwrap_or_default().chars().count();
        Self { line: line + lines as u64, column: within as u64 + 1, message: message.into() }
    }
}

/// What ends the reading of a file before its end.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The content.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// The reading itself.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Why one row is rejected while the file is read on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The name of the column or key in the file; empty for the row as a whole.
    pub column: String,
    /// What is wrong, naming row or column: "the row has 3 cells where the header has 5".
    pub message: String,
    /// The field that the column gives, where its value is what is wrong.
    pub field: Option<Field>,
    /// What `--map` may say of the columns.
    pub remaps: Vec<Remap>,
}

impl RowFault {
    pub(super) fn new(column: impl Into<String>, message: impl Into<String>) -> Self {
        Self { column: column.into(), message: message.into(), field: None, remaps: Vec::new() }
    }

    /// A column of this name has a value that says nothing of its field.
    pub(super) fn unread(name: &str, field: Field, why: &str) -> Self {
        let name = name.trim();
        let remap = Remap { column: name.to_owned(), to: None };
        let message = format!("\"{}\" {why}: correct it, or ignore it with {}", short(name), remap.typed());
        Self { field: Some(field), remaps: vec![remap], ..Self::new(name, message) }
    }
}

/// What a column would have to be taken for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Remap {
    /// The column or key as the file names it.
    pub column: String,
    /// The field that it would give; `None` where it would be ignored.
    pub to: Option<Field>,
}

impl Remap {
    /// As it is typed, for a shell and of a bounded length.
    pub fn typed(&self) -> String {
        let words = format!("{}={}", short(&self.column), self.to.map_or("ignore", Field::word));
        // It is read more often than it is pasted.
        if words.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'=')) {
            return format!("--map {words}");
        }
        format!("--map {}", shlex::try_quote(&words).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_stands_where_an_editor_shows_it() {
        let at = |before| Fault::after(3, before, "x").to_string();
        assert_eq!(at(""), "line 3, column 1: x");
        assert_eq!(at("käse,"), "line 3, column 6: x");
        assert_eq!(at("\"a\r\n\nb"), "line 5, column 2: x");
    }
}
