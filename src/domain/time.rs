//! Points in time and spans of it, in milliseconds; the clock itself lives in the context.

use chrono::{DateTime, Local, LocalResult, NaiveDate, NaiveDateTime, SecondsFormat, SubsecRound, TimeZone, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{borrow::Cow, fmt, str::FromStr, time::Duration};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z. Shown as RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct Time(i64);

/// A span of time in milliseconds, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span(i64);

/// What was typed is not a time or a duration; the text says what is.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TimeError(pub(super) &'static str);

/// The last moment that RFC 3339 can write with four digits of year.
const LATEST: i64 = 253_402_300_799_999;

impl Time {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }
    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// Whole seconds since the epoch; 0 before it.
    pub fn seconds(self) -> u64 {
        u64::try_from(self.0 / 1000).unwrap_or(0)
    }
    /// This much later, never beyond the year 9999.
    pub fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0).min(LATEST))
    }
    /// This much earlier.
    pub fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
    /// How long after `earlier` this is; nothing if it is not after.
    pub fn since(self, earlier: Time) -> Span {
        Span(self.0.saturating_sub(earlier.0).max(0))
    }
    fn utc(self) -> DateTime<Utc> {
        Utc.timestamp_millis_opt(self.0.clamp(0, LATEST)).single().unwrap_or_default()
    }
    /// The time on this machine's wall, with its zone: `2026-11-22 14:03:10 +01:00`.
    pub fn local(self) -> String {
        self.utc().trunc_subsecs(0).with_timezone(&Local).to_string()
    }

    /// The moment of a local time; of an hour that comes twice, the earlier one.
    pub(super) fn of_local(naive: NaiveDateTime) -> Result<Self, TimeError> {
        // Of an hour that comes twice chrono's `earliest` gives the later one.
        match Local.from_local_datetime(&naive) {
            LocalResult::Single(time) => Ok(Self(time.timestamp_millis())),
            LocalResult::Ambiguous(one, other) => Ok(Self(one.timestamp_millis().min(other.timestamp_millis()))),
            LocalResult::None => Err(TimeError("that local time does not exist: the clock is put forward then")),
        }
    }

    /// The moment that a text names by itself; `None` if it is of no known form.
    pub(super) fn of_text(text: &str) -> Option<Result<Self, TimeError>> {
        // As RFC 3339, as it is typed without seconds, and as it is shown.
        let forms = ["%Y-%m-%dT%H:%M%:z", "%Y-%m-%d %H:%M%:z", "%Y-%m-%d %H:%M:%S %:z", "%Y-%m-%d %H:%M %:z"];
        let zoned = || forms.iter().find_map(|form| DateTime::parse_from_str(text, form).ok());
        if let Some(time) = DateTime::parse_from_rfc3339(text).ok().or_else(zoned) {
            return Some(Ok(Self(time.timestamp_millis())));
        }
        let naive = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))?;
        Some(Self::of_local(naive))
    }

    /// The day on this machine's wall.
    pub(super) fn local_date(self) -> NaiveDate {
        self.utc().with_timezone(&Local).date_naive()
    }

    /// As [`Self::local`], to the minute and without its zone, for a cell.
    pub fn local_minute(self) -> String {
        self.utc().with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string()
    }

    /// How long ago it was, in the largest unit: `2 h ago`; its date where that was more than a week ago or is still to come.
    pub fn local_ago(self, now: Time) -> String {
        let ago = now.since(self);
        if ago > Span::days(7) || self > now {
            return self.utc().with_timezone(&Local).format("%Y-%m-%d").to_string();
        }
        let words = ago.in_words();
        format!("{} ago", words.splitn(3, ' ').take(2).collect::<Vec<_>>().join(" "))
    }

    /// As short as it is still clear at `now`: `18:33` of the same day, `Fri 18:33` within six days, else `2026-11-02 18:33`.
    pub fn local_brief(self, now: Time) -> String {
        let (then, today) = (self.utc().with_timezone(&Local), now.utc().with_timezone(&Local));
        let format = match (then.date_naive() - today.date_naive()).num_days().abs() {
            0 => "%H:%M",
            1..=6 => "%a %H:%M",
            _ => "%Y-%m-%d %H:%M",
        };
        then.format(format).to_string()
    }
}

impl Span {
    /// So many seconds.
    pub const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }
    /// So many hours.
    pub const fn hours(hours: i64) -> Self {
        Self::seconds(hours * 3600)
    }
    /// So many days of 24 hours.
    pub const fn days(days: i64) -> Self {
        Self::hours(days * 24)
    }
    /// In milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }
    /// In words for people: `2 h`, `3 min`, `4 days`: the two largest units, rounded to the second.
    pub fn in_words(self) -> String {
        let seconds = self.0.saturating_add(500) / 1000;
        let (d, h, m, s) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
        let parts = [(d, if d == 1 { "day" } else { "days" }), (h, "h"), (m, "min"), (s, "s")];
        let first = parts.iter().position(|(n, _)| *n > 0).unwrap_or(3);
        let shown = parts.iter().skip(first).take(2).enumerate();
        let shown = shown.filter(|(i, (n, _))| *i == 0 || *n > 0).map(|(_, (n, unit))| format!("{n} {unit}"));
        shown.collect::<Vec<_>>().join(" ")
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Time {
    fn schema_name() -> Cow<'static, str> {
        "Time".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "date-time"})
    }
}

