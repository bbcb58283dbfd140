//! The file with set-up tokens to hand out: a line has an address, a token and its end (R-SET-1). It never names a username: the person
//! learns that another way.
//!
//! Each line is written to the disk before its token is committed. So a token that counts is in the file, and a token in the file that does
//! not count is worth nothing.

use crate::{
    domain::{csv_cell::csv_cell, session::Token, time::Time},
    error::{Code, Error, Result},
    files::{NewFile, Unplaced},
    flows::bulk::Turn,
    ops::passwords::{
        issue_setup::{IssueSetup, Issued},
        issue_setup_into::IssueSetupInto,
    },
};
use std::{
    cell::RefCell,
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};
use zeroize::Zeroizing;

/// The end of an error about this file.
pub const NONE_ISSUED: &str = "; no token was issued";
const HEADER: &str = "email,token,expires_at\n";

/// A new file of tokens, private to its owner.
#[derive(Debug)]
pub struct Handout {
    path: PathBuf,
    file: File,
    length: u64,
}

impl Handout {
    /// Whether it can be made there, as far as that is known before: asked before any question is.
    ///
    /// # Errors
    /// `exists`.
    pub fn may_create(path: &Path) -> Result<()> {
        if fs::symlink_metadata(path).is_ok() { Err(there(path)) } else { Ok(()) }
    }

    /// Makes it, with its header, and waits until the disk has both it and its name.
    ///
    /// # Errors
    /// `exists`: it is never written over something. `disk_full`, `failure`.
    pub fn create(path: &Path) -> Result<Self> {
        Self::may_create(path)?;
        // A file always has its header: a kill leaves no empty one.
        let headed = NewFile::begin(path).and_then(|mut new| new.write_all(HEADER.as_bytes()).map(|()| new));
        let placed = headed.map_err(Unplaced::Refused).and_then(NewFile::put_in_place);
        match placed {
            Ok(file) => Ok(Self { path: path.to_owned(), file, length: HEADER.len() as u64 }),
            Err(Unplaced::Taken) => Err(there(path)),
            Err(Unplaced::Refused(error)) => Err(unwritten(path, &error)),
            Err(Unplaced::Unsynced(_, error)) => {
                let _ = fs::remove_file(path);
                Err(unwritten(path, &error))
            }
        }
    }

    /// Goes on behind all that is in one that was begun before.
    ///
    /// # Errors
    /// As [`Self::resume`].
    pub fn append(path: &Path) -> Result<Self> {
        let length = path.metadata().map_or(0, |facts| facts.len());
        Self::resume(path, length, None)
    }

    /// Goes on with one that was begun before: what follows that many bytes never counted, and is taken back. `inode` tells it from
    /// another file of tokens, of which nothing is taken back.
    ///
    /// # Errors
    /// `invalid_input` where it is not such a file, or shorter; `not_found`.
    pub fn resume(path: &Path, length: u64, inode: Option<u64>) -> Result<Self> {
        let not_it = || {
            Error::new(
                Code::InvalidInput,
                format!("{} is not the file of tokens that was begun; nothing was changed", path.display()),
            )
        };
        let opened = OpenOptions::new().read(true).write(true).custom_flags(nix::libc::O_NOFOLLOW).open(path);
        let mut file = opened.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Error::new(
                Code::NotFound,
                format!("there is no file {} to resume with; nothing was changed", path.display()),
            ),
            _ => not_it().caused_by(&error),
        })?;
        let mut header = Vec::new();
        Read::by_ref(&mut file)
            .take(HEADER.len() as u64)
            .read_to_end(&mut header)
            .map_err(|error| not_it().caused_by(&error))?;
        let facts = file.metadata().map_err(|error| not_it().caused_by(&error))?;
        let another = inode.is_some_and(|inode| inode != facts.ino());
        if another || !HEADER.as_bytes().starts_with(&header) || facts.len() < length {
            return Err(not_it());
        }
        let mut handout = Self { path: path.to_owned(), file, length };
        if header.len() < HEADER.len() {
            // The process that began it did not reach its end.
            handout.truncate_to(0)?;
            handout.write(HEADER.as_bytes())?;
        } else {
            handout.truncate_to(length.max(HEADER.len() as u64))?;
        }
        Ok(handout)
    }

    /// Adds a line: an address, which no spreadsheet takes for a formula, a token, and when it ends. [`Self::sync`] waits for the disk.
    ///
    /// # Errors
    /// Where it cannot be written; then nothing of the line is left.
    pub fn push(&mut self, email: &str, token: &Token, expires_at: Time) -> Result<()> {
        let cell = |error: &dyn std::fmt::Display| unwritten(&self.path, &io::Error::other(error.to_string()));
        let mut address = csv::WriterBuilder::new().from_writer(Vec::new());
        address.write_field(csv_cell(email).as_bytes()).map_err(|error| cell(&error))?;
        let address = address.into_inner().map_err(|error| cell(&error))?;
        let rest = Zeroizing::new(format!(",{},{expires_at}\n", token.text().expose()));
        let line = Zeroizing::new([address.as_slice(), rest.as_bytes()].concat());
        self.write(&line)
    }

    /// Issues a token and adds its line. The line is on the disk before the token counts: nobody is issued a token that nobody has.
    ///
    /// # Errors
    /// Those of the operation and of writing; then nothing of the line is left.
    pub fn issue(&mut self, turn: &mut Turn<'_>, issue: IssueSetup) -> Result<()> {
        let before = self.len();
        let file = RefCell::new(&mut *self);
        let keep = |issued: &Issued| {
            let mut file = file.borrow_mut();
            file.push(&issued.resource.email, &issued.token, issued.expires_at)?;
            file.sync()
        };
        let issued = turn.perform(&IssueSetupInto { issue, keep: &keep });
        // A token that may count is nowhere else.
        if issued.as_ref().is_err_and(|error| error.code() != Code::MayBeDone) && self.len() > before {
            self.truncate_to(before)?;
        }
        issued.map(drop)
    }

    /// Waits until the disk has it all.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn sync(&mut self) -> Result<()> {
        self.file.sync_data().map_err(|error| unwritten(&self.path, &error))
    }

    /// How long it is, in bytes.
    pub fn len(&self) -> u64 {
        self.length
    }

    /// What tells it from another file; `None` where the system does not say.
    pub fn inode(&self) -> Option<u64> {
        self.file.metadata().ok().map(|facts| facts.ino())
    }

    /// Whether it holds no token yet.
    pub fn is_empty(&self) -> bool {
        self.length <= HEADER.len() as u64
    }

    /// Takes back what was added since it was so long.
    ///
    /// # Errors
    /// Where the disk does not take it.
    pub fn truncate_to(&mut self, length: u64) -> Result<()> {
        let cut = self.file.set_len(length).and_then(|()| self.file.seek(SeekFrom::Start(length)));
        cut.and_then(|_| self.file.sync_data()).map_err(|error| unwritten(&self.path, &error))?;
        self.length = length;
        Ok(())
    }

    /// Removes it: no token of it counts.
    pub fn discard(self) {
        // A file without a token does no harm where it stays.
        let _ = fs::remove_file(&self.path);
    }

    fn write(&mut self, bytes: &[u8]) -> Result<()> {
        if let Err(error) = self.file.write_all(bytes) {
            let message = unwritten(&self.path, &error);
            // Half a line would garble the next one. Where this fails as well, the first error is the one to tell.
            let _ = self.truncate_to(self.length);
            return Err(message);
        }
        self.length += bytes.len() as u64;
        Ok(())
    }
}

