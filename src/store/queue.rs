//! The queue of writers. The engine waits for its lock by asking again and again; with many writers that costs more than the writing.
//! So a writer first takes a lock on the tenant's key file, which the system hands on at once. It is an order among ourselves and nothing
//! more: what keeps writers apart is the engine's own lock.
//!
//! A process that can open a file can hold a lock on it, for ever. So a key that a group reads is no place for a queue: then the queue is a
//! file beside the database, which only those can open who can write the database.

use std::{
    fs::{File, Metadata, OpenOptions, Permissions, TryLockError},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// A writer's turn; dropped, it is the next one's. The lock ends as its file is closed: unlocking could fail after a commit.
pub(super) type Turn = File;

/// The turn did not come in time.
#[derive(Debug)]
pub(super) struct TooLate;

/// Waits for a turn at a tenant, so long at most; `Err` if it did not come. `Ok(None)` if there is no file to queue at, or the system
/// locks no files: then the engine's own lock decides alone.
pub(super) fn turn(key_file: &Path, database: &Path, patience: Duration) -> Result<Option<Turn>, TooLate> {
    let Some(file) = place(key_file, database) else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => return Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(_)) => return Ok(None),
    }
    // A lock that is waited for cannot be given up, but the thread that waits for it can.
    let (give, take) = mpsc::channel();
    let waiter = thread::Builder::new().name("queue".to_owned()).spawn(move || {
        if file.lock().is_ok() {
            // If this fails, the caller no longer waits; the turn is dropped with it.
            let _ = give.send(file);
        }
    });
    match waiter.map(|_| take.recv_timeout(patience)) {
        Ok(Ok(turn)) => Ok(Some(turn)),
        Ok(Err(RecvTimeoutError::Timeout)) => Err(TooLate),
        Ok(Err(RecvTimeoutError::Disconnected)) | Err(_) => Ok(None),
    }
}

/// The file to queue at.
fn place(key_file: &Path, database: &Path) -> Option<File> {
    let facts = key_file.metadata().ok().filter(Metadata::is_file)?;
    match facts.mode() & 0o077 {
        0 => File::open(key_file).ok(),
        _ => beside(database, &database.metadata().ok()?),
    }
}

/// The file for the queue beside a database. The first process that needs it makes it.
fn beside(database: &Path, facts: &Metadata) -> Option<File> {
    let mut path = database.as_os_str().to_owned();
    path.push("-queue");
    let path = PathBuf::from(path);
    // Of a group only what writes the database, too.
    let mode = if facts.mode() & 0o060 == 0o060 { 0o660 } else { 0o600 };
    let mut options = OpenOptions::new();
    options.read(true).write(true).custom_flags(nix::libc::O_NOFOLLOW | nix::libc::O_NONBLOCK);
    let file = match options.open(&path) {
        Ok(file) => file,
        Err(_) => {
            let file = options.create_new(true).mode(0o600).open(&path).ok()?;
            // If a member of the group or root made it, it is for the others as well; if that fails, they go without.
            let _ =
                fchown(&file, Some(facts.uid()), Some(facts.gid())).or_else(|_| fchown(&file, None, Some(facts.gid())));
            let _ = file.set_permissions(Permissions::from_mode(mode));
            file
        }
    };
    let own = file.metadata().ok()?;
    let of_owner = [facts.uid(), 0].contains(&own.uid()) && own.mode() & 0o077 == 0;
    let of_group = mode == 0o660 && own.gid() == facts.gid() && own.mode() & 0o007 == 0;
    (own.is_file() && (of_owner || of_group)).then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_has_the_turn_and_the_next_one_gets_it_when_it_ends() {
        let key = tempfile::NamedTempFile::new().unwrap();
        let nowhere = Path::new("/nowhere/at/all");
        let turn = |key: &Path, patience| turn(key, nowhere, patience);
        let first = turn(key.path(), Duration::from_millis(10)).unwrap();
        assert!(turn(key.path(), Duration::from_millis(10)).is_err(), "taken");
        let waiting = thread::spawn({
            let path = key.path().to_owned();
            move || turn(&path, Duration::from_secs(10)).is_ok_and(|turn| turn.is_some())
        });
        drop(first);
        assert!(waiting.join().unwrap());
        assert!(turn(nowhere, Duration::from_millis(10)).unwrap().is_none());
    }

    #[test]
    fn who_only_reads_the_key_holds_up_nobody() {
        let folder = tempfile::tempdir().unwrap();
        let (key, database) = (folder.path().join("t.key"), folder.path().join("t.db"));
        for path in [&key, &database] {
            File::create(path).unwrap().set_permissions(Permissions::from_mode(0o600)).unwrap();
        }
        let mode = |path: &Path, mode| std::fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let queue = folder.path().join("t.db-queue");
        let brief = Duration::from_millis(10);
        mode(&key, 0o640);
        let reader = File::open(&key).unwrap();
        reader.lock().unwrap();
        for (of_database, of_queue) in [(0o600, 0o600), (0o640, 0o600), (0o660, 0o660), (0o664, 0o660)] {
            mode(&database, of_database);
            let first = turn(&key, &database, brief).unwrap();
            assert!(first.is_some() && turn(&key, &database, brief).is_err(), "{of_database:o}");
            assert_eq!(queue.metadata().unwrap().mode() & 0o777, of_queue, "{of_database:o}");
            drop(first);
            assert!(turn(&key, &database, brief).unwrap().is_some());
            std::fs::remove_file(&queue).unwrap();
        }
        // One that others can open is none.
        File::create(&queue).unwrap().set_permissions(Permissions::from_mode(0o644)).unwrap();
        assert!(turn(&key, &database, brief).unwrap().is_none());
        std::fs::remove_file(&queue).unwrap();
        // A key of one's own is queued at as it is.
        mode(&key, 0o600);
        assert!(turn(&key, &database, brief).is_err(), "held by its owner");
        assert!(!queue.exists());
    }
}
