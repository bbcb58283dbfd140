use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{event::Action, pause::Request, time::Span},
    error::{Code, Error, Result},
    ops::{
        tfa::{Pause, may_pause},
        view::TfaView,
    },
};

/// Pause 2FA: no code is needed for the next login, or for up to 24 hours
///
/// The requirement returns by itself. A pause for 24 hours can be extended with 2fa extend, and ended with 2fa require.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl pause ada --next-login --reason 'phone in repair'\n  \
    tenantctl 2fa pause ada --for 24h --reason 'phone in repair'")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// Until the next successful login without a code
    #[arg(long, conflicts_with = "span")]
    next_login: bool,
    /// For so long, at most 24h: 90s, 15m, 8h
    #[arg(long = "for", value_name = "DURATION", id = "span")]
    span: Option<Span>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<TfaView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let request = match (self.next_login, self.span) {
            (true, _) => Request::NextLogin,
            (false, Some(span)) => Request::For(span),
            (false, None) => {
                return Err(Error::new(Code::Usage, "say how long: --next-login or --for 24h; nothing was changed")
                    .hint("for the next login", ["2fa", "pause", &self.resource, "--next-login", "--reason", "…"])
                    .hint("for a day", ["2fa", "pause", &self.resource, "--for", "24h", "--reason", "…"]));
            }
        };
        let why = ctx.why_of(Action::TfaPause, Some(&self.resource), |tx, operator, now| {
            may_pause(tx, operator, &self.resource, request, now)
        })?;
        let done = ctx.perform(&Pause { resource: self.resource, request, why })?;
        super::report(
            ctx,
            &done.state,
            Some(if done.changed { "paused" } else { "paused already; nothing was changed" }),
        )
    }
}
