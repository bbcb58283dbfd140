//! The one opener: flags, PRAGMAs and limits are set here and nowhere else.

use super::{explain, exposure, log};
use crate::{
    domain::remedy::{Advice, Remedy},
    error::{Code, Error, Result},
    store::failure::PATIENCE_SECONDS,
};
use nix::unistd::{AccessFlags, access};
use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

/// "TCTL": tells a tenant database from any other SQLite file.
pub(in crate::store) const APPLICATION_ID: i32 = 0x5443_544c;

/// The PRAGMA that keeps the schema's version.
pub(in crate::store) const STEPS_APPLIED: &str = "user_version";

/// The schema steps, one file a step; their number is the database's version.
pub(in crate::store) const STEPS: [&str; 10] = [
    include_str!("schema/0001_ground.sql"),
    include_str!("schema/0002_logins.sql"),
    include_str!("schema/0003_help.sql"),
    include_str!("schema/0004_lists.sql"),
    include_str!("schema/0005_operators.sql"),
    include_str!("schema/0006_removed_factors.sql"),
    include_str!("schema/0007_factor_kinds.sql"),
    include_str!("schema/0008_log_origin.sql"),
    include_str!("schema/0009_bound_rows.sql"),
    include_str!("schema/0010_attention.sql"),
];

/// Opens an existing database file, whatever its version; [`check_version`] says whether it can be used.
pub(in crate::store) fn connect(path: &Path) -> Result<Connection> {
    require_file(path)?;
    // Before the engine sees the file: it takes whatever log it finds there for the file's own.
    let place = exposure::refuse(path)?;
    if place.has_log {
        log::refuse_foreign(&place.path)?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let mut connection = Connection::open_with_flags(path, flags).map_err(|error| not_opened(path, &error))?;
    prepare(&mut connection).map_err(|error| not_opened(path, &error))?;
    Ok(connection)
}

/// Refuses what is no file, or an empty one.
pub(super) fn require_file(path: &Path) -> Result<()> {
    let shown = path.display();
    match std::fs::metadata(path) {
        Ok(facts) if facts.is_file() && facts.len() == 0 => {
            let message = format!("the database {shown} is empty; nothing was changed");
            return Err(Error::new(Code::DbEmpty, message).advice(Advice::RestoreOrRemove));
        }
        Ok(facts) if !facts.is_file() => {
            return Err(Error::new(Code::DbForeign, format!("{shown} is not a file, so it is no tenant database")));
        }
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(Error::new(Code::TenantNotFound, format!("there is no tenant database at {shown}"))
                .hint("make one", Remedy::Init(None)));
        }
        Err(error) => {
            return Err(Error::new(Code::CannotOpen, format!("the database {shown} cannot be opened: {error}")));
        }
    }
    Ok(())
}

/// Why a file could not be opened, if the engine's word for it is too general.
pub(super) fn not_opened(path: &Path, error: &rusqlite::Error) -> Error {
    let (shown, explained) = (path.display(), explain(&format!("opening {}", path.display()), error));
    match explained.code() {
        Code::Corrupt if !has_sqlite_header(path) => {
            Error::new(Code::DbForeign, format!("{shown} is not a tenant database; nothing was changed"))
                .caused_by(error)
        }
        Code::CannotOpen if !writable(path) => {
            let message =
                format!("opening {shown}: the database or its directory cannot be written; nothing was changed");
            Error::new(Code::ReadOnly, message).hint("see", Remedy::Doctor).caused_by(error)
        }
        _ => explained,
    }
}

/// Whether the file and its directory, where the engine keeps its log, can be written.
fn writable(path: &Path) -> bool {
    let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    [path, directory].iter().all(|place| access(*place, AccessFlags::W_OK).is_ok())
}

fn has_sqlite_header(path: &Path) -> bool {
    use std::io::Read;
    let mut header = [0; 16];
    let read = std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut header));
    read.is_ok() && &header == b"SQLite format 3\0"
}

/// Set while something is tried that is not worth waiting for.
static IMPATIENT: AtomicBool = AtomicBool::new(false);

