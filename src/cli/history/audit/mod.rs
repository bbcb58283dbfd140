//! `audit`: the history.

mod log;
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
