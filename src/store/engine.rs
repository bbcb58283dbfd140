//! The engine of every tenant database: a second one is chosen here.

pub(super) use super::sqlite::{
    draft, exposed_parents, inspect, older, open, opened_to_others, require_free, require_safe_directory,
};
