//! Commands about passwords and set-up.

pub(super) mod password;
pub(super) mod proof;
pub(super) mod setup;
