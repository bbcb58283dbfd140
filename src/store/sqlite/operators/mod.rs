//! What operators hold, and what waits for a second one.

pub(in crate::store) mod levels;
pub(in crate::store) mod requests;
pub(in crate::store) mod tokens;
