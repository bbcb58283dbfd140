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
    /// Why, in a few words.
    pub why: String,
    /// Who can.
    pub who: &'static str,
    /// The command; none if no one can.
    pub remedy: Option<Remedy>,
    /// The owner does it, who acts without an account (R-PERM-4).
    pub as_owner: bool,
}

/// What is refused to this operator, and who can do it.
/// `sole`: nobody else in the tenant helps this administrator (R-RES-5).
pub(super) fn refused(resource: &Resource, (administrator, sole): (bool, bool), offer: Offer, error: &Error) -> Beyond {
    // One command leads them to everything.
    let same = || Some(Remedy::Rescue(resource.username.clone()));
    let brief = || error.brief().to_owned();
    if sole && matches!(error.code(), Code::SelfService | Code::HigherLevel | Code::PermissionDenied) {
        let why = format!("{} is the only administrator", resource.username);
        let remedy = Some(Remedy::PauseNextLogin(resource.username.clone()));
        return Beyond { what: what(offer), why, who: "the owner can, under break-glass", remedy, as_owner: true };
    }
    let (why, who, remedy) = match error.code() {
        Code::SelfService => ("no one does it for themselves".to_owned(), "another operator can", same()),
        Code::HigherLevel => (format!("{} is above you", resource.username), "an administrator can", same()),
        Code::PermissionDenied if administrator => (brief(), "another administrator can", same()),
        Code::PermissionDenied => (brief(), "an administrator or the helpdesk can", same()),
        Code::EmailUnverified => {
            let verify = Remedy::VerifyEmail(resource.username.clone());
            ("e-mail not verified".to_owned(), "the owner can verify it", Some(verify))
        }
        _ => (brief(), "nobody can at present", None),
    };
    Beyond { what: what(offer), why, who, remedy, as_owner: false }
}

/// What an offer is called.
pub const fn what(offer: Offer) -> &'static str {
    match offer {
        Offer::NewPassword => "new password",
        Offer::Unlock => "unlock",
        Offer::EmergencyCode => "emergency code",
        Offer::PauseNextLogin => "no code at the next login",
        Offer::PauseDay => "no code for 24 hours",
        Offer::Reset => "reset 2FA",
    }
}

/// What lifts a lock by hand that a higher level set (R-LOCK-5).
pub(super) fn locked_above(resource: &Resource, setter: &Setter) -> Beyond {
    let remedy = Some(Remedy::UnlockAccount(resource.username.clone()));
    Beyond {
        what: what(Offer::Unlock),
        why: format!("{} locked it", setter.name()),
        who: setter.lifted_by(),
        remedy,
        as_owner: false,
    }
}

/// What waits for a second person, and would wait in vain behind a lock.
pub(super) fn locked(resource: &Resource, offer: Offer) -> Beyond {
    let why = "a second person approves it".to_owned();
    let remedy = Some(Remedy::UnlockAccount(resource.username.clone()));
    Beyond { what: what(offer), why, who: "unlock first", remedy, as_owner: false }
}

/// What keeps the person out, whatever happens to lock and second factor.
pub(super) fn dead_ends(operator: &Operator, diagnosis: &Diagnosis) -> Vec<Beyond> {
    let blocking = diagnosis.causes.iter().filter(|cause| cause.blocks);
    let named = blocking.filter_map(|cause| {
        let (what, permission, who) = match cause.code {
            CLOCK_BEHIND => ("accept the clock", Permission::OwnerOnly, "the owner can"),
            "deactivated" => ("activate the account", Permission::ResourceWrite, "an administrator can"),
            _ => return None,
        };
        let who = if operator.may(permission) { "you can, with the command below" } else { who };
        let remedy = cause.helps.first().cloned();
        let why = if cause.code == CLOCK_BEHIND { "if the history ran ahead" } else { cause.brief };
        Some(Beyond { what, why: why.to_owned(), who, remedy, as_owner: false })
    });
    named.collect()
}
