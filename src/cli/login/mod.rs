//! Commands that decide logins and look after sessions.

pub(super) mod authenticate;
pub(super) mod credentials;
pub(super) mod questions;
pub(super) mod session;
