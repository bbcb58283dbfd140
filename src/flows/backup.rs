//! A backup: its event first, then the file, which holds that event (R-BAK-1).

use super::Stop;
use crate::{
    domain::event::{Action, Why},
    engine::Engine,
    error::{Code, Error, Result},
    identity,
    ops::tenant::backup::{self, CreateBackup, Extent},
    store::{Backup, NewBackup},
};
use std::{path::Path, sync::atomic::Ordering};

/// Backs the tenant up into a new file.
///
/// # Errors
/// `permission_denied`; `exists`; those of writing; `interrupted`. Then there is no file.
pub fn create(engine: &mut Engine, file: &Path, why: Why, stop: &Stop) -> Result<Extent> {
    engine.read_before(Action::BackupCreate, None, |_, operator, _| backup::may(operator))?;
    let new = NewBackup::begin(file)?;
    engine.perform(&CreateBackup { file: file.display().to_string(), why })?;
    let keys = engine.places.key(&engine.places.db()?)?;
    if !new.fill(engine.store()?, &mut || !stop.load(Ordering::Relaxed))? {
        return Err(Error::new(Code::Interrupted, "interrupted; no file was written"));
    }
    let extent = backup::extent(&new.look(keys)?.read()?)?;
    new.put_in_place(file)?;
    Ok(extent)
}

/// Verifies a backup: the file, its schema, that the key opens it, and its history. `None` where `progress` answered false.
///
/// # Errors
/// `permission_denied` for an operator without the permission at the tenant in its place, or, if there is none, for a user who does not own
/// backup and key. Those of `backup::check`.
pub fn verify(engine: &mut Engine, file: &Path, progress: impl FnMut(u64) -> bool) -> Result<Option<Extent>> {
    let found = Backup::open(file)?;
    match engine.places.db().ok().filter(|db| db.exists()) {
        Some(db) => {
            engine.read_before(Action::Read, None, |_, operator, _| backup::may(operator))?;
            let store = found.look(file, engine.places.key(&db)?);
            backup::check(&store.read()?, progress)
        }
        None => {
            let keys = engine.places.key(&engine.places.restored_db(&found.tenant()?)?)?;
            // Nobody can sign in to a tenant that is not there.
            let user = identity::os_user(file, &keys.path)?;
            if !user.owner {
                let message = format!("{} does not own the backup and its key", user.name);
                return Err(Error::new(Code::PermissionDenied, message));
            }
            let store = found.look(file, keys);
            backup::check(&store.read()?, progress)
        }
    }
}
