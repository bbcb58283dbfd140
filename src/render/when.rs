//! Points in time, for people.

use crate::domain::time::Time;

/// The local time with its zone, and how far off it is: `2026-11-22 14:03:10 +01:00 (in 2 h)`, `(3 min ago)`, or
/// `(now)` within a second.
pub fn when(t: Time, now: Time) -> String {
    let (ahead, behind) = (t.since(now), now.since(t));
    let distance = if ahead.millis() >= 1000 {
        format!("in {}", ahead.in_words())
    } else if behind.millis() >= 1000 {
        format!("{} ago", behind.in_words())
    } else {
        "now".to_owned()
    };
    format!("{} ({distance})", t.local())
}

/// A time of this machine's wall at one glance: see [`Time::local_brief`].
pub fn at(t: Time, now: Time) -> String {
    t.local_brief(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Span;

    #[test]
    fn the_distance_is_told_on_both_sides_of_now() {
        let now: Time = "2026-11-22T14:00:00Z".parse().unwrap();
        assert!(when(now.plus(Span::hours(2)), now).ends_with("(in 2 h)"));
        assert!(when(now.minus(Span::seconds(180)), now).ends_with("(3 min ago)"));
        assert!(when(Time::from_millis(now.millis() + 999), now).ends_with("(now)"));
        assert!(when(now, now).starts_with(&now.local()));
    }

    #[test]
    fn a_time_of_today_needs_no_date() {
        let now: Time = "2026-11-22T12:00:00Z".parse().unwrap();
        assert_eq!(at(now, now).len(), "14:03".len());
        let [two, ten] = [2, 10].map(|days| now.minus(Span::days(days)));
        assert_eq!(at(two, now).len(), "Fri 14:03".len());
        assert_eq!(at(ten, now), ten.local_minute());
    }
}
