use super::report;
use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::people::{set_active::SetActive, view::ResourceView, with_view::WithView},
};
use std::ops::ControlFlow;

/// Activate a deactivated resource again
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl resource activate ada\n  \
    tenantctl resource activate --from returned.txt")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::ResourceActivate,
    question: "Activate {}?",
    doing: "activating",
    done: "activated",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<ResourceView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let each = |resource, why| SetActive { resource, active: true, why };
        let resource = match self.targets.one_or_each(ctx, &MANY, false, each)? {
            ControlFlow::Continue(resource) => resource,
            ControlFlow::Break(code) => return Ok(code),
        };
        let why = ctx.why(false)?;
        let done = ctx.perform(&WithView(SetActive { resource, active: true, why }))?;
        report(ctx, &done.state, if done.changed { "activated" } else { "already active; nothing was changed" })
    }
}
