//! The tenant's policy: the keys that differ from their defaults.

use crate::{
    domain::policy::Policy,
    error::Result,
    store::{ReadTx, failure::nonsense},
};

/// What an engine keeps of the policy.
pub(in crate::store) trait KeepPolicy {
    /// Every key that was set, with its value as text.
    fn policy_values(&self) -> Result<Vec<(String, String)>>;

    /// Sets one key, in place of its earlier value.
    fn put_policy(&self, key: &str, value: &str) -> Result<()>;
}

impl ReadTx<'_> {
    /// The policy in force.
    pub fn policy(&self) -> Result<Policy> {
        let mut policy = Policy::default();
        for (key, value) in self.transaction.policy_values()? {
            policy.set(&key, &value).map_err(|_| nonsense("policy", &key, "value"))?;
        }
        Ok(policy)
    }
}
