//! Making a tenant: its id, its keys and the beginning of its history, in a database that is put in its place once it is complete.

use super::{
    database::{Draft, FirstRows},
    engine,
    history::audit_events::HeadRow,
    open::{KeySource, Store},
    tenant::Tenant,
    transaction::write::id_at,
};
use crate::{
    audit::Head,
    domain::ambient::{Clock, Random, random},
    error::Result,
    vault::{self, Key, Purpose, Vault},
};
use std::path::Path;

/// A tenant's database in its temporary place: it can be written to as any other, and becomes the tenant's by [`NewTenant::put_in_place`].
/// Dropped, it is gone.
pub struct NewTenant {
    /// The open database.
    pub store: Store,
    draft: Box<dyn Draft>,
}

/// Starts a new tenant. Its master key is in place already.
///
/// # Errors
/// `exists` if the destination is taken, `directory_exposed` if others can write beside it; nothing is left behind then.
pub fn create(
    destination: &Path,
    keys: KeySource,
    name: &str,
    clock: &dyn Clock,
    source: &mut dyn Random,
) -> Result<NewTenant> {
    require_safe_place(destination)?;
    let draft = engine::draft(destination)?;
    let master = vault::read_key_file(&keys.path, &keys.rules)?;
    let database = draft.fill(&first_rows(&master, name, clock, source)?)?;
    Ok(NewTenant { store: Store::on(database, draft.path(), keys, false), draft })
}

/// Refuses a place for a database where others could put a log beside it.
///
/// # Errors
/// `directory_exposed`.
pub fn require_safe_place(path: &Path) -> Result<()> {
    engine::require_safe_directory(path)
}

fn first_rows(master: &Key, name: &str, clock: &dyn Clock, source: &mut dyn Random) -> Result<FirstRows> {
    const FIRST: u32 = 1;
    let created_at = clock.now();
    let tenant = Tenant { id: id_at(created_at, &random(source)?), name: name.to_owned(), created_at };
    let mut keys = Vec::new();
    for purpose in Purpose::ALL {
        let wrapped = vault::wrap(master, &tenant.id, purpose, FIRST, &Key::new(random(source)?), random(source)?)?;
        keys.push((purpose, FIRST, wrapped));
    }
    let vault = Vault::open(master, &tenant.id, |purpose| {
        let found = keys.iter().find(|(of, _, _)| *of == purpose).map(|(_, _, wrapped)| wrapped.clone());
        Ok((FIRST, found.unwrap_or_default()))
    })?;
    let head = HeadRow::sealed(&Head::start(vault.audit_key(), &tenant.id), vault.audit_key());
    Ok(FirstRows { tenant, keys, head })
}

/// Where a new tenant's database is until it is in its place, without the database that is open there. Dropped, it is gone.
pub struct Place(Box<dyn Draft>);

impl Place {
    /// Closes the database and puts it in its place, durably, never over something.
    ///
    /// # Errors
    /// `exists` if something is there meanwhile; those of the disk.
    pub fn put_in_place(self, store: Store) -> Result<()> {
        let completed = store.database.complete();
        drop(store);
        completed.and_then(|()| self.0.put_in_place())
    }
}

impl NewTenant {
    /// With a database that is filled already.
    pub(super) fn on(store: Store, draft: Box<dyn Draft>) -> Self {
        Self { store, draft }
    }

    /// The database and its place, for who works on the first for longer.
    pub fn apart(self) -> (Store, Place) {
        (self.store, Place(self.draft))
    }

    /// Closes the database and puts it in its place, durably, never over something.
    ///
    /// # Errors
    /// `exists`; `may_be_done` if it has its name, and may lose it when the power fails. After every other error nothing is left of it.
    pub fn put_in_place(self) -> Result<()> {
        let completed = self.store.database.complete();
        drop(self.store);
        completed.and_then(|()| self.draft.put_in_place())
    }
}
