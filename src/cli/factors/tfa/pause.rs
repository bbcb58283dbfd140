use crate::{
    cli::{
        answer::{Answer, Answers},
        bulk::{self, Did, Many, Targets, Verb, Who},
        shut_out,
    },
    context::Context,
    domain::{event::Action, pause::Request, remedy::Argument, time::Span},
    error::{Code, Error, Result},
    ops::{
        factors::pause::{Pause, may_pause},
        people::view::TfaView,
    },
};

/// Pause 2FA: no code is needed for the next login, or for up to 24 hours
///
/// The requirement returns by itself. `2fa extend` extends a timed pause, and `2fa require` ends one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl pause ada --next-login --reason 'phone in repair'\n  \
    tenantctl 2fa pause ada --for 24h --reason 'phone in repair'\n  \
    tenantctl 2fa pause --from team.txt --next-login --reason 'new phones' --yes")]
pub struct Args {
    /// Pause until the next login that succeeds without a code
    #[arg(long, conflicts_with = "span")]
    next_login: bool,
    /// Duration, up to 24h (e.g. 90s, 15m, 8h, 1h30m)
    #[arg(long = "for", value_name = "DURATION", id = "span", value_parser = within_a_day, allow_hyphen_values = true)]
    span: Option<Span>,
    #[command(flatten)]
    targets: Targets,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Asked(&[("", Answer::one::<TfaView>()), (bulk::FLAG, bulk::ANSWER)]);
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let request = match (self.next_login, self.span) {
            (true, _) => Request::NextLogin,
            (false, Some(span)) => Request::For(span),
            (false, None) if ctx.dialogue.interactive() => how_long(ctx)?,
            (false, None) => {
                return Err(Error::new(Code::Usage, "say how long: --next-login or --for 24h; nothing was changed")
                    .again("for the next login", [Argument::NextLogin, Argument::Reason])
                    .again("for a day", [Argument::Day, Argument::Reason]));
            }
        };
        let resource = match self.targets.who() {
            Who::One(resource) => resource,
            Who::Many(many) => return pause_many(ctx, &many, request),
        };
        let why = ctx.why_of(Action::TfaPause, Some(&resource), |tx, operator, now| {
            may_pause(tx, operator, &resource, request, now)
        })?;
        let done = ctx.perform(&Pause { resource, request, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "paused" } else { "already paused; nothing was changed" }),
        )?;
        shut_out::warn(ctx, &done.state.username);
        Ok(0)
    }
}

/// For how long, asked for until it is said.
fn how_long(ctx: &mut Context<'_>) -> Result<Request> {
    loop {
        match ctx.ask("For how long (n: the next login; or 8h, at most 24h)")?.trim() {
            "n" | "next-login" => return Ok(Request::NextLogin),
            typed => match within_a_day(typed) {
                Ok(span) if span > Span::days(1) => ctx.say("One pause lasts at most 24h."),
                Ok(span) => return Ok(Request::For(span)),
                Err(error) => ctx.say(&error),
            },
        }
    }
}

/// A duration; what is said of the forms stays within what a pause can last.
fn within_a_day(text: &str) -> std::result::Result<Span, String> {
    let wrong = "a duration has its units: 90s, 15m, 8h, 24h, or several such as 1h30m";
    text.parse().map_err(|_| wrong.to_owned())
}

fn pause_many(ctx: &mut Context<'_>, many: &Many, request: Request) -> Result<u8> {
    let verb = Verb {
        action: Action::TfaPause,
        question: "Pause 2FA of {}?",
        doing: "pausing",
        done: "paused",
        // A second pause would start the time again.
        goes_on: request == Request::NextLogin,
    };
    many.run(ctx, &verb, true, |turn, why| {
        let resource = turn.resource();
        let changed = turn.perform(&Pause { resource, request, why })?.changed;
        Ok(Did { changed, remark: turn.shut_out().map(shut_out::remark) })
    })
}
