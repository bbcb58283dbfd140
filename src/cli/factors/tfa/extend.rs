use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{
        event::Action,
        typed_time::{Direction, TypedTime},
    },
    error::Result,
    ops::{
        factors::extend_pause::{Extend, may_extend},
        people::view::TfaView,
    },
};

/// Extend a timed pause by 24 hours, up to the limit of policy pause.max
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl 2fa extend ada --reason 'the new phone comes tomorrow'\n  \
    tenantctl 2fa extend ada --until '2026-11-24 18:00' --reason 'the new phone comes on Tuesday'")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// End the pause at TIME instead (2026-12-01 18:00, tomorrow 9:00, 18:36, 48h)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<TypedTime>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<TfaView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let until = self.until.map(|until| ctx.moment(until, Direction::Ahead)).transpose()?;
        let why = ctx.why_of(Action::TfaExtend, Some(&self.resource), |tx, operator, _| {
            may_extend(tx, operator, &self.resource)
        })?;
        let done = ctx.perform(&Extend { resource: self.resource, until, why })?;
        let did = if done.changed { "extended" } else { "already paused until then; nothing was changed" };
        super::report(ctx, &done.state, Some(did))
    }
}
