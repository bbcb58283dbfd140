//! `whoami`: who acts, and what they may do.

use crate::{
    domain::{
        event::ActorAuth,
        permission::{Authority, Operator, Permission},
        time::Time,
    },
    error::{Code, Error, Result},
};
use schemars::JsonSchema;
use serde::Serialize;

/// `whoami`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WhoamiView {
    /// The operator as the history names them.
    pub actor: String,
    /// `owner`, `session`, `token` or `break_glass`.
    pub actor_auth: ActorAuth,
    /// The name of the operator's level; null for the owner.
    pub level: Option<String>,
    /// Everything that the operator may do.
    pub permissions: Vec<Permission>,
    /// When the session or token ends.
    pub expires_at: Option<Time>,
}

/// Who acts.
///
/// # Errors
/// `permission_denied` if no one is signed in, which the context explains.
pub fn whoami(operator: &Operator) -> Result<WhoamiView> {
    if operator.authority == Authority::Nobody {
        return Err(Error::new(Code::PermissionDenied, "no one is signed in; nothing was changed"));
    }
    Ok(WhoamiView {
        actor: operator.actor.name.clone(),
        actor_auth: operator.actor.auth,
        level: operator.account().map(|account| account.level.clone()),
        permissions: operator.permissions().iter().collect(),
        expires_at: operator.account().map(|account| account.expires_at),
    })
}
