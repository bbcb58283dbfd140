//! Commands that help somebody who cannot get in.

pub(super) mod account;
pub(super) mod emergency;
pub(super) mod guided;
mod hand_locks;
pub(super) mod record;
pub(super) mod why;
