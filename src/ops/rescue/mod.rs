//! Helping people who cannot get in.

pub mod account_status;
pub mod emergency_code;
pub mod guided;
pub mod issue_emergency;
pub mod list_emergency_codes;
pub mod lock_account;
pub mod login_asks;
pub mod offer;
pub mod recover;
pub mod revoke_emergency;
pub mod unlock_account;
pub mod why;
