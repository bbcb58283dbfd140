use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::rescue::revoke_emergency::RevokeEmergency,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Revoke the emergency code of a resource
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl emergency revoke ada")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The resource's username.
    username: String,
    /// False where there was none.
    revoked: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&RevokeEmergency { resource: self.resource, why })?;
        let username = done.state.username;
        let page = Page::new().line(if done.changed {
            format!("The emergency code of {username} is revoked.")
        } else {
            format!("{username} has no valid emergency code; nothing was changed.")
        });
        ctx.out.one(&View { username, revoked: done.changed }, page)?;
        Ok(0)
    }
}
