use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::Action,
    error::Result,
    ops::operators::grant_level::GrantLevel,
};

/// Grant a resource a level, in place of the one it has
///
/// You cannot grant yourself a level, grant more than you hold, or change the level of somebody above you.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl level grant ada helpdesk --reason 'joins the service desk'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Name of the level, as `level list` shows it
    name: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<super::View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let level = super::named(&self.name)?;
        let (resource, given) = (self.resource, level.clone());
        ctx.read_before(Action::LevelGrant, Some(&resource), |tx, operator, _| {
            crate::ops::operators::grant_level::may_grant(tx, operator, &resource, &given).map(drop)
        })?;
        let why = ctx.why(true)?;
        let done = ctx.perform(&GrantLevel { resource, level, why })?;
        super::changed(ctx, done)
    }
}
