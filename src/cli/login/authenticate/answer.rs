//! The answer to a front end.

use crate::{
    cli::{
        factors::totp::enrollment_sheet::{self, Showing},
        ways_out::with_added_args,
    },
    context::Context,
    domain::{
        decision::{Decision, Method, Outcome},
        remedy::Argument,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::login::{
        authenticate::{Judgement, PasswordChange},
        session_view::SessionView,
    },
    render::{Format, Line, Page, command_line, escape},
};
use schemars::JsonSchema;
use serde::Serialize;

/// `authenticate`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View {
    /// The decision.
    outcome: Outcome,
    /// The username; as typed if the login was not proved.
    username: String,
    /// How it was granted; null where it was not.
    method: Option<Method>,
    /// The token of the session that a granted login begins; shown only here.
    session_token: Option<String>,
    /// That session's id.
    session_id: Option<String>,
    /// When that session ends unless it is used before.
    expires_at: Option<Time>,
    /// The live sessions, if there are too many of them.
    sessions: Option<Vec<SessionView>>,
    /// If there are too many of them: the command that ends the oldest in favour of this login; else null.
    hint: Option<String>,
    /// The enrollment that --begin-enrollment began, with its secret, for a front end to show; else null.
    enrollment: Option<enrollment_sheet::View>,
    /// True where the new password took the place of the one that had ended; every earlier session has ended then.
    password_set: bool,
    /// A stable word for the message: finer than the outcome where a login was granted.
    #[schemars(extend("enum" = message_codes()))]
    message_code: &'static str,
    /// The decision in words.
    message: String,
}

/// The exit code of a decision, and its words for a person.
fn outcome(answer: &Judgement) -> (u8, &'static str) {
    match answer.decision {
        Decision::Granted(method) => (
            0,
            match method {
                Method::Totp => "granted, with a code of the authenticator",
                Method::Emergency => "granted, with an emergency code, which is used up",
                Method::Recovery => "granted, with a recovery code, which is used up",
                Method::Paused => "granted without a code: 2FA is paused",
                Method::NotRequired => "granted without a code: none is required",
            },
        ),
        Decision::Denied { .. } => (Code::Denied.exit(), "denied: the name, the password or the code is wrong"),
        Decision::Locked => (Code::Locked.exit(), "locked: too many failed logins, or locked by an operator"),
        Decision::CodeRequired => (Code::CodeRequired.exit(), "a code is required"),
        Decision::EnrollmentRequired => (Code::EnrollmentRequired.exit(), "an authenticator must be enrolled first"),
        Decision::PasswordRequired => (Code::PasswordRequired.exit(), must_change(answer)),
        Decision::SessionLimit => {
            (Code::SessionLimit.exit(), "session limit reached: end one of the sessions; nothing was used up")
        }
    }
}

/// Why the password must be changed, for a person.
pub fn must_change(answer: &Judgement) -> &'static str {
    match answer.breaks_rules {
        true => "the password does not keep the rules and must be changed first",
        false => "the password has expired and must be changed first",
    }
}

/// What was typed, ending the oldest session. No hint repeats the code: it was not used up.
fn ending_oldest(ctx: &Context<'_>, sessions: &[SessionView], code_typed: bool) -> Option<String> {
    let end = Argument::EndSession(sessions.first()?.id.clone());
    let more: Vec<Argument> = [end].into_iter().chain(code_typed.then_some(Argument::Code)).collect();
    Some(command_line("tenantctl", &[], with_added_args(&ctx.manner.typed, &more)))
}

/// Answers a front end.
pub fn report(ctx: &mut Context<'_>, answer: Judgement, typed: String, code_typed: bool) -> Result<u8> {
    let decision = answer.decision;
    let (code, message) = outcome(&answer);
    let password_set = answer.password_change == PasswordChange::Set;
    let message = if password_set { format!("{message}; the new password is set") } else { message.to_owned() };
    let method = match decision {
        Decision::Granted(method) => Some(method),
        _ => None,
    };
    let username = answer.resource.map_or(typed, |resource| resource.username);
    let mut page = Page::new().line(message.clone());
    for session in answer.sessions.iter().flatten() {
        let app = session.app.as_deref().map(escape::terminal).unwrap_or_default();
        let client = session.client.map_or("", |client| client.word());
        page = page.line(format!("  {}  {client} {app} since {}", session.id, session.created_at.local()));
    }
    let hint = ending_oldest(ctx, answer.sessions.as_deref().unwrap_or_default(), code_typed);
    if let Some(hint) = &hint {
        page = page.line(format!("the oldest ends with  {hint}"));
        if ctx.out.format() != Format::Table {
            ctx.say(&format!("end one of them with --end-session, the oldest with  {hint}"));
        }
    }
    let enrollment = answer.enrollment.map(|enrollment| {
        let id = enrollment.factor.id.clone();
        let did = "Show this to the person, then finish with the code of the app:";
        let drawn = Showing { show_key: true, ..Showing::default() }.drawn(ctx, &enrollment, did, true)?;
        Ok::<_, Error>((drawn, id))
    });
    let enrollment = enrollment.transpose()?.map(|((view, drawn), id)| {
        let from = std::mem::take(&mut page);
        page = drawn.page(from.gap().field("factor", id));
        view
    });
    let page = match still(ctx, &username) {
        Some(operator) => page.line(Line::new().dim(format!("(decided for {username}; you are still {operator})"))),
        None => page,
    };
    let (token, session) = answer.grant.map(|grant| (grant.token, grant.session)).unzip();
    let view = View {
        outcome: decision.outcome(),
        username,
        method,
        session_token: token.map(|token| token.text().expose().to_owned()),
        session_id: session.as_ref().map(|session| session.id.clone()),
        expires_at: session.map(|session| session.expires_at),
        sessions: answer.sessions,
        hint,
        enrollment,
        password_set,
        message_code: message_code(decision),
        message,
    };
    ctx.verdict(code, &view, page)
}

/// The operator that acts here before and after, where that is somebody else. Only a page for people says it.
fn still(ctx: &Context<'_>, username: &str) -> Option<String> {
    if ctx.out.format() != Format::Table {
        return None;
    }
    let signed_in = ctx.peek(|_, operator, _| Ok(operator.actor.name.clone()));
    let operator = signed_in.or_else(|_| ctx.os_user().map(|user| user.name.clone())).ok()?;
    (operator != username).then_some(operator)
}

/// A stable word for the message: finer than the outcome where a login was granted.
const fn message_code(decision: Decision) -> &'static str {
    match decision {
        Decision::Granted(method) => granted(method),
        other => other.outcome().word(),
    }
}

const fn granted(method: Method) -> &'static str {
    match method {
        Method::Totp => "granted_totp",
        Method::Emergency => "granted_emergency",
        Method::Recovery => "granted_recovery",
        Method::Paused => "granted_paused",
        Method::NotRequired => "granted_not_required",
    }
}

/// Every word that [`message_code`] gives.
fn message_codes() -> Vec<&'static str> {
    let others = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Granted).map(|outcome| outcome.word());
    Method::ALL.iter().map(|method| granted(*method)).chain(others).collect()
}
