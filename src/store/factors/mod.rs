//! Second factors, their sealed secrets and their spent steps (R-TOTP-2, R-TOTP-3), and what replaces them.

pub(super) mod disablements;
pub(super) mod pauses;
pub(super) mod recovery_codes;
pub(super) mod removed_factors;

use crate::{
    domain::{
        factor::{Factor, Spend},
        time::Time,
    },
    error::Result,
};

/// What is read of factors.
pub trait ReadFactors {
    /// A resource's factors, oldest first, pending ones included even when they have expired.
    fn factors(&self, resource: &str) -> Result<Vec<Factor>>;

    /// The active factors of everybody of which a code was accepted for a step that begins after that time, the step before it too.
    fn factors_used_after(&self, time: Time) -> Result<Vec<Factor>>;
}

/// What a database keeps of factors.
pub(in crate::store) trait KeepFactors {
    /// A factor's secret as it rests.
    fn sealed_secret(&self, factor: &str) -> Result<Vec<u8>>;

    /// Adds a factor of which no code was accepted, with its sealed secret.
    fn insert_factor(&self, factor: &Factor, sealed: &[u8]) -> Result<()>;

    /// Makes a pending factor active; the code that proved it is spent.
    fn confirm_factor(&self, factor: &str, spend: Spend, used_at: Option<Time>) -> Result<()>;

    /// Takes a factor away, which must be there.
    fn delete_factor(&self, factor: &str) -> Result<()>;

    /// Spends a code of an active factor if nothing spent it yet, nor a later one, by the statement itself: at most one of those who ask is
    /// answered true (R-TOTP-3).
    fn spend_code(&self, factor: &str, spend: Spend, now: Time) -> Result<bool>;

    /// Counts no failure any more on the active factors of the resource that has this one.
    fn clear_failures(&self, factor: &str) -> Result<()>;

    /// Counts a failure on an active factor, and disables it at so many.
    fn count_factor_failure(&self, factor: &str, most: u32) -> Result<()>;

    /// Takes the pending factors away that were made at `until` or before.
    fn delete_enrollments_until(&self, until: Time) -> Result<()>;

    /// Spends every time step up to that time's on every device that has steps; one that was accepted for a later step keeps it.
    fn spend_steps_until(&self, now: Time) -> Result<()>;

    /// Takes every pending factor away.
    fn delete_all_enrollments(&self) -> Result<()>;
}
