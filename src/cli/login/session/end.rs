use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    error::Result,
    ops::login::end_session::EndSession,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// End one session at once, wherever it is used
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tenantctl session list ada\n  tenantctl session end 01890a5d-ac96-774b-bcce-b302099a8057"
)]
pub struct Args {
    /// The session's id, as `session list` shows it
    id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The session's id.
    id: String,
    /// The resource's username.
    username: String,
    /// True.
    ended: bool,
    /// False where it had ended before.
    changed: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&EndSession { id: self.id.clone(), why })?;
        let username = done.state.username;
        let did = match done.changed {
            true => format!("A session of {username} has ended."),
            false => format!("That session of {username} had ended before; nothing was changed."),
        };
        detail_pages::already(ctx, &did);
        ctx.out.one(&View { id: self.id, username, ended: true, changed: done.changed }, Page::new().line(did))?;
        Ok(0)
    }
}
