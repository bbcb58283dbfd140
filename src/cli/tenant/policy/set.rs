use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::Action,
    error::Result,
    ops::tenant::{
        set_policy::{SetPolicy, may_set},
        show_policy::Setting,
    },
};

/// Set keys of the policy, all of them or none
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl policy set lockout.threshold=5 --reason 'audit of November'\n  \
    tenantctl policy set password.strong=on password.expiry=90d --reason 'new house rules'")]
pub struct Args {
    /// KEY=VALUE
    #[arg(required = true, value_name = "KEY=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
}

fn setting(text: &str) -> std::result::Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("write it as KEY=VALUE")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<Setting>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why_of(Action::PolicySet, None, |_, operator, _| may_set(operator))?;
        let done = ctx.perform(&SetPolicy { settings: self.settings, why })?;
        ctx.say(if done.changed { "The policy is changed." } else { "It was so already; nothing was changed." });
        super::report(ctx, &done.state)
    }
}
