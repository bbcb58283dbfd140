//! `emergency`: codes for people who lost their device.

pub(in crate::cli) mod issue;
mod list;
mod revoke;

use crate::cli::answer::verbs;

verbs! {
    /// Issue, list and revoke codes for people who lost their device
    #[command(after_help = "Examples:\n  \
        tenantctl emergency issue ada      (asks how the identity was checked)\n  \
        tenantctl emergency list")]
    pub enum Verb {
        Issue(issue::Args),
        #[command(alias = "ls")]
        List(list::Args),
        Revoke(revoke::Args),
    }
}