/// Does something without waiting for other processes.
pub(in crate::store) fn without_waiting<T>(what: impl FnOnce() -> T) -> T {
    IMPATIENT.store(true, Ordering::Relaxed);
    let done = what();
    IMPATIENT.store(false, Ordering::Relaxed);
    done
}

/// What every connection is set to, before anything is read.
pub(in crate::store) fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    connection.busy_handler(Some(wait))?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A plan holds for every value. Without this the engine plans a kept statement again for each value that is bound to it.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, 16 << 20)?;
    // Room for a few pages: most commands read each of theirs once, and taking fresh memory for it costs more than reading it.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA cache_size = 24;")
}

/// Room for a tenant to be filled, 32 MiB of pages: names come in no order, so all pages of the indexes are needed again. What is written
/// is brought into the database in longer strides than a login needs, each page once for many rows. Among a million, that is a fourth less.
pub(in crate::store) fn tune_for_bulk_load(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -32768)?;
    connection.pragma_update(None, "wal_autocheckpoint", 8192)
}

/// Room for 12 MiB of pages, taken as they are read: a long list and a large transaction come back to the same ones.
pub(in crate::store) fn enlarge_cache(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "cache_size", -12288)
}

/// Waits for another process's lock: often and briefly at first, about ten seconds in all. Short naps keep the queue moving
/// when many processes want to write at once; the engine's own steps grow to 100 ms and leave the lock unused meanwhile.
fn wait(attempt: i32) -> bool {
    const BRIEF: i32 = 100;
    const LONG_MS: u64 = 10;
    if IMPATIENT.load(Ordering::Relaxed) || attempt >= BRIEF + (PATIENCE_SECONDS * 1000 / LONG_MS) as i32 {
        return false;
    }
    thread::sleep(Duration::from_millis(if attempt < BRIEF { 1 + (attempt % 3) as u64 } else { LONG_MS }));
    true
}

/// Refuses what is not a tenant database of exactly this program's version.
pub(in crate::store) fn check_version(connection: &Connection, path: &Path) -> Result<()> {
    let version = version(connection, path)?;
    let (shown, current) = (path.display(), STEPS.len());
    if version < current {
        let message = format!(
            "the database {shown} has version {version}, older than this program's {current}; nothing was changed"
        );
        return Err(Error::new(Code::DbOlder, message).hint("bring it up to date (a copy is kept)", Remedy::Migrate));
    }
    if version > current {
        let message = format!(
            "the database {shown} has version {version}, newer than this program's {current}; nothing was changed"
        );
        return Err(Error::new(Code::DbNewer, message).note("use the tenantctl that wrote it, or a newer one"));
    }
    Ok(())
}

/// Puts a database back into the mode that makes a committed login durable and lets readers work beside a writer.
pub(in crate::store) fn require_wal(connection: &Connection, path: &Path) -> Result<()> {
    let mode: String = pragma(connection, path, "journal_mode")?;
    if mode != "wal" {
        let mode = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0));
        if mode.map_err(|error| explain("setting the journal mode", &error))? != "wal" {
            let message = format!("the database {} cannot be used in WAL mode", path.display());
            return Err(Error::new(Code::CannotOpen, message));
        }
    }
    Ok(())
}

/// The schema's version; a file that is no tenant database is refused.
pub(in crate::store) fn version(connection: &Connection, path: &Path) -> Result<usize> {
    let id: i32 = pragma(connection, path, "application_id")?;
    if id != APPLICATION_ID {
        let message = format!("{} is not a tenant database; nothing was changed", path.display());
        return Err(Error::new(Code::DbForeign, message));
    }
    let version: i64 = pragma(connection, path, "user_version")?;
    usize::try_from(version)
        .map_err(|_| Error::new(Code::Corrupt, format!("{}: the version is malformed", path.display())))
}

fn pragma<T: rusqlite::types::FromSql>(connection: &Connection, path: &Path, name: &str) -> Result<T> {
    let found = connection.query_row(&format!("PRAGMA {name}"), [], |row| row.get(0));
    found.map_err(|error| not_opened(path, &error))
}
