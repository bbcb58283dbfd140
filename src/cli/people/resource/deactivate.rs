use super::report;
use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::people::{
        set_active::{SetActive, may_set_active},
        view::{self, ResourceView},
        with_view::WithView,
    },
};
use std::ops::ControlFlow;

/// Deactivate a resource: it cannot log in and keeps its history
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource deactivate ada --reason 'left the company' --yes\n  \
    tenantctl resource deactivate --where inactive-for=365d --reason 'not used for a year'")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::ResourceDeactivate,
    question: "Deactivate {}? Every login will be denied.",
    doing: "deactivating",
    done: "deactivated",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<ResourceView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let each = |resource, why| SetActive { resource, active: false, why };
        let typed = match self.targets.one_or_each(ctx, &MANY, true, each)? {
            ControlFlow::Continue(resource) => resource,
            ControlFlow::Break(code) => return Ok(code),
        };
        const ALREADY: &str = "already deactivated; nothing was changed";
        let before = ctx.read_before(Action::ResourceDeactivate, Some(&typed), |tx, operator, now| {
            let before = may_set_active(tx, operator, &typed)?;
            view::resource(tx, &before, &tx.policy()?, now)
        })?;
        if !before.active {
            return report(ctx, &before, ALREADY);
        }
        let why = ctx.why(true)?;
        ctx.confirm(&format!("Deactivate {}? Every login will be denied.", before.username))?;
        let done = ctx.perform(&WithView(SetActive { resource: before.id, active: false, why }))?;
        report(ctx, &done.state, if done.changed { "deactivated" } else { ALREADY })
    }
}
