//! `rescue`: what helps a person who cannot get in, what this operator may do now, and doing it (R-REC-6, R-REC-8).

mod act;
mod background;
mod escalations;
mod unidentified;

pub use act::{Did, Rescue, Rescued};
pub use background::Background;
pub use escalations::{Beyond, what};
pub use unidentified::Unidentified;

use super::{
    offer::{Offer, may},
    why::{CLOCK_BEHIND, Diagnosis, Failures, why},
};
use crate::{
    domain::{
        factor::FactorState,
        license::SecondFactor,
        lockout::HandLock,
        permission::Operator,
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Result},
    ops::{
        access::{hand_locks, is_administrator, last_resort, ranks_above, remedies},
        operators::two_persons,
    },
    store::ReadTx,
};

/// What tells each lock from every other: the unlock lifts the lock that the operator saw, and no later one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    failures: Option<Time>,
    /// The number of its event.
    by_hand: Option<u64>,
}

impl Locks {
    fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Self> {
        let lockout = tx.lockout(&resource.id)?;
        Ok(Self { failures: lockout.locked_at, by_hand: hand_locks::newest(tx, &resource.id, now)? })
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
    /// What this operator may do now. What waits for a second person comes last.
    pub offers: Vec<Offer>,
    /// The mildest of them that helps; `None` where none is needed, or somebody is asked first.
    pub mildest: Option<Offer>,
    /// What else a clerk knows of the person.
    pub background: Background,
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
    deactivated: bool,
    /// No password that opens: no second factor helps then.
    no_password: bool,
    /// A device was proved once, also if wrong codes disabled it since.
    enrolled: bool,
    /// One of them still gives right codes.
    works: bool,
    /// A login asks for a code or for an enrollment now.
    asks: bool,
    /// What failed was the password, and nothing else.
    only_passwords: bool,
    /// What failed was the clock of the device.
    skewed: bool,
}

/// The offers that make sense, in the order in which they are shown.
fn fitting(facts: Facts) -> Vec<Offer> {
    use Offer::{EmergencyCode, NewPassword, PauseDay, PauseNextLogin, Reset, Unlock};
    let unlock = [Unlock].into_iter().filter(|_| facts.locked);
    match facts {
        Facts { by_hand: true, .. } | Facts { deactivated: true, .. } => unlock.collect(),
        Facts { no_password: true, .. } => vec![NewPassword],
        _ => {
            let instead_of_code: &[Offer] = match facts {
                Facts { asks: true, enrolled: true, .. } => &[EmergencyCode, PauseNextLogin, PauseDay, Reset],
                Facts { asks: true, enrolled: false, .. } => &[PauseNextLogin, PauseDay],
                Facts { enrolled: true, .. } => &[Reset],
                _ => &[],
            };
            [NewPassword].into_iter().chain(unlock).chain(instead_of_code.iter().copied()).collect()
        }
    }
}

/// What helps with the least harm, the mildest first; nothing where the person can do it alone, or somebody must be asked before.
fn mildest(facts: Facts) -> &'static [Offer] {
    use Offer::{EmergencyCode, NewPassword, PauseDay, PauseNextLogin, Reset, Unlock};
    match facts {
        Facts { by_hand: true, .. } | Facts { deactivated: true, .. } => &[],
        Facts { no_password: true, .. } | Facts { only_passwords: true, .. } => &[NewPassword, Unlock],
        // The phone's clock is set right by its owner, and the person without a device enrolls at the login.
        Facts { skewed: true, .. } | Facts { asks: false, .. } | Facts { enrolled: false, .. } => &[Unlock],
        // A device that wrong codes disabled stays disabled: only a new one helps for good.
        Facts { works: false, .. } => &[Reset, EmergencyCode, PauseNextLogin, PauseDay],
        _ => &[EmergencyCode, PauseNextLogin, PauseDay, Unlock],
    }
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
    let lifted = tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now))
        || tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now));
    let kind = resource.license.second_factor();
    let blocked_by = |code: &str| diagnosis.causes.iter().any(|cause| cause.blocks && cause.code == code);
    let only_passwords = diagnosis.failures.as_ref().is_some_and(Failures::only_passwords);
    let facts = Facts {
        locked: locks.any(),
        by_hand: locks.by_hand(),
        deactivated: blocked_by("deactivated"),
        no_password: ["no_password", "password_tampered"].into_iter().any(blocked_by),
        enrolled,
        works: factors.iter().any(|factor| factor.state == FactorState::Active),
        asks: !lifted && (kind == SecondFactor::Required || kind == SecondFactor::Optional && enrolled),
        only_passwords,
        skewed: diagnosis.skew_seconds.is_some(),
    };
    let above = match ranks_above(tx, operator, resource)? {
        true => None,
        false => hand_locks::setter_above(tx, operator, &resource.id, now)?,
    };
    let (mut offers, mut beyond) = (Vec::new(), escalations::dead_ends(operator, &diagnosis));
    let (administrator, sole) = (is_administrator(tx, resource)?, last_resort::has_only_one(tx, resource, now)?);
    let two_persons = two_persons::asks_first(tx, resource)?;
    // Nothing that would be written helps while the clock keeps everybody out.
    let sensible = if blocked_by(CLOCK_BEHIND) { Vec::new() } else { fitting(facts) };
    for offer in sensible {
        match may(tx, operator, resource, offer, facts.locked, now) {
            // A request cannot unlock, and a later unlock makes it void.
            Ok(()) if facts.locked && two_persons && offer.weakens() => {
                beyond.push(escalations::locked(resource, offer))
            }
            Ok(()) => offers.push(offer),
            Err(error) if error.code() == Code::HigherLevel && above.is_some() => {
                beyond.extend(above.as_ref().map(|setter| escalations::locked_above(resource, setter)));
            }
            Err(error) if [5, 6].contains(&error.code().exit()) => {
                beyond.push(escalations::refused(resource, (administrator, sole), offer, &error))
            }
            Err(error) => return Err(error),
        }
    }
    offers.sort_by_key(|offer: &Offer| two_persons && offer.weakens());
    let at_once = |offer: &&Offer| offers.contains(offer) && !(two_persons && offer.weakens());
    let mildest = mildest(facts).iter().find(at_once).copied();
    // If others sign in, the owner acts without an account.
    for each in &mut beyond {
        if let Some(remedy) = &each.remedy {
            each.as_owner |= remedies::way(tx, operator, remedy)? == remedies::Way::Owner;
        }
    }
    let left = if facts.asks && enrolled { tx.recovery_codes_left(&resource.id)? } else { 0 };
    let by_itself = by_itself(&diagnosis, facts, left);
    let background = Background::of(tx, resource, now)?;
    let hand_locks = hand_locks::in_force(tx, &resource.id, now)?;
    Ok(Situation { locks, hand_locks, by_itself, offers, mildest, background, two_persons, beyond, diagnosis })
}

