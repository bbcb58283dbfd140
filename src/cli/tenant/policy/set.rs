use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{
        event::{Action, Why},
        remedy::Remedy,
    },
    error::Result,
    ops::tenant::{policy_effects::Effect, set_policy::SetPolicy, show_policy::Setting},
    render::Format,
};

/// Set keys of the policy, all of them or none
///
/// It says how many people are affected at once; with --dry-run it does only that, and needs no reason.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl policy set lockout.threshold=5 --reason 'audit of November'\n  \
    tenantctl policy set password.expiry=90d --dry-run\n  \
    tenantctl policy set password.strong=on password.expiry=90d --reason 'new house rules'")]
pub struct Args {
    /// Set KEY to VALUE
    #[arg(required = true, value_name = "KEY=VALUE", value_parser = setting)]
    settings: Vec<(String, String)>,
    /// Show what would change and who is affected; change nothing
    #[arg(long)]
    dry_run: bool,
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
        // What was typed is judged before a reason is asked for, and nothing needs one that changes nothing.
        let asked = SetPolicy { settings: self.settings, why: Why::default() };
        let preview = ctx.read_before(Action::PolicySet, None, |tx, operator, now| asked.preview(tx, operator, now))?;
        // A table shows what was asked for: the whole would scroll it away.
        let all = ctx.out.format() != Format::Table;
        let keys: Vec<String> = asked.settings.iter().map(|(key, _)| key.clone()).collect();
        let named = |setting: &&Setting| all || keys.iter().any(|key| key == setting.key);
        if self.dry_run {
            super::report(ctx, preview.state.settings.iter().filter(named))?;
            ctx.say(if preview.changed { "Nothing was changed; this is the policy as it would be." } else { ALREADY });
            concerned(ctx, &preview.state.effects);
            return Ok(0);
        }
        let why = ctx.why(preview.changed)?;
        let done = ctx.perform(&SetPolicy { why, ..asked })?;
        ctx.say(if done.changed { "The policy is changed." } else { ALREADY });
        concerned(ctx, &done.state.effects);
        let (settings, signed_in) = (&done.state.settings, ctx.engine.credential()?.token.is_some());
        super::report(ctx, settings.iter().filter(named))?;
        if done.changed && !signed_in && done.state.begins_sign_in {
            let login = ctx.command(&Remedy::SignIn);
            ctx.say(&format!("Operators sign in from now on: {login}"));
        }
        Ok(0)
    }
}

const ALREADY: &str = "Already up to date; nothing was changed.";

/// Says on standard error who is affected at once.
fn concerned(ctx: &mut Context<'_>, effects: &[Effect]) {
    for effect in effects {
        ctx.say(&format!("warning: {}: {}", effect.key, effect.message));
    }
}
