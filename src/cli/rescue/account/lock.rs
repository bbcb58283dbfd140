use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb},
        rescue::hand_locks,
    },
    context::Context,
    domain::{
        event::Action,
        typed_time::{Direction, TypedTime},
    },
    error::Result,
    ops::{
        people::view::{AccountView, LiftedLock},
        rescue::lock_account::{Lock, may_lock},
    },
};
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::ControlFlow;

/// Lock an account by hand, on every client
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account lock ada --reason 'laptop stolen'\n  \
    tenantctl account lock ada --until 'tomorrow 8:00' --reason 'on leave'\n  \
    tenantctl account lock --from leavers.txt --reason 'laptops not returned'")]
pub struct Args {
    /// Lock until TIME (2026-12-01 08:00, tomorrow 8:00, 18:36, 48h); default: until unlocked
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<TypedTime>,
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

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    #[serde(flatten)]
    account: AccountView,
    /// The lock by hand that it replaced; null if there was none.
    replaced: Option<LiftedLock>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<View>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let until = self.until.map(|until| ctx.moment(until, Direction::Ahead)).transpose()?;
        let each = |resource, why| Lock { resource, until, why };
        let resource = match self.targets.one_or_each(ctx, &MANY, true, each)? {
            ControlFlow::Continue(resource) => resource,
            ControlFlow::Break(code) => return Ok(code),
        };
        let why =
            ctx.why_of(Action::AccountLock, Some(&resource), |tx, operator, _| may_lock(tx, operator, &resource))?;
        let done = ctx.perform(&Lock { resource, until, why })?;
        let did = if done.changed { "locked" } else { "already locked; nothing was changed" };
        let view = View { account: done.state.account, replaced: done.state.replaced };
        let in_place =
            view.replaced.iter().map(|lock| format!("in place of {}", hand_locks::in_words(lock, ctx.now())));
        let did: Vec<_> = [did.to_owned()].into_iter().chain(in_place).collect();
        super::report(ctx, &view, &view.account, &did)
    }
}
