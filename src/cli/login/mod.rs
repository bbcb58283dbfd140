//! Commands that decide logins and look after sessions.

pub(super) mod asking;
pub(super) mod authenticate;
pub(super) mod session;