impl FromStr for Time {
    type Err = TimeError;

    /// RFC 3339 with its zone, or a local date and time (`2026-11-22 14:00`, `2026-11-22`).
    fn from_str(text: &str) -> Result<Self, TimeError> {
        const WANTED: TimeError =
            TimeError("a time looks like 2026-11-22T14:00:00Z, or 2026-11-22 14:00 in local time");
        Self::of_text(text).unwrap_or(Err(WANTED))
    }
}

impl fmt::Display for Span {
    /// As it can be typed: `24h`, `90s`, `7d`; the largest unit that divides it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0 / 1000;
        for (unit, name) in [(3600, "h"), (60, "m")] {
            if seconds > 0 && seconds % unit == 0 {
                return write!(f, "{}{name}", seconds / unit);
            }
        }
        write!(f, "{seconds}s")
    }
}

impl FromStr for Span {
    type Err = TimeError;

    /// `90s`, `15m`, `24h`, `7d` and sums of them (`1h30m`); at least a second, at most ten years.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let duration: Duration = humantime::parse_duration(text).map_err(|_| {
            TimeError("a duration has its units: 90s, 15m, 24h, 7d, or several such as 1h30m and 1d12h")
        })?;
        if duration < Duration::from_secs(1) || duration > Duration::from_secs(10 * 366 * 86_400) {
            return Err(TimeError("a duration is at least a second and at most ten years"));
        }
        Ok(Self(i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_and_read_as_rfc_3339() {
        let time: Time = "2026-11-21T22:48:15.123+01:00".parse().expect("valid");
        assert_eq!(time.to_string(), "2026-11-21T21:48:15.123Z");
        assert!("tomorrow".parse::<Time>().is_err());
        for same in [
            "2026-10-25T02:30+02:00",
            "2026-10-25 02:30+02:00",
            "2026-10-25 02:30:00 +02:00",
            "2026-10-25 02:30 +02:00",
        ] {
            assert_eq!(same.parse::<Time>().expect(same).to_string(), "2026-10-25T00:30:00.000Z");
        }
    }

    #[test]
    fn seconds_are_whole_and_none_before_the_epoch() {
        let seconds = [-5_000, -1, 0, 999, 1000, 1_700_000_000_999].map(|millis| Time::from_millis(millis).seconds());
        assert_eq!(seconds, [0, 0, 0, 0, 1, 1_700_000_000]);
    }

    #[test]
    fn local_time_names_its_zone_and_is_the_same_moment() {
        let time = Time::from_millis(1_700_000_000_000);
        let read = DateTime::parse_from_str(&time.local(), "%Y-%m-%d %H:%M:%S %:z").expect("with its zone");
        assert_eq!(read.timestamp_millis(), time.millis());
        assert_eq!(Time::from_millis(1_700_000_000_789).local(), time.local(), "whole seconds");
    }

    #[test]
    fn a_schema_tells_a_time_where_it_stands() {
        let schema = schemars::schema_for!(Vec<Time>);
        let time = json_schema!({"type": "string", "format": "date-time"});
        assert_eq!(schema.get("items"), Some(time.as_value()));
        assert_eq!(schemars::schema_for!(Time).get("title").and_then(|title| title.as_str()), Some("Time"));
    }

    #[test]
    fn durations_are_read_as_people_type_them() {
        assert_eq!("24h".parse::<Span>().expect("valid"), Span::hours(24));
        assert_eq!("1h30m".parse::<Span>().expect("valid"), Span::seconds(5400));
        assert_eq!("1s".parse::<Span>().expect("the shortest"), Span::seconds(1));
        assert_eq!("3660d".parse::<Span>().expect("the longest"), Span::days(3660));
        for bad in ["24x", "", "0s", "999ms", "-1h", "24", "3660d1ms", "100000d"] {
            assert!(bad.parse::<Span>().is_err(), "{bad}");
        }
    }

    #[test]
    fn spans_are_told_in_words() {
        assert_eq!(Span::hours(26).in_words(), "1 day 2 h");
        assert_eq!(Span::seconds(180).in_words(), "3 min");
        assert_eq!(Span::seconds(0).in_words(), "0 s");
        assert_eq!(Span::hours(24).to_string(), "24h");
        assert_eq!(Span::seconds(0).to_string(), "0s");
    }
}
