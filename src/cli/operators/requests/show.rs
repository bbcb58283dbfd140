use super::page;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::operators::requests::{self, RequestView},
    render::Page,
};

/// Show what exactly happens once a request is approved
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl request show 01890a5d-ac96-774b-bcce-b302099a8057")]
pub struct Args {
    /// The request's id, as `request list` shows it, or the start of it
    id: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<RequestView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (view, now) = ctx.read(|tx, operator, now| Ok((requests::show(tx, operator, &self.id, now)?, now)))?;
        let page = page(Page::new(), &view, now);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
