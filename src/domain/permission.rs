//! What an operator may do (R-PERM-1, R-PERM-2, R-PERM-3, R-PERM-4): a closed list of permissions, the sets that levels hold, and who acts
//! with which.

use super::{
    event::{Actor, ActorAuth, words},
    time::Time,
};

words! {
    /// The permissions of R-PERM-1.
    Permission {
        ResourceRead "resource.read",
        ResourceWrite "resource.write",
        FactorWrite "factor.write",
        TfaPause "tfa.pause",
        TfaReset "tfa.reset",
        AccountLock "account.lock",
        AccountUnlock "account.unlock",
        SessionEnd "session.end",
        PasswordReset "password.reset",
        EmergencyIssue "emergency.issue",
        PolicyWrite "policy.write",
        LevelWrite "level.write",
        TokenWrite "token.write",
        KeyWrite "key.write",
        Backup "backup",
        AuditRead "audit.read",
        AuditOwn "audit.own",
        OwnerOnly "owner",
    }
}

impl Permission {
    /// Whether it only reads. [`Permissions::above`] ranks operators by the permissions that do more.
    pub const fn only_reads(self) -> bool {
        matches!(self, Permission::ResourceRead | Permission::AuditRead | Permission::AuditOwn)
    }

    /// What may be given to a level or a token: all but what the owner of database and key keeps (R-PERM-1, last row).
    pub fn grantable() -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(|permission| *permission != Permission::OwnerOnly)
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    /// Every permission, the owner's as well.
    pub const ALL: Permissions = Permissions(u32::MAX);

    const fn bit(permission: Permission) -> u32 {
        1 << permission as u32
    }

    /// Whether the set holds a permission. Who reads the whole history reads its own acts as well.
    pub const fn holds(self, permission: Permission) -> bool {
        let implied = matches!(permission, Permission::AuditOwn) && self.0 & Self::bit(Permission::AuditRead) != 0;
        implied || self.0 & Self::bit(permission) != 0
    }

    /// The permissions, in the order of the table of R-PERM-1.
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.iter().copied().filter(move |permission| self.0 & Self::bit(*permission) != 0)
    }

    /// What both sets hold.
    #[must_use]
    pub const fn and(self, other: Permissions) -> Permissions {
        Permissions(self.0 & other.0)
    }

    /// What this set holds and the other one does not.
    #[must_use]
    pub const fn without(self, other: Permissions) -> Permissions {
        Permissions(self.0 & !other.0)
    }

    /// What either set holds.
    #[must_use]
    pub const fn or(self, other: Permissions) -> Permissions {
        Permissions(self.0 | other.0)
    }

    /// Whether every permission of this set is held by the other one too.
    pub fn within(self, other: Permissions) -> bool {
        self.iter().all(|permission| other.holds(permission))
    }

    /// Whether this set is above the other one: it can do something to the tenant that the other cannot (R-PERM-3). What only reads
    /// does not count: a helpdesk may help an auditor.
    pub fn above(self, other: Permissions) -> bool {
        self.iter().any(|permission| !permission.only_reads() && !other.holds(permission))
    }
}

impl FromIterator<Permission> for Permissions {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        Permissions(permissions.into_iter().fold(0, |bits, permission| bits | Self::bit(permission)))
    }
}

/// On what an operator's rights stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// The operating-system user that owns database and key (R-PERM-5 `off`).
    Owner,
    /// The same if sign-in is required: without an account, and marked for ever (R-PERM-4).
    BreakGlass,
    /// A resource that signed in or acts by a token.
    Resource(Account),
    /// Neither the owner nor signed in.
    Nobody,
}

/// The resource that an operator is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: String,
    pub level: String,
    /// What level and scope leave it.
    pub permissions: Permissions,
    /// What its level holds and the scopes of its token leave out.
    pub left_out: Permissions,
    /// When session or token ends.
    pub expires_at: Time,
    /// The last sign of life before this one.
    pub seen_at: Time,
    /// The id of the session or the token.
    pub by: String,
}

impl Account {
    /// What its level holds. A token of narrow scope acts for its resource's level: what the level may touch, the token may (R-PERM-3).
    pub const fn of_its_level(&self) -> Permissions {
        self.permissions.or(self.left_out)
    }
}

/// Who acts, and what it holds.
#[derive(Clone, Debug)]
pub struct Operator {
    /// As the history names it.
    pub actor: Actor,
    /// On what its rights stand.
    pub authority: Authority,
}

impl Operator {
    /// Everything it holds.
    pub fn permissions(&self) -> Permissions {
        match &self.authority {
            Authority::Owner | Authority::BreakGlass => Permissions::ALL,
            Authority::Resource(account) => account.permissions,
            Authority::Nobody => Permissions::default(),
        }
    }

    /// Whether it holds a permission.
    pub fn may(&self, permission: Permission) -> bool {
        self.permissions().holds(permission)
    }

    /// The acting resource. None for the owner: the rules on self-service and levels do not apply to the owner (R-PERM-5).
    pub fn account(&self) -> Option<&Account> {
        match &self.authority {
            Authority::Resource(account) => Some(account),
            _ => None,
        }
    }

    /// The id of the session by which it signed in.
    pub fn session(&self) -> Option<&str> {
        self.account().filter(|_| self.actor.auth == ActorAuth::Session).map(|account| account.by.as_str())
    }

