//! The journal of an import: a file beside the database, which one import holds at a time and in which it notes how far it came.
//!
//! A note is written before its batch is made durable, and names the place in the history where the batch ends. The history itself says
//! whether the batch was made durable: a kill at any moment makes no row count twice or not at all
//! (docs/adr/0023-import-in-two-readings.md).

use super::rows::Prefix;
use crate::{
    error::{Code, Error, Result},
    flows::handout::Handout,
    store::{HeadMark, ReadTx},
};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// How far an import came, once the history passes that place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// How many rows were carried out, rejected ones among them.
    pub rows: u64,
    /// What tells the file up to there from any other.
    prefix: String,
    /// The history's end afterwards.
    seq: u64,
    mac: String,
    /// How long the file of set-up tokens is; 0 where there is none.
    pub handout: u64,
    /// Which file that is: its inode.
    #[serde(default)]
    pub handout_inode: Option<u64>,
    /// The lines of the rows of this batch that were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<u64>,
}

impl Note {
    /// So many rows of a file that begins so are done once the history ends there, and these lines of the last batch were left out.
    pub fn new((rows, prefix): (u64, Prefix), head: HeadMark, handout: Option<&Handout>, left_out: Vec<u64>) -> Self {
        let (mac, length) = (HEXLOWER.encode(&head.mac), handout.map_or(0, Handout::len));
        let handout_inode = handout.and_then(Handout::inode);
        let prefix = HEXLOWER.encode(&prefix);
        Self { rows, prefix, seq: head.seq, mac, handout: length, handout_inode, left_out }
    }

    /// Whether it is of a file that begins so.
    pub fn is_of(&self, prefix: Prefix) -> bool {
        self.prefix == HEXLOWER.encode(&prefix)
    }

    fn holds(&self, tx: &ReadTx<'_>) -> Result<bool> {
        let mac = HEXLOWER.decode(self.mac.as_bytes()).ok().and_then(|mac| <[u8; 32]>::try_from(mac).ok());
        mac.map_or(Ok(false), |mac| tx.passes(&HeadMark { seq: self.seq, mac }))
    }
}

/// The only import into a tenant, while this lives.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// What an import that was stopped has noted, each with its end in the file.
    earlier: Vec<(Note, u64)>,
}

/// Where an import that was stopped came to.
#[derive(Clone, Debug)]
pub struct Reached {
    /// The last batch that was made durable.
    pub note: Note,
    /// The lines of all rows up to there that were left out.
    pub left_out: BTreeSet<u64>,
    /// Where the notes up to there end.
    end: u64,
}

impl Journal {
    /// Takes it for the tenant in that database.
    ///
    /// # Errors
    /// `busy` where another import has it; `failure` where it cannot be written.
    pub fn take(database: &Path) -> Result<Self> {
        // By whatever link it is named, it is one tenant.
        let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
        let mut path = database.into_os_string();
        path.push("-import");
        let path = PathBuf::from(path);
        let failed = |error: io::Error| unwritten(&path, &error);
        loop {
            let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
            let mut file = file.map_err(failed)?;
            file.try_lock().map_err(|refused| match refused {
                TryLockError::WouldBlock => taken(),
                TryLockError::Error(error) => failed(error),
            })?;
            // The previous holder may have ended and removed it meanwhile: then nobody else will find this file.
            let same = fs::metadata(&path).is_ok_and(|there| file.metadata().is_ok_and(|own| own.ino() == there.ino()));
            if same {
                let mut text = Vec::new();
                file.read_to_end(&mut text).map_err(failed)?;
                return Ok(Self { file, path, earlier: notes(&text) });
            }
        }
    }

    /// How far the import that was stopped came, by the history as it is; `None` where there is none to go on with.
    ///
    /// # Errors
    /// Those of reading.
    pub fn reached(&self, tx: &ReadTx<'_>) -> Result<Option<Reached>> {
        for (at, (note, end)) in self.earlier.iter().enumerate().rev() {
            if note.holds(tx)? {
                let left_out = self.earlier[..=at].iter().flat_map(|(note, _)| &note.left_out).copied().collect();
                return Ok(Some(Reached { note: note.clone(), left_out, end: *end }));
            }
        }
        Ok(None)
    }

    /// Starts from the beginning, or continues from there.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn begin(&mut self, from: Option<&Reached>) -> Result<()> {
        let end = from.map_or(0, |reached| reached.end);
        let cut = self.file.set_len(end).and_then(|()| self.file.seek(SeekFrom::Start(end)).map(drop));
        cut.map_err(|error| unwritten(&self.path, &error))
    }

    /// Notes how far it came, and waits until the disk has it.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn note(&mut self, note: &Note) -> Result<()> {
        let line = serde_json::to_string(note).map_err(io::Error::other);
        let written = line.and_then(|line| writeln!(self.file, "{line}")).and_then(|()| self.file.sync_data());
        written.map_err(|error| unwritten(&self.path, &error))
    }

    /// The import has come to its end: nothing is left to go on with.
    pub fn end(self) {
        // Where it stays, the next import finds that there is nothing left to do.
        let _ = fs::remove_file(&self.path);
    }

    /// Nothing was begun: what an earlier import noted stays, and where there is nothing, no file does.
    pub fn leave(self) {
        if self.earlier.is_empty() {
            self.end();
        }
    }
}

/// The notes of a file. A line that was cut off when the machine stopped is none.
fn notes(text: &[u8]) -> Vec<(Note, u64)> {
    let (mut notes, mut end) = (Vec::new(), 0);
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        end += line.len() as u64;
        if let Some(note) = line.strip_suffix(b"\n").and_then(|line| serde_json::from_slice(line).ok()) {
            notes.push((note, end));
        }
    }
    notes
}

fn taken() -> Error {
    let message = "another import into this tenant is running; nothing was changed";
    Error::new(Code::Busy, message).note("wait until it has ended, and try again")
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = match error.kind() {
        io::ErrorKind::StorageFull => Code::DiskFull,
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Code::ReadOnly,
        _ => Code::Failure,
    };
    Error::new(code, format!("{} cannot be written ({error})", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_import_has_the_mark_and_finds_what_the_one_before_it_noted() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("acme.db");
        let note = |rows| {
            let head = HeadMark { seq: rows, mac: [7; 32] };
            Note::new((rows, [rows as u8; 16]), head, None, vec![rows])
        };
        let mut first = Journal::take(&database).unwrap();
        assert_eq!(Journal::take(&database).unwrap_err().code(), Code::Busy);
        first.begin(None).unwrap();
        first.note(&note(1)).unwrap();
        first.note(&note(2)).unwrap();
        first.file.write_all(b"{\"rows\":3,\"pre").unwrap();
        drop(first);
        let mut second = Journal::take(&database).unwrap();
        let notes = |mark: &Journal| mark.earlier.iter().map(|(note, _)| note.clone()).collect::<Vec<_>>();
        assert_eq!(notes(&second), [note(1), note(2)]);
        let (first, end) = second.earlier[0].clone();
        second.begin(Some(&Reached { note: first, left_out: BTreeSet::new(), end })).unwrap();
        second.note(&note(3)).unwrap();
        drop(second);
        let third = Journal::take(&database).unwrap();
        assert_eq!(notes(&third), [note(1), note(3)]);
        third.leave();
        assert!(folder.path().join("acme.db-import").exists());
        Journal::take(&database).unwrap().end();
        assert!(!folder.path().join("acme.db-import").exists());
    }
}
