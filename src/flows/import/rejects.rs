//! The rows that were not carried out, in the form they came, each with its line, column and reason: ready to fix and re-import.

use super::rows::{Bad, Parsed};
use crate::{
    domain::remedy::Argument,
    error::{Code, Error, Result},
    files::NewFile,
    intake::Rejects as RejectedRows,
};
use std::{
    fs::File,
    io::{self, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

/// The marking columns of a file of rejected rows are within this many bytes of its beginning, after anything that may come before a
/// header.
const BEGINNING: u64 = 64 << 10;

/// A file of rejected rows that is being made. It takes its name, from an earlier one too, once it is whole.
pub struct Rejects {
    file: BufWriter<NewFile>,
    path: PathBuf,
    rows: RejectedRows,
}

impl Rejects {
    /// Begins one, private to its owner; `rows` says how those of the file are written.
    ///
    /// # Errors
    /// `exists` where something else than earlier rejected rows has the name; where it cannot be written.
    pub fn begin(path: &Path, rows: RejectedRows) -> Result<Self> {
        Self::new(path, rows).map_err(|error| {
            let brief = error.brief().to_owned();
            error.told_as(format!("{brief}; nothing was changed"))
        })
    }

    fn new(path: &Path, rows: RejectedRows) -> Result<Self> {
        may_replace(path)?;
        let file = NewFile::begin(path).map_err(|error| unwritten(path, &error))?;
        let mut rejects = Self { file: BufWriter::new(file), path: path.to_owned(), rows };
        let head = rejects.rows.head().to_owned();
        rejects.put(&head)?;
        Ok(rejects)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn add(&mut self, row: &Parsed, bad: &Bad) -> Result<()> {
        let lines = self.rows.lines(row.line, &bad.column, &bad.message, &row.raw);
        self.put(&lines)
    }

    fn put(&mut self, text: &str) -> Result<()> {
        self.file.write_all(text.as_bytes()).map_err(|error| unwritten(&self.path, &error))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// Where it cannot be written, or something else than earlier rejected rows got the name meanwhile.
    pub fn end(self) -> Result<()> {
        let path = self.path;
        may_replace(&path)?;
        let file = self.file.into_inner().map_err(|error| unwritten(&path, error.error()))?;
        file.replace().map(drop).map_err(|error| unwritten(&path, &error.into()))
    }
}

/// Nothing is lost by a slip in a name: not a database, not a file of tokens, and no device.
fn may_replace(path: &Path) -> Result<()> {
    let facts = match path.symlink_metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        facts => facts.map_err(|error| unwritten(path, &error))?,
    };
    let mut beginning = Vec::new();
    if facts.is_file() {
        let read = File::open(path).and_then(|file| file.take(BEGINNING).read_to_end(&mut beginning));
        read.map_err(|error| unwritten(path, &error))?;
        if RejectedRows::may_be(&beginning) {
            return Ok(());
        }
    }
    let message = format!("{} already exists, and is not a file of rejected rows", path.display());
    Err(Error::new(Code::Exists, message).lacking("name another", [Argument::RejectsFile("FILE")]))
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Failure };
    Error::new(code, format!("{} cannot be written ({error})", path.display()))
}
