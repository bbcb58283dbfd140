//! `audit`: the history.

mod log;
mod verify;

use crate::cli::answer::verbs;

verbs! {
    /// The history: read it, prove it
    pub enum Verb {
        Log(log::Args),
        Verify(verify::Args),
    }
}
