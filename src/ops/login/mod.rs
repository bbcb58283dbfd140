//! Logins and their sessions.

pub mod authenticate;
pub mod sessions;
