//! A time as people type it: a moment, a day, an hour of today, or a duration from now. What it means depends on the present time, which the
//! caller has.

use super::time::{Span, Time, TimeError};
use chrono::{Days, NaiveTime};
use std::str::FromStr;

/// A time as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TypedTime {
    /// A moment that does not depend on the present one.
    At(Time),
    /// So long from now: back or ahead, as the flag is about the past or the future.
    FromNow(Span),
    /// A local time so many days after today.
    OfDay(i8, NaiveTime),
}

/// The direction of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    Back,
    Ahead,
}

impl TypedTime {
    /// The moment that it means now.
    ///
    /// # Errors
    /// For a local time that does not exist because the clock is put forward then.
    pub fn at(self, now: Time, direction: Direction) -> Result<Time, TimeError> {
        match (self, direction) {
            (Self::At(time), _) => Ok(time),
            (Self::FromNow(span), Direction::Back) => Ok(now.minus(span)),
            (Self::FromNow(span), Direction::Ahead) => Ok(now.plus(span)),
            (Self::OfDay(days, of_day), _) => {
                let today = now.local_date();
                let apart = Days::new(u64::from(days.unsigned_abs()));
                let day = if days < 0 { today.checked_sub_days(apart) } else { today.checked_add_days(apart) };
                Time::of_local(day.unwrap_or(today).and_time(of_day))
            }
        }
    }
}

fn time_of_day(text: &str) -> Option<NaiveTime> {
    ["%H:%M:%S", "%H:%M"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

impl FromStr for TypedTime {
    type Err = TimeError;

    /// RFC 3339, a local date and time, a date, `18:36`, `now`, `yesterday`, `tomorrow 9:00`, or a duration (`2h`, `7d`).
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const WANTED: TimeError = TimeError(
            "a time looks like 2026-11-22T14:00:00Z, 2026-11-22 14:00 or 18:36 in local time, yesterday, tomorrow 9:00, or 2h or 7d from now",
        );
        let text = text.trim();
        if let Some(time) = Time::of_text(text) {
            return time.map(Self::At);
        }
        let lower = text.to_ascii_lowercase();
        let (day, rest) = lower.split_once(char::is_whitespace).unwrap_or((lower.as_str(), ""));
        let days = match day {
            "yesterday" => -1,
            "today" => 0,
            "tomorrow" => 1,
            "now" if rest.is_empty() => return Ok(Self::FromNow(Span::seconds(0))),
            _ => {
                let of_day = time_of_day(text).map(|of_day| Self::OfDay(0, of_day));
                return of_day.or_else(|| text.parse().ok().map(Self::FromNow)).ok_or(WANTED);
            }
        };
        let of_day = if rest.is_empty() { Some(NaiveTime::MIN) } else { time_of_day(rest.trim()) };
        of_day.map(|of_day| Self::OfDay(days, of_day)).ok_or(WANTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_typed_as_people_say_it() {
        let now: Time = "2026-11-25 14:30".parse().expect("a time");
        let (back, ahead) = (Direction::Back, Direction::Ahead);
        for (typed, direction, wanted) in [
            ("18:36", ahead, "2026-11-25 18:36"),
            ("9:00", back, "2026-11-25 09:00"),
            ("23:59:59", back, "2026-11-25 23:59:59"),
            ("yesterday", back, "2026-11-24"),
            ("Yesterday 18:00", back, "2026-11-24 18:00"),
            ("today", back, "2026-11-25"),
            ("tomorrow 9:00", ahead, "2026-11-26 09:00"),
            (" tomorrow  09:00 ", ahead, "2026-11-26 09:00"),
            ("now", ahead, "2026-11-25 14:30"),
            ("2h", back, "2026-11-25 12:30"),
            ("2h", ahead, "2026-11-25 16:30"),
            ("7d", back, "2026-11-18 14:30"),
            ("1d12h", ahead, "2026-11-27 02:30"),
            ("2026-12-01", ahead, "2026-12-01"),
            ("2026-12-01 18:00", ahead, "2026-12-01 18:00"),
        ] {
            let meant = typed.parse::<TypedTime>().and_then(|time| time.at(now, direction)).expect(typed);
            assert_eq!(meant, wanted.parse().expect("a time"), "{typed}");
        }
        assert_eq!(
            "2026-12-01T18:00:00Z".parse::<TypedTime>().ok(),
            "2026-12-01T18:00:00Z".parse().ok().map(TypedTime::At)
        );
        for bad in ["", "noon", "25:00", "18", "18h36", "tomorrow noon", "yesterday 9", "now 9:00", "-1h", "next week"]
        {
            assert!(bad.parse::<TypedTime>().is_err(), "{bad}");
        }
    }
}
