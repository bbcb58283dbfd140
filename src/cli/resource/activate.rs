use super::report;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::{set_active::SetActive, view::ResourceView},
};

/// Activate a deactivated resource again
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl resource activate ada")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&SetActive { resource: self.resource, active: true, why })?;
        report(ctx, &done.state.id, if done.changed { "activated" } else { "active already; nothing was changed" })
    }
}
