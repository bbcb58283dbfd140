//! Commands about operators: their sign-in, levels, tokens and requests.

pub(super) mod level;
pub(super) mod login;
pub(super) mod requests;
pub(super) mod token;
pub(super) mod whoami;
