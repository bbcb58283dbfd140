//! `level revoke`: the resource becomes a user (R-PERM-2).

use super::{
    change_level::{LevelChange, effects, set},
    two_persons::TwoPerson,
};
use crate::{
    domain::{
        event::{Action, Why},
        level::Level,
        permission::{Operator, Permission},
        resource::Resource,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Need, authorize},
    },
    store::{ReadTx, WriteTx},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeLevel {
    pub resource: String,
    /// A reason is required.
    pub why: Why,
}

/// Whether this operator may take that resource's level; also checked before the reason prompt. Anyone may step down: that is no raise.
///
/// # Errors
/// `higher_level`.
pub fn may_revoke(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    Ok(authorize(tx, operator, Need::change(Permission::LevelWrite), typed)?.resource)
}

impl Operation for RevokeLevel {
    type Outcome = Done<LevelChange>;

    fn action(&self) -> Action {
        Action::LevelRevoke
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<LevelChange>> {
        let resource = may_revoke(tx, operator, &self.resource)?;
        set(tx, operator, resource, &Level::User, |resource| Self { resource, ..self.clone() })
    }
}

impl TwoPerson for RevokeLevel {
    const ACT: Action = Action::LevelRevoke;
    const PERMISSION: Permission = Permission::LevelWrite;

    fn why(&self) -> &Why {
        &self.why
    }

    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>> {
        effects(tx, target, &Level::User)
    }
}
