//! 2FA switched off by the owner (R-REC-3): the last way if no emergency code can be issued, and only until a point in time.

use super::time::{Span, Time};

/// The longest that 2FA may be switched off.
pub const LONGEST: Span = Span::days(30);

/// 2FA of one resource, switched off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disablement {
    /// From then on a login demands enrollment.
    pub until: Time,
    pub disabled_at: Time,
    pub disabled_by: String,
    pub approved_by: String,
    pub reason: Option<String>,
}

/// Why an end is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UntilFault {
    /// It is over already.
    #[error("the end is not in the future")]
    Past,
    /// It is too far away.
    #[error("2FA is switched off for 30 days at most")]
    TooLong,
}

impl Disablement {
    /// Whether a login at `now` needs no code.
    pub fn in_force(&self, now: Time) -> bool {
        now < self.until
    }
}

/// Whether 2FA may be switched off until then.
///
/// # Errors
/// The past, and more than [`LONGEST`].
pub fn may_last(until: Time, now: Time) -> Result<(), UntilFault> {
    if until <= now {
        return Err(UntilFault::Past);
    }
    if until > now.plus(LONGEST) {
        return Err(UntilFault::TooLong);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_700_000_000_000);

    #[test]
    fn r_rec_3_it_ends_in_the_future_and_within_30_days() {
        let later = |millis: i64| Time::from_millis(NOW.millis() + millis);
        assert_eq!(may_last(NOW, NOW), Err(UntilFault::Past));
        assert_eq!(may_last(later(-1), NOW), Err(UntilFault::Past));
        assert_eq!(may_last(later(1), NOW), Ok(()));
        assert_eq!(may_last(later(LONGEST.millis()), NOW), Ok(()));
        assert_eq!(may_last(later(LONGEST.millis() + 1), NOW), Err(UntilFault::TooLong));
    }

    #[test]
    fn r_rec_3_it_is_over_at_its_end() {
        let (disabled_by, approved_by) = ("os:root".to_owned(), "os:eve".to_owned());
        let disablement = Disablement { until: NOW, disabled_at: NOW, disabled_by, approved_by, reason: None };
        assert!(disablement.in_force(Time::from_millis(NOW.millis() - 1)));
        assert!(!disablement.in_force(NOW));
    }
}
