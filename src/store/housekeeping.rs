//! What may be tidied up without an event.

use super::WriteTx;
use crate::{domain::time::Span, error::Result};

/// What may be written without an event, because it changes nothing that anybody can see: a closed list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Housekeeping<'a> {
    /// Pending enrollments past their 24 hours.
    ExpiredEnrollments,
    /// Denied unknown names past their day.
    ForgottenNames,
    /// Secrets of removed devices past their thirty days.
    ForgottenFactors,
    /// A resource's sessions that ended without a log-out.
    DeadSessions {
        /// Whose.
        resource: &'a str,
        /// How long a session lives without activity.
        idle: Span,
    },
    /// Everybody's sessions that ended without a log-out, before sessions live longer.
    AllDeadSessions {
        /// How long one has lived without activity so far.
        idle: Span,
    },
    /// A sign of life of a session.
    SessionSeen(&'a str),
}

impl WriteTx<'_> {
    /// Tidies up what has expired; see [`Housekeeping`].
    pub fn keep(&self, what: Housekeeping<'_>) -> Result<()> {
        match what {
            Housekeeping::ExpiredEnrollments => self.forget_expired_enrollments(),
            Housekeeping::ForgottenNames => self.forget_denied_names(),
            Housekeeping::ForgottenFactors => self.forget_removed_factors(),
            Housekeeping::DeadSessions { resource, idle } => {
                self.transaction().delete_sessions_until(resource, self.now().minus(idle))
            }
            Housekeeping::AllDeadSessions { idle } => {
                self.transaction().delete_all_sessions_until(self.now().minus(idle))
            }
            Housekeeping::SessionSeen(id) => self.transaction().touch_session(id, self.now()),
        }
    }
}
