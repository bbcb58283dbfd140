//! The rules, pure: no input or output, no clock and no randomness of their own; time and random bytes are arguments.

pub mod event;
pub mod secret;
pub mod time;
