//! `token`: what scripts sign in with.

mod issue;
mod list;
mod revoke;

use crate::cli::answer::verbs;

verbs! {
    /// Manage tokens of scripts: issue, list, revoke
    #[command(after_help = "Examples:\n  \
        tenantctl token issue nightly --scope resource.read --expires 90d --out nightly.token\n  \
        tenantctl token list")]
    pub enum Verb {
        Issue(issue::Args),
        #[command(alias = "ls")]
        List(list::Args),
        Revoke(revoke::Args),
    }
}