fn there(path: &Path) -> Error {
    let message = format!("{} is there already; no token was issued", path.display());
    Error::new(Code::Exists, message).note("name another file")
}

fn unwritten(path: &Path, error: &io::Error) -> Error {
    let code = if error.kind() == io::ErrorKind::StorageFull { Code::DiskFull } else { Code::Failure };
    Error::new(code, format!("{} cannot be written ({error}){NONE_ISSUED}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::session::TokenKind;
    use std::os::unix::fs::{PermissionsExt, symlink};

    const UNTIL: Time = Time::from_millis(1_800_000_000_000);

    fn token(byte: u8) -> Token {
        Token::generate(TokenKind::Setup, [byte; 32])
    }

    #[test]
    fn r_set_1_a_line_is_an_address_a_token_and_its_end_and_no_formula() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let mut handout = Handout::create(&path).unwrap();
        assert!(handout.is_empty());
        handout.push("ada@mail.example", &token(1), UNTIL).unwrap();
        handout.push("=cmd|a@mail.example", &token(2), UNTIL).unwrap();
        handout.sync().unwrap();
        assert!(!handout.is_empty());
        let text = fs::read_to_string(&path).unwrap();
        let (first, second) = (token(1), token(2));
        let line = |address: &str, token: &Token| format!("{address},{},{UNTIL}\n", token.text().expose());
        let wanted = [HEADER, &line("ada@mail.example", &first), &line("'=cmd|a@mail.example", &second)].concat();
        assert_eq!(text, wanted);
        assert_eq!(handout.len(), text.len() as u64);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn what_was_taken_back_is_gone_and_what_follows_stands_in_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.csv");
        let mut handout = Handout::create(&path).unwrap();
        handout.push("a@mail.example", &token(1), UNTIL).unwrap();
        let kept = handout.len();
        handout.push("gone@mail.example", &token(2), UNTIL).unwrap();
        handout.truncate_to(kept).unwrap();
        handout.push("b@mail.example", &token(3), UNTIL).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let addresses: Vec<_> = text.lines().map(|line| line.split(',').next().unwrap_or_default()).collect();
        assert_eq!(addresses, ["email", "a@mail.example", "b@mail.example"]);
        assert_eq!(handout.len(), text.len() as u64);
    }

    #[test]
    fn it_is_never_written_over_something_and_follows_no_link() {
        let folder = tempfile::tempdir().unwrap();
        let (there, link) = (folder.path().join("there"), folder.path().join("link"));
        fs::write(&there, "kept").unwrap();
        symlink(folder.path().join("elsewhere"), &link).unwrap();
        for path in [&there, &link] {
            assert_eq!(Handout::may_create(path).unwrap_err().code(), Code::Exists);
            assert_eq!(Handout::create(path).unwrap_err().code(), Code::Exists);
        }
        assert_eq!(fs::read_to_string(&there).unwrap(), "kept");
        assert!(!folder.path().join("elsewhere").exists());
        let nowhere = Handout::create(&folder.path().join("no/such/folder")).unwrap_err();
        assert_eq!(nowhere.code(), Code::Failure);
        assert!(nowhere.message().ends_with("no token was issued"), "{nowhere}");
    }
}
