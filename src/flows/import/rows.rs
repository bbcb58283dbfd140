//! Rows as they are read: on a separate thread, many at once, each with its values judged. Checking and writing go on meanwhile.

use crate::{
    domain::{
        field::Field,
        import_row::{Cells, FieldError, FirstPassword, ImportRow},
        password::is_hash_shaped,
    },
    error::{Code, Error, Result},
    flows::Stop,
    intake::{Form, ReadError, Reader, Remap, Row, RowFault},
    ops::people::import::Expected,
};
use sha2::{Digest, Sha256};
use std::{
    io::{self, Read},
    sync::{
        Arc, Mutex,
        atomic::Ordering,
        mpsc::{RecvTimeoutError, sync_channel},
    },
    thread,
    time::Duration,
};

/// Rows are handed on together once they are so long, however few: what is held in memory stays bounded.
const MOST_BYTES: usize = 4 << 20;

/// How often a waiting reader checks whether it is to end.
const LOOK_UP: Duration = Duration::from_millis(100);

/// A row with its values judged.
#[derive(Debug)]
pub struct Parsed {
    /// Where it begins in the file.
    pub line: u64,
    /// As it came.
    pub raw: String,
    /// What it asks for, or why it asks for nothing that is allowed.
    pub entry: std::result::Result<ImportRow, Bad>,
    /// The state that it was planned from.
    pub expected: Option<Expected>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bad {
    /// The field, where it is one.
    pub field: Option<Field>,
    /// The column or key as the file names it; empty where it is the row as a whole.
    pub column: String,
    /// Why, without its full stop.
    pub message: String,
    /// Changes to `--map` that would accept it.
    pub remaps: Vec<Remap>,
}

impl Bad {
    /// What is wrong with a field, or with the row as a whole.
    pub fn new(field: Option<Field>, column: String, message: String) -> Self {
        Self { field, column, message, remaps: Vec::new() }
    }
}

/// A hash over the rows so far, and over what else tells an import from any other.
pub type Prefix = [u8; 16];

/// Rows that are checked or written together.
#[derive(Debug)]
pub struct Chunk {
    pub rows: Vec<Parsed>,
    /// What tells the file up to here from any other.
    pub prefix: Prefix,
    /// How much of the file was read, in bytes of its rows.
    pub bytes: u64,
}

/// Where rows come from one by one.
pub trait Rows: Send {
    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// `invalid_input` where the file cannot be read on; those of the system.
    fn next(&mut self) -> Result<Option<Parsed>>;
}

/// What is known of a file once it was read to its end.
#[derive(Debug, Default)]
pub struct Known {
    /// Keys of JSON lines that no field takes: they have no header.
    pub ignored: Vec<String>,
    /// Keys that `--map` names and no row has.
    pub unmet: Vec<String>,
    /// Rows with an account that ends later than now.
    pub later_ends: u64,
}

/// The rows of a CSV or JSONL file.
pub struct FileRows<R: Read> {
    reader: Reader<R>,
    row: Row,
    /// What completes a username without a domain.
    domain: Option<String>,
    known: Arc<Mutex<Known>>,
}

impl<R: Read> FileRows<R> {
    /// The rows that a reader gives; `domain` completes usernames that have none.
    pub fn new(reader: Reader<R>, domain: Option<String>) -> Self {
        Self { reader, row: Row::default(), domain, known: Arc::default() }
    }

    fn complete_username(&mut self) {
        let Some(domain) = &self.domain else { return };
        if let Some(name) = self.row.cells[Field::Username.place()].as_mut() {
            let short = name.trim();
            if !short.is_empty() && !short.contains(['@', '＠']) {
                *name = format!("{short}@{domain}");
            }
        }
    }

    /// What is known in the end.
    pub fn known(&self) -> Arc<Mutex<Known>> {
        self.known.clone()
    }

