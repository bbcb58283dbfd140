//! Logins and their sessions.

pub mod authenticate;
pub mod check_session;
pub mod end_session;
pub mod end_sessions;
pub mod list_sessions;
pub mod live_session;
pub mod log_out;
pub mod session_end;
pub mod session_view;
