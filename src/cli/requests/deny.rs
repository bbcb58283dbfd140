use super::page;
use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::requests::{DenyRequest, RequestView},
    render::Page,
};

/// Deny a request, or take your own back
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    tenantctl request deny 01890a5d-ac96-774b-bcce-b302099a8057 --reason 'not agreed on the phone'")]
pub struct Args {
    /// The request's id, as `request list` shows it
    id: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<RequestView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let view = ctx.perform(&DenyRequest { id: self.id, why })?;
        let page = page(Page::new().line("Denied: nothing was done."), &view, ctx.now());
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
