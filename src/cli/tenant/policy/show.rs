use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::tenant::show_policy::{self, Setting},
};

/// Show every key of the policy with its value, its default and its meaning
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl policy show\n  \
    tenantctl policy show -o json")]
pub struct Args {}

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<Setting>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let settings = ctx.read(|tx, operator, _| show_policy::show(tx, operator))?;
        super::report(ctx, settings.iter())
    }
}
