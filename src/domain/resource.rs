//! A resource: a person or program with an account in the tenant (R-RES-1, R-RES-2, R-RES-6).

use super::{event::words, level::Level, license::License, time::Time};

words! {
    /// Internal unless it is said to be a client; co-managed follows from the license (R-RES-2).
    ResourceType { Internal "internal", CoManaged "co-managed", Client "client", }
}

/// A resource of the tenant, without its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Never changes: a UUID of version 7.
    pub id: String,
    /// As typed.
    pub username: String,
    /// As typed.
    pub email: String,
    /// When the address was verified, if it was.
    pub email_verified_at: Option<Time>,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    /// Mobile number in E.164.
    pub phone: Option<String>,
    pub kind: ResourceType,
    /// Decides about the second factor.
    pub license: License,
    /// Decides what it may do as an operator.
    pub level: Level,
    /// The person that the tenant has named as its authority.
    pub champion: bool,
    /// False once deactivated.
    pub active: bool,
    pub created_at: Time,
    /// Its last granted login.
    pub last_login_at: Option<Time>,
}

/// A type that its license does not go with (R-RES-2).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum TypeFault {
    /// `co-managed` was asked for by itself.
    #[error("the type co-managed follows from the license: give the license co-managed instead")]
    FollowsFromLicense,
    /// Another type was asked for beside the license.
    #[error("a resource with the co-managed license is of the type co-managed")]
    IsCoManaged,
}

/// The type that a resource has under a license: co-managed follows from it; else the one that was asked for, or internal (R-RES-2).
pub fn type_under(
    license: License,
    asked: Option<ResourceType>,
    current: ResourceType,
) -> Result<ResourceType, TypeFault> {
    match (license, asked) {
        (License::CoManaged, None | Some(ResourceType::CoManaged)) => Ok(ResourceType::CoManaged),
        (License::CoManaged, Some(_)) => Err(TypeFault::IsCoManaged),
        (_, Some(ResourceType::CoManaged)) => Err(TypeFault::FollowsFromLicense),
        (_, Some(kind)) => Ok(kind),
        (_, None) if current == ResourceType::CoManaged => Ok(ResourceType::Internal),
        (_, None) => Ok(current),
    }
}

/// What makes an administrator a working one (R-RES-6).
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// Its level is `admin`.
    pub admin: bool,
    /// Not deactivated.
    pub active: bool,
    /// Locked by an operator, not by failed logins.
    pub locked_by_hand: bool,
    /// Has a password: one that lets in, or that is replaced in the login that proves it (R-PWD-6).
    pub has_password: bool,
    /// Its license lets it sign in: with `api` it acts by tokens, which an operator issues.
    pub may_sign_in: bool,
}

impl Standing {
    /// R-RES-6: level `admin`, active, not locked by hand, with a password and a license to sign in; enrollment may be pending.
    pub fn is_working_administrator(self) -> bool {
        self.admin && self.active && !self.locked_by_hand && self.has_password && self.may_sign_in
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_res_2_co_managed_follows_from_the_license() {
        use ResourceType::{Client, CoManaged, Internal};
        assert_eq!(type_under(License::Standard, None, Internal), Ok(Internal));
        assert_eq!(type_under(License::Standard, Some(Client), Internal), Ok(Client));
        assert_eq!(type_under(License::CoManaged, None, Client), Ok(CoManaged));
        assert_eq!(type_under(License::Standard, None, CoManaged), Ok(Internal));
        assert_eq!(type_under(License::Dashboard, None, Client), Ok(Client));
        assert_eq!(type_under(License::Standard, Some(CoManaged), Internal), Err(TypeFault::FollowsFromLicense));
        assert_eq!(type_under(License::CoManaged, Some(Client), Internal), Err(TypeFault::IsCoManaged));
    }

    #[test]
    fn r_res_6_a_working_administrator_needs_all_five() {
        let working =
            Standing { admin: true, active: true, locked_by_hand: false, has_password: true, may_sign_in: true };
        assert!(working.is_working_administrator());
        assert!(!Standing { admin: false, ..working }.is_working_administrator());
        assert!(!Standing { active: false, ..working }.is_working_administrator());
        assert!(!Standing { locked_by_hand: true, ..working }.is_working_administrator());
        assert!(!Standing { has_password: false, ..working }.is_working_administrator());
        assert!(!Standing { may_sign_in: false, ..working }.is_working_administrator());
    }
}
