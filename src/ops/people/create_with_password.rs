//! A resource with what its first login takes: its password, or a set-up token to choose one with.

use super::create_resource::CreateResource;
use crate::{
    domain::{
        event::{Action, Why},
        permission::Operator,
        resource::Resource,
    },
    error::Result,
    ops::{
        Done, Operation,
        passwords::{
            issue_setup::IssueSetup,
            set_password::{Hashed, SetPassword, Whose},
        },
    },
    store::WriteTx,
};

/// A resource together with its password or its set-up token, in one transaction.
pub struct CreateWithPassword {
    /// The resource.
    pub create: CreateResource,
    /// Its password, checked and hashed.
    pub password: Option<Hashed>,
    /// A set-up token is sent to it (R-SET-1).
    pub setup: bool,
}

impl Operation for CreateWithPassword {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::ResourceCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let done = self.create.apply(tx, operator)?;
        if let Some(hashed) = self.password.as_ref().filter(|_| done.changed) {
            let (resource, hashed) = (done.state.id.clone(), hashed.clone());
            SetPassword { resource, hashed, whose: Whose::New, why: Why::default() }.apply(tx, operator)?;
        }
        if self.setup && done.changed {
            let issue = IssueSetup { resource: done.state.id.clone(), show: false, why: self.create.why.clone() };
            issue.apply(tx, operator)?;
        }
        Ok(done)
    }
}
