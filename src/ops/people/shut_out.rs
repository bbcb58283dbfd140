//! What keeps a person out whatever else is done for them: an operator who helps in vain is told.

use crate::{
    domain::{lockout::HandLock, resource::Resource, time::Time},
    error::Result,
    store::ReadTx,
};

/// What keeps a resource out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShutOut {
    Deactivated,
    /// By failed logins.
    Locked,
    /// By an operator, who is asked before the account is unlocked (R-LOCK-5).
    LockedByHand(HandLock),
}

/// What keeps a resource out now, the first that has to go first.
///
/// # Errors
/// Those of the store.
pub fn shut_out(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<ShutOut>> {
    if !resource.active {
        return Ok(Some(ShutOut::Deactivated));
    }
    let lockout = tx.lockout(&resource.id)?;
    Ok(match lockout.hand_lock(now) {
        Some(lock) => Some(ShutOut::LockedByHand(lock.clone())),
        None => lockout.locked_since(now).map(|_| ShutOut::Locked),
    })
}
