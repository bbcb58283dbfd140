//! Commands about passwords and set-up.

pub(super) mod password;
pub(super) mod setup;
