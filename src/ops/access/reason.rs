//! The reason for an act (R-PAUSE-7, R-LOCK-5).

use crate::{
    domain::{event::Why, policy::Policy, remedy::Argument},
    error::{Code, Error, Result},
};

/// Requires a reason, unless the policy accepts a ticket instead (R-PAUSE-7, R-LOCK-5).
pub(crate) fn require_reason(why: &Why, policy: &Policy) -> Result<()> {
    if why.reason.is_some() || (policy.reason_ticket && why.ticket.is_some()) {
        return Ok(());
    }
    let message = "this needs a reason, which the history keeps; nothing was changed";
    Err(Error::new(Code::Usage, message).again("add it", [Argument::Reason]))
}
