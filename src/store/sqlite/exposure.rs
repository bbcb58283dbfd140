//! Whether another user can plant a file where the engine looks for its files. A planted `-wal` is read as the newest changes of the database,
//! a planted `-journal` is played back into it, and a second name of the file has another log: each of them undoes what was decided here. So
//! the places are checked before every opening.

use crate::{
    domain::remedy::{Argument, SystemStep},
    error::{Code, Error, Result},
    files::{self, COMPANIONS},
};
use nix::unistd::{Gid, Group, Uid, User, geteuid};
use std::{
    borrow::Cow,
    fs::{self, Metadata},
    io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

const GROUP_WRITES: u32 = 0o020;
const OTHERS_WRITE: u32 = 0o002;
/// How often a second name is looked for.
const TRIES: u32 = 4;

/// A database file and what is beside it.
pub(super) struct Place<'p> {
    /// Its real name, if links point to it: the engine follows them before it looks beside it.
    pub(super) path: Cow<'p, Path>,
    /// Whether there is a log.
    pub(super) has_log: bool,
}

/// Refuses a database that has a second name, and one in a directory or with companions that others can write.
///
/// # Errors
/// `hard_link`, `directory_exposed`; nothing is changed. What is not there, or no file, is for others to refuse.
pub(super) fn refuse(path: &Path) -> Result<Place<'_>> {
    let nothing = Place { path: path.into(), has_log: false };
    let Some(found) = facts_of(path, |path| fs::symlink_metadata(path))? else { return Ok(nothing) };
    if !found.is_symlink() {
        return Ok(Place { has_log: look(path, &found)?, ..nothing });
    }
    let Some(facts) = facts_of(path, |path| fs::metadata(path))? else { return Ok(nothing) };
    let real = fs::canonicalize(path).map_err(|error| cannot_look(path, &error))?;
    // Who can change the link can point it at an older copy.
    refuse_directory(path, Some(&facts))?;
    let has_log = look(&real, &facts)?;
    Ok(Place { path: real.into(), has_log })
}

