//! What a process can show for who it is: the operating-system user, and the token of a sign-in or of a script.
//!
//! The token of a sign-in is a private file in the runtime directory, one for each tenant. A user who reached the account through `sudo`
//! has a separate one, so people who share a service account do not act under each other's names.

use crate::{
    domain::{
        remedy::{Advice, SystemStep},
        session::{Token, TokenKind},
    },
    error::{Code, Error, Result},
    files::NewFile,
};
use etcetera::BaseStrategy;
use nix::{
    errno::Errno,
    unistd::{Uid, User, geteuid, getuid},
};
use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

/// A script's token is named by this variable.
const TOKEN_FILE: &str = "TENANTCTL_TOKEN_FILE";
/// More than any token has.
const LONGEST_TOKEN: u64 = 4096;

/// The operating-system user of this process.
#[derive(Clone, Debug)]
pub struct OsUser {
    /// As the history names it: `os:NAME`. The name behind `sudo` counts only where the real user id is 0 (R-PERM-5).
    pub name: String,
    /// It owns database and key, or is root.
    pub owner: bool,
    /// Another user came to this account through `sudo`, and breaks no glass (R-PERM-4).
    pub behind_sudo: bool,
}

/// The operating-system user, seen from a database and its key.
///
/// # Errors
/// Where the database cannot be looked at.
pub fn os_user(db: &Path, key: &Path) -> Result<OsUser> {
    let (effective, real) = (geteuid(), getuid());
    // A missing key is reported when it is needed.
    let owners = [Some(fs::metadata(db)?.uid()), fs::metadata(key).ok().map(|metadata| metadata.uid())];
    let owner = effective.is_root() || owners.into_iter().flatten().all(|uid| effective == Uid::from_raw(uid));
    let behind_sudo = std::env::var("SUDO_USER").ok().filter(|name| real.is_root() && is_plain(name));
    let name = match behind_sudo {
        Some(name) => name,
        None => name_of(real)?.unwrap_or_else(|| format!("uid-{real}")),
    };
    let another = !real.is_root() && sudo_uid().is_some_and(|uid| uid != real.as_raw());
    Ok(OsUser { name: format!("os:{name}"), owner, behind_sudo: another })
}

/// The name of a user; `None` if the system has none. A look-up that fails gives no other name: under two names one person would be two.
fn name_of(user: Uid) -> Result<Option<String>> {
    match User::from_uid(user) {
        Ok(found) => Ok(found.map(|user| user.name)),
        // How some systems say that there is none, or no list of users.
        Err(Errno::ENOENT | Errno::ESRCH) => Ok(None),
        Err(error) => {
            let message =
                format!("the name of the operating-system user {user} cannot be read ({error}); nothing was changed");
            Err(Error::new(Code::Failure, message).caused_by(&error))
        }
    }
}

/// A user of this operating system as the history names it, if there is one of that name; `os:` may come first.
pub fn on_this_system(name: &str) -> Option<String> {
    let plain = name.strip_prefix("os:").unwrap_or(name);
    let found = User::from_name(plain).ok().flatten().filter(|_| is_plain(plain))?;
    Some(format!("os:{}", found.name))
}

/// Who called `sudo`, if somebody did: it sets this itself, whatever the caller's environment said.
fn sudo_uid() -> Option<u32> {
    std::env::var("SUDO_UID").ok()?.parse().ok()
}

fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 64
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// The token that the environment names for a script.
///
/// # Errors
/// `not_signed_in` where the file is not there, can be read by others, or holds no token: a script never falls back to somebody else.
pub fn script_token() -> Result<Option<Token>> {
    let Some(path) = std::env::var_os(TOKEN_FILE).filter(|path| !path.is_empty()).map(PathBuf::from) else {
        return Ok(None);
    };
    let shown = path.display();
    let refused = |what: String| Error::new(Code::NotSignedIn, format!("{what}; nothing was changed"));
    let useless = |what: String| {
        refused(what).advice(Advice::WhereTokensComeFrom).system("to act without it", SystemStep::Unset(TOKEN_FILE))
    };
    let unread =
        |error: std::io::Error| useless(format!("the token file {shown} ({TOKEN_FILE}) cannot be read: {error}"));
    let metadata = fs::metadata(&path).map_err(unread)?;
    if metadata.is_dir() {
        return Err(useless(format!("{shown} ({TOKEN_FILE}) is a directory, not a token file")));
    }
    if metadata.mode() & 0o077 != 0 {
        let error = refused(format!("the token file {shown} can be read by others"));
        return Err(error.system("close it", SystemStep::MakePrivate(path.to_string_lossy().into_owned())));
    }
    let text = private_text(&path, false).map_err(unread)?;
    match Token::parse(TokenKind::Script, &text) {
        Some(token) => Ok(Some(token)),
        None => Err(useless(format!("the file {shown} ({TOKEN_FILE}) holds no token"))),
    }
}

