//! A second factor as it stands enrolled (R-TOTP-2, R-TOTP-4, R-TOTP-8).

use super::{
    event::words,
    time::{Span, Time},
    totp::Parameters,
};

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
    /// Where a factor stands.
    FactorState { Pending "pending", Active "active", Disabled "disabled", }
}

/// An authenticator app of a resource, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Factor {
    /// A UUID of version 7.
    pub id: String,
    /// Whose it is.
    pub resource: String,
    /// The device's name, one of its kind for a resource.
    pub label: String,
    /// Pending until a code proves it; disabled by 100 failures in a row (R-LOCK-10).
    pub state: FactorState,
    /// Shown above the account in the app.
    pub issuer: String,
    /// Algorithm, digits and period.
    pub parameters: Parameters,
    /// The last accepted time step; what is at or before it is spent.
    pub last_step: Option<u64>,
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
    /// Whose it was.
    pub resource: String,
    /// The name that it had.
    pub label: String,
    /// Why it is gone.
    pub how: Removal,
    /// Algorithm, digits and period.
    pub parameters: Parameters,
}

impl Factor {
    /// Whether it is a pending enrollment that can no longer be confirmed.
    pub fn expired(&self, now: Time) -> bool {
        self.state == FactorState::Pending && now >= self.created_at.plus(PENDING_LIFE)
    }
}

/// The label of a new factor where none was given: `authenticator`, or the first `authenticator-N` that is free.
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
            issuer: "acme".into(),
            parameters: Parameters::default(),
            last_step: None,
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
