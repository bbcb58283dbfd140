use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::{tfa::Require, view::TfaView},
};

/// End a pause at once: a code is needed again
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl 2fa require ada")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<TfaView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&Require { resource: self.resource, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "the pause is over" } else { "not paused; nothing was changed" }),
        )
    }
}
