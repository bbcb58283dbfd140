//! What a decision about a known name and its effects depend on, read under the write lock.

use super::{Attempt, other_device::OtherDevice};
use crate::{
    domain::{factor::Factor, lockout::Lockout, pause::Pause, policy::Policy, session::Session},
    ops::factors::judge_code::AppSettings,
};

/// Everything about an account that the decision and its effects need.
pub(super) struct Facts {
    pub(super) policy: Policy,
    /// The right password breaks the rules of the policy (R-PWD-2).
    pub(super) breaks_rules: bool,
    /// A new password was given in its place, and is refused.
    pub(super) new_refused: bool,
    pub(super) lockout: Lockout,
    pub(super) factors: Vec<Factor>,
    pub(super) pause: Option<Pause>,
    pub(super) skew: Option<i64>,
    /// What the app of a wrong code ignores, for the history alone.
    pub(super) app_settings: Option<AppSettings>,
    pub(super) compared: Vec<String>,
    /// The device that a wrong code belongs to, for the history alone.
    pub(super) other_device: Option<OtherDevice>,
    pub(super) sessions: Vec<Session>,
    /// The pending factor that this login is to prove.
    pub(super) proving: Option<Proving>,
}

impl Facts {
    /// The live sessions that would stay beside a new one.
    pub(super) fn staying<'a>(&'a self, attempt: &'a Attempt) -> impl Iterator<Item = &'a Session> {
        self.sessions.iter().filter(|session| !attempt.end_sessions.contains(&session.id))
    }
}

/// The new device that a login is judged by.
pub(super) enum Proving {
    /// A factor that was not proved yet.
    Factor(Factor),
    /// No device has that name; no code fits it.
    Unknown,
}
