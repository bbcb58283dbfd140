//! Lockout (R-LOCK-1, R-LOCK-2, R-LOCK-3, R-LOCK-4, R-LOCK-5): consecutive denials lock an account, an operator locks and unlocks by hand.
//!
//! ```text
//!          denied, count < threshold          denied, count = threshold
//!   open ──────────────────────────▶ open ──────────────────────────────▶ locked ──▶ open (unlock, count 0)
//!     └── granted: count 0 ──▶ open     └── lock by hand ──▶ locked by hand ──▶ open (unlock, or its expiry)
//! ```

use super::time::Time;

/// How many failures of one factor in a row disable it, whatever unlocks in between (R-LOCK-10, NIST SP 800-63B).
pub const FACTOR_FAILURES: u32 = 100;

/// How long a denied name that does not exist is remembered (R-LOCK-7).
pub const UNKNOWN_REMEMBERED: super::time::Span = super::time::Span::days(1);

/// The state of an account's lock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lockout {
    /// Consecutive denials.
    pub failed: u32,
    /// When the count reached the threshold.
    pub locked_at: Option<Time>,
    /// A lock by an operator.
    pub by_hand: Option<HandLock>,
}

/// A lock by an operator (R-LOCK-5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandLock {
    pub at: Time,
    /// Until when; for good if it is `None`.
    pub until: Option<Time>,
    pub reason: Option<String>,
    pub by: String,
}

impl Lockout {
    /// The lock by hand, if it has not expired.
    pub fn hand_lock(&self, now: Time) -> Option<&HandLock> {
        self.by_hand.as_ref().filter(|lock| lock.until.is_none_or(|until| now < until))
    }

    /// Since when the account is locked; `None` while it is open.
    pub fn locked_since(&self, now: Time) -> Option<Time> {
        let by_hand = self.hand_lock(now).map(|lock| lock.at);
        [self.locked_at, by_hand].into_iter().flatten().min()
    }

    /// After one more denial: the one that reaches the threshold locks what follows (R-LOCK-1).
    #[must_use]
    pub fn after_denial(&self, threshold: u32, now: Time) -> Lockout {
        let failed = self.failed.saturating_add(1);
        let locked_at = self.locked_at.or_else(|| (failed >= threshold).then_some(now));
        Lockout { failed, locked_at, by_hand: self.by_hand.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    const NOW: Time = Time::from_millis(1_000_000);

    #[test]
    fn r_lock_1_the_seventh_denial_locks_what_follows() {
        let mut lockout = Lockout::default();
        for denial in 1..=7 {
            assert_eq!(lockout.locked_since(NOW), None, "before denial {denial}");
            lockout = lockout.after_denial(7, NOW);
        }
        assert_eq!((lockout.failed, lockout.locked_since(NOW)), (7, Some(NOW)));
    }

    #[test]
    fn r_lock_1_a_lowered_threshold_locks_at_the_next_denial() {
        let lockout = Lockout { failed: 5, ..Lockout::default() };
        assert!(lockout.after_denial(3, NOW).locked_at.is_some());
    }

    #[test]
    fn r_lock_5_a_lock_by_hand_holds_until_its_expiry_and_not_at_it() {
        let until = NOW.plus(Span::seconds(60));
        let lock = HandLock { at: NOW, until: Some(until), reason: None, by: "os:ada".into() };
        let lockout = Lockout { by_hand: Some(lock), ..Lockout::default() };
        assert!(lockout.locked_since(Time::from_millis(until.millis() - 1)).is_some());
        assert!(lockout.locked_since(until).is_none());
    }
}
