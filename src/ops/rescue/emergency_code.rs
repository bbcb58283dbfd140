//! How an emergency code is stored, and what prevents a login with one (R-REC-1).

use super::login_asks::LoginAsks;
use crate::{
    domain::{emergency::EmergencyCode, resource::Resource, time::Time},
    error::Result,
    store::ReadTx,
    vault::Vault,
};

/// What is stored in place of a code: a keyed, salted hash that is valid only for its resource, so a row moved to another opens nothing
/// (R-REC-1).
pub(in crate::ops) fn code_hash(vault: &Vault, salt: &[u8], resource: &str, code: &EmergencyCode) -> [u8; 32] {
    vault.keyed_hash("emergency code", &[salt, resource.as_bytes()].concat(), code.normal())
}

/// A code that still opens a login; never the code itself.
#[derive(Clone, Debug)]
pub struct LiveEmergencyCode {
    pub issued_by: String,
    pub issued_at: Time,
    pub expires_at: Time,
}

impl LiveEmergencyCode {
    /// That of a resource.
    pub fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<Self>> {
        let row = tx.emergency_code(&resource.id)?.filter(|row| row.intact && row.live(now));
        Ok(row.map(|row| Self { issued_by: row.issued_by, issued_at: row.issued_at, expires_at: row.expires_at }))
    }
}

/// What prevents a login with an emergency code, in words.
pub(in crate::ops) fn in_the_way(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Vec<String>> {
    let locked = tx.lockout(&resource.id)?.locked_since(now).is_some();
    let no_password = tx.credential(&resource.id)?.is_none();
    let asks = match LoginAsks::of(tx, resource, now)? {
        LoginAsks::Code | LoginAsks::CodeOfNoDevice => None,
        LoginAsks::Enrollment => {
            Some("no authenticator is enrolled: the login will ask for enrollment, not for a code")
        }
        LoginAsks::Nothing if tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now)) => {
            Some("2FA is paused: the login asks for no code")
        }
        LoginAsks::Nothing => Some("the login asks for no code: 2FA is not required of this person now"),
    };
    let facts = [
        locked.then_some("the account is locked: unlock it, or the code is refused"),
        no_password.then_some("no password is set: the code alone opens nothing"),
        asks,
    ];
    Ok(facts.into_iter().flatten().map(str::to_owned).collect())
}

/// What to know before a code is issued: what prevents a login with it, and the code that it would replace.
pub fn before_issuing(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Vec<String>> {
    let live = LiveEmergencyCode::of(tx, resource, now)?;
    let replaced = live.map(|live| {
        let (by, until) = (live.issued_by, live.expires_at.local());
        format!("another code is valid until {until}, which {by} issued: a new one replaces it")
    });
    Ok(in_the_way(tx, resource, now)?.into_iter().chain(replaced).collect())
}
