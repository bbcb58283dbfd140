//! `password`: setting one, and the rules for it.

mod rules;
pub mod set;

use crate::cli::answer::verbs;

verbs! {
    /// Set passwords, and show their rules
    #[command(after_help = "Examples:\n  \
        tenantctl password set ada\n  \
        tenantctl password rules")]
    pub enum Verb {
        Set(set::Args),
        Rules(rules::Args),
    }
}
