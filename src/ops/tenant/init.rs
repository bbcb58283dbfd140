//! `init`: the first content of a new tenant's database, the event of its creation and its first administrator.

use crate::{
    domain::{
        event::{Action, Event},
        permission::Operator,
        resource::Resource,
    },
    error::Result,
    ops::{Operation, people::create_with_password::CreateWithPassword},
    store::WriteTx,
};

/// Founds a tenant in a database that is still empty.
pub struct Found {
    pub tenant: String,
    /// The name of the policy preset that it begins with.
    pub preset: &'static str,
    pub first: CreateWithPassword,
}

impl Operation for Found {
    type Outcome = Resource;

    fn action(&self) -> Action {
        Action::TenantInit
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Resource> {
        let event = Event::ok(Action::TenantInit).detail("tenant", self.tenant.clone());
        tx.record(event.detail("preset", self.preset))?;
        Ok(self.first.apply(tx, operator)?.state)
    }
}
