//! Pausing the second factor (R-PAUSE-1, R-PAUSE-2, R-PAUSE-3): for the next login, or for a while.

use super::{
    license::{License, SecondFactor},
    time::{Span, Time},
};

/// The longest time that one command can pause, and what each extension adds (R-PAUSE-3).
pub const DAY: Span = Span::hours(24);

/// What a pause waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    /// The next granted login that gives no code.
    NextLogin,
    /// A point in time; the requirement returns by itself.
    At(Time),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    pub ends: Ends,
    /// When it began; extensions count from here.
    pub started_at: Time,
    pub reason: Option<String>,
    pub ticket: Option<String>,
    /// Who paused.
    pub operator: String,
}

/// What an operator asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Request {
    /// *Not required for next login*.
    NextLogin,
    /// *Not required for* so long.
    For(Span),
}

/// Why a pause is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PauseFault {
    /// The license has no second factor to pause.
    #[error("its license has no second factor, so there is nothing to pause")]
    NothingToPause,
    /// More than a day at once.
    #[error("one pause lasts at most 24 hours; it can be extended by 24 hours at a time")]
    OverADay,
    /// Beyond the policy `pause.max`, counted from the start.
    #[error("all extensions together may not pass {latest}: policy pause.max counts from the start of the pause")]
    OverMaximum {
        /// The latest end that is allowed.
        latest: Time,
    },
    /// There is no timed pause in force.
    #[error("there is no timed pause to extend")]
    NotPaused,
    /// The new end is not after the present one.
    #[error("the pause already lasts until {until}, and extending never makes it shorter")]
    NotLater { until: Time },
}

impl Pause {
    /// Whether a login at `now` needs no code.
    pub fn in_force(&self, now: Time) -> bool {
        match self.ends {
            Ends::NextLogin => true,
            Ends::At(until) => now < until,
        }
    }
}

/// Where a pause begins and ends if it is granted now; `Ok(None)` if nothing would change.
///
/// A pause over a running one is an extension: it keeps its start, so repeated pausing cannot pass `pause.max`.
pub fn start(
    license: License,
    current: Option<&Pause>,
    request: Request,
    max: Span,
    now: Time,
) -> Result<Option<(Ends, Time)>, PauseFault> {
    if license.second_factor() == SecondFactor::NotAvailable {
        return Err(PauseFault::NothingToPause);
    }
    let current = current.filter(|pause| pause.in_force(now));
    let started = current.map_or(now, |pause| pause.started_at);
    match request {
        Request::NextLogin => {
            let already = current.is_some_and(|pause| pause.ends == Ends::NextLogin);
            Ok((!already).then_some((Ends::NextLogin, started)))
        }
        Request::For(span) if span > DAY => Err(PauseFault::OverADay),
        Request::For(span) => {
            let until = now.plus(span);
            let latest = started.plus(max);
            if until > latest {
                return Err(PauseFault::OverMaximum { latest });
            }
            Ok(Some((Ends::At(until), started)))
        }
    }
}

