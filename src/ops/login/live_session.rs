//! The session that a token opens (R-SES-3, R-SES-4).

use crate::{
    domain::{
        resource::Resource,
        session::{Session, Token},
        time::Time,
    },
    error::Result,
    store::ReadTx,
};

/// The live session of a token, with its resource.
///
/// # Errors
/// `state_tampered` if its row was changed in the file: that is no expired session, and the holder of the token must know.
pub fn live(tx: &ReadTx<'_>, token: Option<&Token>, now: Time) -> Result<Option<(Session, Resource)>> {
    let Some(token) = token else { return Ok(None) };
    let idle = tx.policy()?.session_idle;
    let Some(session) = tx.live_session(token, idle, now)? else { return Ok(None) };
    let resource = tx.resource(&session.resource)?.filter(|resource| resource.active);
    // A lock ends every session. One that was left over, or put back, opens nothing during the lock.
    let resource = match resource {
        Some(resource) if tx.lockout(&resource.id)?.locked_since(now).is_some() => None,
        other => other,
    };
    Ok(resource.map(|resource| (session, resource)))
}