    /// Whatever the reader knows of the file.
    pub fn reader(&self) -> &Reader<R> {
        &self.reader
    }
}

/// A file that cannot be read on.
pub fn unreadable(error: ReadError) -> Error {
    match error {
        ReadError::Fault(fault) => Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")),
        ReadError::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
            Error::new(Code::DiskFull, "no room is left to keep what standard input gives; nothing was changed")
                .caused_by(&error)
        }
        ReadError::Io(error) => {
            Error::new(Code::Failure, format!("the file cannot be read ({error}); nothing was changed"))
        }
    }
}

impl<R: Read + Send> Rows for FileRows<R> {
    fn next(&mut self) -> Result<Option<Parsed>> {
        if !self.reader.next(&mut self.row).map_err(unreadable)? {
            if let Ok(mut known) = self.known.lock() {
                known.later_ends = self.reader.later_ends();
                if self.reader.form() == Form::Jsonl {
                    known.ignored = self.reader.ignored().to_vec();
                    known.unmet = self.reader.unmet().into_iter().map(str::to_owned).collect();
                }
            }
            return Ok(None);
        }
        let entry = match self.row.fault.take() {
            Some(RowFault { column, message, field, remaps }) => Err(Bad { field, column, message, remaps }),
            None => {
                self.complete_username();
                read(&self.row.cells, self.row.hashed, |field| self.reader.column_of(field).to_owned())
            }
        };
        Ok(Some(Parsed { line: self.row.line, raw: self.row.raw.clone(), entry, expected: None }))
    }
}

/// The end of the message about a username without a domain.
pub const SHORT_NAME: &str = ", or a domain for all short names";

/// Why a value is not taken, with what may be said of its column.
fn unfit_row(cells: &Cells, FieldError { field, message }: FieldError, column: impl Fn(Field) -> String) -> Bad {
    let column = column(field);
    let said = cells[field.place()].as_deref().map(str::trim).unwrap_or_default();
    match field {
        // In a directory's own download many have none.
        Field::Email if said.is_empty() => {
            let remap = Remap { column: column.clone(), to: None };
            let message = format!("{message}: fill it in, or take the username for it with {}", remap.typed());
            Bad { remaps: vec![remap], ..Bad::new(Some(field), column, message) }
        }
        Field::Username if !said.is_empty() && !said.contains('@') => {
            let message = format!("{message}{SHORT_NAME}");
            Bad::new(Some(field), column, message)
        }
        _ => Bad::new(Some(field), column, message),
    }
}

/// What the cells ask for; `hashed` if something beside the password says that it is a hash. Taken as a password, the hash would let in
/// anyone with a copy of the system that it came from.
pub fn read(cells: &Cells, hashed: bool, column: impl Fn(Field) -> String) -> std::result::Result<ImportRow, Bad> {
    let entry = ImportRow::read(cells).map_err(|unfit| unfit_row(cells, unfit, &column))?;
    match &entry.password {
        Some(FirstPassword::Plain(text)) if hashed || is_hash_shaped(text.expose()) => {
            let column = column(Field::Password);
            let remap = Remap { column: column.clone(), to: Some(Field::PasswordHash) };
            let message = format!(
                "a hash is not a password: {} takes it as a hash, if it is Argon2id, bcrypt or scrypt",
                remap.typed()
            );
            Err(Bad { field: Some(Field::Password), column, message, remaps: vec![remap] })
        }
        _ => Ok(entry),
    }
}

