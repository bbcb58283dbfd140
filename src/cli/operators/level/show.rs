use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::operators::level_view,
};

/// Show one level: what it may do
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl level show helpdesk")]
pub struct Args {
    /// Name of the level, as `level list` shows it
    name: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<level_view::LevelView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(|tx, operator, _| level_view::show(tx, operator, &super::named(&self.name)?))?;
        super::report(ctx, &view, None)
    }
}
