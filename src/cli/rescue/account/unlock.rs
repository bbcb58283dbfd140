use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Did, Targets, Verb, Who},
        rescue::hand_locks,
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::{
        people::{
            bulk::{Selection, locked_by_hand},
            view::{AccountView, LiftedLock},
        },
        rescue::unlock_account::{Unlock, would_lift},
    },
};
use schemars::JsonSchema;
use serde::Serialize;

/// Unlock an account and reset its failed-login counter
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
    question: "Unlock {}, and reset their failed-login counters?",
    doing: "unlocking",
    done: "unlocked",
    goes_on: true,
};

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    #[serde(flatten)]
    account: AccountView,
    /// The locks by hand that were lifted, the newest first.
    lifted: Vec<LiftedLock>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<View>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => {
                let Some(agreed) = many.agree(ctx, &MANY, |ctx, meant| tell_hand_locks(ctx, meant).map(|()| true))?
                else {
                    return Ok(0);
                };
                let (why, now, known) = (agreed.why.clone(), ctx.now(), Some(agreed.meant.newest));
                return agreed.each(ctx, &MANY, |turn| {
                    let done = turn.perform(&Unlock { resource: turn.resource(), why: why.clone(), known })?;
                    let lifted: Vec<_> = done.state.lifted.iter().map(|lock| hand_locks::in_words(lock, now)).collect();
                    let remark = (!lifted.is_empty()).then(|| format!("lifted {}", lifted.join(", and ")));
                    Ok(Did { changed: done.changed, remark })
                });
            }
        };
        let mut known = None;
        let given = &ctx.engine.purpose.why;
        if given.reason.is_none() && given.ticket.is_none() {
            let (locks, newest) = ctx.read_before(Action::AccountUnlock, Some(&resource), |tx, operator, now| {
                would_lift(tx, operator, &resource, now)
            })?;
            known = Some(newest);
            if ctx.dialogue.interactive() {
                hand_locks::before_unlock(&locks, ctx.now()).iter().for_each(|line| ctx.say(line));
            }
        }
        let why = ctx.why(true)?;
        let done = ctx.perform(&Unlock { resource, why, known })?;
        let did = if done.changed { "unlocked" } else { "not locked, no failures counted; nothing was changed" };
        let view = View { account: done.state.account, lifted: done.state.lifted };
        let lifted = view.lifted.iter().map(|lock| format!("lifted {}", hand_locks::in_words(lock, ctx.now())));
        let did: Vec<_> = [did.to_owned()].into_iter().chain(lifted).collect();
        super::report(ctx, &view, &view.account, &did)
    }
}

/// Says before the confirmation how many targets are locked by hand, and who locked them.
fn tell_hand_locks(ctx: &mut Context<'_>, meant: &Selection) -> Result<()> {
    let (locked, setters) = ctx.read(|tx, _, now| locked_by_hand(tx, meant, now))?;
    if locked > 0 {
        let many = if locked == 1 { "1 of them is".to_owned() } else { format!("{locked} of them are") };
        ctx.say(&format!("{many} locked by hand."));
    }
    hand_locks::speak_first(&setters).iter().for_each(|line| ctx.say(line));
    Ok(())
}
