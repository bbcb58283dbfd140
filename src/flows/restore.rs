//! A restore: the backup is copied into a temporary file beside the tenant's place, checked and changed there, and put in its place when it
//! is whole (R-BAK-1). Questions come while nobody can find the file.

use super::{Stop, create_tenant::make_folder_of};
use crate::{
    domain::{
        event::{Action, Why},
        grants::Granted,
        remedy::Remedy,
    },
    engine::Engine,
    error::{Code, Error, Hint, Result, Way},
    ops::tenant::{
        backup::{self, Extent},
        restore::{Restore, may},
    },
    store::{Backup, KeySource, Place},
};
use std::{
    path::{Path, PathBuf},
    sync::atomic::Ordering,
};

/// A tenant that is restored and not in its place yet. Dropped, it is gone.
pub struct Restoring {
    pub db: PathBuf,
    pub keys: KeySource,
    /// How far the backup goes.
    pub extent: Extent,
    file: String,
    from: usize,
    place: Place,
}

/// Copies a backup beside the tenant's place and checks it; the engine acts on the copy from here on. `None` where it was stopped.
///
/// # Errors
/// `exists` where the place is not free; `permission_denied`; those of `backup::check`. Then nothing is left behind.
pub fn begin(engine: &mut Engine, file: &Path, stop: &Stop) -> Result<Option<Restoring>> {
    let found = Backup::open(file)?;
    let db = engine.places.restored_db(&found.tenant()?)?;
    let keys = engine.places.key(&db)?;
    make_folder_of(&db)?;
    let mut goes_on = || !stop.load(Ordering::Relaxed);
    let Some((new, from)) = found.restore(&db, keys.clone(), &mut goes_on)? else { return Ok(None) };
    let (store, place) = new.apart();
    engine.adopt(store);
    let checked = engine.read_before(Action::TenantRestore, None, |tx, operator, _| {
        may(operator)?;
        backup::check(tx, |_| goes_on())
    });
    match checked {
        Ok(Some(extent)) => Ok(Some(Restoring { db, keys, extent, file: file.display().to_string(), from, place })),
        Ok(None) => {
            engine.release();
            Ok(None)
        }
        Err(error) => {
            engine.release();
            Err(without_sign_in(error))
        }
    }
}

/// No one can sign in to a database that is not in its place yet.
fn without_sign_in(error: Error) -> Error {
    let signs_in = |hint: &&Hint| matches!(hint.way, Some(Way::Remedy { remedy: Remedy::SignIn, .. }));
    if !error.hints().iter().any(|hint| signs_in(&hint)) {
        return error;
    }
    let hints = error.hints().iter().filter(|hint| !signs_in(hint)).cloned().collect();
    error
        .with_hints(hints)
        .note("the owner of database and key restores a tenant that requires sign-in, and not through sudo")
}

impl Restoring {
    /// Ends what may have ended since, writes the event, and puts the tenant in its place: what was ended.
    ///
    /// # Errors
    /// Those of the operation; `exists` where something is there meanwhile. Then nothing is left behind.
    pub fn finish(self, engine: &mut Engine, why: Why) -> Result<Granted> {
        let done = engine.perform(&Restore { file: self.file, from: self.from, extent: self.extent, why });
        let store = engine.release();
        let ended = done?;
        if let Some(store) = store {
            let placed = self.place.put_in_place(store);
            if placed.as_ref().err().is_none_or(|error| error.code() == Code::MayBeDone) {
                engine.act();
            }
            placed?;
        }
        Ok(ended)
    }
}
