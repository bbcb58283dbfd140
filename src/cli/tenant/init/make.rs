//! The files of a new tenant: both or neither, and nothing is ever written over.

use crate::{
    context::Context,
    error::{Code, Error, Result},
    identity,
    ops::{Operation, access::operator, tenant::init::Found},
    store::{self, ClockRule, KeySource},
    vault::{self, Key},
};
use nix::fcntl::{Flock, FlockArg};
use std::{
    fs::{DirBuilder, File},
    os::unix::fs::DirBuilderExt,
    path::Path,
};

/// Key first, then the database, complete in a temporary file and put in its place at the end.
///
/// # Errors
/// `exists` where the destination is taken meanwhile; whatever failed, a key made in this turn is gone again.
pub(super) fn make(ctx: &mut Context<'_>, found: &Found, db: &Path, keys: &KeySource) -> Result<()> {
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
    let _turn = Flock::lock(File::open(directory)?, FlockArg::LockExclusive).map_err(|(_, error)| {
        Error::new(Code::Failure, format!("waiting for another init failed: {error}; nothing was made"))
    })?;
    let made_key = !keys.path.exists();
    if made_key {
        let key = Key::new(ctx.random()?);
        vault::write_key_file(&keys.path, &key)?;
    } else {
        // Left by an init that was interrupted, or shared on purpose: it is never written over.
        ctx.say(&format!("The key file {} is there already and is used.", keys.path.display()));
    }
    let made = build(ctx, found, db, keys);
    if made.is_err() && made_key {
        // Nothing is sealed under it, since it was made in this turn; what cannot be removed is an unused key.
        let _ = std::fs::remove_file(&keys.path);
    }
    made
}

fn build(ctx: &mut Context<'_>, found: &Found, db: &Path, keys: &KeySource) -> Result<()> {
    let (clock, random) = ctx.engine.ambient();
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
