//! What may be tidied up without an event.

use crate::domain::time::Span;

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
