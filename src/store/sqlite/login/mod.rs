//! What a login counts and grants.

pub(in crate::store) mod lockouts;
pub(in crate::store) mod sessions;
