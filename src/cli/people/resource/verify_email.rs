use super::report;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{event::Action, remedy::Remedy},
    error::{Code, Error, Result},
    ops::people::{
        verify_email::{AssumeEmail, may_assume},
        view::ResourceView,
        with_view::WithView,
    },
};

/// Mark the e-mail address of a resource as verified
///
/// An emergency code needs a verified address. The owner of the database may vouch for it, with a reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl resource verify-email ada --assume --reason 'confirmed in person'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Mark it on your own word
    #[arg(long)]
    assume: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        if !self.assume {
            return Err(Error::new(
                Code::Usage,
                "say how the address is verified: --assume takes your word; nothing was changed",
            )
            .hint("take it as verified", Remedy::VerifyEmail(self.resource)));
        }
        let resource = ctx.read_before(Action::ResourceVerifyEmail, Some(&self.resource), |tx, operator, _| {
            may_assume(tx, operator, &self.resource)
        })?;
        let verified = resource.email_verified_at.is_some();
        let why = ctx.why(!verified)?;
        let done = ctx.perform(&WithView(AssumeEmail { resource: self.resource, why }))?;
        report(ctx, &done.state, if done.changed { "verified" } else { "already verified; nothing was changed" })
    }
}
