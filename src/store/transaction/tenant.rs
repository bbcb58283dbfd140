//! The tenant, read once, and its policy.

use super::read::ReadTx;
use crate::{
    domain::policy::Policy,
    error::Result,
    store::{failure::malformed, tenant::Tenant},
};

impl<'a> ReadTx<'a> {
    /// The tenant, read once.
    pub fn tenant(&self) -> Result<&'a Tenant> {
        if let Some(tenant) = self.store.tenant.get() {
            return Ok(tenant);
        }
        let tenant = self.transaction.tenant_row()?;
        Ok(self.store.tenant.get_or_init(|| tenant))
    }
}

impl ReadTx<'_> {
    pub fn policy(&self) -> Result<Policy> {
        let mut policy = Policy::default();
        for (key, value) in self.transaction.policy_values()? {
            policy.set(&key, &value).map_err(|fault| malformed("policy", &key, "value").caused_by(&fault))?;
        }
        Ok(policy)
    }
}
