use crate::{
    cli::{
        answer::{Answer, Answers},
        factors::totp::enrollment_sheet::{self, Showing},
        login::{
            authenticate::must_change,
            credentials::{self, Use},
            questions::{decide, decide_asking},
        },
        operators::whoami,
    },
    context::Context,
    domain::{
        decision::Decision,
        license::SecondFactor,
        remedy::{Argument, Remedy, Topic},
        secret::SecretText,
        session::Client,
    },
    error::{Code, Error, Result},
    flows::sign_in::{SignIn, sign_out},
    ops::{
        login::{
            authenticate::{Attempt, EnrollmentWish, Judgement, PasswordChange},
            session_view::SessionView,
        },
        operators::{
            sign_in_notices::{self, Announcement},
            whoami::{WhoamiView, whoami as who},
        },
    },
    render::{Format, Page, escape},
};
use schemars::JsonSchema;
use serde::Serialize;

/// The application name of a sign-in session.
const APP: &str = "tenantctl";

/// Sign in as an operator, with password and second factor
///
/// You act under your own name from then on, until `logout` or eight hours without activity. At the session limit, name a session to end.
///
/// A right password that has expired, or breaks the rules of the policy, is replaced in the same sign-in, together with the code; at a
/// terminal it asks for the new one.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl login ada\n  \
    printf '%s\\n' \"$PASSWORD\" | tenantctl login ada --password-stdin --code 123456")]
pub struct Args {
    #[command(flatten)]
    typed: credentials::Typed,
    /// End this session if there are too many
    #[arg(long, value_name = "ID")]
    end_session: Option<String>,
}

const USE: Use = Use {
    who: "who signs in",
    undone: "you were not signed in",
    example: "tenantctl login ada --password-stdin --code 123456",
    help: Topic::SignIn,
};

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<WhoamiView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let place = ctx.sign_in_place()?;
        let credentials = self.typed.read(ctx, USE)?;
        let sign_in = SignIn::begin(&ctx.engine, place)?;
        let mut attempt = Attempt {
            name: credentials.name,
            password: credentials.password,
            code: credentials.code,
            client: Some(Client::Desktop),
            app: Some(APP.to_owned()),
            source: None,
            end_sessions: sign_in.earlier.iter().cloned().chain(self.end_session).collect(),
            operator: true,
            new_password: credentials.new_password,
            enrollment: EnrollmentWish::None,
        };
        let mut answer = decide_asking(ctx, &mut attempt, credentials.asks)?;
        let password_set = answer.password_change == PasswordChange::Set;
        if password_set {
            ctx.say("The new password is set, and every earlier session of yours has ended.");
        }
        let seen = ctx.out.screen().terminal && ctx.out.format() == Format::Table;
        if answer.decision == Decision::EnrollmentRequired && seen && credentials.asks {
            answer = enroll(ctx, &mut attempt, answer)?;
        }
        let Some(grant) = answer.grant else { return Err(refused(ctx, &answer, &attempt, credentials.code_typed)) };
        sign_in.keep(&mut ctx.engine, grant)?;
        let notices =
            ctx.read(|tx, operator, now| Ok((who(operator)?, sign_in_notices::at_sign_in(tx, operator, now)?)));
        let (view, notices) = notices.map_err(|error| {
            let message = format!("signed in, but the notices that follow cannot be read: {}", error.brief());
            Error::new(Code::MayBeDone, message).hint("see", Remedy::WhoAmI).hint("see also", Remedy::ListBreakGlass)
        })?;
        announced(ctx, &notices);
        let page = whoami::page(ctx, &view);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

/// Says on standard error what happened under break-glass since the last sign-in (R-PERM-4), and which people no one could rescue
/// (R-RES-5).
fn announced(ctx: &mut Context<'_>, notices: &Announcement) {
    for act in &notices.glass {
        let (command, reason) = (escape::terminal(&act.command), escape::terminal(&act.reason));
        ctx.say(&format!("break-glass: {} at {}: {command} ({reason})", act.actor, act.at.local()));
    }
    if notices.more > 0 {
        let all = ctx.command(&Remedy::ListBreakGlass);
        ctx.say(&format!("break-glass: {} more: {all}", notices.more));
    }
    for warning in &notices.warnings {
        ctx.say(&format!("warning: {}", warning.message));
        let help = warning.helps.first().map(|remedy| ctx.command(remedy));
        if let Some(help) = help.or_else(|| warning.ask.as_ref().map(|ask| ctx.asked(ask))) {
            ctx.say(&format!("  {help}"));
        }
    }
}

