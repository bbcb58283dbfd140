use super::token;
use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    error::Result,
    ops::login::log_out::LogOut,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// End a session, by its token on a line of standard input
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl session logout < token")]
pub struct Args {}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// False where no session was open with it.
    ended: bool,
    /// The resource's username.
    username: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let token = token(ctx)?;
        let done = ctx.perform(&LogOut { token })?;
        let did =
            if done.changed { "The session has ended." } else { "No session is open with it; nothing was changed." };
        detail_pages::already(ctx, did);
        ctx.out.one(
            &View { ended: done.changed, username: done.state.map(|resource| resource.username) },
            Page::new().line(did),
        )?;
        Ok(0)
    }
}
