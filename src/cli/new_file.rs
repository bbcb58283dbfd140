//! A file that an answer goes into: private, never over something, and under its name only once it is whole.

use crate::{
    error::{Code, Error, Result},
    files::{self, Unplaced},
};
use std::{
    cell::Cell,
    fs::{self, File},
    io::{self, Write},
    path::Path,
    rc::Rc,
};

/// A file that is being written under another name beside its own. Dropped, it is gone.
#[derive(Debug)]
pub struct NewFile {
    new: files::NewFile,
    /// Why it could not be written: on its way through an answer an error forgets that it was about this file.
    fault: Rc<Cell<Option<io::ErrorKind>>>,
}

/// Writes into a new file.
struct Writer {
    file: File,
    fault: Rc<Cell<Option<io::ErrorKind>>>,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).inspect_err(|error| self.fault.set(Some(error.kind())))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl NewFile {
    /// Begins it.
    ///
    /// # Errors
    /// `exists` where the name is taken; `disk_full`, `failure` where it cannot be made.
    pub fn begin(path: &Path) -> Result<Self> {
        if fs::symlink_metadata(path).is_ok() {
            return Err(taken(path));
        }
        let new = files::NewFile::begin(path).map_err(|error| unwritten(path, &error))?;
        Ok(Self { new, fault: Rc::default() })
    }

    /// Where its content is written; each use goes on where the one before ended.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn writer(&self) -> Result<impl Write + 'static> {
        let file = self.new.handle().map_err(|error| unwritten(self.new.path(), &error))?;
        Ok(Writer { file, fault: self.fault.clone() })
    }

    /// Turns an error on the way into one about the file: a full disk says so, and that there is no file.
    pub fn failed(&self, error: Error) -> Error {
        match self.fault.get() {
            Some(kind) => unwritten(self.new.path(), &kind.into()),
            None => error,
        }
    }

    /// Puts it in its place, durably.
    ///
    /// # Errors
    /// `exists` where somebody took the name meanwhile; those of the disk. Then there is no file.
    pub fn put_in_place(self) -> Result<()> {
        let path = self.new.path().to_owned();
        self.new.put_in_place().map(drop).map_err(|unplaced| match unplaced {
            Unplaced::Taken => taken(&path),
            Unplaced::Refused(error) => unwritten(&path, &error),
            Unplaced::Unsynced(..) => {
                Error::new(Code::Failure, format!("{} is written, and {unplaced}", path.display()))
            }
        })
    }
}

fn taken(path: &Path) -> Error {
    Error::new(Code::Exists, format!("{} already exists; nothing was written", path.display()))
        .note("name another --out")
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Failure };
    Error::new(code, format!("{} cannot be written ({error}); there is no such file", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn names(folder: &Path) -> Vec<String> {
        let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect()
    }

    #[test]
    fn it_has_its_name_once_it_is_whole_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("all.csv");
        let new = NewFile::begin(&path).unwrap();
        new.writer().unwrap().write_all(b"one\n").unwrap();
        new.writer().unwrap().write_all(b"two\n").unwrap();
        assert!(!path.exists() && names(folder.path()).len() == 1);
        new.put_in_place().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "one\ntwo\n");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(folder.path()), ["all.csv"]);
    }

    #[test]
    fn given_up_it_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let new = NewFile::begin(&folder.path().join("all.csv")).unwrap();
        new.writer().unwrap().write_all(b"half").unwrap();
        drop(new);
        assert!(names(folder.path()).is_empty());
        let nowhere = NewFile::begin(&folder.path().join("no/such/folder")).unwrap_err();
        assert_eq!(nowhere.code(), Code::Failure);
    }

    #[test]
    fn nothing_is_written_over_whenever_it_came() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("all.csv"), folder.path().join("link"));
        symlink(folder.path().join("elsewhere"), &link).unwrap();
        assert_eq!(NewFile::begin(&link).unwrap_err().code(), Code::Exists);
        let new = NewFile::begin(&path).unwrap();
        fs::write(&path, "kept").unwrap();
        assert_eq!(new.put_in_place().unwrap_err().code(), Code::Exists);
        assert_eq!(NewFile::begin(&path).unwrap_err().code(), Code::Exists);
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept");
        assert_eq!(names(folder.path()).len(), 2);
    }
}
