//! What would help but is closed to this operator, and who can do it (R-REC-6).

use crate::{
    domain::{
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error},
    ops::{
        access::hand_locks::Setter,
        rescue::{
            offer::Offer,
            why::{CLOCK_BEHIND, Diagnosis},
        },
    },
};

/// Something that would help but that this operator cannot do.
#[derive(Clone, Debug)]
pub struct Beyond {
    pub what: &'static str,
    pub why: String,
    pub who: &'static str,
    /// The command; none if no one can.
    pub remedy: Option<Remedy>,
    /// The owner does it, who acts without an account (R-PERM-4).
    pub as_owner: bool,
}

/// What is refused to this operator, and who can do it.
pub(super) fn refused(resource: &Resource, administrator: bool, offer: Offer, error: &Error) -> Beyond {
    let same = || Some(offer.remedy(&resource.username, None));
    let (who, remedy) = match error.code() {
        Code::SelfService => ("another operator", same()),
        Code::HigherLevel => ("an administrator", same()),
        Code::PermissionDenied if administrator => ("another administrator", same()),
        Code::PermissionDenied => ("an administrator or the helpdesk", same()),
        // Without a verified address the owner takes it as verified, or uses the last way (R-REC-3).
        Code::EmailUnverified => (
            "the owner of database and key, who vouches for the address or, if that is impossible, switches off 2FA under break-glass",
            Some(Remedy::VerifyEmail(resource.username.clone())),
        ),
        _ => ("no one, at present", None),
    };
    Beyond { what: what(offer), why: error.brief().to_owned(), who, remedy, as_owner: false }
}

const fn what(offer: Offer) -> &'static str {
    match offer {
        Offer::Unlock => "unlocking",
        Offer::EmergencyCode => "an emergency code",
        Offer::PauseNextLogin => "no code for the next login",
        Offer::PauseDay => "no code for 24 hours",
        Offer::Reset => "resetting 2FA",
    }
}

/// What lifts a lock by hand that a higher level set (R-LOCK-5).
pub(super) fn locked_above(resource: &Resource, setter: &Setter, error: &Error) -> Beyond {
    let remedy = Some(Remedy::UnlockAccount(resource.username.clone()));
    Beyond {
        what: what(Offer::Unlock),
        why: error.brief().to_owned(),
        who: setter.lifted_by(),
        remedy,
        as_owner: false,
    }
}

/// What waits for a second person, and would wait in vain behind a lock.
pub(super) fn locked(resource: &Resource, offer: Offer) -> Beyond {
    let why = "a second person approves it, and the account is locked: unlock first".to_owned();
    let remedy = Some(Remedy::UnlockAccount(resource.username.clone()));
    Beyond { what: what(offer), why, who: "you, once it is unlocked", remedy, as_owner: false }
}

/// What keeps the person out, whatever happens to lock and second factor.
pub(super) fn dead_ends(operator: &Operator, diagnosis: &Diagnosis) -> Vec<Beyond> {
    let blocking = diagnosis.causes.iter().filter(|cause| cause.blocks);
    let named = blocking.filter_map(|cause| {
        let (what, permission, who) = match cause.code {
            CLOCK_BEHIND => ("accepting the clock", Permission::OwnerOnly, "the owner of database and key"),
            "deactivated" => ("activating the account", Permission::ResourceWrite, "an administrator"),
            "no_password" => ("a new password", Permission::OwnerOnly, "the owner of database and key"),
            // It is replaced in the login that proves it (R-PWD-6), so everything else is still offered.
            "password_expired" => (
                "a new password",
                Permission::OwnerOnly,
                "the person at the next login, or the owner of database and key",
            ),
            _ => return None,
        };
        let who = if operator.may(permission) { "you, with a separate command" } else { who };
        let remedy = cause.helps.first().cloned();
        Some(Beyond { what, why: cause.brief.to_owned(), who, remedy, as_owner: false })
    });
    named.collect()
}
