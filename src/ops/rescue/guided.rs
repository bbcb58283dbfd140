//! `rescue`: what helps a person who cannot get in, what this operator may do now, and doing it (R-REC-6, R-REC-8).

mod act;
mod escalations;

pub use act::{Did, Rescue, Rescued};
pub use escalations::Beyond;

use super::{
    offer::{Offer, may},
    why::{CLOCK_BEHIND, Diagnosis, why},
};
use crate::{
    domain::{
        factor::FactorState, license::SecondFactor, lockout::HandLock, permission::Operator, resource::Resource,
        time::Time,
    },
    error::{Code, Result},
    ops::{
        access::{hand_locks, is_administrator, ranks_above, remedies},
        operators::two_persons,
    },
    store::ReadTx,
};

/// When each lock began: the unlock lifts the lock that the operator saw, and no later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    failures: Option<Time>,
    by_hand: Option<Time>,
}

impl Locks {
    fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Self> {
        let lockout = tx.lockout(&resource.id)?;
        Ok(Self { failures: lockout.locked_at, by_hand: lockout.hand_lock(now).map(|lock| lock.at) })
    }

    /// Whether one was set by hand.
    pub const fn by_hand(self) -> bool {
        self.by_hand.is_some()
    }

    pub fn any(self) -> bool {
        self != Self::default()
    }
}

/// Everything that a clerk must know before a decision.
#[derive(Clone, Debug)]
pub struct Situation {
    /// Why the person can or cannot log in.
    pub diagnosis: Diagnosis,
    /// The locks to lift first.
    pub locks: Locks,
    /// The locks by hand among them, the newest first.
    pub hand_locks: Vec<HandLock>,
    /// What the person can do without us, in words (R-REC-8).
    pub by_itself: Vec<String>,
    /// What this operator may do now, the most fitting first. What waits for a second person comes last.
    pub offers: Vec<Offer>,
    /// An act that weakens this resource waits for a second person.
    pub two_persons: bool,
    /// What this operator may not do, and who may.
    pub beyond: Vec<Beyond>,
}

impl Situation {
    /// Whether an offer is only a request, which a second person approves.
    pub const fn waits(&self, offer: Offer) -> bool {
        self.two_persons && offer.weakens()
    }
}

/// The facts that decide which offers make sense.
#[derive(Clone, Copy, Debug, Default)]
struct Facts {
    locked: bool,
    /// By hand as well: the person who set it knows why, so lifting it is the only offer.
    by_hand: bool,
    /// Deactivated, or without a password that opens: no second factor helps then.
    dead_end: bool,
    /// A device was proved once, also if wrong codes disabled it since.
    enrolled: bool,
    /// One of them still gives right codes.
    works: bool,
    /// A login asks for a code or for an enrollment now.
    asks: bool,
    /// What failed was not the device: its clock, or the password alone.
    device_at_hand: bool,
}

/// The offers that make sense, the most fitting first.
fn fitting(facts: Facts) -> Vec<Offer> {
    use Offer::{EmergencyCode, PauseDay, PauseNextLogin, Reset, Unlock};
    let mut offers = match facts {
        Facts { dead_end: true, .. } | Facts { by_hand: true, .. } => vec![],
        Facts { asks: true, enrolled: true, works: true, .. } => vec![EmergencyCode, PauseNextLogin, PauseDay, Reset],
        // A device that wrong codes disabled stays disabled: only a new one helps for good.
        Facts { asks: true, enrolled: true, works: false, .. } => vec![Reset, EmergencyCode, PauseNextLogin, PauseDay],
        Facts { asks: true, enrolled: false, .. } => vec![PauseNextLogin, PauseDay],
        Facts { enrolled: true, .. } => vec![Reset],
        _ => vec![],
    };
    if facts.locked {
        let at = if facts.device_at_hand { 0 } else { offers.len() };
        offers.insert(at, Unlock);
    }
    offers
}

