use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{event::Action, time::Time},
    error::Result,
    ops::{
        account::{Lock, may_lock},
        view::AccountView,
    },
};

/// Lock an account by hand, on every client
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account lock ada --reason 'laptop stolen'\n  \
    tenantctl account lock ada --until '2026-12-01 08:00' --reason 'on leave'")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// Until then: RFC 3339, or local date and time; for good where it is left out
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<AccountView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why_of(Action::AccountLock, Some(&self.resource), |tx, operator, _| {
            may_lock(tx, operator, &self.resource)
        })?;
        let done = ctx.perform(&Lock { resource: self.resource, until: self.until, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "locked" } else { "locked already; nothing was changed" }),
        )
    }
}
