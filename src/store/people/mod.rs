//! Resources, by what they are found, and lists of them.

pub(super) mod attention;
pub(super) mod identifiers;
pub(super) mod listing;
pub(super) mod resources;
pub(super) mod situation;
