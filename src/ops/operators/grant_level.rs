//! `level grant` (R-PERM-2).

use super::{
    change_level::{LevelChange, effects, set},
    grant_limits::must_give,
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
pub struct GrantLevel {
    pub resource: String,
    pub level: Level,
    /// A reason is required.
    pub why: Why,
}

/// Whether this operator may give that resource this level; also checked before the reason prompt.
///
/// # Errors
/// `self_service`: no one raises themselves (R-PERM-2). `higher_level`; `not_found` for an unknown level.
pub fn may_grant(tx: &ReadTx<'_>, operator: &Operator, typed: &str, level: &Level) -> Result<Resource> {
    let need = Need::change(Permission::LevelWrite).of_another("give themselves a level");
    let resource = authorize(tx, operator, need, typed)?.resource;
    must_give(tx, operator, level)?;
    Ok(resource)
}

impl Operation for GrantLevel {
    type Outcome = Done<LevelChange>;

    fn action(&self) -> Action {
        Action::LevelGrant
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<LevelChange>> {
        let resource = may_grant(tx, operator, &self.resource, &self.level)?;
        set(tx, operator, resource, &self.level, |resource| Self { resource, ..self.clone() })
    }
}

impl TwoPerson for GrantLevel {
    const ACT: Action = Action::LevelGrant;
    const PERMISSION: Permission = Permission::LevelWrite;

    fn why(&self) -> &Why {
        &self.why
    }

    fn summary(&self, target: &str) -> String {
        format!("{} {target} {}", Self::name(), self.level.word())
    }

    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>> {
        effects(tx, target, &self.level)
    }
}