    /// Whether it is this resource itself (R-PERM-2).
    pub fn is(&self, resource: &str) -> bool {
        self.account().is_some_and(|account| account.id == resource)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(permissions: &[Permission]) -> Permissions {
        permissions.iter().copied().collect()
    }

    #[test]
    fn r_perm_1_a_set_holds_what_it_was_made_of() {
        for permission in Permission::ALL {
            for other in Permission::ALL {
                let implied = *permission == Permission::AuditRead && *other == Permission::AuditOwn;
                assert_eq!(
                    set(&[*permission]).holds(*other),
                    permission == other || implied,
                    "{permission:?} {other:?}"
                );
            }
        }
        assert_eq!(set(&[Permission::Backup, Permission::ResourceRead]).iter().count(), 2);
        assert!(Permissions::ALL.holds(Permission::OwnerOnly) && !Permissions::default().holds(Permission::OwnerOnly));
        assert!(Permission::grantable().all(|permission| permission != Permission::OwnerOnly));
    }

    #[test]
    fn r_perm_1_a_permission_named_twice_is_held_once() {
        let [once, twice] = [set(&[Permission::Backup]), set(&[Permission::Backup, Permission::Backup])];
        assert_eq!(once, twice);
        assert_eq!(twice.iter().collect::<Vec<_>>(), [Permission::Backup]);
    }

    #[test]
    fn r_perm_1_scopes_give_nothing_that_the_level_does_not_hold() {
        let level = set(&[Permission::ResourceRead, Permission::TfaPause]);
        let scopes = set(&[Permission::TfaPause, Permission::Backup]);
        assert_eq!(level.and(scopes), set(&[Permission::TfaPause]));
        assert_eq!(level.and(Permissions::ALL), level);
        assert_eq!(level.and(Permissions::default()), Permissions::default());
    }

    #[test]
    fn r_perm_1_what_scopes_leave_out_is_what_the_level_holds_beyond_them() {
        let level = set(&[Permission::ResourceRead, Permission::TfaPause]);
        assert_eq!(level.without(set(&[Permission::ResourceRead, Permission::Backup])), set(&[Permission::TfaPause]));
        assert_eq!(level.without(level), Permissions::default());
    }

    #[test]
    fn r_perm_3_reading_raises_nobody_above_another() {
        let helpdesk = set(&[Permission::ResourceRead, Permission::TfaPause]);
        let auditor = set(&[Permission::ResourceRead, Permission::AuditRead]);
        let admin = set(&[Permission::ResourceRead, Permission::TfaPause, Permission::LevelWrite]);
        assert!(admin.above(helpdesk) && helpdesk.above(auditor) && admin.above(auditor));
        assert!(!auditor.above(helpdesk) && !helpdesk.above(admin) && !helpdesk.above(helpdesk));
        assert!(!auditor.within(helpdesk) && helpdesk.within(admin));
    }

    fn operator(auth: ActorAuth, authority: Authority) -> Operator {
        Operator { actor: Actor { name: "somebody".into(), auth }, authority }
    }

    fn ada() -> Authority {
        let time = Time::from_millis(1_700_000_000_000);
        Authority::Resource(Account {
            id: "ada".into(),
            level: "helpdesk".into(),
            permissions: set(&[Permission::TfaPause]),
            left_out: set(&[Permission::TfaReset]),
            expires_at: time,
            seen_at: time,
            by: "by which she came".into(),
        })
    }

    #[test]
    fn r_perm_1_an_account_holds_what_level_and_scopes_leave_it_and_no_more() {
        let ada = operator(ActorAuth::Session, ada());
        assert_eq!(ada.permissions(), set(&[Permission::TfaPause]));
        for permission in Permission::ALL {
            assert_eq!(ada.may(*permission), *permission == Permission::TfaPause, "{permission:?}");
        }
    }

    #[test]
    fn r_perm_3_an_account_touches_what_its_level_may_whatever_scopes_leave_out() {
        let Authority::Resource(account) = ada() else { panic!("an account") };
        assert_eq!(account.of_its_level(), set(&[Permission::TfaPause, Permission::TfaReset]));
    }

    #[test]
    fn r_perm_2_an_operator_is_the_resource_whose_id_it_has_and_no_other() {
        let ada = operator(ActorAuth::Session, ada());
        assert!(ada.is("ada") && !ada.is("bob") && !ada.is(""));
        assert_eq!(ada.account().map(|account| account.id.as_str()), Some("ada"));
    }

    #[test]
    fn r_perm_1_a_session_is_known_where_the_operator_came_by_one() {
        assert_eq!(operator(ActorAuth::Session, ada()).session(), Some("by which she came"));
        assert_eq!(operator(ActorAuth::Token, ada()).session(), None);
        assert_eq!(operator(ActorAuth::Owner, Authority::Owner).session(), None);
    }

    #[test]
    fn r_perm_5_the_owner_holds_everything_and_is_no_resource() {
        for authority in [Authority::Owner, Authority::BreakGlass] {
            let owner = operator(ActorAuth::Owner, authority);
            assert!(Permission::ALL.iter().all(|permission| owner.may(*permission)));
            assert!(owner.account().is_none() && !owner.is("ada") && !owner.is("os:ada"));
        }
    }

    #[test]
    fn r_perm_5_nobody_holds_nothing() {
        let nobody = operator(ActorAuth::None, Authority::Nobody);
        assert!(Permission::ALL.iter().all(|permission| !nobody.may(*permission)));
        assert!(nobody.account().is_none() && !nobody.is("somebody"));
    }
}
