//! `level create`: a custom level of the tenant (R-PERM-1, R-PERM-2).

use super::{
    grant_limits::{must_be_grantable, must_hold},
    level_view::LevelView,
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        level::{Level, LevelNameFault},
        permission::{Operator, Permission, Permissions},
        remedy::{Remedy, Topic},
    },
    error::{Code, Error, Result},
    ops::{Done, Operation, access::require_permission},
    store::{Change, WriteTx},
};
use serde::{Deserialize, Serialize};

/// Creates a custom level of the tenant. It never changes afterwards: those who were given it know what it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateLevel {
    /// Its name, as it was typed.
    pub name: String,
    pub permissions: Vec<Permission>,
    pub why: Why,
}

impl CreateLevel {
    /// The error for a name that is not allowed; the hint gives the nearest one that is.
    fn misnamed(&self, fault: &LevelNameFault) -> Error {
        let error = Error::new(Code::InvalidName, format!("{fault}; nothing was changed"));
        match Level::nearest_name(&self.name) {
            Some(name) => error.hint("such as", Remedy::CreateLevel { name, permissions: self.permissions.clone() }),
            None => error.hint("more about it", Remedy::Help(Topic::CreateLevel)),
        }
    }
}

impl Operation for CreateLevel {
    type Outcome = Done<LevelView>;

    fn action(&self) -> Action {
        Action::LevelCreate
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<LevelView>> {
        require_permission(operator, Permission::LevelWrite)?;
        let level: Level = self.name.parse().map_err(|fault| self.misnamed(&fault))?;
        let permissions: Permissions = self.permissions.iter().copied().collect();
        must_be_grantable(permissions)?;
        must_hold(operator, permissions, &format!("the level {} would hold", level.word()))?;
        if let Some(present) = tx.level_permissions(&level)? {
            if present == permissions {
                return Ok(Done { changed: false, state: LevelView::of(tx, level, present)? });
            }
            let message = format!("level {} already exists with other permissions; nothing was changed", level.word());
            return Err(Error::new(Code::Exists, message).hint("see", Remedy::ShowLevel(level.word().to_owned())));
        }
        let event = Event::ok(Action::LevelCreate).because(&self.why).detail("level", level.word());
        let event = event.detail("permissions", permissions.iter().map(Permission::word).collect::<Vec<_>>());
        tx.apply([Change::LevelCreated { name: level.word(), permissions }], event)?;
        Ok(Done { changed: true, state: LevelView::of(tx, level, permissions)? })
    }
}
