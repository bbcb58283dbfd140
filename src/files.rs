//! New files: private from the first moment, and under their name only once they are whole.
//!
//! Until then a file is called `NAME.new-PROCESS`, beside its place, and its maker holds a lock on it. The next maker of a file of the same
//! name removes what killed processes left behind: the files that no process holds.

use std::{
    collections::BTreeSet,
    ffi::{OsStr, OsString},
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{MetadataExt, OpenOptionsExt},
    },
    path::{Path, PathBuf},
};
use tempfile::{PathPersistError, TempPath};

/// What a database engine keeps beside a file, by the ends of its names.
pub const COMPANIONS: [&str; 3] = ["-wal", "-shm", "-journal"];
/// How many names are tried: more makers of one file than this are not at work at once.
const NAMES: u32 = 100;

/// A new file without a name yet. Dropped, it is gone.
#[derive(Debug)]
pub struct NewFile {
    file: File,
    temporary: Temporary,
    path: PathBuf,
    folder: File,
}

/// The name on the way. Dropped, the file is gone, with what a database engine kept beside it.
#[derive(Debug)]
struct Temporary(Option<TempPath>);

impl Temporary {
    fn path(&self) -> &Path {
        self.0.as_deref().unwrap_or(Path::new(""))
    }

    /// The file gets its name by that.
    fn leave(mut self, name: impl FnOnce(TempPath) -> Result<(), PathPersistError>) -> io::Result<()> {
        self.0.take().map_or(Ok(()), |path| name(path).map_err(|error| error.error))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            remove_with_companions(path);
        }
    }
}

/// Why a file did not get its name.
#[derive(Debug)]
pub enum Unplaced {
    /// Something else has it; nothing is left of the new file.
    Taken,
    /// The system refused; nothing is left of the new file.
    Refused(io::Error),
    /// It has its name, but a power failure may undo that; while the file is kept, its maker still holds it.
    Unsynced(File, io::Error),
}

impl fmt::Display for Unplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken => f.write_str("it already exists"),
            Self::Refused(error) => error.fmt(f),
            Self::Unsynced(_, error) => write!(f, "a power failure may undo it: {error}"),
        }
    }
}

impl From<Unplaced> for io::Error {
    fn from(unplaced: Unplaced) -> Self {
        match unplaced {
            Unplaced::Taken => io::ErrorKind::AlreadyExists.into(),
            Unplaced::Refused(error) | Unplaced::Unsynced(_, error) => error,
        }
    }
}

impl NewFile {
    /// Begins one for that place.
    ///
    /// # Errors
    /// Where it cannot be made, or its directory not be opened: then its name could not be made durable. Nothing is left behind.
    pub fn begin(path: &Path) -> io::Result<Self> {
        Self::begin_with(path, 0o600)
    }

    /// As [`Self::begin`], for what is no secret: it is as readable as other new files of this process.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn begin_public(path: &Path) -> io::Result<Self> {
        Self::begin_with(path, 0o666)
    }

    fn begin_with(path: &Path, mode: u32) -> io::Result<Self> {
        let folder = File::open(folder_of(path))?;
        sweep(path);
        let mut last = io::ErrorKind::AlreadyExists.into();
        for number in 0..NAMES {
            let temporary = temporary(path, number);
            let made = OpenOptions::new().read(true).write(true).create_new(true).mode(mode).open(&temporary);
            let file = match made {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    last = error;
                    continue;
                }
                Err(error) => return Err(error),
            };
            let temporary = Temporary(Some(TempPath::try_from_path(temporary)?));
            // Somebody who sweeps may have come in between, and then holds it or has removed it.
            let swept = matches!(file.try_lock(), Err(TryLockError::WouldBlock)) || file.metadata()?.nlink() == 0;
            if !swept {
                return Ok(Self { file, temporary, path: path.to_owned(), folder });
            }
        }
        Err(last)
    }

    /// Where it is until it has its name.
    pub fn temporary(&self) -> &Path {
        self.temporary.path()
    }

    /// The place that it is for.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Another handle of it, for who writes it from elsewhere.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn handle(&self) -> io::Result<File> {
        self.file.try_clone()
    }

    /// Removes what a database engine left beside it: it is complete by itself.
    pub fn remove_companions(&self) {
        remove_companions(self.temporary());
    }

    /// Gives it its name, durably and never over something. While what comes back is kept, its maker still holds it.
    ///
    /// # Errors
    /// [`Unplaced`].
    pub fn put_in_place(self) -> Result<File, Unplaced> {
        self.give_name(|temporary, path| temporary.persist_noclobber(path))
    }

    /// Gives it its name, durably, in place of what has it.
    ///
    /// # Errors
    /// [`Unplaced`], but for [`Unplaced::Taken`].
    pub fn replace(self) -> Result<File, Unplaced> {
        self.give_name(|temporary, path| temporary.persist(path))
    }

    /// Gives it its name in place of what has it, without waiting for the disk: for files that a power failure may undo.
    ///
    /// # Errors
    /// Where the system refuses; nothing is left of it then.
    pub fn replace_at_once(self) -> io::Result<()> {
        self.temporary.leave(|temporary| temporary.persist(&self.path))
    }

    fn give_name(self, name: impl FnOnce(TempPath, &Path) -> Result<(), PathPersistError>) -> Result<File, Unplaced> {
        let Self { file, temporary, path, folder } = self;
        file.sync_all().map_err(Unplaced::Refused)?;
        temporary.leave(|temporary| name(temporary, &path)).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Unplaced::Taken,
            _ => Unplaced::Refused(error),
        })?;
        match folder.sync_all() {
            Ok(()) => Ok(file),
            Err(error) => Err(Unplaced::Unsynced(file, error)),
        }
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Removes what killed processes left behind while they made that file: every temporary name that no process holds.
pub fn sweep(path: &Path) {
    let Some(name) = path.file_name() else { return };
    let folder = folder_of(path);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let left: BTreeSet<PathBuf> =
        entries.filter_map(|entry| temporary_of(name, &entry.file_name()).map(|name| folder.join(name))).collect();
    for left in left {
        // A file of another user is their business; a lock holds until its process has ended.
        let flags = nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK;
        let nobodys = match OpenOptions::new().read(true).write(true).custom_flags(flags).open(&left) {
            Ok(file) => file.metadata().is_ok_and(|facts| facts.is_file()) && file.try_lock().is_ok(),
            Err(error) => error.kind() == io::ErrorKind::NotFound,
        };
        if nobodys {
            remove_with_companions(&left);
        }
    }
}

