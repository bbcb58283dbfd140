use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Targets, Verb},
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{
        factors::reset::{Reset, may_reset, nothing_to_reset},
        people::view::TfaView,
    },
};
use std::ops::ControlFlow;

/// Remove every authenticator of a resource; it enrolls again at the next login
///
/// It also ends a pause, an emergency code, the recovery codes and every session, and affects no other resource. The same phone needs no
/// reset: an app restored on it works as before.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl 2fa reset ada --reason 'phone lost, identity checked by video' --yes\n  \
    tenantctl 2fa reset --from team.txt --reason 'phones stolen'")]
pub struct Args {
    #[command(flatten)]
    targets: Targets,
}

const MANY: Verb = Verb {
    action: Action::TfaReset,
    question: "Remove every authenticator and recovery code of {}, and end their sessions?",
    doing: "resetting",
    done: "reset",
    goes_on: true,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<TfaView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let each = |resource, why| Reset { resource, why };
        let typed = match self.targets.one_or_each(ctx, &MANY, true, each)? {
            ControlFlow::Continue(resource) => resource,
            ControlFlow::Break(code) => return Ok(code),
        };
        let (resource, nothing) = ctx.read_before(Action::TfaReset, Some(&typed), |tx, operator, now| {
            let resource = may_reset(tx, operator, &typed, now)?;
            let nothing = nothing_to_reset(tx, &resource, now)?;
            Ok((resource, nothing))
        })?;
        let why = ctx.why(!nothing)?;
        if !nothing {
            ctx.confirm(&format!(
                "Remove every authenticator and recovery code of {}, and end its sessions?",
                resource.username
            ))?;
        }
        let done = ctx.perform(&Reset { resource: resource.id, why })?;
        let did = match (done.changed, done.state.removed.as_slice()) {
            (false, _) => "nothing was enrolled; nothing was changed".to_owned(),
            (true, []) => "reset".to_owned(),
            (true, removed) => format!("reset; removed: {}", removed.join(", ")),
        };
        super::report(ctx, &done.state.tfa, Some(&did))
    }
}
