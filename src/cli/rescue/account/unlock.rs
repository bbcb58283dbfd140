use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb, Who},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{
        people::view::AccountView,
        rescue::unlock_account::{Unlock, may_unlock},
    },
};

/// Unlock an account and set its count of failed logins back
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl unlock ada --reason 'identity checked on the phone'\n  \
    tenantctl unlock --where locked --reason 'the directory was down'\n  \
    tenantctl why ada                            (first find out why)")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::AccountUnlock,
    question: "Unlock {}, and set their counts of failed logins back?",
    doing: "unlocking",
    done: "unlocked",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<AccountView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => {
                return many.run(ctx, &MANY, true, |engine, resource, why| {
                    Ok(engine.perform(&Unlock { resource, why })?.changed)
                });
            }
        };
        let why =
            ctx.why_of(Action::AccountUnlock, Some(&resource), |tx, operator, _| may_unlock(tx, operator, &resource))?;
        let done = ctx.perform(&Unlock { resource, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "unlocked" } else { "not locked, no failures counted; nothing was changed" }),
        )
    }
}
