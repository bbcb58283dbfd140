use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::time::Time,
    error::Result,
    ops::factors::generate_recovery_codes::GenerateRecoveryCodes,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Generate ten recovery codes; they replace the earlier ones
///
/// They are shown only once. Each works for one login instead of the authenticator's code; the password is still needed. Signed in, you may
/// generate your own; for others it needs factor.write.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl recovery-codes generate ada\n  \
    tenantctl recovery-codes generate ada -o json > codes.json")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The resource's username.
    username: String,
    /// The codes, shown only here.
    codes: Vec<String>,
    /// When they were made.
    made_at: Time,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let made = ctx.perform(&GenerateRecoveryCodes { resource: self.resource, why })?;
        if made.replaced > 0 {
            ctx.say(&format!("The earlier codes ({} were left) no longer work.", made.replaced));
        }
        let view = View {
            username: made.resource.username,
            codes: made.codes.iter().map(|code| code.in_groups()).collect(),
            made_at: made.made_at,
        };
        let page = Page::new()
            .line(format!("Recovery codes of {}, each for one login without the device:", view.username))
            .gap();
        let page = view.codes.iter().fold(page, |page, code| page.line(format!("    {code}")));
        let page = page.gap().line("They are not shown again. Keep them on paper, away from the device.");
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
