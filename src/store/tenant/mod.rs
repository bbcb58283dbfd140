//! The tenant that a database belongs to, its wrapped keys and its policy.

pub(super) mod policy;

use crate::{
    domain::{grants::Granted, time::Time},
    error::Result,
    vault::Purpose,
};

/// The tenant that a database belongs to.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// A UUID of version 7.
    pub id: String,
    pub name: String,
    pub created_at: Time,
}

/// What is read of the tenant.
pub trait ReadTenant {
    /// What the engine's own check finds damaged, or what differs from the schema of this version: a trigger or an index put in by hand can
    /// make rows come and go unseen. None if it is sound.
    fn integrity(&self) -> Result<Option<String>>;

    /// How much is granted for a time only, or was given out to open something once.
    fn granted(&self) -> Result<Granted>;
}

/// What a database keeps of the tenant.
pub(in crate::store) trait KeepTenant {
    fn tenant_row(&self) -> Result<Tenant>;

    /// A purpose's key as it rests: its number and the wrapped bytes.
    fn wrapped_key(&self, purpose: Purpose) -> Result<(u32, Vec<u8>)>;
}
