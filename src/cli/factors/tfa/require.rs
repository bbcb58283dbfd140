use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{factors::require::Require, people::view::TfaView},
};
use std::ops::ControlFlow;

/// End a pause at once; a code is needed again
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl 2fa require ada\n  \
    tenantctl 2fa require --where paused         (end every pause)")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::TfaRequire,
    question: "Require 2FA of {} again?",
    doing: "ending pauses",
    done: "required again",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<TfaView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let each = |resource, why| Require { resource, why };
        let resource = match self.targets.one_or_each(ctx, &MANY, false, each)? {
            ControlFlow::Continue(resource) => resource,
            ControlFlow::Break(code) => return Ok(code),
        };
        let why = ctx.why(false)?;
        let done = ctx.perform(&Require { resource, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "the pause is over" } else { "not paused; nothing was changed" }),
        )
    }
}
