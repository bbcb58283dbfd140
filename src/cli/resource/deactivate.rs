use super::report;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{
        set_active::{SetActive, may_set_active},
        view::ResourceView,
    },
};

/// Deactivate a resource: it cannot log in and keeps its history
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl resource deactivate ada --reason 'left the company' --yes")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let before = ctx.read_before(Action::ResourceDeactivate, Some(&self.resource), |tx, operator, _| {
            may_set_active(tx, operator, &self.resource)
        })?;
        if !before.active {
            return report(ctx, &before.id, "deactivated already; nothing was changed");
        }
        let why = ctx.why(true)?;
        ctx.confirm(&format!("Deactivate {}? Every login of it will be denied.", before.username))?;
        let done = ctx.perform(&SetActive { resource: before.id, active: false, why })?;
        report(
            ctx,
            &done.state.id,
            if done.changed { "deactivated" } else { "deactivated already; nothing was changed" },
        )
    }
}
