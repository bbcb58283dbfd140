//! Resources, by what they are found, and lists of them.

mod attention;
mod identifiers;
mod listing;
mod resources;
