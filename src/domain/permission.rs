//! What an operator may do (R-PERM-1), as a closed list; operations ask for one of these and nothing else.

use super::event::{Actor, words};

words! {
    /// The permissions of R-PERM-1 that the commands built so far need.
    Permission {
        ResourceRead "resource.read",
        ResourceWrite "resource.write",
        FactorWrite "factor.write",
        TfaPause "tfa.pause",
        TfaReset "tfa.reset",
        AccountLock "account.lock",
        AccountUnlock "account.unlock",
        EmergencyIssue "emergency.issue",
        PolicyWrite "policy.write",
        LevelWrite "level.write",
        AuditRead "audit.read",
        Backup "backup",
        OwnerOnly "owner",
    }
}

/// Who acts, and what it holds.
#[derive(Clone, Debug)]
pub struct Operator {
    /// As the history names it.
    pub actor: Actor,
    /// The operating-system user that owns database and key, who may do everything (R-PERM-5 `off`).
    pub owner: bool,
}

impl Operator {
    /// Whether it holds a permission.
    pub fn may(&self, _permission: Permission) -> bool {
        // Under `operator.sign_in=off` there is one operator: the owner, who holds every permission; nobody else holds any.
        self.owner
    }
}
