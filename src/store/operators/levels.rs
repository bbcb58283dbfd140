//! Levels that the tenant has made, beside the built-in ones (R-PERM-1).

use crate::{
    domain::{level::Level, permission::Permissions, time::Time},
    error::Result,
    store::ReadTx,
};

/// What is read of levels.
pub trait ReadLevels {
    /// The levels that the tenant has made, by name.
    fn custom_levels(&self) -> Result<Vec<(Level, Permissions)>>;

    /// How many resources have a level.
    fn level_holders(&self, level: &Level) -> Result<u64>;
}

/// What an engine keeps of levels.
pub(in crate::store) trait KeepLevels {
    /// What a level of this name holds that the tenant has made.
    fn custom_level(&self, name: &str) -> Result<Option<Permissions>>;

    /// Adds a level.
    fn insert_level(&self, name: &str, permissions: Permissions, now: Time) -> Result<()>;
}

impl ReadTx<'_> {
    /// What a level holds; `None` where there is no such level.
    pub fn level_permissions(&self, level: &Level) -> Result<Option<Permissions>> {
        match level.built_in_permissions() {
            Some(built_in) => Ok(Some(built_in)),
            None => self.transaction.custom_level(level.word()),
        }
    }
}
