//! The master key's file: one line `tenantctl-key-1 <64 hex digits> <8 hex digits of its SHA-256>`.

use super::Key;
use crate::{
    domain::remedy::{Argument, Remedy, SystemStep},
    error::{Code, Error, Result},
    files::{self, NewFile, Unplaced},
};
use data_encoding::HEXLOWER;
use nix::unistd::{Gid, Group};
use sha2::{Digest, Sha256};
use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

const MAGIC: &str = "tenantctl-key-1";

/// Who besides its owner may read the key file.
#[derive(Clone, Debug, Default)]
pub struct KeyFileRules {
    /// A group that the configuration names; its members may read the key.
    pub group: Option<String>,
}

/// Reads the master key.
///
/// # Errors
/// `key_missing`, `key_invalid` (empty, truncated, not a key), `key_exposed` (others can read it).
pub fn read(path: &Path, rules: &KeyFileRules) -> Result<Key> {
    let shown = path.display();
    // Asked before it is opened: opening a pipe would wait for its writer for ever.
    if fs::metadata(path).is_ok_and(|facts| !facts.is_file()) {
        let message = format!("{shown} is not a key file (not a regular file); nothing was changed");
        return Err(Error::new(Code::KeyInvalid, message).note("restore it from the copy you keep elsewhere"));
    }
    let mut file = File::open(path).map_err(|error| {
        let error = if error.kind() == std::io::ErrorKind::NotFound {
            Error::new(Code::KeyMissing, format!("there is no key file at {shown}; nothing was changed"))
        } else {
            Error::new(Code::KeyMissing, format!("the key file {shown} cannot be read ({error}); nothing was changed"))
        };
        error
            .lacking("name the key that was made with this tenant, or its copy:", [Argument::KeyFile])
            .hint("see", Remedy::Doctor)
    })?;
    let mut text = Zeroizing::new(String::new());
    let invalid = |what: &str| {
        Error::new(Code::KeyInvalid, format!("{shown} is not a key file ({what}); nothing was changed"))
            .note("restore it from the copy you keep elsewhere")
    };
    Read::by_ref(&mut file)
        .take(4096)
        .read_to_string(&mut text)
        .map_err(|error| invalid("it is not text").caused_by(&error))?;
    if text.trim().is_empty() {
        return Err(invalid("it is empty"));
    }
    let key = parse(&text).ok_or_else(|| invalid("its content is damaged or something else"))?;
    // Only once it is known to be a key: the hint must not change the mode of some other file.
    check_permissions(path, &file, rules)?;
    Ok(key)
}

/// A key in a new file that has no name yet. Dropped, it is gone.
#[derive(Debug)]
pub struct NewKeyFile(NewFile);

/// A key that has its name. Its maker holds it: another `init` that finds it waits.
#[derive(Debug)]
pub struct HeldKeyFile {
    path: PathBuf,
    _held: File,
}

impl NewKeyFile {
    /// Writes a key to a file beside that place, private and on the disk.
    ///
    /// # Errors
    /// `disk_full`, `read_only`; nothing is left behind.
    pub fn write(path: &Path, key: &Key) -> Result<Self> {
        sweep(path);
        let line = Zeroizing::new(format!("{MAGIC} {} {}\n", HEXLOWER.encode(key.bytes()), checksum(key.bytes())));
        let written = NewFile::begin(path).and_then(|mut new| new.write_all(line.as_bytes()).map(|()| new));
        written.map(Self).map_err(|error| unwritten(path, &error))
    }

    /// Where it is until it has its name.
    pub fn temporary(&self) -> &Path {
        self.0.temporary()
    }

    /// Gives it its name, durably and never over something.
    ///
    /// # Errors
    /// `exists` if the name is taken; those of [`Self::write`]. Nothing is left behind.
    pub fn put_in_place(self) -> Result<HeldKeyFile> {
        let path = self.0.path().to_owned();
        match self.0.put_in_place() {
            Ok(held) => Ok(HeldKeyFile { path, _held: held }),
            Err(Unplaced::Taken) => {
                Err(Error::new(Code::Exists, format!("{} already exists; nothing was changed", path.display())))
            }
            Err(Unplaced::Refused(error)) => Err(unwritten(&path, &error)),
            Err(Unplaced::Unsynced(held, error)) => {
                let refused = unwritten(&path, &error);
                Err(HeldKeyFile { path, _held: held }.take_back(refused))
            }
        }
    }
}

impl HeldKeyFile {
    /// Removes it again after that failure: it was not used yet. If it cannot be removed, the failure says so.
    pub fn take_back(self, failure: Error) -> Error {
        match fs::remove_file(&self.path) {
            Ok(()) => failure,
            Err(_) => {
                let message =
                    format!("{}; the key {} is made, and the next try uses it", failure.brief(), self.path.display());
                failure.told_as(message)
            }
        }
    }
}

