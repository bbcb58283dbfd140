//! Who needs attention: what can be counted without looking at everybody.

use crate::{
    domain::{disablement::Disablement, time::Time},
    error::Result,
};

/// What an active resource lacks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lack {
    /// An active factor, where the license asks for one.
    Device,
    /// A password, where people sign in with one.
    Password,
    /// A verified e-mail address, where codes could be issued to it.
    Verification,
}

/// An active factor that was not used for long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnusedFactor {
    pub username: String,
    pub label: String,
    /// When it was used last, or enrolled where it never was.
    pub since: Time,
}

/// What is read of those who need attention. Only active resources count.
pub trait ReadAttention {
    /// How many lack something.
    fn lacking(&self, lack: Lack) -> Result<u64>;

    /// The usernames of the first who lack something, in their order.
    fn first_lacking(&self, lack: Lack, limit: u32) -> Result<Vec<String>>;

    /// Who has used recovery codes and has at most `left` of them: the username, and how many are left.
    fn few_recovery_codes(&self, left: u32, limit: u32) -> Result<Vec<(String, u32)>>;

    /// Active factors that were used last before a point in time; those of the longest ago first, by the month.
    fn unused_factors(&self, before: Time, limit: u32) -> Result<Vec<UnusedFactor>>;

    /// The active resources with 2FA switched off at `now`, and how it was.
    fn disabled_at(&self, now: Time, limit: u32) -> Result<Vec<(String, Disablement)>>;
}
