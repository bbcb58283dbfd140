use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::password::{PasswordRules, describe},
    error::Result,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Show the rules for passwords, in plain words
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl password rules")]
pub struct Args {}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Whether the policy asks for strong passwords.
    strong: bool,
    /// The rules in plain words.
    rules: Vec<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let policy = ctx.read(|tx, _, _| tx.policy())?;
        let mut rules = describe(&PasswordRules { strong: policy.password_strong });
        if let Some(expiry) = policy.password_expiry {
            rules.push(format!("it expires {} after it was set", expiry.in_words()));
        }
        let page = Page::new().line("A password must keep these rules:").bullets(&rules);
        ctx.out.one(&View { strong: policy.password_strong, rules }, page)?;
        Ok(0)
    }
}
