//! Levels that the tenant has made, beside the built-in ones (R-PERM-1).

use crate::{
    domain::{level::Level, permission::Permissions, time::Time},
    error::Result,
};

/// What is read of levels.
pub trait ReadLevels {
    /// The levels that the tenant has made, by name.
    fn custom_levels(&self) -> Result<Vec<(Level, Permissions)>>;

    /// How many resources have a level.
    fn level_holders(&self, level: &Level) -> Result<u64>;
}

/// What a database keeps of levels.
pub(in crate::store) trait KeepLevels {
    /// What a level of this name holds that the tenant has made.
    fn custom_level(&self, name: &str) -> Result<Option<Permissions>>;

    fn insert_level(&self, name: &str, permissions: Permissions, now: Time) -> Result<()>;
}
