//! The history: appending, verifying, and reading it back.

pub(super) mod audit_events;
pub(super) mod event_log;
