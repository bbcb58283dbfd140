//! `setup`: a person chooses its own password, by a token that it was handed.

mod accept;
mod issue;

use crate::cli::answer::verbs;

verbs! {
    /// Tokens by which people choose their own password: issue, accept
    #[command(after_help = "Examples:\n  \
        tenantctl setup issue ada --show\n  \
        tenantctl setup accept ada                   (the person itself, with the token)")]
    pub enum Verb {
        Issue(issue::Args),
        Accept(accept::Args),
    }
}
