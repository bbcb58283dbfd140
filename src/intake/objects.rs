//! JSON lines: one object a line, its keys taken for fields as the columns of a CSV are.

mod keys;
mod line;

use super::{
    Row,
    cells::{ROW_BYTES, more, too_long},
    columns::Maps,
    fault::{Fault, ReadError, RowFault},
    text::Text,
};
use crate::domain::{field::Field, time::Time};
use keys::Keys;
use line::{Line, Trouble};
use serde::de::DeserializeSeed;
use std::io::Read;

/// A file of JSON lines that is being read.
pub(super) struct Objects {
    keys: Keys,
    now: Time,
    /// Accounts that end later than now.
    later_ends: u64,
    /// Whether the first object is still to come.
    first: bool,
}

impl Objects {
    /// Nothing is read yet: there is no header.
    ///
    /// # Errors
    /// A JSON array in place of lines; `maps` that contradict themselves.
    pub(super) fn begin<R: Read>(text: &Text<R>, line: u64, maps: &Maps, now: Time) -> Result<Self, ReadError> {
        let rest = text.rest();
        let before = &rest[..rest.len() - rest.trim_start().len()];
        if rest.trim_start().starts_with('[') {
            let message = "this is a JSON array: one object a line is read, as jq -c '.[]' FILE writes them (a CSV is read with --format csv)";
            return Err(Fault::after(line, before, message).into());
        }
        let keys = Keys::new(maps).map_err(|message| Fault::after(line, before, message))?;
        Ok(Self { keys, now, later_ends: 0, first: true })
    }

    /// Reads the next object; false at the end.
    ///
    /// # Errors
    /// Those of the input, and what is no file of JSON lines.
    pub(super) fn next<R: Read>(
        &mut self,
        text: &mut Text<R>,
        line: &mut u64,
        row: &mut Row,
    ) -> Result<bool, ReadError> {
        while let Some((length, whole)) = line_ahead(text, *line)? {
            let raw = &text.rest()[..length];
            let blank = raw.trim_ascii().is_empty();
            let met = if blank { false } else { self.read(raw, *line, row)? };
            if met {
                row.line = *line;
                row.raw.clear();
                row.raw.push_str(raw);
            }
            text.pass(whole);
            *line += 1;
            if met {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Reads one line; false where it tells of the rejection of the next.
    fn read(&mut self, raw: &str, line: u64, row: &mut Row) -> Result<bool, Fault> {
        let first = std::mem::take(&mut self.first);
        let mut json = serde_json::Deserializer::from_str(raw);
        let mut met = Line::new(&mut self.keys, &mut row.cells, self.now);
        let result = met.deserialize(&mut json).and_then(|()| json.end());
        let Line { trouble, hashed, later_end, only_mark, .. } = met;
        self.later_ends += u64::from(later_end);
        (row.fault, row.hashed) = (None, hashed);
        let Err(error) = result else { return Ok(!only_mark) };
        // serde_json counts bytes, and in lines that a row has none of.
        let at = error.column().saturating_sub(1).min(raw.len());
        let at = (0..=at).rev().find(|at| raw.is_char_boundary(*at)).unwrap_or(0);
        let row_fault = match trouble {
            Some(Trouble::File(message)) => return Err(Fault::after(line, &raw[..at], message)),
            Some(Trouble::Row(fault)) => fault,
            None if first && error.is_eof() => {
                let message =
                    "the object goes on in the next line: one object a line is read, as jq -c . FILE writes them";
                return Err(Fault::after(line, raw, message));
            }
            None if error.is_data() => RowFault::new("", "the line is not a JSON object"),
            None => {
                // Its place would be that of the line alone.
                let what = error.to_string();
                let what = what.split(" at line ").next().unwrap_or_default();
                let character = raw[..at].chars().count() + 1;
                RowFault::new("", format!("the line is not JSON: {what}, at character {character}"))
            }
        };
        row.cells.fill(None);
        row.fault = Some(row_fault);
        Ok(true)
    }

    pub(super) const fn later_ends(&self) -> u64 {
        self.later_ends
    }

    pub(super) fn ignored(&self) -> &[String] {
        self.keys.ignored()
    }

    pub(super) fn unmet(&self) -> Vec<&str> {
        self.keys.unmet()
    }

    pub(super) fn name_of(&self, field: Field) -> Option<&str> {
        self.keys.name_of(field)
    }
}

/// How long the line at the front is, without and with its end; `None` at the end of the file.
fn line_ahead<R: Read>(text: &mut Text<R>, line: u64) -> Result<Option<(usize, usize)>, ReadError> {
    let mut seen = 0;
    let (end, whole) = loop {
        let rest = text.rest();
        if let Some(run) = rest[seen..].find('\n') {
            break (seen + run, seen + run + 1);
        }
        seen = rest.len();
        if seen > ROW_BYTES + 1 || !more(text, line)? {
            if seen == 0 {
                return Ok(None);
            }
            break (seen, seen);
        }
    };
    let end = if text.rest()[..end].ends_with('\r') { end - 1 } else { end };
    if end > ROW_BYTES {
        return Err(too_long(text.rest(), line, None).into());
    }
    Ok(Some((end, whole)))
}

#[cfg(test)]
mod tests;
