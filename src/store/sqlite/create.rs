//! Making a database: complete in a private temporary file, then put in place under a name that must be free.

use super::{
    backup,
    database::Database,
    explain,
    open::{self, APPLICATION_ID, STEPS, STEPS_APPLIED},
};
use crate::{
    domain::remedy::Advice,
    error::{Code, Error, Result},
    files::{NewFile, Unplaced},
    store::database::{self, FirstRows},
};
use rusqlite::{Connection, OpenFlags, params};
use std::{fs, path::Path};

/// A database in its temporary place.
pub(super) struct Draft(NewFile);

impl Draft {
    /// `exists` if the destination is taken.
    pub(super) fn new(destination: &Path) -> Result<Self> {
        if fs::symlink_metadata(destination).is_ok() {
            return Err(taken(destination));
        }
        // Created by us, private from the first moment: the engine would use the process's mask.
        NewFile::begin(destination).map(Self).map_err(|error| cannot(destination, &error))
    }
}

impl database::Draft for Draft {
    fn path(&self) -> &Path {
        self.0.temporary()
    }

    fn open_copy(&self) -> Result<Box<dyn database::Database>> {
        backup::bring_up_to_date(self.path())?;
        Ok(Box::new(Database::open(self.path())?))
    }

    fn fill(&self, first: &FirstRows) -> Result<Box<dyn database::Database>> {
        fill(self.path(), first)?;
        Ok(Box::new(Database::open(self.path())?))
    }

    fn put_in_place(self: Box<Self>) -> Result<()> {
        let destination = self.0.path().to_owned();
        self.0.remove_companions();
        self.0.put_in_place().map(drop).map_err(|unplaced| match unplaced {
            Unplaced::Taken => taken(&destination),
            Unplaced::Refused(error) => cannot(&destination, &error),
            Unplaced::Unsynced(_, error) => Error::may_be_done(&format!(
                "the database {} may be lost where the power fails ({error})",
                destination.display()
            )),
        })
    }
}

fn fill(path: &Path, first: &FirstRows) -> Result<()> {
    let failed = |error| explain("making the database", &error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    open::prepare(&mut connection).map_err(failed)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(())).map_err(failed)?;
    let transaction = connection.unchecked_transaction().map_err(failed)?;
    for step in STEPS {
        transaction.execute_batch(step).map_err(failed)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    transaction.pragma_update(None, STEPS_APPLIED, STEPS.len() as i64).map_err(failed)?;
    let FirstRows { tenant, keys, head } = first;
    let created_at = tenant.created_at.millis();
    let sql = "INSERT INTO tenant (one, id, name, created_at) VALUES (1, ?1, ?2, ?3)";
    transaction.execute(sql, params![tenant.id, tenant.name, created_at]).map_err(failed)?;
    let sql = "INSERT INTO keys (purpose, id, wrapped, created_at) VALUES (?1, ?2, ?3, ?4)";
    for (purpose, id, wrapped) in keys {
        transaction.execute(sql, params![purpose.word(), id, wrapped, created_at]).map_err(failed)?;
    }
    let sql = "INSERT INTO audit_head (one, seq, at, mac, frontier, seal, began_seq, began_mac) VALUES (1, ?1, ?2, ?3, ?4, ?5, ?1, ?3)";
    transaction.execute(sql, params![head.seq, head.at, head.mac, head.frontier, head.seal]).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn taken(path: &Path) -> Error {
    Error::new(Code::Exists, format!("{} already exists; nothing was changed", path.display()))
        .advice(Advice::AnotherDatabase)
}

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    let code = match error.kind() {
        std::io::ErrorKind::StorageFull => Code::DiskFull,
        _ => Code::ReadOnly,
    };
    Error::new(code, format!("the database {} cannot be made ({error}); nothing was changed", path.display()))
}