/// Examines a person who cannot get in, and what this operator may do.
///
/// # Errors
/// `permission_denied`; `not_found`.
pub fn situation(tx: &ReadTx<'_>, operator: &Operator, typed: &str, (now, clock): (Time, Time)) -> Result<Situation> {
    let diagnosis = why(tx, operator, typed, (now, clock))?;
    let resource = &diagnosis.resource;
    let locks = Locks::of(tx, resource, now)?;
    let factors = tx.factors(&resource.id)?;
    let enrolled = factors.iter().any(|factor| factor.state != FactorState::Pending);
    let paused = tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now));
    let kind = resource.license.second_factor();
    let blocked_by = |code: &str| diagnosis.causes.iter().any(|cause| cause.blocks && cause.code == code);
    let only_passwords = diagnosis.failures.as_ref().is_some_and(|failures| failures.causes.keys().eq(["password"]));
    let facts = Facts {
        locked: locks.any(),
        by_hand: locks.by_hand(),
        dead_end: ["deactivated", "no_password"].into_iter().any(blocked_by),
        enrolled,
        works: factors.iter().any(|factor| factor.state == FactorState::Active),
        asks: !paused && (kind == SecondFactor::Required || kind == SecondFactor::Optional && enrolled),
        device_at_hand: diagnosis.skew_seconds.is_some() || only_passwords,
    };
    let above = match ranks_above(tx, operator, resource)? {
        true => None,
        false => hand_locks::setter_above(tx, operator, &resource.id, now)?,
    };
    let (mut offers, mut beyond) = (Vec::new(), escalations::dead_ends(operator, &diagnosis));
    let administrator = is_administrator(tx, resource)?;
    let two_persons = two_persons::asks_first(tx, resource)?;
    // Nothing that would be written helps while the clock keeps everybody out.
    let fitting = if blocked_by(CLOCK_BEHIND) { Vec::new() } else { fitting(facts) };
    for offer in fitting {
        match may(tx, operator, resource, offer, facts.locked, now) {
            // A request cannot unlock, and a later unlock makes it void.
            Ok(()) if facts.locked && two_persons && offer.weakens() => {
                beyond.push(escalations::locked(resource, offer))
            }
            Ok(()) => offers.push(offer),
            Err(error) if error.code() == Code::HigherLevel && above.is_some() => {
                beyond.extend(above.as_ref().map(|setter| escalations::locked_above(resource, setter, &error)));
            }
            Err(error) if [5, 6].contains(&error.code().exit()) => {
                beyond.push(escalations::refused(resource, administrator, offer, &error))
            }
            Err(error) => return Err(error),
        }
    }
    offers.sort_by_key(|offer: &Offer| two_persons && offer.weakens());
    // If others sign in, the owner acts without an account.
    for each in &mut beyond {
        if let Some(remedy) = &each.remedy {
            each.as_owner = remedies::way(tx, operator, remedy)? == remedies::Way::Owner;
        }
    }
    let left = if facts.asks && enrolled { tx.recovery_codes_left(&resource.id)? } else { 0 };
    let by_itself = by_itself(&diagnosis, left);
    let hand_locks = hand_locks::in_force(tx, &resource.id, now)?;
    Ok(Situation { locks, hand_locks, by_itself, offers, two_persons, beyond, diagnosis })
}

/// What the person can do without us (R-REC-8).
fn by_itself(diagnosis: &Diagnosis, recovery_codes: u32) -> Vec<String> {
    let mut ways = Vec::new();
    if let Some(skew) = diagnosis.causes.iter().find(|cause| cause.code == "clock_skew") {
        ways.push(skew.message.clone());
    }
    if !diagnosis.devices.is_empty() {
        ways.push("the app restored on the same phone or number goes on as before: no reset is needed".to_owned());
    }
    match recovery_codes {
        0 => {}
        1 => ways.push("ask for the last recovery code: it stands in for the device once".to_owned()),
        left => ways.push(format!("ask for one of the {left} recovery codes: it stands in for the device once")),
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use Offer::{EmergencyCode, PauseDay, PauseNextLogin, Reset, Unlock};

    const LOST: Facts = Facts {
        locked: true,
        by_hand: false,
        dead_end: false,
        enrolled: true,
        works: true,
        asks: true,
        device_at_hand: false,
    };

    #[test]
    fn r_rec_6_the_most_fitting_offer_comes_first_and_what_cannot_help_is_none() {
        let all = vec![EmergencyCode, PauseNextLogin, PauseDay, Reset, Unlock];
        assert_eq!(fitting(LOST), all);
        let at_hand = Facts { device_at_hand: true, ..LOST };
        assert_eq!(fitting(at_hand), [Unlock, EmergencyCode, PauseNextLogin, PauseDay, Reset]);
        assert_eq!(fitting(Facts { locked: false, ..LOST }), all[..4]);
        assert_eq!(fitting(Facts { works: false, locked: false, ..LOST })[0], Reset);
        assert_eq!(fitting(Facts { enrolled: false, ..LOST }), [PauseNextLogin, PauseDay, Unlock]);
        assert_eq!(fitting(Facts { asks: false, locked: false, ..LOST }), [Reset], "a pause is in force");
        assert_eq!(fitting(Facts { dead_end: true, ..LOST }), [Unlock]);
        assert_eq!(fitting(Facts { by_hand: true, ..LOST }), [Unlock], "the person who locked it is asked first");
        assert_eq!(fitting(Facts::default()), []);
    }
}
