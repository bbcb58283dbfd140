//! Where the rows come from: a file, or standard input, which is kept in a private file since it is read twice.

use crate::error::{Code, Error, Result};
use std::{
    fs::File,
    io::{self, BufWriter, Read, Seek, SeekFrom, Write},
    os::fd::AsFd,
    path::{Path, PathBuf},
};

/// What is read twice: once to check every row, once to write.
#[derive(Debug)]
pub enum Source {
    /// A file, which stays where it is.
    File {
        file: File,
        /// Its name, by which its form may be known.
        path: PathBuf,
    },
    /// What can be read only once, with the nameless file that keeps it.
    Once {
        kept: File,
        /// Standard input, or a pipe.
        input: Option<File>,
    },
}

impl Source {
    /// Opens a file, or standard input for `-`. `beside` is the database; its folder may hold a private file.
    ///
    /// # Errors
    /// `not_found`, `failure`.
    pub fn open(path: &Path, beside: &Path) -> Result<Self> {
        let standard = || Ok(File::from(io::stdin().as_fd().try_clone_to_owned()?));
        let opened = if path == Path::new("-") { standard() } else { File::open(path) };
        let file = opened.map_err(|error: io::Error| unreadable(path, &error))?;
        let facts = file.metadata().map_err(|error| unreadable(path, &error))?;
        if facts.is_dir() {
            return Err(unreadable(path, &io::ErrorKind::IsADirectory.into()));
        }
        if facts.is_file() && path != Path::new("-") {
            return Ok(Self::File { file, path: path.to_owned() });
        }
        let folder = beside.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // It has no name: no other process opens it, and it goes with this process, however that ends.
        let kept = tempfile::tempfile_in(folder).map_err(|error| {
            Error::new(
                Code::Failure,
                format!("standard input cannot be kept in {} ({error}); nothing was changed", folder.display()),
            )
        })?;
        Ok(Self::Once { kept, input: Some(file) })
    }

    /// Its size in bytes, where that is known beforehand.
    pub fn size(&self) -> Option<u64> {
        match self {
            Self::File { file, .. } => file.metadata().ok().map(|facts| facts.len()),
            Self::Once { .. } => None,
        }
    }

    /// Its name, where it has one.
    pub fn name(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            Self::Once { .. } => None,
        }
    }

    /// Reads it from its beginning.
    ///
    /// # Errors
    /// Those of the system.
    pub fn read(&mut self) -> Result<Box<dyn Read + Send>> {
        let failed = |error: io::Error| unreadable(Path::new("-"), &error);
        match self {
            Self::File { file, path } => {
                file.seek(SeekFrom::Start(0)).map_err(|error| unreadable(path, &error))?;
                Ok(Box::new(file.try_clone().map_err(|error| unreadable(path, &error))?))
            }
            Self::Once { kept, input: input @ Some(_) } => {
                let copy = kept.try_clone().map_err(failed)?;
                let input = input.take().unwrap_or(copy.try_clone().map_err(failed)?);
                Ok(Box::new(Keeping { input, kept: BufWriter::new(copy) }))
            }
            Self::Once { kept, .. } => {
                kept.seek(SeekFrom::Start(0)).map_err(failed)?;
                Ok(Box::new(kept.try_clone().map_err(failed)?))
            }
        }
    }
}

/// Reads and keeps what was read.
struct Keeping {
    input: File,
    kept: BufWriter<File>,
}

impl Read for Keeping {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.kept.write_all(&buffer[..read])?;
        if read == 0 {
            self.kept.flush()?;
        }
        Ok(read)
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Error {
    let shown = if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() };
    match error.kind() {
        io::ErrorKind::NotFound => Error::new(Code::NotFound, format!("there is no file {shown}; nothing was changed")),
        _ => Error::new(Code::Failure, format!("{shown} cannot be read ({error}); nothing was changed")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(source: &mut Source) -> String {
        let mut text = String::new();
        source.read().unwrap().read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn a_file_and_what_can_be_read_once_are_both_read_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("users.csv");
        std::fs::write(&path, "a,b\n").unwrap();
        let mut source = Source::open(&path, &folder.path().join("acme.db")).unwrap();
        assert_eq!((whole(&mut source), whole(&mut source)), ("a,b\n".to_owned(), "a,b\n".to_owned()));
        let (kept, input) = (tempfile::tempfile_in(folder.path()).unwrap(), File::open(&path).unwrap());
        let mut once = Source::Once { kept, input: Some(input) };
        assert_eq!((whole(&mut once), whole(&mut once)), ("a,b\n".to_owned(), "a,b\n".to_owned()));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "no name is left of what was kept");
        assert_eq!(Source::open(&folder.path().join("no"), &path).unwrap_err().code(), Code::NotFound);
        assert_eq!(Source::open(folder.path(), &path).unwrap_err().code(), Code::Failure);
    }
}
