//! Passwords, and the tokens with which people choose their own.

pub mod accept_setup;
pub mod issue_setup;
pub mod issue_setup_into;
pub mod prove_password;
pub mod set_password;
pub mod setup_token;
