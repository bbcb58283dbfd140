//! The tenant's policy: the keys in use, their types, bounds and defaults. `policy show` lists them.

use super::{
    event::words,
    password::HashCost,
    session::Limits,
    time::{Span, Time},
};

words! {
    /// Who may act as an operator (R-PERM-5).
    SignIn { Off "off", Required "required", }
}

/// A tenant's policy, every key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// `lockout.threshold`: consecutive denials that lock.
    pub lockout_threshold: u32,
    /// `pause.max`: how long a pause may last with all its extensions.
    pub pause_max: Span,
    /// `password.strong`: the strong rules of R-PWD-2.
    pub password_strong: bool,
    /// `password.expiry`: how old a password may become.
    pub password_expiry: Option<Span>,
    /// `password.argon2`: what a new hash costs.
    pub password_argon2: HashCost,
    /// `emergency.life`: how long an emergency code is valid.
    pub emergency_life: Span,
    /// `reason.ticket`: a ticket serves instead of a reason.
    pub reason_ticket: bool,
    /// `session.desktop` and `session.mobile`: how many sessions live at once.
    pub sessions: Limits,
    /// `session.idle`: how long a session lives without activity.
    pub session_idle: Span,
    /// `setup.life`: how long a set-up token is valid.
    pub setup_life: Span,
    /// `operator.sign_in`: whether operators must sign in.
    pub sign_in: SignIn,
    /// `two_person`: what makes an administrator weaker needs a second person (R-PERM-6).
    pub two_person: bool,
}

/// One key as `policy show` lists it.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name: `lockout.threshold`.
    pub name: &'static str,
    /// What it means and which values it takes.
    pub meaning: &'static str,
}

/// Why a value is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyFault {
    /// No such key.
    #[error("there is no policy key {0:?}")]
    UnknownKey(String),
    /// The value is not of the key's type or out of its bounds.
    #[error("{key} takes {wanted}")]
    BadValue {
        key: &'static str,
        /// What it takes.
        wanted: &'static str,
    },
}

/// The keys in use, in the order in which they are shown.
pub const KEYS: [Key; 13] = [
    Key { name: "lockout.threshold", meaning: "consecutive denials that lock an account (3 to 20)" },
    Key { name: "pause.max", meaning: "how long a pause of 2FA may last with all its extensions (1h to 7d)" },
    Key { name: "password.strong", meaning: "ask for strong passwords (on, off)" },
    Key { name: "password.expiry", meaning: "how old a password may become (none, or 1d to 1000d)" },
    Key { name: "password.argon2", meaning: "what hashing a new password costs (m=KiB,t=PASSES,p=LANES)" },
    Key { name: "emergency.life", meaning: "how long an emergency code is valid (1m to 10m)" },
    Key { name: "session.desktop", meaning: "sessions at once on desktop and tablet together (1 to 100)" },
    Key { name: "session.mobile", meaning: "sessions at once on mobile and Outlook together (1 to 100)" },
    Key { name: "session.idle", meaning: "how long a session lives without activity (5m to 30d)" },
    Key { name: "setup.life", meaning: "how long a set-up token is valid (1h to 30d)" },
    Key { name: "operator.sign_in", meaning: "whether operators must sign in (off, required)" },
    Key { name: "two_person", meaning: "what makes an administrator weaker needs a second person (on, off)" },
    Key { name: "reason.ticket", meaning: "a ticket serves instead of a reason (on, off)" },
];

impl Default for Policy {
    fn default() -> Self {
        Self {
            lockout_threshold: 7,
            pause_max: Span::hours(72),
            password_strong: false,
            password_expiry: None,
            password_argon2: HashCost::default(),
            emergency_life: Span::seconds(180),
            reason_ticket: false,
            sessions: Limits { desktop: 3, mobile: 1 },
            session_idle: Span::hours(8),
            setup_life: Span::hours(72),
            sign_in: SignIn::Off,
            two_person: false,
        }
    }
}

