use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::Action,
    error::Result,
    ops::operators::revoke_level::RevokeLevel,
};

/// Revoke the level of a resource, which leaves it the level user
///
/// You may revoke your own, unless that would leave the tenant without a working administrator.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl level revoke ada --reason 'left the service desk'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<super::View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = self.resource;
        ctx.read_before(Action::LevelRevoke, Some(&resource), |tx, operator, _| {
            crate::ops::operators::revoke_level::may_revoke(tx, operator, &resource).map(drop)
        })?;
        let why = ctx.why(true)?;
        let done = ctx.perform(&RevokeLevel { resource, why })?;
        super::changed(ctx, done)
    }
}
