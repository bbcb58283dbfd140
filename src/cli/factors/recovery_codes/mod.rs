//! `recovery-codes`: ten codes on paper, for the day when the device is lost.

mod generate;
mod status;

use crate::cli::answer::verbs;

verbs! {
    /// Ten codes to keep on paper; each works for one login without the device
    #[command(after_help = "Examples:\n  \
        tenantctl recovery-codes generate ada\n  \
        tenantctl recovery-codes status ada")]
    pub enum Verb {
        Generate(generate::Args),
        Status(status::Args),
    }
}
