//! `password`: setting one, and the rules for it.

mod rules;
pub mod set;

use crate::cli::answer::verbs;

verbs! {
    /// Passwords and their rules
    pub enum Verb {
        Set(set::Args),
        Rules(rules::Args),
    }
}