/// Removes a file, and before it what a database engine keeps beside it.
fn remove_with_companions(path: &Path) {
    remove_companions(path);
    // What is not there need not be removed.
    let _ = fs::remove_file(path);
}

fn remove_companions(path: &Path) {
    for end in COMPANIONS {
        let _ = fs::remove_file(beside(path, end));
    }
}

/// The name of a file with that end added.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// The directory that a file is in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The name of a new file on its way.
fn temporary(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".new-{}", std::process::id()));
    if number > 0 {
        name.push(format!("-{number}"));
    }
    PathBuf::from(name)
}

/// The name of the new file on its way to this one that another name belongs to: its own, or that of what a database engine keeps beside it.
fn temporary_of(name: &OsStr, other: &OsStr) -> Option<OsString> {
    let bytes = other.as_bytes();
    let owner = COMPANIONS.iter().find_map(|end| bytes.strip_suffix(end.as_bytes())).unwrap_or(bytes);
    let number = owner.strip_prefix(name.as_bytes())?.strip_prefix(b".new-")?;
    let is_number = number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-');
    (is_number && number.first()?.is_ascii_digit()).then(|| OsStr::from_bytes(owner).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn it_has_its_name_once_it_is_whole_and_one_name_only() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t.key");
        let mut new = NewFile::begin(&path).unwrap();
        new.write_all(b"whole").unwrap();
        assert!(!path.exists() && new.temporary().exists());
        new.put_in_place().unwrap();
        let facts = fs::metadata(&path).unwrap();
        assert_eq!((facts.permissions().mode() & 0o777, facts.nlink()), (0o600, 1));
        assert_eq!((fs::read(&path).unwrap(), names(home.path())), (b"whole".to_vec(), vec!["t.key".to_owned()]));
    }

    #[test]
    fn a_public_file_has_the_mode_of_other_files() {
        let home = tempfile::tempdir().unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        let (path, other) = (home.path().join("t.1"), home.path().join("other"));
        NewFile::begin_public(&path).unwrap().replace_at_once().unwrap();
        fs::write(&other, "").unwrap();
        assert_eq!((mode(&path), names(home.path())), (mode(&other), vec!["other".to_owned(), "t.1".to_owned()]));
    }

    #[test]
    fn nothing_is_written_over_and_what_is_given_up_is_gone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t.key");
        let new = NewFile::begin(&path).unwrap();
        fs::write(&path, "kept").unwrap();
        assert!(matches!(new.put_in_place(), Err(Unplaced::Taken)));
        drop(NewFile::begin(&path).unwrap());
        assert_eq!((fs::read(&path).unwrap(), names(home.path())), (b"kept".to_vec(), vec!["t.key".to_owned()]));
        NewFile::begin(&path).unwrap().replace().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"");
    }

    #[test]
    fn what_was_left_behind_goes_with_its_companions_and_what_somebody_holds_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t.db");
        let held = NewFile::begin(&path).unwrap();
        let own = held.temporary().file_name().unwrap().to_str().unwrap().to_owned();
        for left in [
            "t.db.new-7",
            "t.db.new-7-wal",
            "t.db.new-7-shm",
            "t.db.new-7-1",
            "t.db.new-9-wal",
            "t.db.new-x",
            "t.db.new-",
            "x.db.new-7",
        ] {
            fs::write(home.path().join(left), "left").unwrap();
        }
        symlink(home.path().join("x.db.new-7"), home.path().join("t.db.new-8")).unwrap();
        sweep(&path);
        let mut kept = vec![own, "t.db.new-".into(), "t.db.new-8".into(), "t.db.new-x".into(), "x.db.new-7".into()];
        kept.sort();
        assert_eq!(names(home.path()), kept);
        let second = NewFile::begin(&path).unwrap();
        assert!(held.temporary().exists() && second.temporary().exists(), "two may be at work");
    }

    #[test]
    fn a_second_name_that_was_left_goes_and_the_file_stays() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("t.key");
        fs::write(&path, "live").unwrap();
        fs::hard_link(&path, home.path().join("t.key.new-7")).unwrap();
        sweep(&path);
        assert_eq!((fs::read(&path).unwrap(), names(home.path())), (b"live".to_vec(), vec!["t.key".to_owned()]));
    }
}
