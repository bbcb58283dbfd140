//! The engine of every tenant database: a second one is chosen here.

pub(super) use super::sqlite::{draft, inspect, older, open, require_free};
