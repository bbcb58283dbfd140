use super::enrollment_sheet::View;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::factors::remove_factor::RemoveFactor,
    render::Page,
};

/// Remove one authenticator; the others stay
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl totp remove ada 'old phone'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// The device (label or id); may be omitted if there is only one
    factor: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let (resource, factor) = ctx.perform(&RemoveFactor { resource: self.resource, factor: self.factor, why })?;
        let page = Page::new().line(format!("The device {:?} of {} is removed.", factor.label, resource.username));
        ctx.out.one(&View::of(&resource.username, &factor), page)?;
        Ok(0)
    }
}
