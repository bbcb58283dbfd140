//! What a tenant has granted for a time only, or given out to open something once: what ends if no one can know whether it was used or
//! ended meanwhile (R-BAK-1).

use schemars::JsonSchema;
use serde::Serialize;

/// How much of it there is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Granted {
    /// Sessions.
    pub sessions: u64,
    /// Pauses of the second factor.
    pub pauses: u64,
    /// People who log in without 2FA because the owner switched it off.
    pub disablements: u64,
    /// Emergency codes that were not used.
    pub emergency_codes: u64,
    /// Set-up tokens that were not used.
    pub setup_tokens: u64,
    /// Tokens of scripts.
    pub script_tokens: u64,
    /// Requests that wait for a second person.
    pub requests: u64,
    /// Devices with an unconfirmed enrollment.
    pub enrollments: u64,
    /// People with a set of recovery codes, who need new ones.
    pub recovery_sets: u64,
}
