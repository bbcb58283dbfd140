//! Resources, by what they are found, and lists of them.

mod identifiers;
mod listing;
mod resources;
