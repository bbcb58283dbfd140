//! `level create`: a level of the tenant's own (R-PERM-1, R-PERM-2).

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

/// Makes a level of the tenant's own. A level is never changed afterwards: who was given it knows what it holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CreateLevel {
    /// Its name, as it was typed.
    pub name: String,
    /// What it is to hold.
    pub permissions: Vec<Permission>,
    /// Why.
    pub why: Why,
}

impl CreateLevel {
    /// The name is none; the nearest that is one stands in the hint.
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
        let wished: Permissions = self.permissions.iter().copied().collect();
        must_be_grantable(wished)?;
        must_hold(operator, wished, &format!("the level {} would hold", level.word()))?;
        if let Some(present) = tx.level_permissions(&level)? {
            if present == wished {
                return Ok(Done { changed: false, state: LevelView::of(tx, level, present)? });
            }
            let message =
                format!("there is a level {} already, and it holds something else; nothing was changed", level.word());
            return Err(Error::new(Code::Exists, message).hint("see", Remedy::ShowLevel(level.word().to_owned())));
        }
        let event = Event::ok(Action::LevelCreate).because(&self.why).detail("level", level.word());
        let event = event.detail("permissions", wished.iter().map(Permission::word).collect::<Vec<_>>());
        tx.apply([Change::LevelCreated { name: level.word(), permissions: wished }], event)?;
        Ok(Done { changed: true, state: LevelView::of(tx, level, wished)? })
    }
}
