use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::{factors::tfa_status, people::view::TfaView},
};

/// Show whether a resource needs a second factor, and its devices
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl 2fa status ada")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<TfaView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(|tx, operator, now| tfa_status::status(tx, operator, &self.resource, now))?;
        super::report(ctx, &view, None)
    }
}
