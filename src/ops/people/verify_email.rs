//! `resource verify-email --assume`: the owner's word that an address is the person's (R-PERM-1, owner only).

use super::resource_changes::with_changes;
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize, require_reason},
    },
    store::{Change, ReadTx, WriteTx},
};

/// Takes a resource's e-mail address as verified.
#[derive(Clone, Debug)]
pub struct AssumeEmail {
    pub resource: String,
    pub why: Why,
}

/// Whether this operator may take that resource's address as verified; also checked before the reason prompt.
///
/// # Errors
/// `permission_denied` for all but the owner; `not_found`.
pub fn may_assume(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, Need::permission(Permission::OwnerOnly), typed)?.resource)
}

impl Operation for AssumeEmail {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::ResourceVerifyEmail
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        let before = may_assume(tx, operator, &self.resource)?;
        if before.email_verified_at.is_some() {
            return Ok(Done { changed: false, state: before });
        }
        require_reason(&self.why, &tx.policy()?)?;
        let after = Resource { email_verified_at: Some(tx.now()), ..before.clone() };
        let event = Event::ok(Action::ResourceVerifyEmail).on(&before.id, &before.username).because(&self.why);
        let event = with_changes(event, &before, &after).detail("email", before.email.clone()).detail("assumed", true);
        tx.apply([Change::ResourceEdited(&after)], event)?;
        Ok(Done { changed: true, state: after })
    }
}
