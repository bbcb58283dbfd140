use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
        rescue::hand_locks,
    },
    context::Context,
    domain::{
        event::Action,
        remedy::{Argument, Remedy},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        people::view::LiftedLock,
        rescue::{
            recover::{AccountState, Recover, Scope, may_recover},
            unlock_account::would_lift,
        },
    },
    render::{Page, columns_of, padded, when},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Help a locked-out person in several ways at once: all of them, or none
///
/// It does only what you name. To reset a password it issues a set-up token, with which the person chooses a new one; the present password
/// works until then.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account recover ada --unlock --reset-2fa --reason 'phone stolen, identity checked by video'\n  \
    tenantctl account recover ada --unlock --reset-password --show --end-sessions --reason 'password leaked' --yes")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Unlock the account and reset its failed-login counter
    #[arg(long)]
    unlock: bool,
    /// Remove every authenticator, recovery code and pause; it enrolls again at the next login
    #[arg(long = "reset-2fa")]
    reset_2fa: bool,
    /// Issue a set-up token, with which the person chooses a new password
    #[arg(long)]
    reset_password: bool,
    /// End every session
    #[arg(long)]
    end_sessions: bool,
    /// Show the set-up token, to hand it over yourself
    #[arg(long, requires = "reset_password")]
    show: bool,
}

const BEFORE: &str = "BEFORE";

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The username.
    username: String,
    /// As it was.
    before: AccountState,
    /// As it is.
    after: AccountState,
    /// The locks by hand that were lifted, the newest first.
    lifted: Vec<LiftedLock>,
    /// The id of the set-up token that was issued, which is no secret; null without --reset-password.
    token_id: Option<String>,
    /// The set-up token, shown only here; only with --reset-password.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let scope = Scope {
            unlock: self.unlock,
            reset_2fa: self.reset_2fa,
            reset_password: self.reset_password,
            end_sessions: self.end_sessions,
        };
        if scope == Scope::default() {
            let message = "say what to do: one or more of --unlock, --reset-2fa, --reset-password, --end-sessions";
            // The hint has all that it needs besides: without a terminal, an incomplete command is refused again.
            let why = ctx.engine.purpose.why.reason.is_none().then_some(Argument::Reason);
            let yes = (!ctx.dialogue.interactive()).then_some(Argument::Confirmed);
            return Err(Error::new(Code::Usage, format!("{message}; nothing was changed"))
                .again("after too many failed logins", [Argument::Unlock].into_iter().chain(why).chain(yes)));
        }
        let resource = ctx.read_before(Action::AccountRecover, Some(&self.resource), |tx, operator, now| {
            may_recover(tx, operator, &self.resource, scope, self.show, now)
        })?;
        let mut known = None;
        if self.unlock && ctx.dialogue.interactive() {
            let (locks, newest) =
                ctx.read_before(Action::AccountRecover, Some(&self.resource), |tx, operator, now| {
                    would_lift(tx, operator, &self.resource, now)
                })?;
            known = Some(newest);
            hand_locks::before_unlock(&locks, ctx.now()).iter().for_each(|line| ctx.say(line));
        }
        let why = ctx.why(true)?;
        let words = scope.words().join(", ").replace('_', " ");
        ctx.confirm(&format!("Recover {}: {words}?", resource.username))?;
        let done = ctx.perform(&Recover { resource: resource.id, scope, show: self.show, why, known })?;
        let did = if done.changed { "recovered" } else { "already up to date; nothing was changed" };
        detail_pages::already(ctx, did);
        let (token_id, token) = match done.state.issued {
            Some(issued) => (Some(issued.token_id), Some(issued.token.text().expose().to_owned())),
            None => (None, None),
        };
        let view = View {
            username: done.state.resource.username,
            before: done.state.before,
            after: done.state.after,
            lifted: done.state.lifted,
            token_id,
            token,
        };
        let page = page(ctx, &view, did);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

/// Both states beside each other, then the token.
fn page(ctx: &Context<'_>, view: &View, did: &str) -> Page {
    let now = ctx.now();
    let (before, after) = (cells(&view.before, now), cells(&view.after, now));
    let width = before.iter().map(|(_, cell)| columns_of(cell)).chain([columns_of(BEFORE)]).max().unwrap_or(0);
    let lifted = view.lifted.iter().map(|lock| format!("lifted {}", hand_locks::in_words(lock, now)));
    let page = lifted.fold(Page::new().line(did), |page, line| page.line(line));
    let page = page.field("resource", &view.username).field("", format!("{}  AFTER", padded(BEFORE, width)));
    let both = before.into_iter().zip(after);
    let page = both.fold(page, |page, ((label, before), (_, after))| {
        page.field(label, format!("{}  {after}", padded(&before, width)))
    });
    let Some(token) = &view.token else { return page };
    let accept = ctx.command(&Remedy::AcceptSetup(view.username.clone()));
    page.gap()
        .line("The set-up token, which is not shown again:")
        .line(format!("    {token}"))
        .line("Anyone who has it can choose the password: give it to the person only, and tell them the username another way.")
        .line(format!("The person types   {accept}"))
}

/// A state as a person reads it.
fn cells(state: &AccountState, now: Time) -> [(&'static str, String); 7] {
    let factors = state.factors.iter().map(|factor| factor.label.as_str()).collect::<Vec<_>>().join(", ");
    let none = |text: String| if text.is_empty() { "none".to_owned() } else { text };
    [
        ("locked", if state.locked { "yes" } else { "no" }.to_owned()),
        ("failed logins", state.failed_attempts.to_string()),
        ("2FA", state.requirement.word().replace('_', " ")),
        ("authenticators", none(factors)),
        ("recovery codes", state.recovery_codes_left.to_string()),
        ("sessions", state.sessions.to_string()),
        (
            "password",
            match (state.password_set, state.setup_until) {
                (set, Some(until)) => {
                    format!("{}, set-up token until {}", if set { "set" } else { "not set" }, when(until, now))
                }
                (true, None) => "set".to_owned(),
                (false, None) => "not set".to_owned(),
            },
        ),
    ]
}
