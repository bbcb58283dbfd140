//! What a login counts and grants.

pub(super) mod lockouts;
pub(super) mod sessions;
