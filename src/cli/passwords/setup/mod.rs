//! `setup`: people choose their own password, with a token that an operator gave them.

mod accept;
mod issue;

use crate::cli::answer::verbs;

verbs! {
    /// Issue and accept tokens with which people choose their own password
    #[command(after_help = "Examples:\n  \
        tenantctl setup issue ada --show\n  \
        tenantctl setup accept ada                   (the person, with the token)")]
    pub enum Verb {
        Issue(issue::Args),
        Accept(accept::Args),
    }
}
