//! `emergency`: codes for people who lost their device.

mod issue;
mod list;
mod revoke;

use crate::cli::answer::verbs;

verbs! {
    /// Codes valid for three minutes, for somebody who lost the device
    pub enum Verb {
        Issue(issue::Args),
        #[command(alias = "ls")]
        List(list::Args),
        Revoke(revoke::Args),
    }
}
