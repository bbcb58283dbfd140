//! 2FA switched off by the owner, until a point in time (R-REC-3).

use crate::{domain::disablement::Disablement, error::Result};

/// What is read of 2FA that was switched off.
pub trait ReadDisablements {
    /// How 2FA of a resource was switched off, in force or over.
    fn disablement(&self, resource: &str) -> Result<Option<Disablement>>;
}

/// What a database keeps of 2FA that was switched off.
pub(in crate::store) trait KeepDisablements {
    /// Keeps a disablement in place of any earlier one of the resource.
    fn put_disablement(&self, resource: &str, disablement: &Disablement) -> Result<()>;

    /// Takes the disablement of a resource away, which must be there.
    fn delete_disablement(&self, resource: &str) -> Result<()>;

    /// Takes every disablement away.
    fn delete_all_disablements(&self) -> Result<()>;
}