/// Reads on a separate thread while `each` takes what was read, until it fails or the rows end. `seed` is what else tells this import from
/// any other. A reader that waits for an idle pipe can be interrupted.
///
/// # Errors
/// Those of reading and those of `each`, whichever comes first in the file; `interrupted`.
pub fn in_chunks<R: Rows + 'static>(
    mut rows: R,
    (most, seed): (usize, &str),
    stop: &Stop,
    mut each: impl FnMut(Chunk) -> Result<()>,
) -> Result<()> {
    let (give, take) = sync_channel::<Result<Chunk>>(1);
    let mut so_far = SoFar { digest: Sha256::new_with_prefix(seed), ..SoFar::default() };
    // It is not waited for where `each` fails: it may itself wait for a pipe, and ends with the process.
    let reader = thread::Builder::new().name("rows".to_owned()).spawn(move || {
        while !so_far.ended {
            let chunk = chunk(&mut rows, most, &mut so_far);
            so_far.ended |= chunk.is_err();
            if chunk.transpose().is_some_and(|chunk| give.send(chunk).is_err()) {
                break;
            }
        }
    })?;
    loop {
        match take.recv_timeout(LOOK_UP) {
            Ok(chunk) => each(chunk?)?,
            Err(RecvTimeoutError::Disconnected) => {
                return reader.join().map_err(|_| Error::new(Code::Failure, "reading the rows broke off"));
            }
            Err(RecvTimeoutError::Timeout) if stop.load(Ordering::Relaxed) => {
                return Err(Error::new(Code::Interrupted, "interrupted"));
            }
            Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// How far the reading came.
#[derive(Default)]
struct SoFar {
    digest: Sha256,
    bytes: u64,
    ended: bool,
}

/// The next rows: as many as go together.
fn chunk(rows: &mut impl Rows, most: usize, so_far: &mut SoFar) -> Result<Option<Chunk>> {
    let (mut all, mut length) = (Vec::new(), 0);
    while all.len() < most && length < MOST_BYTES {
        let Some(row) = rows.next()? else {
            so_far.ended = true;
            break;
        };
        length += row.raw.len();
        so_far.digest.update(row.raw.as_bytes());
        so_far.digest.update(b"\n");
        all.push(row);
    }
    so_far.bytes += (length + all.len()) as u64;
    let mut prefix = Prefix::default();
    prefix.copy_from_slice(&so_far.digest.clone().finalize()[..16]);
    Ok((!all.is_empty()).then_some(Chunk { rows: all, prefix, bytes: so_far.bytes }))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting(u64);
    impl Rows for Counting {
        fn next(&mut self) -> Result<Option<Parsed>> {
            self.0 += 1;
            let entry = Err(Bad::new(None, String::new(), String::new()));
            let row = Parsed { line: self.0, raw: "x".repeat(10), entry, expected: None };
            match self.0 {
                ..=7 => Ok(Some(row)),
                8 => Ok(None),
                _ => panic!("read beyond its end"),
            }
        }
    }

    #[test]
    fn rows_come_in_order_together_and_their_prefixes_tell_files_apart() {
        let mut seen = Vec::new();
        in_chunks(Counting(0), (3, ""), &Stop::new(false), |chunk| {
            seen.push((chunk.rows.iter().map(|row| row.line).collect::<Vec<_>>(), chunk.prefix, chunk.bytes));
            Ok(())
        })
        .unwrap();
        assert_eq!(seen.iter().map(|each| each.0.clone()).collect::<Vec<_>>(), [vec![1, 2, 3], vec![4, 5, 6], vec![7]]);
        assert_eq!(seen.iter().map(|each| each.2).collect::<Vec<_>>(), [33, 66, 77]);
        assert!(seen[0].1 != seen[1].1 && seen[1].1 != seen[2].1);
    }

    #[test]
    fn the_same_rows_under_another_header_are_another_file() {
        let prefix = |seed| {
            let mut last = Prefix::default();
            let taken = in_chunks(Counting(0), (9, seed), &Stop::new(false), |chunk| {
                last = chunk.prefix;
                Ok(())
            });
            taken.map(|()| last).unwrap()
        };
        assert!(
            prefix("username,email") == prefix("username,email")
                && prefix("username,email") != prefix("email,username")
        );
    }

    #[test]
    fn reading_ends_where_what_was_read_is_not_wanted() {
        let mut taken = 0;
        let stopped = in_chunks(Counting(0), (1, ""), &Stop::new(false), |_| {
            taken += 1;
            Err(Error::new(Code::Interrupted, "enough"))
        });
        assert_eq!((stopped.err().map(|error| error.code()), taken), (Some(Code::Interrupted), 1));
    }
}
