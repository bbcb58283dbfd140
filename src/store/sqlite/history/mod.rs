//! The history: appending, and reading it back.

pub(in crate::store) mod audit_events;
pub(in crate::store) mod event_log;
