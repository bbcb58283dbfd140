//! CSV: the header, and one row after another put into fields.

use super::{
    Row,
    cells::{Lexer, ROW_BYTES, more},
    columns::{Beside, Columns, Maps},
    fault::{Fault, ReadError, RowFault},
    names::says_hashed,
    reading::counts_beside,
    rejects,
    text::Text,
};
use crate::domain::{csv_cell::csv_text, field::Field, time::Time};
use std::io::Read;

/// What parts cells, the first where two are found equally often.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

/// A CSV file after its header has been read.
pub(super) struct Sheet {
    lexer: Lexer,
    pub(super) columns: Columns,
    /// Whether any column gives the field in this place.
    given: [bool; Field::COUNT],
    /// How many columns in front are those of rejected rows.
    front: usize,
    /// The lines before the header, with their ends, and the header.
    pub(super) header: String,
    /// How many bytes of it come before the header.
    pub(super) preamble: usize,
    named: [Option<String>; Field::COUNT],
    now: Time,
    /// Accounts that end later than now.
    pub(super) later_ends: u64,
}

impl Sheet {
    /// Reads as far as the header.
    ///
    /// # Errors
    /// Those of the input and the header.
    pub(super) fn begin<R: Read>(
        text: &mut Text<R>,
        line: &mut u64,
        maps: &Maps,
        now: Time,
    ) -> Result<Self, ReadError> {
        let mut lexer = Lexer { delimiter: DELIMITERS[0], cells: Vec::new() };
        let mut header = String::new();
        let mut said = None;
        loop {
            pass_blank_lines(text, line)?;
            lexer.delimiter = match said {
                Some(delimiter) => delimiter,
                None => most_frequent(text, *line)?,
            };
            let Some(extent) = lexer.row(text, *line)? else {
                let message = "the header is missing: the first line names the columns, one of them username";
                return Err(Fault::after(*line, "", message).into());
            };
            let row = &text.rest()[..extent.row];
            if is_empty_row(row, lexer.delimiter) {
                // What spreadsheets write for an empty row names no column.
                let lines = lines_in(row, extent.quoted);
                text.pass(extent.whole);
                *line += lines;
                continue;
            }
            let before = Preamble::of(row);
            let from = if before.is_some() { 0 } else { header.len() };
            if before.is_some() {
                header.push_str(row);
                header.push('\n');
            } else {
                let names: Vec<String> = lexer.cells.iter().map(|cell| cell.text(row).into_owned()).collect();
                let front = rejects::in_front(&names);
                header.push_str(&row[lexer.cells[front].at..]);
                let columns = Columns::of(names, maps)
                    .map_err(|(column, message)| Fault::after(*line, &row[..lexer.cells[column].at], message))?;
                let lines = lines_in(row, extent.quoted);
                text.pass(extent.whole);
                *line += lines;
                let given = Field::ALL.map(|field| columns.takes.iter().any(|take| take.field == field));
                let named = Field::ALL.map(|field| columns.names_of(field));
                return Ok(Self { lexer, columns, given, front, header, preamble: from, named, now, later_ends: 0 });
            }
            if let Some(Preamble::Separator(delimiter)) = before {
                said = Some(delimiter);
            }
            let lines = lines_in(row, extent.quoted);
            text.pass(extent.whole);
            *line += lines;
        }
    }

