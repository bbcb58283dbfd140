//! `resource delete`: nothing deletes a resource (R-RES-4); this command only says what to use instead.

use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::remedy::Remedy,
    error::{Code, Error, Result},
};

/// Resources are deactivated, never deleted
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl resource deactivate ada --reason 'left the company'")]
pub struct Args {
    /// Any resource
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("it always refuses, with an error");
}

impl Args {
    pub fn run(self, _: &mut Context<'_>) -> Result<u8> {
        let message = "resources are never deleted: their history must stay complete; nothing was changed";
        Err(Error::new(Code::NoDeletion, message)
            .hint("deactivate it instead", Remedy::DeactivateResource(self.resource)))
    }
}
