//! The history: appending, and reading it back.

mod audit_events;
mod event_log;
