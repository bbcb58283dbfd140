//! The lexer of CSV: finds the cells of one row in the text. Rows are as RFC 4180 has them, with any delimiter of one byte, and LF as good
//! as CRLF. Why it is our own: `docs/adr/0024-own-csv-lexer.md`.

use super::{
    fault::{Fault, ReadError},
    text::{Stop, Text},
};
use std::{borrow::Cow, io::Read};

/// How long a row may be, in bytes of UTF-8 without its line end.
pub(super) const ROW_BYTES: usize = 1 << 20;
/// How many cells a row may have.
pub(super) const ROW_CELLS: usize = 1000;

/// The place of a cell in its row, in bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// Where it begins, with its quotation mark.
    pub(super) at: usize,
    /// Its content, without quotation marks around it.
    start: usize,
    end: usize,
    /// Whether quotation marks in it are doubled.
    doubled: bool,
}

impl Cell {
    pub(super) fn text(self, row: &str) -> Cow<'_, str> {
        let text = &row[self.start..self.end];
        if self.doubled { Cow::Owned(text.replace("\"\"", "\"")) } else { Cow::Borrowed(text) }
    }
}

/// How far a row reaches, in bytes.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    /// Without its line end.
    pub(super) row: usize,
    /// With it.
    pub(super) whole: usize,
    /// Whether any cell is quoted: only then can it hold a line end.
    pub(super) quoted: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    /// At the first character of a cell.
    Begin,
    /// In a cell without quotation marks; one within it is a character like any other.
    Plain,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark within quotation marks: the end of the cell, or the first of two.
    Closed,
    /// After a carriage return that ends a row, if a line feed follows.
    Return,
}

/// Finds the cells of rows.
pub(super) struct Lexer {
    pub(super) delimiter: u8,
    /// Of the last row.
    pub(super) cells: Vec<Cell>,
}

impl Lexer {
    /// Finds the row at the front of the text, which begins in this line; `None` at the end of the file. The text is not passed.
    ///
    /// # Errors
    /// Those of the input; a row that is too long or has too many cells; quotation marks and carriage returns that fit nowhere.
    pub(super) fn row<R: Read>(&mut self, text: &mut Text<R>, line: u64) -> Result<Option<Extent>, ReadError> {
        self.cells.clear();
        let (mut state, mut at, mut quoted) = (State::Begin, 0, false);
        let (mut opened, mut start, mut doubled) = (0, 0, false);
        let end = loop {
            let row = text.rest().as_bytes();
            let Some(&byte) = row.get(at) else {
                if at <= ROW_BYTES + 1 && more(text, line)? {
                    continue;
                }
                break at;
            };
            match state {
                State::Begin if byte == b'"' => {
                    (state, opened, start, doubled, quoted) = (State::Quoted, at, at + 1, false, true);
                    at += 1;
                }
                State::Begin => (state, opened, start, doubled) = (State::Plain, at, at, false),
                State::Plain => {
                    let stops = |byte: &u8| *byte == self.delimiter || *byte == b'\n' || *byte == b'\r';
                    let Some(run) = row[at..].iter().position(stops) else {
                        at = row.len();
                        continue;
                    };
                    at += run;
                    self.push(text, line, Cell { at: opened, start, end: at, doubled })?;
                    match text.rest().as_bytes().get(at) {
                        Some(b'\n') => break at,
                        Some(b'\r') => state = State::Return,
                        _ => state = State::Begin,
                    }
                    at += 1;
                }
                State::Quoted => {
                    let mark = row[at..].iter().position(|byte| *byte == b'"');
                    at = mark.map_or(row.len(), |run| at + run + 1);
                    state = if mark.is_some() { State::Closed } else { State::Quoted };
                }
                State::Closed if byte == b'"' => {
                    (state, doubled) = (State::Quoted, true);
                    at += 1;
                }
                State::Closed if byte == self.delimiter || byte == b'\n' || byte == b'\r' => {
                    self.push(text, line, Cell { at: opened, start, end: at - 1, doubled })?;
                    match byte {
                        b'\n' => break at,
                        b'\r' => state = State::Return,
                        _ => state = State::Begin,
                    }
                    at += 1;
                }
                State::Closed => {
                    let began = Fault::after(line, &text.rest()[..opened], "");
                    let message = format!(
                        "text after a quotation mark that closes a cell (opened at line {}, column {}): a quotation mark within a quoted cell is written twice",
                        began.line, began.column
                    );
                    return Err(Fault::after(line, &text.rest()[..at], message).into());
                }
                State::Return if byte == b'\n' => break at - 1,
                State::Return => {
                    let message = "a carriage return without a line feed: save the file with LF or CRLF line ends";
                    return Err(Fault::after(line, &text.rest()[..at - 1], message).into());
                }
            }
        };
        self.finish(text, line, state, end, Cell { at: opened, start, end, doubled }, quoted)
    }

    /// The row that ends here, by its line end or by that of the file.
    fn finish<R: Read>(
        &mut self,
        text: &Text<R>,
        line: u64,
        state: State,
        mut end: usize,
        open: Cell,
        quoted: bool,
    ) -> Result<Option<Extent>, ReadError> {
        let rest = text.rest();
        let ended = end == rest.len();
        if ended && state == State::Return {
            // The line feed is missing at the very end of the file.
            end -= 1;
        }
        if end > ROW_BYTES {
            return Err(too_long(rest, line, (state == State::Quoted).then_some(open.at)).into());
        }
        match state {
            _ if !ended => {}
            State::Begin if end == 0 => return Ok(None),
            State::Begin => self.push(text, line, Cell { at: end, start: end, end, doubled: false })?,
            State::Plain => self.push(text, line, open)?,
            State::Closed => self.push(text, line, Cell { end: end - 1, ..open })?,
            State::Quoted => {
                let message = "the quotation mark that opens here is never closed";
                return Err(Fault::after(line, &rest[..open.at], message).into());
            }
            State::Return => {}
        }
        let line_end = match &rest.as_bytes()[end..] {
            [b'\r', b'\n', ..] => 2,
            [_, ..] => 1,
            [] => 0,
        };
        Ok(Some(Extent { row: end, whole: end + line_end, quoted }))
    }

    fn push<R: Read>(&mut self, text: &Text<R>, line: u64, cell: Cell) -> Result<(), Fault> {
        if self.cells.len() == ROW_CELLS {
            let message = format!("a row has more than {ROW_CELLS} cells");
            return Err(Fault::after(line, &text.rest()[..cell.at], message));
        }
        self.cells.push(cell);
        Ok(())
    }
}

/// A row of more than [`ROW_BYTES`]; within quotation marks what is to blame is where they open.
pub(super) fn too_long(rest: &str, line: u64, opened: Option<usize>) -> Fault {
    if let Some(at) = opened {
        let message = "the quotation mark that opens here is not closed within 1 MiB, which is as long as a row may be";
        return Fault::after(line, &rest[..at], message);
    }
    let at = (0..=ROW_BYTES).rev().find(|at| rest.is_char_boundary(*at)).unwrap_or(0);
    Fault::after(line, &rest[..at], "a row goes on here for more than 1 MiB, which is as long as a row may be")
}

/// Makes the text longer; false at the end of the file. A row begins in this line.
///
/// # Errors
/// Those of the input, with the place of what is no text.
pub(super) fn more<R: Read>(text: &mut Text<R>, line: u64) -> Result<bool, ReadError> {
    text.more().map_err(|stop| match stop {
        Stop::Io(error) => ReadError::Io(error),
        Stop::Bad(message) => Fault::after(line, text.rest(), message).into(),
    })
}

#[cfg(test)]
pub(super) mod tests;