impl Policy {
    /// Whether a password that was set then has become too old (R-PWD-2).
    pub fn password_expired(&self, set_at: Time, now: Time) -> bool {
        self.password_expiry.is_some_and(|expiry| now >= set_at.plus(expiry))
    }

    /// The value of a key as it is typed and shown; `None` for an unknown key.
    pub fn get(&self, key: &str) -> Option<String> {
        let on_off = |on: bool| if on { "on" } else { "off" }.to_owned();
        Some(match key {
            "lockout.threshold" => self.lockout_threshold.to_string(),
            "pause.max" => self.pause_max.to_string(),
            "password.strong" => on_off(self.password_strong),
            "password.expiry" => self.password_expiry.map_or("none".to_owned(), |span| span.to_string()),
            "password.argon2" => self.password_argon2.to_string(),
            "emergency.life" => self.emergency_life.to_string(),
            "session.desktop" => self.sessions.desktop.to_string(),
            "session.mobile" => self.sessions.mobile.to_string(),
            "session.idle" => self.session_idle.to_string(),
            "setup.life" => self.setup_life.to_string(),
            "operator.sign_in" => self.sign_in.word().to_owned(),
            "two_person" => on_off(self.two_person),
            "reason.ticket" => on_off(self.reason_ticket),
            _ => return None,
        })
    }

    /// Sets a key from its text.
    ///
    /// # Errors
    /// An unknown key, or a value that is not of its type or out of bounds; nothing is set then.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), PolicyFault> {
        let name = KEYS.iter().find(|known| known.name == key).map(|known| known.name);
        let key = name.ok_or_else(|| PolicyFault::UnknownKey(key.to_owned()))?;
        let bad = |wanted| PolicyFault::BadValue { key, wanted };
        match key {
            "lockout.threshold" => {
                let wanted = bad("a whole number from 3 to 20");
                self.lockout_threshold = value.parse().ok().filter(|n| (3..=20).contains(n)).ok_or(wanted)?;
            }
            "pause.max" => {
                let (low, high) = (Span::hours(1), Span::days(7));
                self.pause_max = span(value, low, high).ok_or(bad("a duration from 1h to 7d, such as 72h"))?;
            }
            "password.expiry" if value == "none" => self.password_expiry = None,
            "password.expiry" => {
                let (low, high) = (Span::days(1), Span::days(1000));
                let parsed = span(value, low, high).ok_or(bad("none, or a duration from 1d to 1000d, such as 90d"))?;
                self.password_expiry = Some(parsed);
            }
            "password.argon2" => {
                let wanted = bad("m=KIB,t=PASSES,p=LANES, at least m=19456,t=2,p=1");
                self.password_argon2 = value.parse().map_err(|_| wanted)?;
            }
            "emergency.life" => {
                let (low, high) = (Span::seconds(60), Span::seconds(600));
                self.emergency_life = span(value, low, high).ok_or(bad("a duration from 1m to 10m, such as 3m"))?;
            }
            "session.desktop" => self.sessions.desktop = count(value).ok_or(bad("a whole number from 1 to 100"))?,
            "session.mobile" => self.sessions.mobile = count(value).ok_or(bad("a whole number from 1 to 100"))?,
            "session.idle" => {
                let (low, high) = (Span::seconds(300), Span::days(30));
                self.session_idle = span(value, low, high).ok_or(bad("a duration from 5m to 30d, such as 8h"))?;
            }
            "setup.life" => {
                let (low, high) = (Span::hours(1), Span::days(30));
                self.setup_life = span(value, low, high).ok_or(bad("a duration from 1h to 30d, such as 72h"))?;
            }
            "operator.sign_in" => self.sign_in = SignIn::from_word(value).ok_or(bad("off or required"))?,
            "two_person" => self.two_person = on_off(value).ok_or(bad("on or off"))?,
            "password.strong" => self.password_strong = on_off(value).ok_or(bad("on or off"))?,
            "reason.ticket" => self.reason_ticket = on_off(value).ok_or(bad("on or off"))?,
            _ => return Err(PolicyFault::UnknownKey(key.to_owned())),
        }
        Ok(())
    }
}

