//! Making a tenant's database: complete in a private temporary file, then put in place under a name that must be free.

use super::{
    KeySource, STEPS_APPLIED, Store, explain,
    open::{self, APPLICATION_ID, STEPS},
};
use crate::{
    audit::Head,
    domain::{
        ambient::{Clock, Random, random},
        remedy::Advice,
        time::Time,
    },
    error::{Code, Error, Result},
    vault::{self, Key, Purpose, Vault},
};
use rusqlite::{Connection, OpenFlags, params};
use std::{
    fs::{self, File, OpenOptions},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// A tenant's database in its temporary place: it can be written to as any other, and becomes the tenant's by [`NewTenant::put_in_place`].
pub struct NewTenant {
    /// The open database.
    pub store: Store,
    temporary: PathBuf,
    destination: PathBuf,
}

/// Starts a new tenant whose master key is in place already.
///
/// # Errors
/// `exists` where the destination is taken; nothing is left behind then.
pub fn create(
    destination: &Path,
    keys: KeySource,
    name: &str,
    clock: &dyn Clock,
    source: &mut dyn Random,
) -> Result<NewTenant> {
    if fs::symlink_metadata(destination).is_ok() {
        return Err(taken(destination));
    }
    let master = vault::read_key_file(&keys.path, &keys.rules)?;
    let mut temporary = destination.to_owned().into_os_string();
    temporary.push(format!(".new-{}", std::process::id()));
    let temporary = PathBuf::from(temporary);
    // Created by us, private from the first moment: the engine would use the process's mask.
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&temporary)
        .map_err(|error| cannot(destination, &error))?;
    let made = fill(&temporary, &master, name, clock, source);
    match made.and_then(|()| Store::open(&temporary, keys)) {
        Ok(store) => Ok(NewTenant { store, temporary, destination: destination.to_owned() }),
        Err(error) => {
            remove(&temporary);
            Err(error)
        }
    }
}

fn fill(path: &Path, master: &Key, name: &str, clock: &dyn Clock, source: &mut dyn Random) -> Result<()> {
    let failed = |error| explain("making the database", &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    open::prepare(&mut connection).map_err(failed)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(failed)?;
    let now = clock.now();
    let id_random = random(source)?;
    let millis = u64::try_from(now.millis()).unwrap_or(0);
    let tenant = uuid::Builder::from_unix_timestamp_millis(millis, &id_random).into_uuid().to_string();
    let transaction = connection.unchecked_transaction().map_err(failed)?;
    for step in STEPS {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    transaction.pragma_update(None, STEPS_APPLIED, STEPS.len() as i64).map_err(failed)?;
    transaction
        .execute(
            "INSERT INTO tenant (one, id, name, created_at) VALUES (1, ?1, ?2, ?3)",
            params![tenant, name, now.millis()],
        )
        .map_err(failed)?;
    let vault = insert_keys(&transaction, master, &tenant, now, source)?;
    let head = Head::start(vault.audit_key(), &tenant);
    let sql = "INSERT INTO audit_head (one, seq, at, mac, frontier, seal) VALUES (1, 0, 0, ?1, x'', ?2)";
    transaction.execute(sql, params![head.mac, head.seal(vault.audit_key())]).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn insert_keys(sql: &Connection, master: &Key, tenant: &str, now: Time, source: &mut dyn Random) -> Result<Vault> {
    const FIRST: u32 = 1;
    let mut wrapped = Vec::new();
    for purpose in Purpose::ALL {
        let blob = vault::wrap(master, tenant, purpose, FIRST, &Key::new(random(source)?), random(source)?)?;
        sql.execute(
            "INSERT INTO keys (purpose, id, wrapped, created_at) VALUES (?1, ?2, ?3, ?4)",
            params![purpose.word(), FIRST, blob, now.millis()],
        )
        .map_err(|error| explain("writing the keys", &error))?;
        wrapped.push((purpose, blob));
    }
    Vault::open(master, tenant, |purpose| {
        let blob = wrapped.iter().find(|(of, _)| *of == purpose).map(|(_, blob)| blob.clone());
        Ok((FIRST, blob.unwrap_or_default()))
    })
}

impl NewTenant {
    /// Closes the database and puts it in its place, durably, never over something.
    pub fn put_in_place(self) -> Result<()> {
        let NewTenant { store, temporary, destination } = self;
        if let Err(error) = store.fold_log() {
            drop(store);
            remove(&temporary);
            return Err(error);
        }
        // Closing the last connection folds the log into the file, which then is complete by itself.
        drop(store);
        // A link, unlike a rename, never replaces what is there.
        let linked = fs::hard_link(&temporary, &destination);
        remove(&temporary);
        linked.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => taken(&destination),
            _ => cannot(&destination, &error),
        })?;
        if let Some(directory) = destination.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            File::open(directory)?.sync_all()?;
        }
        Ok(())
    }

    /// Takes everything back.
    pub fn abandon(self) {
        drop(self.store);
        remove(&self.temporary);
    }
}

/// Removes a temporary database with its log; what is not there need not be removed.
fn remove(path: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.to_owned().into_os_string();
        name.push(suffix);
        let _ = fs::remove_file(PathBuf::from(name));
    }
}

fn taken(path: &Path) -> Error {
    Error::new(Code::Exists, format!("{} is there already; nothing was changed", path.display()))
        .advice(Advice::AnotherDatabase)
}

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => Code::DiskFull,
        _ => Code::ReadOnly,
    };
    Error::new(code, format!("the database {} cannot be made ({error}); nothing was changed", path.display()))
}
