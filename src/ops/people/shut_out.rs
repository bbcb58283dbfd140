//! What keeps a person out whatever else is done for them: an operator who helps in vain is told.

use crate::{
    domain::{resource::Resource, time::Time},
    error::Result,
    store::ReadTx,
};

/// What keeps a resource out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShutOut {
    Deactivated,
    Locked,
}

/// What keeps a resource out now, the first that has to go first.
///
/// # Errors
/// Those of the store.
pub fn shut_out(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Option<ShutOut>> {
    if !resource.active {
        return Ok(Some(ShutOut::Deactivated));
    }
    let locked = tx.lockout(&resource.id)?.locked_since(now).is_some();
    Ok(locked.then_some(ShutOut::Locked))
}
