use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::time::Time,
    error::Result,
    ops::setup::IssueSetup,
    render::{Page, when},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Issue a token by which a person chooses its own password, in place of any earlier one
///
/// It is used once, until it ends (policy setup.life). The present password stays good until then. Tell the username another way than the
/// token.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl setup issue ada --show\n  \
    tenantctl setup issue ada --show -o json --reason 'password forgotten, identity checked by video'")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// Show the token, to hand it over yourself
    #[arg(long, conflicts_with = "send")]
    show: bool,
    /// Send it to the verified e-mail address; there is no delivery of mail yet
    #[arg(long)]
    send: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The token's id, which is no secret.
    token_id: String,
    /// For whom.
    username: String,
    /// When it ends.
    expires_at: Time,
    /// The address that it was sent to; null where it was shown.
    delivered_to: Option<String>,
    /// The token, told this once.
    token: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let issued = ctx.perform(&IssueSetup { resource: self.resource, show: self.show, why })?;
        if issued.replaced {
            ctx.say("The earlier token opens nothing any more.");
        }
        let view = View {
            token_id: issued.token_id,
            username: issued.resource.username,
            expires_at: issued.expires_at,
            delivered_to: None,
            token: issued.token.text().expose().to_owned(),
        };
        let accept = ctx.command(["setup", "accept", view.username.as_str()]);
        let page = Page::new()
            .line(format!("A set-up token for {}, good once until {}:", view.username, when(view.expires_at, ctx.now())))
            .gap()
            .line(format!("    {}", view.token))
            .gap()
            .line("It is not shown again. Whoever has it chooses the password: hand it to the person alone, and tell the username another way.")
            .line(format!("The person types   {accept}"));
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
