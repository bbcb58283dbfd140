use super::{page, whole_id};
use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::operators::requests::{DenyRequest, RequestView},
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Deny a request, or take your own back
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    tenantctl request deny 01890a5d-ac96-774b-bcce-b302099a8057 --reason 'not agreed on the phone'")]
pub struct Args {
    /// The request's id, as `request list` shows it, or the start of it
    id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    #[serde(flatten)]
    request: RequestView,
    /// False where the same person had denied it before.
    changed: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let id = whole_id(ctx, Action::RequestDeny, self.id)?;
        let why = ctx.why(false)?;
        let done = ctx.perform(&DenyRequest { id, why })?;
        let did = if done.changed { "Denied: nothing was done." } else { "You denied it before; nothing was changed." };
        detail_pages::already(ctx, did);
        let page = page(Page::new().line(did), &done.state, ctx.now());
        ctx.out.one(&View { request: done.state, changed: done.changed }, page)?;
        Ok(0)
    }
}
