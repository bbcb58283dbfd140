use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::{people::view::AccountView, rescue::account_status},
};

/// Show whether an account is locked, since when and why
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account status ada\n  \
    tenantctl resource list --where locked      (every locked account)")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<AccountView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(|tx, operator, now| account_status::status(tx, operator, &self.resource, now))?;
        super::report(ctx, &view, &view, &[])
    }
}
