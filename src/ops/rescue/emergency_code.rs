//! How an emergency code is stored, and what prevents a login with one (R-REC-1).

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

/// What prevents a login with an emergency code, in words.
pub(in crate::ops) fn in_the_way(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Vec<String>> {
    let locked = tx.lockout(&resource.id)?.locked_since(now).is_some();
    let no_password = tx.credential(&resource.id)?.is_none();
    let enrolled =
        tx.factors(&resource.id)?.iter().any(|factor| factor.state != crate::domain::factor::FactorState::Pending);
    let facts = [
        (locked, "the account is locked: unlock it, or the code is refused"),
        (no_password, "no password is set: the code alone opens nothing"),
        (!enrolled, "no authenticator is enrolled: the login will ask for enrollment, not for a code"),
    ];
    Ok(facts.into_iter().filter(|(holds, _)| *holds).map(|(_, text)| text.to_owned()).collect())
}