    /// Reads the next row; false at the end.
    ///
    /// # Errors
    /// Those of the input, and rows that cannot be told apart from what follows.
    pub(super) fn next<R: Read>(
        &mut self,
        text: &mut Text<R>,
        line: &mut u64,
        row: &mut Row,
    ) -> Result<bool, ReadError> {
        while let Some(extent) = self.lexer.row(text, *line)? {
            let raw = &text.rest()[..extent.row];
            let begins = *line;
            *line += lines_in(raw, extent.quoted);
            let blank = self.is_blank(raw);
            if !blank {
                row.line = begins;
                row.raw.clear();
                let from = self.lexer.cells.get(self.front).map_or(0, |cell| cell.at);
                row.raw.push_str(&raw[from..]);
                row.fault = self.put(raw, &mut row.cells).err();
                row.hashed = row.fault.is_none() && self.says_hashed(raw);
                if row.fault.is_some() {
                    row.cells.fill(None);
                }
            }
            text.pass(extent.whole);
            if !blank {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Nothing but delimiters and blanks: what spreadsheets write for an empty row.
    fn is_blank(&self, raw: &str) -> bool {
        is_empty_row(raw, self.lexer.delimiter)
    }

    fn put(&mut self, raw: &str, values: &mut [Option<String>; Field::COUNT]) -> Result<(), RowFault> {
        let (there, wanted) = (self.lexer.cells.len(), self.columns.names.len());
        if there != wanted {
            // Of the row as it was rejected before.
            let [there, wanted] = [there, wanted].map(|cells| cells.saturating_sub(self.front));
            let cells = if there == 1 { "cell" } else { "cells" };
            return Err(RowFault::new("", format!("the row has {there} {cells} where the header has {wanted}")));
        }
        for (value, given) in values.iter_mut().zip(self.given) {
            if !given {
                *value = None;
            }
        }
        for take in &self.columns.takes {
            let place = take.field.place();
            if take.beside == Beside::Fills && values[place].as_ref().is_some_and(|value| !value.trim().is_empty()) {
                continue;
            }
            let text = self.lexer.cells[take.column].text(raw);
            let text = csv_text(&text);
            let value = take.reading.value(text, self.now);
            let value = value.map_err(|why| RowFault::unread(&self.columns.names[take.column], take.field, why))?;
            self.later_ends += u64::from(take.reading.is_later_end(text, self.now));
            if take.beside != Beside::Joins || counts_beside(value, values[place].as_deref()) {
                // Where the memory of the last one is.
                value.clone_into(values[place].get_or_insert_default());
            }
        }
        Ok(())
    }

    /// Whether the row says of its password that it is a hash.
    fn says_hashed(&self, raw: &str) -> bool {
        let says = |column: &usize| says_hashed(csv_text(&self.lexer.cells[*column].text(raw)));
        self.columns.of_hashes.iter().any(says)
    }

    pub(super) const fn delimiter(&self) -> char {
        self.lexer.delimiter as char
    }

    pub(super) fn name_of(&self, field: Field) -> Option<&str> {
        self.named[field.place()].as_deref()
    }
}

/// A line that may come before a header.
enum Preamble {
    /// `version:v1.0`, of Microsoft's templates, to which a spreadsheet adds empty cells; `#TYPE …`, of PowerShell's `Export-Csv`.
    Remark,
    /// `sep=;`, which tells Excel the delimiter.
    Separator(u8),
}

impl Preamble {
    fn of(row: &str) -> Option<Self> {
        let plain = row.trim_matches(|c| matches!(c, ',' | ';' | '\t' | ' ' | '"'));
        let version = plain.strip_prefix("version:v");
        if version.is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit() || b == b'.'))
            || plain.starts_with("#TYPE ")
        {
            return Some(Self::Remark);
        }
        let delimiter = row.trim_matches('"').strip_prefix("sep=")?.bytes().next()?;
        (DELIMITERS.contains(&delimiter) && row.len() <= "\"sep=;\"".len()).then_some(Self::Separator(delimiter))
    }
}

/// Nothing but delimiters and blanks.
fn is_empty_row(row: &str, delimiter: u8) -> bool {
    row.bytes().all(|byte| byte == delimiter || byte == b' ' || byte == b'\t')
}

/// How many lines a row takes.
fn lines_in(row: &str, quoted: bool) -> u64 {
    // Nearly every quoted row is on one line too, and to see that is cheaper than to count.
    if !quoted || !row.as_bytes().contains(&b'\n') {
        return 1;
    }
    1 + row.bytes().filter(|byte| *byte == b'\n').count() as u64
}

/// Passes lines with nothing but white space.
///
/// # Errors
/// Those of the input.
pub(super) fn pass_blank_lines<R: Read>(text: &mut Text<R>, line: &mut u64) -> Result<(), ReadError> {
    // How much of the line at the front is known to be blank.
    let mut seen = 0;
    loop {
        let rest = text.rest().as_bytes();
        let content = rest[seen..].iter().position(|byte| !byte.is_ascii_whitespace());
        let blank = &rest[seen..content.map_or(rest.len(), |run| seen + run)];
        let lines = blank.iter().filter(|byte| **byte == b'\n').count();
        let whole = blank.iter().rposition(|byte| *byte == b'\n').map_or(0, |last| seen + last + 1);
        text.pass(whole);
        *line += lines as u64;
        seen = text.rest().len();
        if content.is_some() || seen > ROW_BYTES || !more(text, *line)? {
            return Ok(());
        }
    }
}

/// The most frequent delimiter in the row ahead, outside quotation marks.
fn most_frequent<R: Read>(text: &mut Text<R>, line: u64) -> Result<u8, ReadError> {
    let (mut at, mut quoted, mut counts) = (0, false, [0_usize; DELIMITERS.len()]);
    loop {
        let row = text.rest().as_bytes();
        for byte in &row[at..] {
            match byte {
                b'"' => quoted = !quoted,
                b'\n' if !quoted => return Ok(most(counts)),
                byte if !quoted => {
                    if let Some(which) = DELIMITERS.iter().position(|delimiter| delimiter == byte) {
                        counts[which] += 1;
                    }
                }
                _ => {}
            }
        }
        at = row.len();
        // What is wrong with the row is for the lexer to say, which knows where.
        if at > ROW_BYTES || !more(text, line)? {
            return Ok(most(counts));
        }
    }
}

fn most(counts: [usize; DELIMITERS.len()]) -> u8 {
    let first = |best: usize, which: usize| if counts[which] > counts[best] { which } else { best };
    DELIMITERS[(0..DELIMITERS.len()).fold(0, first)]
}

#[cfg(test)]
mod tests;
