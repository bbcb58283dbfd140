//! The reports about a resource. Scripts rely on their shape: fields are added, never removed.

use crate::domain::{
    event::words,
    factor::{Factor, FactorState},
    level::Level,
    license::License,
    lockout::HandLock,
    resource::ResourceType,
    time::Time,
};
use schemars::JsonSchema;
use serde::Serialize;

/// The state of a resource.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ResourceView {
    /// The id.
    pub id: String,
    /// As typed.
    pub username: String,
    /// As typed.
    pub email: String,
    /// Whether somebody verified or assumed it.
    pub email_verified: bool,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// Masked (R-FAC-2).
    pub phone: Option<String>,
    /// Internal, co-managed or client.
    #[serde(rename = "type")]
    pub kind: ResourceType,
    /// Decides about 2FA.
    pub license: License,
    /// The set of permissions.
    pub level: Level,
    /// The tenant's authority.
    pub champion: bool,
    /// False once deactivated.
    pub active: bool,
    /// The lock, and the count of failed logins.
    pub account: AccountSummary,
    /// The password; null where none is used, and where the list has no room for it.
    pub password: Option<PasswordState>,
    /// The second factor.
    pub tfa: TfaSummary,
    /// Until when an emergency code opens a login; null if there is none, and in lists, which do not look for one.
    pub emergency_code_until: Option<Time>,
    /// Live sessions; null in lists, which do not count them.
    pub sessions: Option<u32>,
    /// The last granted login.
    pub last_login_at: Option<Time>,
    /// When it was created.
    pub created_at: Time,
}

/// The lock of an account.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccountSummary {
    /// Whether logins are refused.
    pub locked: bool,
    /// Since when.
    pub locked_at: Option<Time>,
    /// Failed logins in a row.
    pub failed_attempts: u32,
    /// The number of failed logins that locks it.
    pub threshold: u32,
}

/// The second factor of a resource.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TfaSummary {
    /// What a login asks for now.
    pub requirement: Requirement,
    /// The end of a timed pause, or of 2FA that is switched off.
    pub paused_until: Option<Time>,
    /// Since when it is paused or switched off.
    pub paused_since: Option<Time>,
    /// Who paused it or switched it off.
    pub paused_by: Option<String>,
    /// Why it is paused or switched off.
    pub pause_reason: Option<String>,
    /// What is enrolled.
    pub factors: Vec<FactorView>,
    /// Unused recovery codes, 0 also if there never was a set; null if the license has no 2FA.
    pub recovery_codes_left: Option<u32>,
}

words! {
    /// What a login asks for: a code always, a code once a factor is enrolled, never one, none at the next login, none until a point in
    /// time, none while the owner has switched 2FA off (R-REC-3).
    Requirement {
        Required "required",
        Optional "optional",
        NotAvailable "not_available",
        PausedNextLogin "paused_next_login",
        PausedUntil "paused_until",
        Disabled "disabled",
    }
}

words! {
    /// Whether there is a password, and whether the next login must replace it.
    PasswordState { Set "set", Expired "expired", None "none", }
}

/// A factor as it is listed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FactorView {
    /// The id.
    pub id: String,
    /// `totp`.
    pub kind: &'static str,
    /// The device's name.
    pub label: String,
    /// Pending, active or disabled.
    pub state: FactorState,
    /// When the enrollment began.
    pub created_at: Time,
    /// The last login with it.
    pub last_used_at: Option<Time>,
}

/// The state of a resource's second factor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TfaView {
    /// Username of the resource.
    pub username: String,
    /// What a login asks for now.
    pub requirement: Requirement,
    /// The end of a timed pause, or of 2FA that is switched off.
    pub paused_until: Option<Time>,
    /// Since when it is paused or switched off.
    pub paused_since: Option<Time>,
    /// What is enrolled.
    pub factors: Vec<FactorView>,
    /// Why it is paused or switched off.
    pub pause_reason: Option<String>,
    /// Who paused it or switched it off.
    pub paused_by: Option<String>,
    /// Until when an emergency code opens a login; null if there is none.
    pub emergency_code_until: Option<Time>,
}

/// The state of an account's lock.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AccountView {
    /// Username of the resource.
    pub username: String,
    /// Whether logins are refused.
    pub locked: bool,
    /// Since when.
    pub locked_at: Option<Time>,
    /// Failed logins in a row.
    pub failed_attempts: u32,
    /// The number of failed logins that locks it.
    pub threshold: u32,
    /// Why it is locked: the operator's reason, or that logins failed.
    pub reason: Option<String>,
    /// When the lock ends, if it has an end.
    pub locked_until: Option<Time>,
    /// Who locked it by hand.
    pub locked_by: Option<String>,
}

/// A lock by hand that was lifted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LiftedLock {
    /// Who set it.
    pub locked_by: String,
    /// Since when it held.
    pub locked_at: Time,
    /// When it would have ended; null without an end.
    pub locked_until: Option<Time>,
    /// Why it was set.
    pub reason: Option<String>,
}

impl From<HandLock> for LiftedLock {
    fn from(HandLock { at, until, reason, by }: HandLock) -> Self {
        Self { locked_by: by, locked_at: at, locked_until: until, reason }
    }
}

impl From<Factor> for FactorView {
    fn from(factor: Factor) -> Self {
        Self {
            kind: factor.kind().word(),
            id: factor.id,
            label: factor.label,
            state: factor.state,
            created_at: factor.created_at,
            last_used_at: factor.last_used_at,
        }
    }
}