/// Removes what a killed process left behind while making that key: it may be a second name of it.
pub fn sweep(path: &Path) {
    files::sweep(path);
    // So it was called by earlier versions.
    files::sweep(&path.with_extension(""));
}

/// Creates the key file, private and durable, never over something: `exists` if the path is taken.
pub fn write_new(path: &Path, key: &Key) -> Result<()> {
    NewKeyFile::write(path, key)?.put_in_place().map(drop)
}

/// Waits until the process that makes a tenant with that new key has ended; whether the key is there then.
///
/// # Errors
/// Where it cannot be locked.
pub fn is_there(path: &Path) -> Result<bool> {
    let failed = |error: std::io::Error| {
        let message = format!("waiting for another init failed ({}: {error}); nothing was made", path.display());
        Error::new(Code::Failure, message)
    };
    loop {
        let opened = OpenOptions::new().read(true).custom_flags(nix::libc::O_NONBLOCK).open(path);
        let Ok(file) = opened else { return Ok(fs::symlink_metadata(path).is_ok()) };
        let facts = file.metadata().map_err(failed)?;
        // A new key is its owner's alone. One that others can read has no maker any more, and others could hold it for ever.
        if !facts.is_file() || facts.mode() & 0o077 != 0 {
            return Ok(true);
        }
        file.lock().map_err(failed)?;
        if fs::metadata(path).is_ok_and(|there| facts.ino() == there.ino()) {
            return Ok(true);
        }
    }
}

fn unwritten(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        std::io::ErrorKind::StorageFull => {
            Error::new(Code::DiskFull, "no room is left for the key; nothing was changed").caused_by(error)
        }
        _ => {
            let message = format!("the key file {} cannot be written ({error}); nothing was changed", path.display());
            Error::new(Code::ReadOnly, message)
        }
    }
}

fn checksum(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..4])
}

fn parse(text: &str) -> Option<Key> {
    let mut words = text.split_ascii_whitespace();
    if words.next()? != MAGIC {
        return None;
    }
    let bytes = Zeroizing::new(HEXLOWER.decode(words.next()?.as_bytes()).ok()?);
    let sum_holds = words.next()? == checksum(&bytes) && words.next().is_none();
    Some(Key::new(bytes.as_slice().try_into().ok().filter(|_| sum_holds)?))
}

fn check_permissions(path: &Path, file: &File, rules: &KeyFileRules) -> Result<()> {
    let facts = file.metadata()?;
    let shown = path.display().to_string();
    let group_may = || {
        let named = rules.group.as_deref().and_then(|name| Group::from_name(name).ok().flatten());
        named.is_some_and(|group| group.gid == Gid::from_raw(facts.gid()))
    };
    let exposed = facts.mode() & 0o077;
    if exposed == 0 || (exposed == 0o040 && group_may()) {
        return Ok(());
    }
    Err(Error::new(
        Code::KeyExposed,
        format!("others than its owner can read or write the key file {shown}; nothing was opened or changed"),
    )
    .system("fix it with", SystemStep::MakePrivate(shown)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_read_back_and_never_overwritten() {
        let home = tempfile::tempdir().expect("directory");
        let path = home.path().join("t.key");
        write_new(&path, &Key::new([7; 32])).expect("written");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(read(&path, &KeyFileRules::default()).expect("read").bytes(), &[7; 32]);
        assert_eq!(write_new(&path, &Key::new([8; 32])).expect_err("taken").code(), Code::Exists);
        assert_eq!(fs::read_dir(home.path()).expect("listed").count(), 1, "nothing temporary is left");
    }

    #[test]
    fn a_missing_empty_foreign_damaged_or_exposed_key_is_told_apart() {
        let home = tempfile::tempdir().expect("directory");
        let path = home.path().join("t.key");
        let code = || read(&path, &KeyFileRules::default()).expect_err("refused").code();
        assert_eq!(code(), Code::KeyMissing);
        let good = format!("{MAGIC} {} {}", HEXLOWER.encode(&[7; 32]), checksum(&[7; 32]));
        for bad in ["", "\n", "hello", &good[..40], &good.replace("07", "08"), &format!("{good} more")] {
            fs::write(&path, bad).expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).expect("set");
            assert_eq!(code(), Code::KeyInvalid, "{bad}");
        }
        fs::write(&path, &good).expect("written");
        for mode in [0o644, 0o640, 0o602, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(code(), Code::KeyExposed, "{mode:o}");
        }
    }
}