/// What the system says of a file; `None` if it does not exist. If the system cannot say, the file is not taken for absent.
fn facts_of(path: &Path, ask: fn(&Path) -> io::Result<Metadata>) -> Result<Option<Metadata>> {
    match ask(path) {
        Ok(facts) => Ok(Some(facts)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(cannot_look(path, &error)),
    }
}

fn cannot_look(path: &Path, error: &io::Error) -> Error {
    let message = format!("{} cannot be examined ({error}); nothing was changed", path.display());
    Error::new(Code::CannotOpen, message).caused_by(error)
}

/// Whether there is a log beside it.
fn look(path: &Path, facts: &Metadata) -> Result<bool> {
    if facts.is_file() && facts.nlink() > 1 {
        refuse_second_name(path)?;
    }
    refuse_directory(path, Some(facts))?;
    let mut has_log = false;
    for end in COMPANIONS {
        let companion = files::beside(path, end);
        let Some(own) = facts_of(&companion, |path| fs::symlink_metadata(path))? else { continue };
        if !is_ours(&own, facts) {
            return Err(planted(&companion, &own, facts));
        }
        has_log |= end == "-wal";
    }
    Ok(has_log)
}

/// A second name may be left by a process that was killed while the file got its name: that one is removed.
fn refuse_second_name(path: &Path) -> Result<()> {
    for _ in 0..TRIES {
        files::sweep(path);
        if fs::metadata(path).is_ok_and(|facts| facts.nlink() == 1) {
            return Ok(());
        }
        // Where the system cannot rename without replacing, a new file has two names for a moment.
        thread::sleep(Duration::from_millis(5));
    }
    let message = format!(
        "the database {} has a second name (a hard link), so a code could be used once under each; nothing was changed",
        path.display()
    );
    Err(Error::new(Code::HardLink, message)
        .system("find the other name, and remove it", SystemStep::FindNames(path.display().to_string())))
}

/// Refuses a place for a new database in a directory that others can write.
///
/// # Errors
/// `directory_exposed`.
pub(in crate::store) fn require_safe_directory(path: &Path) -> Result<()> {
    refuse_directory(path, None).map_err(|error| error.again("or choose another place", [Argument::Database]))
}

/// `facts` are those of the database, if it exists: a group that writes it may write its directory.
fn refuse_directory(path: &Path, facts: Option<&Metadata>) -> Result<()> {
    let directory = files::folder_of(path);
    let Some(own) = facts_of(directory, |path| fs::metadata(path))? else { return Ok(()) };
    let shared = facts.is_some_and(|facts| facts.mode() & GROUP_WRITES != 0 && facts.gid() == own.gid());
    let by_others = own.mode() & OTHERS_WRITE != 0;
    let by_group = own.mode() & GROUP_WRITES != 0 && !shared && !is_private(own.gid(), own.uid());
    if !by_others && !by_group {
        return Ok(());
    }
    let (shown, who) = (directory.display(), if by_others { "others" } else { "its group" });
    let message = format!(
        "{who} can write {shown}, the directory of the database {}: a log that they put there could switch 2FA off; nothing was changed",
        path.display()
    );
    let error = Error::new(Code::DirectoryExposed, message);
    // A directory that is everybody's on purpose stays so.
    Err(if own.mode() & 0o1000 != 0 {
        error.note("keep the database, with every file that begins with its name, in a directory that only its owner can write")
    } else {
        error.system(
            "remove that permission",
            SystemStep::CloseDirectory { path: shown.to_string(), to_group: by_group },
        )
    })
}

/// Whether a file beside the database was made by a user who may write the database.
fn is_ours(companion: &Metadata, database: &Metadata) -> bool {
    let group = database.mode() & GROUP_WRITES != 0 && companion.gid() == database.gid();
    let owner = [database.uid(), 0, geteuid().as_raw()].contains(&companion.uid());
    let more = companion.mode() & !database.mode() & (GROUP_WRITES | OTHERS_WRITE);
    let other_group = companion.mode() & GROUP_WRITES != 0 && companion.gid() != database.gid();
    (owner || group) && more == 0 && !other_group
}

fn planted(companion: &Path, own: &Metadata, database: &Metadata) -> Error {
    let shown = companion.display();
    let owner = |uid| User::from_uid(Uid::from_raw(uid)).ok().flatten().map_or(uid.to_string(), |user| user.name);
    let what = if is_ours(own, database) || [database.uid(), 0].contains(&own.uid()) {
        "others can write it".to_owned()
    } else {
        format!("it belongs to {}, and the database to {}", owner(own.uid()), owner(database.uid()))
    };
    let message = format!("{shown} cannot be trusted: {what}; nothing was changed");
    Error::new(Code::DirectoryExposed, message)
        .note("it may hold the newest changes of the database: do not delete it until you know that no one needs them")
        .system("move it aside", SystemStep::SetAside(shown.to_string()))
}

/// Whether a group is one person's own, as many systems give everybody one.
fn is_private(group: u32, owner: u32) -> bool {
    let (Ok(Some(group)), Ok(Some(owner))) =
        (Group::from_gid(Gid::from_raw(group)), User::from_uid(Uid::from_raw(owner)))
    else {
        return false;
    };
    owner.gid == group.gid && owner.name == group.name && group.mem.iter().all(|name| *name == owner.name)
}

/// What others than the owner can do to a database, in words; none if they can do nothing.
pub(in crate::store) fn opened_to_others(path: &Path) -> io::Result<Option<&'static str>> {
    let mode = fs::metadata(path)?.mode();
    Ok(match (mode & 0o022 != 0, mode & 0o044 != 0) {
        (true, true) => Some("read and write"),
        (true, false) => Some("write"),
        (false, true) => Some("read"),
        (false, false) => None,
    })
}

/// The directories above that of a database that others can write without the sticky bit: they can put another in the place of what is in it.
pub(in crate::store) fn exposed_parents(path: &Path) -> io::Result<Vec<PathBuf>> {
    let real = fs::canonicalize(path)?;
    let exposed = |directory: &&Path| {
        fs::metadata(directory).is_ok_and(|facts| facts.mode() & OTHERS_WRITE != 0 && facts.mode() & 0o1000 == 0)
    };
    Ok(real.ancestors().skip(2).filter(exposed).map(Path::to_owned).collect())
}