/// The text of a small regular file. Another kind of file would keep the reader waiting.
fn private_text(path: &Path, own: bool) -> std::io::Result<zeroize::Zeroizing<String>> {
    let refused = |what: &str| std::io::Error::new(std::io::ErrorKind::PermissionDenied, what.to_owned());
    let follow = if own { nix::libc::O_NOFOLLOW } else { 0 };
    let file = OpenOptions::new().read(true).custom_flags(nix::libc::O_NONBLOCK | follow).open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(refused("it is not a regular file"));
    }
    if own && (metadata.uid() != geteuid().as_raw() || metadata.mode() & 0o077 != 0) {
        return Err(refused("it is not private"));
    }
    let mut text = zeroize::Zeroizing::new(String::new());
    file.take(LONGEST_TOKEN).read_to_string(&mut text)?;
    Ok(text)
}

/// Whether an error says that there is no sign-in: no file, or one of another user (a link is another's as well).
fn is_absent(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{InvalidData, NotADirectory, NotFound, PermissionDenied};
    let is_link = error.raw_os_error() == Some(Errno::ELOOP as i32);
    is_link || matches!(error.kind(), NotFound | NotADirectory | PermissionDenied | InvalidData)
}

/// Where the token of a sign-in is kept.
#[derive(Clone, Debug)]
pub struct SignInFile(PathBuf);

impl SignInFile {
    /// The place for a tenant; `None` where there is neither a runtime directory nor a home.
    pub fn of(tenant: &str) -> Option<Self> {
        let behind = sudo_uid().map(|uid| format!(".sudo-{uid}")).unwrap_or_default();
        Some(Self(folder()?.join(format!("{tenant}{behind}.token"))))
    }

    /// Whether anybody has signed in to anything here: most processes have not, and need look no further.
    pub fn any() -> bool {
        folder()
            .is_some_and(|folder| fs::metadata(folder).map_or_else(|error| !is_absent(&error), |found| found.is_dir()))
    }

    /// The token, if there is one. A file that is not this user's own, or not private, is none.
    ///
    /// # Errors
    /// `failure` if the file cannot be read: the person who signed in must not act as another one because of that.
    pub fn read(&self) -> Result<Option<Token>> {
        match private_text(&self.0, true) {
            Ok(text) => Ok(Token::parse(TokenKind::Session, &text)),
            Err(error) if is_absent(&error) => Ok(None),
            Err(error) => {
                let message =
                    format!("the sign-in in {} cannot be read ({error}); nothing was changed", self.0.display());
                Err(Error::new(Code::Failure, message)
                    .caused_by(&error)
                    .note("without the file nobody is signed in here, and the session ends by itself"))
            }
        }
    }

    /// Makes sure, before a login is decided, that its token can be kept here: a granted login cannot be taken back, and counts as the one
    /// that showed every break-glass before it (R-PERM-4).
    ///
    /// # Errors
    /// `failure` where it cannot.
    pub fn make_ready(&self) -> Result<()> {
        if self.0.is_dir() {
            return Err(self.failed(&std::io::ErrorKind::IsADirectory.into()));
        }
        // A login that is denied leaves no folder behind that was not there.
        let made: Vec<&Path> = self.0.ancestors().skip(1).take_while(|folder| !folder.exists()).collect();
        // As long as a token: a full disk shows here.
        let tried = self.put(&[b'-'; 64]).map(drop);
        made.into_iter().for_each(|folder| drop(fs::remove_dir(folder)));
        tried.map_err(|error| self.failed(&error))
    }

    /// Keeps a token in place of an earlier one: privately from the first moment, and whole or not at all.
    ///
    /// # Errors
    /// `failure` where it cannot be kept.
    pub fn write(&self, token: &Token) -> Result<()> {
        let put = self.put(token.text().expose().as_bytes());
        put.and_then(NewFile::replace_at_once).map_err(|error| self.failed(&error))
    }

    /// Writes a line to a new private file beside the place.
    fn put(&self, line: &[u8]) -> std::io::Result<NewFile> {
        let open = || {
            if let Some(folder) = self.0.parent() {
                DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            }
            NewFile::begin(&self.0)
        };
        // Another login that only tries the place may have taken the folder away in between.
        let mut file = open().or_else(|error| match error.kind() {
            std::io::ErrorKind::NotFound => open(),
            _ => Err(error),
        })?;
        file.write_all(line).and_then(|()| file.write_all(b"\n"))?;
        Ok(file)
    }

    fn failed(&self, error: &std::io::Error) -> Error {
        let message = format!("the sign-in cannot be kept in {} ({error}); you were not signed in", self.0.display());
        Error::new(Code::Failure, message).note("make room there, or set XDG_RUNTIME_DIR to a directory of your own")
    }

    /// Forgets the token; one that is not there is forgotten already.
    pub fn remove(&self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// The runtime directory's folder of ours; where there is no runtime directory, the state directory's.
fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || {
        let path = PathBuf::from(format!("/run/user/{}", geteuid()));
        fs::metadata(&path).is_ok_and(|metadata| metadata.uid() == geteuid().as_raw()).then_some(path)
    };
    let state = || etcetera::base_strategy::Xdg::new().ok().and_then(|xdg| xdg.state_dir());
    Some(named.or_else(usual).or_else(state)?.join("tenantctl"))
}
