//! What a login counts and grants.

pub(super) mod lockouts;
mod sessions;
