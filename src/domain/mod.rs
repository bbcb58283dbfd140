//! The rules, pure: no input or output, no clock and no randomness of their own; time and random bytes are arguments.

pub mod ambient;
pub mod decision;
pub mod disablement;
pub mod emergency;
pub mod event;
pub mod factor;
pub mod field;
pub mod identifier;
pub mod level;
pub mod license;
pub mod lockout;
pub mod password;
pub mod pause;
pub mod permission;
pub mod phone;
pub mod policy;
pub mod recovery_codes;
pub mod request;
pub mod resource;
pub mod script_token;
pub mod secret;
pub mod session;
mod spoken;
pub mod text;
pub mod time;
pub mod totp;
mod typed;