/// What the person can do without us (R-REC-8).
fn by_itself(diagnosis: &Diagnosis, facts: Facts, recovery_codes: u32) -> Vec<String> {
    let mut ways = Vec::new();
    let clock_behind = diagnosis.causes.iter().any(|cause| cause.code == CLOCK_BEHIND);
    if clock_behind || facts.by_hand || facts.deactivated || facts.no_password {
        return ways;
    }
    if let Some(seconds) = diagnosis.skew_seconds {
        let way = if seconds > 0 { "ahead" } else { "behind" };
        let off = Span::seconds(seconds.abs()).in_words();
        ways.push(format!("the phone's clock is {off} {way}: set the phone's clock to automatic"));
    }
    if diagnosis.causes.iter().any(|cause| cause.code == "password_expired") {
        ways.push("a new password at the next login on a desktop or tablet".to_owned());
    }
    if facts.asks && !facts.enrolled {
        ways.push("a login with the password alone, which asks to enroll a device".to_owned());
    }
    if !diagnosis.devices.is_empty() {
        ways.push("an app restored on the same phone or number".to_owned());
    }
    match recovery_codes {
        0 => {}
        1 => ways.push("the last recovery code".to_owned()),
        left => ways.push(format!("one of the {left} recovery codes")),
    }
    ways
}

#[cfg(test)]
mod tests {
    use super::*;
    use Offer::{EmergencyCode, NewPassword, PauseDay, PauseNextLogin, Reset, Unlock};

    const LOST: Facts = Facts {
        locked: true,
        by_hand: false,
        deactivated: false,
        no_password: false,
        enrolled: true,
        works: true,
        asks: true,
        only_passwords: false,
        skewed: false,
    };

    #[test]
    fn r_rec_6_what_cannot_help_is_no_offer() {
        let all = vec![NewPassword, Unlock, EmergencyCode, PauseNextLogin, PauseDay, Reset];
        assert_eq!(fitting(LOST), all);
        assert_eq!(fitting(Facts { locked: false, ..LOST }), [&all[..1], &all[2..]].concat());
        assert_eq!(fitting(Facts { enrolled: false, ..LOST }), [NewPassword, Unlock, PauseNextLogin, PauseDay]);
        assert_eq!(fitting(Facts { asks: false, locked: false, ..LOST }), [NewPassword, Reset], "a pause is in force");
        assert_eq!(fitting(Facts { no_password: true, ..LOST }), [NewPassword], "which unlocks too");
        assert_eq!(fitting(Facts { deactivated: true, ..LOST }), [Unlock]);
        assert_eq!(fitting(Facts { by_hand: true, ..LOST }), [Unlock], "the person who locked it is asked first");
        assert_eq!(fitting(Facts::default()), [NewPassword]);
    }

    #[test]
    fn r_rec_6_enter_is_the_mildest_that_helps() {
        assert_eq!(mildest(LOST)[0], EmergencyCode);
        assert_eq!(mildest(Facts { only_passwords: true, ..LOST })[0], NewPassword);
        assert_eq!(mildest(Facts { skewed: true, ..LOST }), [Unlock], "and nothing where nothing is locked");
        assert_eq!(mildest(Facts { asks: false, ..LOST }), [Unlock]);
        assert_eq!(mildest(Facts { works: false, ..LOST })[0], Reset);
        for asked_first in [Facts { by_hand: true, ..LOST }, Facts { deactivated: true, ..LOST }] {
            assert_eq!(mildest(asked_first), []);
        }
    }
}
