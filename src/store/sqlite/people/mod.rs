//! Resources, by what they are found, and lists of them.

pub(in crate::store) mod identifiers;
pub(in crate::store) mod listing;
pub(in crate::store) mod resources;