/// The enrollment that a sign-in demands: begun, shown, and proved by the code that the app shows, which signs in (R-SET-4). Breaking off
/// leaves a pending enrollment.
fn enroll(ctx: &mut Context<'_>, attempt: &mut Attempt, required: Judgement) -> Result<Judgement> {
    attempt.enrollment = EnrollmentWish::Begin;
    let begun = decide(ctx, attempt)?;
    let Some(enrollment) = &begun.enrollment else { return Ok(required) };
    let did = format!(
        "An operator signs in with a second factor. Scan this with the authenticator app of {}:",
        enrollment.resource.username
    );
    let (_, drawn) = Showing::default().drawn(ctx, enrollment, &did, true)?;
    let sheet = if enrollment_sheet::leaves_screen(ctx) {
        Some(drawn.sheet(ctx))
    } else {
        ctx.out.page(&drawn.page(Page::new()))?;
        None
    };
    attempt.enrollment = EnrollmentWish::Finish(enrollment.factor.id.clone());
    let mut remark = Vec::new();
    loop {
        let typed = enrollment_sheet::ask(ctx, sheet.as_ref(), &remark, "Code the app shows now")?;
        if typed.trim().is_empty() {
            continue;
        }
        attempt.code = Some(SecretText::new(typed));
        let answer = decide(ctx, attempt)?;
        match answer.decision {
            Decision::Denied { .. } => {
                let wrong = "That code is wrong, which counts as a failed login; try the one that the app shows now.";
                remark = vec![wrong.to_owned()];
            }
            _ => {
                enrollment_sheet::warn_of_key(ctx);
                return Ok(answer);
            }
        }
    }
}

/// Why the operator was not signed in, with the next command.
fn refused(ctx: &Context<'_>, answer: &Judgement, attempt: &Attempt, code_typed: bool) -> Error {
    let name = answer.resource.as_ref().map_or(&attempt.name, |resource| &resource.username);
    let error = |code, message: &str| Error::new(code, format!("{message}; you were not signed in"));
    match answer.decision {
        Decision::Locked => {
            error(Code::Locked, "the account is locked: too many failed logins, or locked by an operator")
        }
        Decision::CodeRequired => error(Code::CodeRequired, "a code is required").again("add it", [Argument::Code]),
        Decision::PasswordRequired => error(Code::PasswordRequired, must_change(answer))
            .again("with the new one as a line", [Argument::NewPassword]),
        Decision::EnrollmentRequired => {
            let api = answer
                .resource
                .as_ref()
                .is_some_and(|resource| resource.license.second_factor() == SecondFactor::NotAvailable);
            if api {
                return error(
                    Code::EnrollmentRequired,
                    "a resource with the api license acts by a token, not by a sign-in",
                )
                .others("an administrator issues one", Remedy::IssueToken { name: name.clone(), scopes: Vec::new() });
            }
            without_terminal(
                ctx,
                error(Code::EnrollmentRequired, "an operator signs in with a second factor, and none is enrolled")
                    .hint("at a terminal", Remedy::EnrollOneself(name.clone())),
                name,
            )
        }
        Decision::SessionLimit => {
            let message = match &attempt.code {
                Some(_) => "session limit reached; your code was not used",
                None => "session limit reached; nothing was used up",
            };
            // No hint repeats the code: it is still good.
            let code = code_typed.then_some(Argument::Code);
            let live = answer.sessions.iter().flatten().enumerate();
            live.fold(error(Code::SessionLimit, message), |error, (at, session)| {
                let which = if at == 0 { "end the oldest" } else { "end the one" };
                let end = Argument::EndSession(session.id.clone());
                error.again(&format!("{which}, {}", about(session)), [end].into_iter().chain(code.clone()))
            })
        }
        Decision::Denied { .. } | Decision::Granted(_) => {
            error(Code::Denied, "denied: the name, the password or the code is wrong")
        }
    }
}

/// A refusal for want of an enrollment, with the two steps that need neither a terminal nor a sign-in.
pub fn without_terminal(ctx: &Context<'_>, error: Error, name: &str) -> Error {
    let finish = ctx.command(&Remedy::FinishEnrollment { name: name.to_owned(), factor: None });
    error
        .hint("without one, begin with", Remedy::BeginEnrollment(name.to_owned()))
        .note(format!("and finish with  {finish}  (ID: the factor_id of that answer; CODE: what the app shows then)"))
}

/// A session as a person knows it again.
fn about(session: &SessionView) -> String {
    let app = session.app.as_deref().map(escape::terminal).unwrap_or_default();
    format!("{app} since {}", session.created_at.local())
}

#[derive(Debug, Serialize, JsonSchema)]
struct SignedOut {
    /// False where you were not signed in.
    signed_out: bool,
    /// The username that was signed in.
    username: Option<String>,
}

/// Sign out: the session ends at once
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl logout")]
pub struct Logout {}

impl Answers for Logout {
    const ANSWER: Answer = Answer::one::<SignedOut>();
}

impl Logout {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let place = ctx.sign_in_place()?;
        let done = sign_out(&mut ctx.engine, &place)?;
        let did = match &done {
            Some(resource) => format!("{} is signed out.", resource.username),
            None => "You were not signed in; nothing was changed.".to_owned(),
        };
        crate::cli::detail_pages::already(ctx, &did);
        ctx.out.one(
            &SignedOut { signed_out: done.is_some(), username: done.map(|resource| resource.username) },
            Page::new().line(did),
        )?;
        Ok(0)
    }
}
