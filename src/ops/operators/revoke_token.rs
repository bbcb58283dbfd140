//! `token revoke`.

use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{Need, authorize_found, require_permission},
        find,
        history::past_owner,
    },
    store::{Change, WriteTx},
};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RevokeToken {
    pub id: String,
    pub why: Why,
}

impl Operation for RevokeToken {
    type Outcome = Done<Resource>;

    fn action(&self) -> Action {
        Action::TokenRevoke
    }

    fn about(&self) -> Option<(&'static str, &str)> {
        Some(("token", &self.id))
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<Resource>> {
        require_permission(operator, Permission::TokenWrite)?;
        let unknown = || {
            let message = format!("there is no token {:?}; nothing was changed", self.id);
            Error::new(Code::NotFound, message).hint("the tokens", Remedy::ListTokens)
        };
        let row = tx.token(&self.id)?;
        let owner = match &row {
            Some(row) if row.intact => Some(find::existing(tx, &row.resource)?),
            // A token that was issued and is gone was revoked, by this command or with the license of its resource.
            _ => past_owner::once_had(tx, Action::TokenIssue, "token", &self.id)?,
        };
        let owner = match (owner, &row) {
            // This program never writes such a row.
            (None, Some(row)) => tx.resource(&row.resource)?,
            (owner, _) => owner,
        };
        let owner = owner.ok_or_else(unknown)?;
        let resource = authorize_found(tx, operator, Need::change(Permission::TokenWrite), owner)?.resource;
        let Some(row) = row else { return Ok(Done { changed: false, state: resource }) };
        let event = Event::ok(Action::TokenRevoke).on(&resource.id, &resource.username).because(&self.why);
        let event = if row.intact { event } else { event.detail("tampered", true) };
        tx.apply([Change::TokenRevoked(&row.id)], event.detail("token", row.id.clone()))?;
        Ok(Done { changed: true, state: resource })
    }
}