/// The new end of a running timed pause: 24 h after the present one, or as asked (R-PAUSE-3).
pub fn extend(current: Option<&Pause>, asked: Option<Time>, max: Span, now: Time) -> Result<Time, PauseFault> {
    let (pause, until) = current
        .filter(|pause| pause.in_force(now))
        .and_then(|pause| match pause.ends {
            Ends::At(until) => Some((pause, until)),
            Ends::NextLogin => None,
        })
        .ok_or(PauseFault::NotPaused)?;
    let (end, latest) = (asked.unwrap_or_else(|| until.plus(DAY)), pause.started_at.plus(max));
    if end <= until {
        return Err(PauseFault::NotLater { until });
    }
    if end > latest {
        return Err(PauseFault::OverMaximum { latest });
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_700_000_000_000);
    const MAX: Span = Span::hours(72);

    fn paused(ends: Ends) -> Pause {
        Pause { ends, started_at: NOW, reason: None, ticket: None, operator: "os:ada".into() }
    }

    #[test]
    fn r_pause_3_a_timed_pause_ends_at_its_expiry() {
        let until = NOW.plus(DAY);
        let pause = paused(Ends::At(until));
        assert!(pause.in_force(Time::from_millis(until.millis() - 1)));
        assert!(!pause.in_force(until));
    }

    #[test]
    fn r_pause_3_extend_adds_24h_up_to_72h_in_all() {
        let mut pause = paused(Ends::At(NOW.plus(DAY)));
        for hours in [48, 72] {
            let until = extend(Some(&pause), None, MAX, NOW).expect("allowed");
            assert_eq!(until, NOW.plus(Span::hours(hours)));
            pause.ends = Ends::At(until);
        }
        let latest = NOW.plus(MAX);
        assert_eq!(extend(Some(&pause), None, MAX, NOW), Err(PauseFault::OverMaximum { latest }));
    }

    #[test]
    fn r_pause_3_extend_needs_a_running_timed_pause_and_never_shortens() {
        let over = NOW.plus(DAY);
        assert_eq!(extend(None, None, MAX, NOW), Err(PauseFault::NotPaused));
        assert_eq!(extend(Some(&paused(Ends::NextLogin)), None, MAX, NOW), Err(PauseFault::NotPaused));
        assert_eq!(extend(Some(&paused(Ends::At(over))), None, MAX, over), Err(PauseFault::NotPaused));
        let shorter = extend(Some(&paused(Ends::At(over))), Some(NOW.plus(Span::hours(1))), MAX, NOW);
        assert_eq!(shorter, Err(PauseFault::NotLater { until: over }));
    }

    #[test]
    fn r_pause_3_pausing_again_and_again_cannot_pass_the_maximum() {
        let mut pause = paused(Ends::At(NOW.plus(DAY)));
        let mut now = NOW;
        for _ in 0..2 {
            now = now.plus(Span::hours(23));
            let (ends, started) = start(License::Standard, Some(&pause), Request::For(DAY), MAX, now)
                .expect("allowed")
                .expect("a new end");
            assert_eq!(started, NOW);
            pause.ends = ends;
        }
        now = now.plus(Span::hours(23));
        let refused = start(License::Standard, Some(&pause), Request::For(DAY), MAX, now);
        assert_eq!(refused, Err(PauseFault::OverMaximum { latest: NOW.plus(MAX) }));
    }

    #[test]
    fn r_pause_3_a_pause_may_last_exactly_as_long_as_the_maximum() {
        let granted = start(License::Standard, None, Request::For(DAY), DAY, NOW);
        assert_eq!(granted, Ok(Some((Ends::At(NOW.plus(DAY)), NOW))));
        let shorter = Span::seconds(86_399);
        let refused = start(License::Standard, None, Request::For(DAY), shorter, NOW);
        assert_eq!(refused, Err(PauseFault::OverMaximum { latest: NOW.plus(shorter) }));
    }

    #[test]
    fn r_pause_3_a_pause_for_the_next_login_in_between_does_not_start_the_count_anew() {
        let timed = paused(Ends::At(NOW.plus(DAY)));
        let now = NOW.plus(Span::hours(23));
        let (ends, started_at) = start(License::Standard, Some(&timed), Request::NextLogin, MAX, now)
            .expect("allowed")
            .expect("another end");
        assert_eq!((ends, started_at), (Ends::NextLogin, NOW));
        let waiting = Pause { ends, started_at, ..timed };
        let late = NOW.plus(Span::hours(49));
        let refused = start(License::Standard, Some(&waiting), Request::For(DAY), MAX, late);
        assert_eq!(refused, Err(PauseFault::OverMaximum { latest: NOW.plus(MAX) }));
    }

    #[test]
    fn r_pause_2_a_second_pause_for_the_next_login_changes_nothing() {
        let waiting = paused(Ends::NextLogin);
        assert_eq!(start(License::Standard, Some(&waiting), Request::NextLogin, MAX, NOW), Ok(None));
        let timed = start(License::CoManaged, Some(&waiting), Request::For(DAY), MAX, NOW);
        assert_eq!(timed, Ok(Some((Ends::At(NOW.plus(DAY)), NOW))));
    }

    #[test]
    fn r_pause_3_more_than_a_day_at_once_or_a_license_without_2fa_is_refused() {
        let long = Request::For(Span::seconds(86_401));
        assert_eq!(start(License::Standard, None, long, MAX, NOW), Err(PauseFault::OverADay));
        assert_eq!(start(License::Api, None, Request::NextLogin, MAX, NOW), Err(PauseFault::NothingToPause));
    }
}
