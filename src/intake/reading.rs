//! How the cells of a column become values of a field. A person who may not sign in elsewhere is not active here, and no cell is guessed
//! at.

use crate::domain::{import_row::boolean, time::Time};

/// How the text of a cell becomes the value of its field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// As it is.
    Plain,
    /// Whether signing in is blocked, the opposite of active: Yes or No.
    Blocked,
    /// Whether it is suspended, disabled, archived or the like, the opposite of active.
    Inverse,
    /// In which state it is, in a word.
    Status,
    /// The flags that Active Directory keeps of an account.
    AccountControl,
    /// When it ends.
    Expiry,
}

/// In `userAccountControl`: the account is disabled.
const ACCOUNTDISABLE: u32 = 2;
/// Times of Active Directory count 100 nanoseconds from 1601.
const FILETIME_OF_MILLI: i64 = 10_000;
const MILLIS_FROM_1601: i64 = 11_644_473_600_000;
/// A FILETIME of 1917: a number below it is none, but another way to write a date.
const LEAST_FILETIME: i64 = 100_000_000_000_000_000;

/// States in which somebody may sign in: those of Google, Okta, Duo and OneLogin, in the form of [`state`].
const ACTIVE: [&str; 11] = [
    "active",
    "enabled",
    "bypass",
    "recovery",
    "provisioned",
    "pending user action",
    "password expired",
    "password reset",
    "password pending",
    "awaiting password reset",
    "security questions required",
];
/// States in which nobody may.
const NOT_ACTIVE: [&str; 16] = [
    "inactive",
    "suspended",
    "archived",
    "disabled",
    "deactivated",
    "deprovisioned",
    "staged",
    "unactivated",
    "locked",
    "locked out",
    "blocked",
    "expired",
    "deleted",
    "pending deletion",
    "terminated",
    "not active",
];

/// When an account ends.
enum End {
    Never,
    At(Time),
}

impl Reading {
    /// The value of a cell with this text.
    ///
    /// # Errors
    /// What the column takes, where this text is something else.
    pub(super) fn value(self, text: &str, now: Time) -> Result<&str, &'static str> {
        if self == Self::Plain {
            return Ok(text);
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok("");
        }
        let active = match self {
            Self::Plain => return Ok(text),
            Self::Blocked if text.eq_ignore_ascii_case("yes") => false,
            Self::Blocked if text.eq_ignore_ascii_case("no") => true,
            Self::Blocked => return Err("is neither Yes nor No"),
            Self::Inverse => !boolean(text).ok_or("is neither true nor false (or yes, no, 1, 0)")?,
            Self::Status => {
                let state = state(text);
                match (ACTIVE.contains(&&*state), NOT_ACTIVE.contains(&&*state)) {
                    (true, _) => true,
                    (_, true) => false,
                    _ => {
                        return Err(
                            "is not a known state (active, suspended, disabled, deactivated, archived, locked out …)",
                        );
                    }
                }
            }
            Self::AccountControl => flags(text).ok_or("is not a number of flags")? & ACCOUNTDISABLE == 0,
            Self::Expiry => match end(text)? {
                End::At(at) if at <= now => false,
                // That it has not ended yet says nothing about whether it is blocked.
                End::At(_) | End::Never => return Ok(""),
            },
        };
        Ok(if active { "true" } else { "false" })
    }

    /// Whether the text is an end that is still to come.
    pub(super) fn is_later_end(self, text: &str, now: Time) -> bool {
        self == Self::Expiry && matches!(end(text.trim()), Ok(End::At(at)) if at > now)
    }

    /// Whether a number has a meaning here. If not, it is a text with a mistake.
    pub(super) const fn takes_numbers(self) -> bool {
        matches!(self, Self::Inverse | Self::Status | Self::AccountControl | Self::Expiry)
    }
}

/// Whether a column counts in addition to another of the same row: if one of them keeps a person out, they are kept out.
pub(super) fn counts_beside(value: &str, there: Option<&str>) -> bool {
    let there = there.is_some_and(|there| !there.trim().is_empty());
    !value.trim().is_empty() && (!there || boolean(value.trim()) != Some(true))
}

/// A state in lower case, its words parted by spaces.
fn state(text: &str) -> String {
    text.to_lowercase().replace(['_', '-'], " ")
}

fn flags(text: &str) -> Option<u32> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16).ok().filter(|_| digits(hex)),
        None => text.parse().ok().filter(|_| digits(text)),
    }
}

