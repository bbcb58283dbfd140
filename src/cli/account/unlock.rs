use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{
        account::{Unlock, may_unlock},
        view::AccountView,
    },
};

/// Unlock an account and set its count of failed logins back
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl unlock ada --reason 'identity checked on the phone'\n  \
    tenantctl why ada                            (first find out why)")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<AccountView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why_of(Action::AccountUnlock, Some(&self.resource), |tx, operator, _| {
            may_unlock(tx, operator, &self.resource)
        })?;
        let done = ctx.perform(&Unlock { resource: self.resource, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "unlocked" } else { "not locked, no failures counted; nothing was changed" }),
        )
    }
}
