//! `audit`: the history.

mod in_words;
mod log;
mod sentence;
mod verify;

use crate::cli::answer::verbs;

verbs! {
    /// Read and verify the history
    #[command(after_help = "Examples:\n  \
        tenantctl audit log --resource ada\n  \
        tenantctl audit log --follow\n  \
        tenantctl audit verify")]
    pub enum Verb {
        Log(log::Args),
        Verify(verify::Args),
    }
}
