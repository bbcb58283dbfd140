//! What can be done for someone who cannot get in, and whether this operator may do it now (R-REC-6).

use super::{issue_emergency::may_issue, unlock_account::may_unlock};
use crate::{
    domain::{
        event::words,
        identity_record::Record,
        pause::{DAY, Request},
        permission::Operator,
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::Result,
    ops::{
        factors::{pause::may_pause, reset::may_reset},
        find,
        passwords::issue_setup,
    },
    store::ReadTx,
};

words! {
    /// What can be done for someone who cannot get in. The history keeps these words.
    Offer {
        NewPassword "new_password",
        Unlock "unlock",
        EmergencyCode "emergency_code",
        PauseNextLogin "pause_next_login",
        PauseDay "pause_day",
        Reset "reset",
    }
}

impl Offer {
    /// The pause, if it is one.
    pub const fn pause(self) -> Option<Request> {
        match self {
            Offer::PauseNextLogin => Some(Request::NextLogin),
            Offer::PauseDay => Some(Request::For(DAY)),
            _ => None,
        }
    }

    /// Whether it waits for a second person if the policy requires two for this resource (R-PERM-6).
    pub const fn weakens(self) -> bool {
        matches!(self, Offer::EmergencyCode | Offer::Reset)
    }

    /// The same act without questions; `record` says how the person's identity was checked, if it was.
    pub fn remedy(self, name: &str, record: Option<&Record>) -> Remedy {
        let name = name.to_owned();
        match self {
            Offer::NewPassword => Remedy::IssueSetup(name),
            Offer::Unlock => Remedy::UnlockAccount(name),
            Offer::EmergencyCode => Remedy::IssueEmergency { name, record: record.cloned() },
            Offer::PauseNextLogin => Remedy::PauseNextLogin(name),
            Offer::PauseDay => Remedy::PauseDay(name),
            Offer::Reset => Remedy::ResetFactorsConfirmed(name),
        }
    }
}

/// Whether this operator could do it now, if the person is not locked.
///
/// # Errors
/// Those of the store.
pub fn is_open(tx: &ReadTx<'_>, operator: &Operator, on: &Resource, offer: Offer, now: Time) -> Result<bool> {
    match may(tx, operator, on, offer, false, now) {
        Ok(()) => Ok(true),
        Err(error) if [5, 6].contains(&error.code().exit()) => Ok(false),
        Err(error) => Err(error),
    }
}

/// The checks of the operation itself. Behind a lock nothing else helps, so the operator must be able to lift it.
pub(super) fn may(
    tx: &ReadTx<'_>,
    operator: &Operator,
    on: &Resource,
    offer: Offer,
    locked: bool,
    now: Time,
) -> Result<()> {
    if locked {
        may_unlock(tx, operator, &on.id, now)?;
    }
    match (offer, offer.pause()) {
        (_, Some(request)) => may_pause(tx, operator, &on.id, request, now),
        (Offer::EmergencyCode, _) => may_issue(tx, operator, &on.id, true, now),
        (Offer::Reset, _) => may_reset(tx, operator, &on.id, now),
        (Offer::NewPassword, _) => {
            let access = issue_setup::access(tx, operator, &on.id)?;
            return access.separate_duties(tx, now);
        }
        _ => find::existing(tx, &on.id),
    }
    .map(drop)
}
