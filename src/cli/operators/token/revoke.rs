use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    error::Result,
    ops::operators::revoke_token::RevokeToken,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Revoke a token; it stops working at once
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl token list\n  \
    tenantctl token revoke 01890a5d-ac96-774b-bcce-b302099a8057 --reason 'the machine was sold'")]
pub struct Args {
    /// The token's id, as `token list` shows it
    id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The token's id.
    token_id: String,
    /// The resource's username.
    username: String,
    /// True.
    revoked: bool,
    /// False where it was revoked before.
    changed: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&RevokeToken { id: self.id.clone(), why })?;
        let username = done.state.username;
        let did = match done.changed {
            true => format!("A token of {username} is revoked."),
            false => format!("That token of {username} was revoked before; nothing was changed."),
        };
        detail_pages::already(ctx, &did);
        let view = View { token_id: self.id, username, revoked: true, changed: done.changed };
        ctx.out.one(&view, Page::new().line(did))?;
        Ok(0)
    }
}