fn end(text: &str) -> Result<End, &'static str> {
    const NONE: &str = "is not a known time (a number of Active Directory, or 2026-11-22)";
    // The greatest number means never, and a spreadsheet cuts it.
    let cut = |text: &str| (text.starts_with("9.22") || text.starts_with("9,22")) && text.ends_with("E+18");
    if matches!(text, "0" | "9223372036854775807") || text.eq_ignore_ascii_case("never") || cut(text) {
        return Ok(End::Never);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(End::At).map_err(|_| NONE);
    }
    let ticks = text.parse().ok().filter(|ticks: &i64| *ticks >= LEAST_FILETIME).ok_or(NONE)?;
    Ok(End::At(Time::from_millis(ticks / FILETIME_OF_MILLI - MILLIS_FROM_1601)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(reading: Reading, text: &str) -> Result<&str, &'static str> {
        reading.value(text, "2026-11-22T14:00:00Z".parse().expect("a time"))
    }

    #[test]
    fn blocked_is_the_opposite_of_active_and_nothing_is_guessed() {
        let read = |text| read(Reading::Blocked, text);
        assert_eq!([read("Yes"), read(" no "), read("")], [Ok("false"), Ok("true"), Ok("")]);
        assert!(read("true").is_err() && read("Ja").is_err());
    }

    #[test]
    fn a_flag_of_the_suspended_is_the_opposite_of_active() {
        let read = |text| read(Reading::Inverse, text);
        assert_eq!([read("True"), read("yes"), read(" 1 ")], [Ok("false"); 3]);
        assert_eq!([read("FALSE"), read("no"), read("0")], [Ok("true"); 3]);
        assert!(read("").is_ok_and(str::is_empty) && read("2024-05-01").is_err());
    }

    #[test]
    fn a_state_in_words_says_who_may_sign_in() {
        let read = |text| read(Reading::Status, text);
        for text in ["Active", "BYPASS", "PASSWORD_EXPIRED", "Pending user action", "awaiting-password-reset"] {
            assert_eq!(read(text), Ok("true"), "{text}");
        }
        for text in
            ["SUSPENDED", "archived", "disabled", "Locked Out", "LOCKED_OUT", "Deprovisioned", "pending deletion"]
        {
            assert_eq!(read(text), Ok("false"), "{text}");
        }
        for text in ["Pending", "2", "true", "gesperrt", "full-time"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(ACTIVE.iter().all(|text| !NOT_ACTIVE.contains(text)));
        assert!(ACTIVE.iter().chain(&NOT_ACTIVE).all(|text| state(text) == *text));
    }

    #[test]
    fn the_page_of_imports_has_every_state() {
        let page = include_str!("../../docs/import.md");
        let row = page.lines().find(|line| line.starts_with("| a state |")).expect("a row of states");
        let (active, not) = row.split_once("are `active`; ").expect("both kinds");
        let words = |text: &str| text.rsplit('|').next().unwrap_or_default().replace(" and ", ", ");
        assert_eq!(words(active).split(',').map(str::trim).collect::<Vec<_>>(), ACTIVE);
        let not = not.split(" are not").next().unwrap_or_default().replace(" and ", ", ");
        assert_eq!(not.split(',').map(str::trim).collect::<Vec<_>>(), NOT_ACTIVE);
    }

    #[test]
    fn the_flags_of_active_directory_say_who_is_disabled() {
        let read = |text| read(Reading::AccountControl, text);
        for (text, value) in [
            ("512", "true"),
            ("514", "false"),
            ("66050", "false"),
            ("66048", "true"),
            ("0x202", "false"),
            ("0", "true"),
            ("", ""),
        ] {
            assert_eq!(read(text), Ok(value), "{text}");
        }
        assert!(["x", "-2", "+2", "0x", "0x+2", "5.1", "99999999999"].into_iter().all(|text| read(text).is_err()));
    }

    #[test]
    fn an_account_whose_end_is_past_is_not_active_and_a_later_end_is_noticed() {
        let now: Time = "2026-11-22T14:00:00Z".parse().expect("a time");
        // 2024-12-31T00:00:00Z; `now`, a millisecond before it and, below, one after it.
        for past in
            ["133800768000000000", "134398296000000000", "134398295999990000", "2026-11-01", "2026-11-22T14:00:00Z"]
        {
            assert_eq!(read(Reading::Expiry, past), Ok("false"), "{past}");
            assert!(!Reading::Expiry.is_later_end(past, now));
        }
        for later in ["134398296000010000", "2999-01-01", "2026-11-22T14:00:01Z"] {
            assert_eq!(read(Reading::Expiry, later), Ok(""), "{later}");
            assert!(Reading::Expiry.is_later_end(later, now) && !Reading::Status.is_later_end(later, now), "{later}");
        }
        for never in ["0", "9223372036854775807", "never", "9.22337E+18", "9,22337E+18", " "] {
            assert_eq!(read(Reading::Expiry, never), Ok(""), "{never}");
            assert!(!Reading::Expiry.is_later_end(never, now));
        }
        for bad in ["20241231", "12/31/2024 12:00:00 AM", "1.338E+17", "-1", "9223372036854775808", "soon"] {
            assert!(read(Reading::Expiry, bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn of_two_columns_the_one_that_keeps_out_counts() {
        for (value, there, counts) in [
            ("false", Some("true"), true),
            ("true", Some("false"), false),
            ("true", None, true),
            ("true", Some(" "), true),
            ("", None, false),
            ("no", Some("true"), true),
            ("maybe", Some("true"), true),
        ] {
            assert_eq!(counts_beside(value, there), counts, "{value} beside {there:?}");
        }
    }
}
