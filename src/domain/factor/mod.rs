//! An enrolled second factor (R-TOTP-2, R-TOTP-4, R-TOTP-8): what every kind has, and what depends on the kind.
//!
//! Each kind has a file beside this one. Whatever depends on the kind asks for it in a `match` that names every kind, or takes a device
//! apart by a pattern that cannot fail: another kind does not compile before each of these places says what it does.

pub mod totp;

use super::{
    event::words,
    time::{Span, Time},
};
use totp::{Parameters, Totp};

/// How long a pending enrollment waits for its code (R-TOTP-8).
pub const PENDING_LIFE: Span = Span::hours(24);

/// How long the secret of a device that is no longer enrolled is kept, to know its codes when they are typed. It grants nothing.
pub const REMOVED_KEPT: Span = Span::days(30);

/// Of how many such devices of one resource: a wrong code is compared with each, so their number bounds the time it takes.
pub const REMOVED_KEPT_AT_MOST: u32 = 5;

words! {
    /// Why a device is no longer enrolled.
    Removal { Removed "removed", Replaced "replaced", Reset "reset", }
}

words! {
    /// The state of a factor.
    FactorState { Pending "pending", Active "active", Disabled "disabled", }
}

words! {
    /// What a factor is, as it is stored and told.
    FactorKind { Totp "totp", }
}

/// The part of a factor that depends on its kind, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Device {
    /// An authenticator app with time-based codes.
    Totp(Totp),
}

/// How a device makes its codes: enough to know one, and what is kept of a device that is no longer enrolled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codes {
    /// Time-based codes.
    Totp(Parameters),
}

/// What a right code uses up: it is right once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spend {
    /// Its time step, and every one before it (R-TOTP-3).
    Step(u64),
}

/// What a typed code is worth to a factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right, and nothing was accepted for it: to be spent (R-TOTP-3).
    Right(Spend),
    /// The code that was accepted last, again (R-LOCK-8).
    Repeated(Spend),
    /// Right, and spent before the last accepted one or with it (R-TOTP-3).
    Used(Spend),
    /// Right for a clock that is wrong by more than the window (R-TOTP-5). Never to be accepted.
    Skewed {
        /// Whole periods in seconds; positive if the device is ahead.
        seconds: i64,
    },
    /// Right at no time within an hour.
    Wrong,
}

/// A second factor of a resource, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// A UUID of version 7.
    pub id: String,
    pub resource: String,
    /// The device's name, one of its kind for a resource.
    pub label: String,
    /// Pending until a code proves it; disabled by 100 failures in a row (R-LOCK-10).
    pub state: FactorState,
    /// What depends on its kind.
    pub device: Device,
    /// Consecutive failures since the last accepted code.
    pub failures: u32,
    /// Confirming it removes the others: chosen at enrollment.
    pub replaces_others: bool,
    /// When the enrollment began.
    pub created_at: Time,
    /// The last login with it.
    pub last_used_at: Option<Time>,
}

/// A device that is no longer enrolled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovedFactor {
    /// The id that it had as a factor.
    pub id: String,
    pub resource: String,
    /// The name that it had.
    pub label: String,
    /// Why it is gone.
    pub how: Removal,
    /// How it makes its codes.
    pub codes: Codes,
}

impl Device {
    /// Its kind.
    pub const fn kind(&self) -> FactorKind {
        match self {
            Device::Totp(_) => FactorKind::Totp,
        }
    }

    /// How many digits its codes have.
    pub const fn digits(&self) -> u8 {
        match self {
            Device::Totp(totp) => totp.parameters.digits,
        }
    }

    /// Whether a typed code has the form of its codes.
    pub fn could_show(&self, typed: &str) -> bool {
        totp::could_show(self.digits(), typed)
    }

    /// How it makes its codes.
    pub const fn codes(&self) -> Codes {
        match self {
            Device::Totp(totp) => Codes::Totp(totp.parameters),
        }
    }

    /// Whether something typed has the form of its codes. What has not is compared with nothing, and counts against no device.
    pub fn has_form_of_code(&self, typed: &str) -> bool {
        match self {
            Device::Totp(_) => totp::normalise_code(typed).is_some(),
        }
    }
}

impl Codes {
    /// The kind of device that makes such codes.
    pub const fn kind(&self) -> FactorKind {
        match self {
            Codes::Totp(_) => FactorKind::Totp,
        }
    }
}

impl Factor {
    /// Its kind.
    pub const fn kind(&self) -> FactorKind {
        self.device.kind()
    }

    /// Whether it is a pending enrollment that can no longer be confirmed.
    pub fn expired(&self, now: Time) -> bool {
        self.state == FactorState::Pending && now >= self.created_at.plus(PENDING_LIFE)
    }

    /// Until when every code of it counts as used, because one was accepted under a clock that ran ahead. `None` in the ordinary case.
    pub fn used_ahead_until(&self, now: Time) -> Option<Time> {
        let Device::Totp(totp) = &self.device;
        totp.used_ahead_until(now).filter(|_| self.state == FactorState::Active)
    }
}

/// The label of a new factor if none was given: `authenticator`, or the first `authenticator-N` that is free.
pub fn free_label<'a>(taken: impl Iterator<Item = &'a str> + Clone) -> String {
    let names = std::iter::once("authenticator".to_owned()).chain((2u32..).map(|n| format!("authenticator-{n}")));
    names.into_iter().find(|name| taken.clone().all(|other| other != name)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_totp_8_a_pending_enrollment_expires_after_24_hours_and_a_confirmed_device_never() {
        let began = Time::from_millis(1_700_000_000_000);
        let factor = |state| Factor {
            id: "f".into(),
            resource: "r".into(),
            label: "phone".into(),
            state,
            device: Device::Totp(Totp { issuer: "acme".into(), parameters: Parameters::default(), last_step: None }),
            failures: 0,
            replaces_others: false,
            created_at: began,
            last_used_at: None,
        };
        let end = began.plus(PENDING_LIFE);
        let just_before = Time::from_millis(end.millis() - 1);
        assert!(!factor(FactorState::Pending).expired(just_before) && factor(FactorState::Pending).expired(end));
        assert!(!factor(FactorState::Active).expired(end) && !factor(FactorState::Disabled).expired(end));
    }

    #[test]
    fn r_totp_4_a_new_device_gets_a_label_that_is_free() {
        assert_eq!(free_label([].into_iter()), "authenticator");
        assert_eq!(free_label(["authenticator", "authenticator-2", "phone"].into_iter()), "authenticator-3");
    }
}
