//! Reading rows of resources from files, CSV or JSON lines, in bounded memory whatever comes. What a row's values mean is not asked here.

mod cells;
mod columns;
mod fault;
mod foreign;
mod form;
mod names;
mod objects;
mod reading;
mod rejects;
mod spreadsheet;
mod templates;
mod text;

pub use fault::{Fault, ReadError, Remap, RowFault};
pub use form::Form;
pub use rejects::Rejects;

use crate::domain::{field::Field, time::Time};
use objects::Objects;
use spreadsheet::Sheet;
use std::{fmt, io::Read};
use text::Text;

/// One row of a file. [`Reader::next`] fills it again, and uses its memory again.
#[derive(Default)]
pub struct Row {
    /// Where it begins, from 1; the header of a CSV is line 1.
    pub line: u64,
    /// As it came, in UTF-8, without its line end and without the columns of a file of rejected rows.
    pub raw: String,
    /// By [`Field::place`]: `None` where the file has no such column or key, empty for an empty cell and for `null`.
    pub cells: [Option<String>; Field::COUNT],
    /// Whether something beside the password says that it is a hash: which function made it, or with which salt.
    pub hashed: bool,
    /// Why this row alone is rejected; it has no cells then.
    pub fault: Option<RowFault>,
}

impl fmt::Debug for Row {
    /// Without the values: one of them may be a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").field("line", &self.line).field("fault", &self.fault).finish_non_exhaustive()
    }
}

/// A file that is read row by row. At most a row and a piece of what follows are held: a row has at most 1 MiB and 1000 cells.
pub struct Reader<R> {
    text: Text<R>,
    line: u64,
    rows: Rows,
}

enum Rows {
    Csv(Box<Sheet>),
    Jsonl(Box<Objects>),
}

impl<R> fmt::Debug for Reader<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader").field("line", &self.line).finish_non_exhaustive()
    }
}

impl<R: Read> Reader<R> {
    /// Reads as far as the header. Without a form, the first character that is no white space decides: `{` begins JSON lines. `maps` says
    /// which field a column or key gives, or with `None` that it gives none; it counts for more than anything the names say. Accounts that end
    /// before `now` are not active.
    ///
    /// # Errors
    /// Those of the input, a file that is no text, and a header that cannot be used.
    pub fn begin(input: R, form: Option<Form>, maps: &[(String, Option<Field>)], now: Time) -> Result<Self, ReadError> {
        let mut text = Text::begin(input)?;
        let mut line = 1;
        spreadsheet::pass_blank_lines(&mut text, &mut line)?;
        let first = text.rest().trim_start().chars().next();
        let form = form.unwrap_or(if matches!(first, Some('{' | '[')) { Form::Jsonl } else { Form::Csv });
        let rows = match form {
            Form::Csv => Rows::Csv(Box::new(Sheet::begin(&mut text, &mut line, maps, now)?)),
            Form::Jsonl => Rows::Jsonl(Box::new(Objects::begin(&text, line, maps, now)?)),
        };
        Ok(Self { text, line, rows })
    }

    /// The form that the file has.
    pub fn form(&self) -> Form {
        match self.rows {
            Rows::Csv(_) => Form::Csv,
            Rows::Jsonl(_) => Form::Jsonl,
        }
    }

    /// The product that the table is from, by its header: "Microsoft Entra", "Google Workspace", "Okta" or "tenantctl".
    pub fn template(&self) -> Option<&'static str> {
        match &self.rows {
            Rows::Csv(sheet) => sheet.columns.template.map(templates::Template::name),
            Rows::Jsonl(_) => None,
        }
    }

    /// The header of a CSV as it came, and before it, on separate lines, what was in front of it. [`Reader::rejects`] writes it into a file
    /// of rejected rows.
    pub fn header(&self) -> Option<&str> {
        match &self.rows {
            Rows::Csv(sheet) => Some(&sheet.header),
            Rows::Jsonl(_) => None,
        }
    }

    /// What parts the cells of a CSV; a comma where there are none.
    pub fn delimiter(&self) -> char {
        match &self.rows {
            Rows::Csv(sheet) => sheet.delimiter(),
            Rows::Jsonl(_) => ',',
        }
    }

    /// The columns or keys that give no field, at most 1000; of JSON lines, those that were met so far.
    pub fn ignored(&self) -> &[String] {
        match &self.rows {
            Rows::Csv(sheet) => &sheet.columns.ignored,
            Rows::Jsonl(objects) => objects.ignored(),
        }
    }

    /// How many rows so far say that their account ends later than now, which no field takes.
    pub fn later_ends(&self) -> u64 {
        match &self.rows {
            Rows::Csv(sheet) => sheet.later_ends,
            Rows::Jsonl(objects) => objects.later_ends(),
        }
    }

    /// The keys that `maps` names and that no object had so far. Of a CSV there are none: its header is refused.
    pub fn unmet(&self) -> Vec<&str> {
        match &self.rows {
            Rows::Csv(_) => Vec::new(),
            Rows::Jsonl(objects) => objects.unmet(),
        }
    }

    /// What gives a field in this file; the field's own word where nothing does.
    pub fn column_of(&self, field: Field) -> &str {
        let name = match &self.rows {
            Rows::Csv(sheet) => sheet.name_of(field),
            Rows::Jsonl(objects) => objects.name_of(field),
        };
        name.unwrap_or(field.word())
    }

    /// Whether the header has a column that gives the field. JSON lines have no header, so nothing is known of them: false.
    pub fn has(&self, field: Field) -> bool {
        match &self.rows {
            Rows::Csv(sheet) => sheet.name_of(field).is_some(),
            Rows::Jsonl(_) => false,
        }
    }

    /// Reads the next row into `row`; false at the end of the file. Blank lines, rows of empty cells, and the lines that say why a row was
    /// rejected are passed over. After an error the file cannot be read on.
    ///
    /// # Errors
    /// Those of the input, and content after which it is unknown where a row begins.
    pub fn next(&mut self, row: &mut Row) -> Result<bool, ReadError> {
        match &mut self.rows {
            Rows::Csv(sheet) => sheet.next(&mut self.text, &mut self.line, row),
            Rows::Jsonl(objects) => objects.next(&mut self.text, &mut self.line, row),
        }
    }
}

#[cfg(test)]
mod tests;
