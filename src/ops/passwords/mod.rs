//! Passwords, and the tokens by which people choose their own.

pub mod prove_password;
pub mod set_password;
pub mod setup;
