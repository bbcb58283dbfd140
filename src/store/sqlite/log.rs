//! Whether the log beside a database file was written for it (R-BAK-2). The engine takes whatever `-wal` it finds there for the file's own,
//! and lays its pages over a file that was put in the place of another: so both are read here first, by the engine's file format.
//!
//! A log begins once all before it is in the file. From there on the file changes only by what the log holds, brought over up to the end of
//! some transaction. Every transaction writes the row of the history's end, with the previous end. So the row in the file is
//! either where the log began or one of the log's own images of it, and the log of another file has neither.
//!
//! What cannot be made out here is no verdict: the engine ignores an empty or invalid log as well, reading a damaged file reports the damage,
//! and this program did not write a log without any such row.

mod format;

use crate::{
    domain::remedy::SystemStep,
    error::{Code, Error, Result},
    files,
};
use format::{End, LOG_HEADER, Log, Pages, row_of};
use std::{io, path::Path};

/// What every transaction without an event does: it writes the row of the history's end, with the previous end.
pub(super) const KEEP_ORIGIN: &str = "UPDATE audit_head SET began_seq = seq, began_mac = mac WHERE one = 1";

/// How often both are looked at: while other processes write, what is read first may be behind what is read last.
const LOOKS: usize = 20;

/// Refuses a file beside which there is a log that was written for another one. `path` is no link: the engine follows links first.
///
/// # Errors
/// `wal_foreign`; nothing is changed.
pub(super) fn refuse_foreign(path: &Path) -> Result<()> {
    let log = files::beside(path, "-wal");
    let mut before = None;
    for _ in 0..LOOKS {
        match look(path, &log) {
            Ok(Look::Foreign(seen)) if before.as_ref() == Some(&seen) => return Err(foreign(path, &log)),
            Ok(Look::Foreign(seen)) => before = Some(seen),
            Ok(Look::Fits) | Err(_) => return Ok(()),
        }
    }
    // Both change under our eyes: other processes have them open, and have looked before us.
    Ok(())
}

fn foreign(path: &Path, log: &Path) -> Error {
    let (shown, log) = (path.display(), log.display());
    let message = format!(
        "the log {log} was not written for {shown}: one of the two was put there in the place of another; nothing was changed"
    );
    Error::new(Code::WalForeign, message)
        .note(
            "the log holds the newest changes of the file that it was written for: do not delete it until you know that no one needs them",
        )
        .system("if the database is the right one, move the log aside", SystemStep::SetAside(log.to_string()))
}

/// What a look at a file and its log gives.
enum Look {
    /// The log is the file's own, or counts for nothing.
    Fits,
    /// It is not, with what was seen.
    Foreign(Seen),
}

/// What must stand still between two looks for their verdict to count.
#[derive(PartialEq, Eq)]
struct Seen {
    log: [u8; LOG_HEADER],
    file: End,
}

fn look(path: &Path, log: &Path) -> io::Result<Look> {
    let Some(log) = Log::open(log)? else { return Ok(Look::Fits) };
    let Some(file) = Pages::open(path)? else { return Ok(Look::Fits) };
    let Some(place) = file.place_of_table(1, 0) else { return Ok(Look::Fits) };
    // Where the log's page size is another, none of its pages is one of this file's.
    let foreign_pages = file.size != log.size;
    let (mut first, mut committed) = (None, false);
    for frame in log.frames() {
        let frame = frame?;
        if first.is_none() && frame.page == place && !foreign_pages {
            first = row_of(&frame.bytes, file.reserved);
            // The usual case: nothing is in the file yet of what the log holds.
            if let (Some(row), Some(here)) = (&first, file.end(place))
                && row.began.as_ref().is_none_or(|began| *began == here)
            {
                return Ok(Look::Fits);
            }
        }
        // A transaction made by hand has no such row: our first one still says where the log began.
        if frame.commits && (first.is_some() || foreign_pages) {
            committed = true;
            break;
        }
    }
    let Some(end) = file.end(place).filter(|_| committed) else { return Ok(Look::Fits) };
    let image = |bytes: Vec<u8>| row_of(&bytes, file.reserved).is_some_and(|row| row.end == end);
    if !foreign_pages && log.images_from_the_end(place)?.any(image) {
        return Ok(Look::Fits);
    }
    Ok(Look::Foreign(Seen { log: log.header, file: end }))
}

#[cfg(test)]
mod tests;
