//! A new tenant: its key and its database, both or neither, and nothing is ever written over.

use crate::{
    engine::Engine,
    error::{Code, Error, Result},
    files, identity,
    ops::{Operation, access::operator, tenant::init::Found},
    store::{self, ClockRule, KeySource, NewTenant},
    vault::{self, Key, NewKeyFile},
};
use std::{fs::DirBuilder, os::unix::fs::DirBuilderExt, path::Path};

/// A tenant that was made.
#[derive(Clone, Copy, Debug)]
pub struct Created {
    /// Whether the key was made with it; one that was there is used.
    pub made_key: bool,
}

/// The database is made whole beside its place under a key that has no name yet; then the key gets its name, and then the database.
///
/// # Errors
/// `exists` if the destination is taken meanwhile. After any failure nothing is left, unless the database already has its name: then its
/// key stays, and the answer is `may_be_done`.
pub fn create_tenant(engine: &mut Engine, found: &Found, db: &Path, keys: &KeySource) -> Result<Created> {
    [keys.path.as_path(), db].into_iter().try_for_each(make_folder_of)?;
    // One that is there was left by an init that was interrupted, or is shared on purpose: it is never written over.
    while !vault::key_file_is_there(&keys.path)? {
        let key = NewKeyFile::write(&keys.path, &Key::new(engine.random()?))?;
        let new_key = KeySource { path: key.temporary().to_owned(), rules: keys.rules.clone() };
        let tenant = build(engine, found, db, &new_key)?;
        let held = match key.put_in_place() {
            // Another init has made one meanwhile: start again, under that.
            Err(error) if error.code() == Code::Exists => continue,
            held => held?,
        };
        engine.act();
        return match tenant.put_in_place() {
            // Nothing is sealed under it, and nobody else has begun with it: it is held.
            Err(error) if error.code() != Code::MayBeDone => Err(held.take_back(error)),
            done => done.map(|()| Created { made_key: true }),
        };
    }
    let tenant = build(engine, found, db, keys)?;
    engine.act();
    tenant.put_in_place().map(|()| Created { made_key: false })
}

/// Makes the directory that a file is to be in, private where it was not there.
pub(super) fn make_folder_of(path: &Path) -> Result<()> {
    let directory = files::folder_of(path);
    DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|error| {
        let message = format!("the directory {} cannot be made ({error}); nothing was made", directory.display());
        Error::new(Code::ReadOnly, message)
    })
}

/// The tenant's database, whole, in its temporary place.
fn build(engine: &mut Engine, found: &Found, db: &Path, keys: &KeySource) -> Result<NewTenant> {
    let (clock, random) = engine.ambient();
    let tenant = store::create(db, keys.clone(), &found.tenant, clock, random)?;
    let filled = identity::os_user(tenant.store.path(), &keys.path).and_then(|user| {
        let operator = operator::owner(&user.name);
        let mut tx = tenant.store.write(clock, ClockRule::Strict, random)?;
        tx.act_as(operator.actor.clone());
        found.apply(&mut tx, &operator)?;
        tx.commit()
    });
    // What may be in a database that nobody will find is not done.
    filled.map(|()| tenant).map_err(Error::before_anything)
}
