use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb, Who},
    },
    context::Context,
    domain::{event::Action, time::Time},
    error::Result,
    ops::{
        people::view::AccountView,
        rescue::lock_account::{Lock, may_lock},
    },
};

/// Lock an account by hand, on every client
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account lock ada --reason 'laptop stolen'\n  \
    tenantctl account lock ada --until '2026-12-01 08:00' --reason 'on leave'\n  \
    tenantctl account lock --from leavers.txt --reason 'laptops not returned'")]
pub struct Args {
    /// Until then: RFC 3339, or local date and time; for good where it is left out
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::AccountLock,
    question: "Lock {} on every client, and end their sessions?",
    doing: "locking",
    done: "locked",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<AccountView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let until = self.until;
        let resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => {
                return many.run(ctx, &MANY, true, |engine, resource, why| {
                    Ok(engine.perform(&Lock { resource, until, why })?.changed)
                });
            }
        };
        let why =
            ctx.why_of(Action::AccountLock, Some(&resource), |tx, operator, _| may_lock(tx, operator, &resource))?;
        let done = ctx.perform(&Lock { resource, until, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "locked" } else { "locked already; nothing was changed" }),
        )
    }
}
