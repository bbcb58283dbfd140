//! The tenant's policy: the keys that differ from their defaults.

use crate::error::Result;

/// What a database keeps of the policy.
pub(in crate::store) trait KeepPolicy {
    /// Every key that was set, with its value as text.
    fn policy_values(&self) -> Result<Vec<(String, String)>>;

    /// Sets one key, in place of its earlier value.
    fn put_policy(&self, key: &str, value: &str) -> Result<()>;
}
