//! A new tenant: its key and its database, both or neither, and nothing is ever written over.

use crate::{
    engine::Engine,
    error::{Code, Error, Result},
    identity,
    ops::{Operation, access::operator, tenant::init::Found},
    store::{self, ClockRule, KeySource},
    vault::{self, Key},
};
use std::{
    fs::{DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

/// A tenant that was made.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    /// Whether the key was made with it; one that was there is used.
    pub made_key: bool,
}

/// Key first, then the database, complete in a temporary file and put in its place at the end.
///
/// # Errors
/// `exists` where the destination is taken meanwhile; whatever failed, a key made in this turn is gone again.
pub fn create_tenant(engine: &mut Engine, found: &Found, db: &Path, keys: &KeySource) -> Result<Created> {
    for path in [&keys.path, db] {
        if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
            DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
                Error::new(
                    Code::ReadOnly,
                    format!("the directory {} cannot be made ({error}); nothing was made", directory.display()),
                )
            })?;
        }
    }
    // Two inits with one key wait for each other: so the one that fails knows whether the key it made is anybody's.
    let directory = keys.path.parent().filter(|directory| !directory.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let turn = File::open(directory)?;
    turn.lock().map_err(|error| {
        Error::new(Code::Failure, format!("waiting for another init failed: {error}; nothing was made"))
    })?;
    let made_key = !keys.path.exists();
    // One that is there was left by an init that was interrupted, or is shared on purpose: it is never written over.
    if made_key {
        let key = Key::new(engine.random()?);
        vault::write_key_file(&keys.path, &key)?;
    }
    let made = build(engine, found, db, keys);
    if made.is_err() && made_key {
        // Nothing is sealed under it, since it was made in this turn; what cannot be removed is an unused key.
        let _ = std::fs::remove_file(&keys.path);
    }
    made.map(|()| Created { made_key })
}

fn build(engine: &mut Engine, found: &Found, db: &Path, keys: &KeySource) -> Result<()> {
    let (clock, random) = engine.ambient();
    let tenant = store::create(db, keys.clone(), &found.tenant, clock, random)?;
    let filled = identity::os_user(tenant.store.path(), &keys.path).and_then(|user| {
        let operator = operator::owner(&user.name);
        let mut tx = tenant.store.write(clock, ClockRule::Strict, random)?;
        tx.act_as(operator.actor.clone());
        found.apply(&mut tx, &operator)?;
        tx.commit()
    });
    match filled {
        Ok(()) => tenant.put_in_place(),
        Err(error) => {
            tenant.abandon();
            Err(error)
        }
    }
}
