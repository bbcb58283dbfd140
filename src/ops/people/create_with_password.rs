//! A resource with what its first login needs: a password, or a set-up token to choose one.

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
            set_password::{Hashed, PasswordOf, SetPassword},
        },
    },
    store::WriteTx,
};

/// A resource together with its password or its set-up token, in one transaction.
pub struct CreateWithPassword {
    pub create: CreateResource,
    /// Its password, checked and hashed.
    pub password: Option<Hashed>,
    /// Send it a set-up token (R-SET-1).
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
            SetPassword { resource, hashed, owner: PasswordOf::New, why: Why::default() }.apply(tx, operator)?;
        }
        if self.setup && done.changed {
            let issue = IssueSetup { resource: done.state.id.clone(), show: false, why: self.create.why.clone() };
            issue.apply(tx, operator)?;
        }
        Ok(done)
    }
}