fn count(value: &str) -> Option<u32> {
    value.parse().ok().filter(|n| (1..=100).contains(n))
}

fn on_off(value: &str) -> Option<bool> {
    match value {
        "on" | "true" | "yes" => Some(true),
        "off" | "false" | "no" => Some(false),
        _ => None,
    }
}

fn span(value: &str, low: Span, high: Span) -> Option<Span> {
    value.parse().ok().filter(|span| (low..=high).contains(span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_reads_back_what_it_shows() {
        let mut policy = Policy::default();
        for key in KEYS {
            let shown = policy.get(key.name).expect("known");
            policy.set(key.name, &shown).expect("its own default");
        }
        assert_eq!(policy, Policy::default());
    }

    /// Every key but `password.argon2`, which is tested elsewhere: the values that it takes, and those just beyond.
    const TAKEN: [(&str, &[&str], &[&str]); 12] = [
        ("lockout.threshold", &["3", "20"], &["2", "21"]),
        ("pause.max", &["1h", "168h"], &["3599s", "604801s"]),
        ("password.strong", &["on", "off"], &["On", ""]),
        ("password.expiry", &["24h", "none", "24000h"], &["86399s", "86400001s", "None"]),
        ("emergency.life", &["1m", "10m"], &["59s", "601s"]),
        ("session.desktop", &["1", "100"], &["0", "101"]),
        ("session.mobile", &["100", "1"], &["0", "101"]),
        ("session.idle", &["5m", "720h"], &["299s", "2592001s"]),
        ("setup.life", &["1h", "720h"], &["3599s", "2592001s"]),
        ("operator.sign_in", &["required", "off"], &["on", ""]),
        ("two_person", &["on", "off"], &["1", ""]),
        ("reason.ticket", &["on", "off"], &["1", ""]),
    ];

    #[test]
    fn every_key_takes_its_values_to_the_very_bounds_and_touches_no_other_key() {
        for (key, good, bad) in TAKEN {
            let mut policy = Policy::default();
            for value in good {
                assert_eq!(policy.set(key, value), Ok(()), "{key}={value}");
                assert_eq!(policy.get(key).as_deref(), Some(*value), "{key}");
                for other in KEYS.iter().filter(|other| other.name != key) {
                    assert_eq!(policy.get(other.name), Policy::default().get(other.name), "{key} {}", other.name);
                }
            }
            let before = policy.clone();
            for value in bad {
                assert!(
                    matches!(policy.set(key, value), Err(PolicyFault::BadValue { key: k, .. }) if k == key),
                    "{key}={value}"
                );
            }
            assert_eq!(policy, before, "{key}");
        }
        assert_eq!(TAKEN.len() + 1, KEYS.len());
    }

    #[test]
    fn what_is_on_or_off_is_read_in_the_words_that_people_use() {
        let mut policy = Policy::default();
        for (word, shown) in [("yes", "on"), ("no", "off"), ("true", "on"), ("false", "off"), ("on", "on")] {
            assert_eq!(policy.set("two_person", word), Ok(()), "{word}");
            assert_eq!(policy.get("two_person").as_deref(), Some(shown), "{word}");
        }
    }

    #[test]
    fn values_out_of_bounds_are_refused_and_change_nothing() {
        let bad = [
            ("lockout.threshold", "2"),
            ("lockout.threshold", "21"),
            ("pause.max", "8d"),
            ("password.strong", "maybe"),
            ("password.expiry", "0"),
            ("password.argon2", "m=1,t=1,p=1"),
            ("emergency.life", "1h"),
            ("no.such.key", "1"),
        ];
        let mut policy = Policy::default();
        for (key, value) in bad {
            assert!(policy.set(key, value).is_err(), "{key}={value}");
        }
        assert_eq!(policy, Policy::default());
    }
}
