//! The rows that were not carried out, in the form they came, each with its line, column and reason: ready to be mended and imported.

use super::rows::{Bad, Parsed};
use crate::{
    error::{Code, Error, Result},
    intake::Form,
    render::escape::csv_cell,
};
use serde_json::json;
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};
use tempfile::NamedTempFile;

/// A file of rejected rows that is being made. It takes its name, from an earlier one too, once it is whole.
pub struct Rejects {
    file: BufWriter<NamedTempFile>,
    path: PathBuf,
    form: Form,
    delimiter: char,
}

impl Rejects {
    /// Begins one, private to its owner; `header` is that of the CSV file that the rows come from.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(path: &Path, form: Form, delimiter: char, header: Option<&str>) -> Result<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = NamedTempFile::new_in(folder).map_err(|error| unwritten(path, &error))?;
        let mut rejects = Self { file: BufWriter::new(file), path: path.to_owned(), form, delimiter };
        if let Some(header) = header {
            // Whatever stands above the header stays there.
            let (above, header) = header.rsplit_once('\n').map_or(("", header), |(above, header)| (above, header));
            let above = if above.is_empty() { String::new() } else { format!("{above}\n") };
            let columns = ["reject_line", "reject_column", "reject_reason"].join(&delimiter.to_string());
            rejects.put(&format!("{above}{columns}{delimiter}{header}\n"))?;
        }
        Ok(rejects)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, row: &Parsed, bad: &Bad) -> Result<()> {
        let line = match self.form {
            Form::Jsonl => {
                let why = json!({"_reject": {"line": row.line, "column": bad.column, "reason": bad.message}});
                format!("{why}\n{}\n", row.raw)
            }
            Form::Csv => {
                let cells = [row.line.to_string(), self.cell(&bad.column), self.cell(&bad.message)];
                format!("{}{}{}\n", cells.join(&self.delimiter.to_string()), self.delimiter, row.raw)
            }
        };
        self.put(&line)
    }

    /// A cell of ours, always quoted, so that no delimiter parts it.
    fn cell(&self, text: &str) -> String {
        format!("\"{}\"", csv_cell(text).replace('"', "\"\""))
    }

    fn put(&mut self, text: &str) -> Result<()> {
        self.file.write_all(text.as_bytes()).map_err(|error| unwritten(&self.path, &error))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn end(self) -> Result<()> {
        let path = self.path;
        let file = self.file.into_inner().map_err(|error| unwritten(&path, error.error()))?;
        file.as_file().sync_all().map_err(|error| unwritten(&path, &error))?;
        file.persist(&path).map(drop).map_err(|error| unwritten(&path, &error.error))
    }
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Failure };
    Error::new(code, format!("{} cannot be written ({error})", path.display()))
}
