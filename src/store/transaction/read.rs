//! The read transaction, above any engine: it knows the tenant's keys, so it opens what rests sealed.

use crate::{
    error::Result,
    store::{
        database::{Reading, Transaction},
        open::Store,
    },
    vault::{self, Vault},
};
use std::ops::Deref;

/// A consistent view of the tenant. Dropped, it ends without having changed anything.
///
/// What needs no key is read as it lies in the database: `Reading` in `src/store/database.rs`.
pub struct ReadTx<'a> {
    pub(in crate::store) store: &'a Store,
    pub(in crate::store) transaction: Box<dyn Transaction + 'a>,
}

impl<'a> Deref for ReadTx<'a> {
    type Target = dyn Reading + 'a;
    fn deref(&self) -> &Self::Target {
        &*self.transaction
    }
}

impl Store {
    /// A consistent view of the tenant, for reading.
    pub fn read(&self) -> Result<ReadTx<'_>> {
        Ok(ReadTx { store: self, transaction: self.database.read()? })
    }
}

impl<'a> ReadTx<'a> {
    /// The tenant's keys, unwrapped at the first call.
    pub fn vault(&self) -> Result<&'a Vault> {
        if let Some(vault) = self.store.vault.get() {
            return Ok(vault);
        }
        let _span = tracing::debug_span!("key", file = %self.store.keys.path.display()).entered();
        let master = vault::read_key_file(&self.store.keys.path, &self.store.keys.rules)?;
        let vault = Vault::open(&master, &self.tenant()?.id, |purpose| self.transaction.wrapped_key(purpose))?;
        Ok(self.store.vault.get_or_init(|| vault))
    }
}
