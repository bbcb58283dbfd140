use super::report;
use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb, Who},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::people::{set_active::SetActive, view::ResourceView, with_view::WithView},
};

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
        let resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => {
                return many.run(ctx, &MANY, false, |turn, why| {
                    let resource = turn.resource();
                    Ok(turn.perform(&SetActive { resource, active: true, why })?.changed)
                });
            }
        };
        let why = ctx.why(false)?;
        let done = ctx.perform(&WithView(SetActive { resource, active: true, why }))?;
        report(ctx, &done.state, if done.changed { "activated" } else { "already active; nothing was changed" })
    }
}
