//! Performs an offer: one transaction, with the record of how the person's identity was checked (R-REC-6).

use super::Locks;
use crate::{
    domain::{
        event::{Action, Event, Why},
        identity_record::Record,
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
    },
    error::{Code, Error, Result},
    ops::{
        Operation,
        access::{Need, authorize, require_reason},
        factors::{
            pause::Pause,
            reset::{Reset, may_reset, nothing_to_reset},
        },
        operators::two_persons,
        passwords::issue_setup::{self, IssueSetup},
        people::view::{LiftedLock, TfaView},
        rescue::{
            emergency_code::in_the_way,
            issue_emergency::{IssueEmergency, Issued},
            login_asks::LoginAsks,
            offer::Offer,
            unlock_account::Unlock,
        },
    },
    store::WriteTx,
};

/// Rescues someone: does what was chosen, and lifts the lock before it.
#[derive(Clone, Debug)]
pub struct Rescue {
    pub resource: String,
    pub offer: Offer,
    /// The locks that the operator saw.
    pub locks: Locks,
    pub record: Record,
    /// A reason; required if the policy does not accept a ticket instead.
    pub why: Why,
}

#[derive(Debug)]
pub struct Rescued {
    pub unlocked: bool,
    /// The locks by hand that were lifted, the newest first.
    pub lifted: Vec<LiftedLock>,
    pub did: Did,
    /// What the next login asks for besides the password.
    pub asks: LoginAsks,
}

/// What was done besides unlocking.
#[derive(Debug)]
pub enum Did {
    Unlocked,
    /// A set-up token was issued, with which the person chooses a password.
    NewPassword(Box<issue_setup::Issued>),
    Issued(Box<Issued>),
    Paused(TfaView),
    /// Every device was removed.
    Reset,
}

impl Operation for Rescue {
    type Outcome = Rescued;

    fn action(&self) -> Action {
        Action::Rescue
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Rescued> {
        let resource = authorize(tx, operator, Need::permission(Permission::ResourceRead), &self.resource)?.resource;
        if Locks::of(tx, &resource, tx.now())? != self.locks {
            let message = format!("{} was locked or unlocked meanwhile; nothing was changed", resource.username);
            return Err(Error::new(Code::Changed, message).hint("look again", Remedy::Rescue(resource.username)));
        }
        let record = self.record.cleaned();
        let record = record.map_err(|fault| Error::new(Code::InvalidInput, format!("{fault}; nothing was changed")))?;
        if self.locks.by_hand() && self.offer != Offer::Unlock {
            let name = resource.username.as_str();
            let message =
                format!("{name} is locked by hand: ask the person who set the lock first; nothing was changed");
            return Err(Error::new(Code::Refused, message).hint("unlock first", Remedy::UnlockAccount(name.to_owned())));
        }
        if self.locks.any() && self.offer.weakens() && two_persons::asks_first(tx, &resource)? {
            let name = resource.username.as_str();
            let message = format!("{name} is locked, and a second person must approve this; nothing was changed");
            return Err(Error::new(Code::Refused, message).hint("unlock first", Remedy::UnlockAccount(name.to_owned())));
        }
        let (id, why) = (resource.id.clone(), self.why.clone());
        // The act comes first: what a second person must approve is asked for before anything changes.
        let mut did = match (self.offer, self.offer.pause()) {
            (_, Some(request)) => Did::Paused(Pause { resource: id, request, why }.apply(tx, operator)?.state),
            (Offer::EmergencyCode, _) => {
                let issue = IssueEmergency { resource: id, record: record.clone(), show: true, why };
                Did::Issued(Box::new(issue.apply(tx, operator)?))
            }
            (Offer::Reset, _) => {
                let reset = Reset { resource: id, why };
                ask_on_record(tx, operator, &resource, &reset, &record)?;
                reset.apply(tx, operator)?;
                Did::Reset
            }
            (Offer::NewPassword, _) => {
                let issue = IssueSetup { resource: id, show: true, why };
                Did::NewPassword(Box::new(issue.apply(tx, operator)?))
            }
            _ => Did::Unlocked,
        };
        let unlock = Unlock { resource: resource.id.clone(), why: self.why.clone(), known: None };
        let (mut unlocked, mut lifted) = (false, Vec::new());
        if self.locks.any() {
            let done = unlock.apply(tx, operator)?;
            (unlocked, lifted) = (done.changed, done.state.lifted);
        }
        if let Did::Issued(issued) = &mut did {
            issued.in_the_way = in_the_way(tx, &resource, tx.now())?;
        }
        let event = Event::ok(Action::Rescue).on(&resource.id, &resource.username).because(&self.why);
        tx.record(record.told(event.detail("offer", self.offer.word())).detail("unlocked", unlocked))?;
        let asks = LoginAsks::of(tx, &resource, tx.now())?;
        Ok(Rescued { unlocked, lifted, did, asks })
    }
}

/// If a reset waits for a second person, its request keeps how the identity was checked: the reset itself does not record that.
fn ask_on_record(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    resource: &Resource,
    reset: &Reset,
    record: &Record,
) -> Result<()> {
    may_reset(tx, operator, &resource.id, tx.now())?;
    if nothing_to_reset(tx, resource, tx.now())? {
        return Ok(());
    }
    require_reason(&reset.why, &tx.policy()?)?;
    two_persons::ask_first_on_record(tx, operator, Some(resource), Some(record), reset)
}
