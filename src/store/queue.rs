//! The queue of writers. The engine waits for its lock by asking again and again; with many writers that costs more than the writing.
//! So whoever is about to write first takes a lock that the system hands on at once, on the tenant's key file. It is an order among
//! ourselves and nothing more: what keeps writers apart is the engine's own lock.

use std::{
    fs::{File, TryLockError},
    path::Path,
    sync::mpsc::{self, RecvTimeoutError},
    thread,
    time::Duration,
};

/// A writer's turn; dropped, it is the next one's. The lock ends as its file is closed: unlocking could fail after a commit.
pub(super) type Turn = File;

/// The turn did not come in time.
#[derive(Debug)]
pub(super) struct TooLate;

/// Waits for a turn, so long at most; `Err` where it did not come. `Ok(None)` where there is no key file to queue at, or the system
/// locks no files: then the engine's own lock decides alone.
pub(super) fn turn(key_file: &Path, patience: Duration) -> Result<Option<Turn>, TooLate> {
    let is_file = key_file.metadata().is_ok_and(|facts| facts.is_file());
    let Some(file) = is_file.then(|| File::open(key_file).ok()).flatten() else { return Ok(None) };
    match file.try_lock() {
        Ok(()) => return Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(_)) => return Ok(None),
    }
    // A lock that is waited for cannot be given up, but the thread that waits for it can.
    let (give, take) = mpsc::channel();
    let waiter = thread::Builder::new().name("queue".to_owned()).spawn(move || {
        if file.lock().is_ok() {
            // Nobody waits any more where this fails; the turn is dropped with it.
            let _ = give.send(file);
        }
    });
    match waiter.map(|_| take.recv_timeout(patience)) {
        Ok(Ok(turn)) => Ok(Some(turn)),
        Ok(Err(RecvTimeoutError::Timeout)) => Err(TooLate),
        Ok(Err(RecvTimeoutError::Disconnected)) | Err(_) => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writer_has_the_turn_and_the_next_one_gets_it_when_it_ends() {
        let key = tempfile::NamedTempFile::new().unwrap();
        let first = turn(key.path(), Duration::from_millis(10)).unwrap();
        assert!(turn(key.path(), Duration::from_millis(10)).is_err(), "taken");
        let waiting = thread::spawn({
            let path = key.path().to_owned();
            move || turn(&path, Duration::from_secs(10)).is_ok_and(|turn| turn.is_some())
        });
        drop(first);
        assert!(waiting.join().unwrap());
        assert!(turn(Path::new("/nowhere/at/all"), Duration::from_millis(10)).unwrap().is_none());
    }
}
