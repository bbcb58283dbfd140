use crate::{
    cli::{
        answer::{Answer, Answers},
        resource::words,
    },
    context::Context,
    domain::{
        decision::{Decision, Method, Outcome},
        secret::SecretText,
    },
    error::{Code, Error, Result},
    ops::{
        authenticate::{Attempt, Client, Decide, Decided, Rehash, read},
        prove_password::{ProvePassword, Proved},
        target,
    },
    render::{Page, escape},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Decide a login: password, then second factor
///
/// Answers granted (exit 0), denied (20), locked (21), code_required (22), enrollment_required (23) or password_required (24). Denied says
/// no more than that: an unknown name, a wrong password and a wrong code look alike. Every attempt is kept in the history, and wrong ones
/// count towards the lock.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl authenticate ada\n  \
    printf '%s\\n' \"$PASSWORD\" | tenantctl authenticate ada --password-stdin --code 123456 -o json\n  \
    printf '%s\\n%s\\n' \"$PASSWORD\" \"$CODE\" | tenantctl authenticate ada --password-stdin --code-stdin")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: Option<String>,
    /// desktop, tablet, mobile or outlook
    #[arg(long, value_parser = words::<Client>)]
    client: Option<Client>,
    /// The application that asks
    #[arg(long, value_name = "NAME")]
    app: Option<String>,
    /// The address that the login comes from
    #[arg(long, value_name = "ADDRESS")]
    source: Option<String>,
    /// Take the password from the first line of standard input
    #[arg(long)]
    password_stdin: bool,
    /// The code of the authenticator, or an emergency code
    #[arg(long, value_name = "CODE", conflicts_with = "code_stdin")]
    code: Option<String>,
    /// Take the code from the next line of standard input
    #[arg(long)]
    code_stdin: bool,
    /// How the front end speaks
    #[arg(long, default_value = "cli")]
    protocol: Protocol,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Protocol {
    /// Flags and standard input in, this answer out
    Cli,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The decision.
    outcome: Outcome,
    /// Whose login: by the name as typed, where it was not proved.
    username: String,
    /// How it was granted; null where it was not.
    method: Option<Method>,
    /// Null while the program keeps no sessions.
    session_token: Option<String>,
    /// Null while the program keeps no sessions.
    session_id: Option<String>,
    /// Null while the program keeps no sessions.
    expires_at: Option<String>,
    /// Null while the program keeps no sessions.
    sessions: Option<Vec<String>>,
    /// Null while nobody enrolls in passing.
    enrollment: Option<String>,
    /// A stable word for the message: finer than the outcome where a login was granted.
    #[schemars(extend("enum" = message_codes()))]
    message_code: &'static str,
    /// The decision in words.
    message: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let Protocol::Cli = self.protocol;
        let at_terminal = ctx.dialogue.interactive();
        let name = match self.resource {
            Some(name) => name,
            None if at_terminal => ctx.ask("Username")?,
            None => return Err(Error::new(Code::Usage, "a resource is needed; nothing was decided")),
        };
        let password = if self.password_stdin {
            ctx.line("--password-stdin")?
        } else if at_terminal {
            ctx.ask_secret("Password")?
        } else {
            let message = "without a terminal the password is a line of standard input; nothing was decided";
            return Err(Error::new(Code::Usage, message).again("add it", ["--password-stdin"]));
        };
        let code = match self.code {
            Some(code) => Some(SecretText::new(code)),
            None if self.code_stdin => Some(ctx.line("--code-stdin")?),
            None => None,
        };
        // A front end that always passes a code passes an empty one where the person typed none.
        let code = code.filter(|code| !code.expose().trim().is_empty());
        let mut attempt = Attempt {
            name,
            password,
            code,
            client: self.client,
            app: told("--app", self.app)?,
            source: told("--source", self.source)?,
        };
        let (mut decision, mut username) = decide(ctx, &attempt)?;
        if decision == Decision::CodeRequired && at_terminal && !self.password_stdin {
            let typed = ctx.ask("Code of the authenticator, or emergency code")?;
            if !typed.trim().is_empty() {
                attempt.code = Some(SecretText::new(typed));
                (decision, username) = decide(ctx, &attempt)?;
            }
        }
        report(ctx, decision, username.unwrap_or(attempt.name))
    }
}

fn told(flag: &str, text: Option<String>) -> Result<Option<String>> {
    let clean = |text: String| {
        crate::domain::identifier::clean_text("value", &text, 128)
            .map_err(|error| Error::new(Code::InvalidInput, format!("{flag}: {error}; nothing was decided")))
    };
    text.map(clean).transpose()
}

/// One decision, with the username where the answer may tell it. A password changed in between costs one more try.
fn decide(ctx: &mut Context<'_>, attempt: &Attempt) -> Result<(Decision, Option<String>)> {
    let mut last_try = false;
    loop {
        let proof = ctx.read(|tx, _, now| read(tx, &attempt.name, now))?.prove(&attempt.password)?;
        match ctx.perform(&Decide { attempt, proof: &proof, last_try })? {
            Decided::Stale => last_try = true,
            Decided::Answer { decision, resource, rehash } => {
                if let Some((resource, before)) = resource.as_ref().zip(rehash.as_deref()) {
                    raise(ctx, attempt, resource, before);
                }
                return Ok((decision, resource.map(|resource| resource.username)));
            }
        }
    }
}

/// Hashes the password of a granted login under the policy's higher cost (R-PWD-5). The grant stands whatever becomes of this.
fn raise(ctx: &mut Context<'_>, attempt: &Attempt, resource: &crate::domain::resource::Resource, before: &str) {
    let done = ctx.read(|tx, _, _| Ok(tx.policy()?.password_argon2)).and_then(|cost| {
        let after = crate::domain::password::hash(&attempt.password, cost, ctx.random()?);
        let after = after.map_err(|error| Error::new(Code::Failure, error.to_string()))?;
        ctx.perform(&Rehash { resource, before, after: &after })
    });
    if let Err(error) = done {
        ctx.say(&format!("note: the stored hash was not raised: {error}"));
    }
}

fn report(ctx: &mut Context<'_>, decision: Decision, username: String) -> Result<u8> {
    let (code, message) = match decision {
        Decision::Granted(method) => (
            0,
            match method {
                Method::Totp => "granted, with a code of the authenticator",
                Method::Emergency => "granted, with an emergency code, which is used up",
                Method::Paused => "granted without a code: 2FA is paused",
                Method::NotRequired => "granted without a code: none is required",
            },
        ),
        Decision::Denied { .. } => (Code::Denied.exit(), "denied: the name, the password or the code is wrong"),
        Decision::Locked => (Code::Locked.exit(), "locked: too many failed logins, or locked by an operator"),
        Decision::CodeRequired => (Code::CodeRequired.exit(), "a code is required"),
        Decision::EnrollmentRequired => (Code::EnrollmentRequired.exit(), "an authenticator must be enrolled first"),
        Decision::PasswordRequired => {
            (Code::PasswordRequired.exit(), "the password has expired and must be changed first")
        }
    };
    let method = match decision {
        Decision::Granted(method) => Some(method),
        _ => None,
    };
    let operator = ctx.operator()?.actor.name;
    let page = Page::new()
        .line(message)
        .line(format!("(decided for {}; you are still {operator})", escape::terminal(&username)));
    let view = View {
        outcome: decision.outcome(),
        username,
        method,
        session_token: None,
        session_id: None,
        expires_at: None,
        sessions: None,
        enrollment: None,
        message_code: message_code(decision),
        message: message.to_owned(),
    };
    ctx.verdict(code, &view, page)
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
        Method::Paused => "granted_paused",
        Method::NotRequired => "granted_not_required",
    }
}

/// Every word that [`message_code`] gives.
fn message_codes() -> Vec<&'static str> {
    let others = Outcome::ALL.iter().filter(|outcome| **outcome != Outcome::Granted).map(|outcome| outcome.word());
    Method::ALL.iter().map(|method| granted(*method)).chain(others).collect()
}

/// Lets a resource go on only with its own password (R-TOTP-2).
pub fn prove_password(ctx: &mut Context<'_>, name: &str, password: &SecretText) -> Result<()> {
    let resource = ctx.read(|tx, _, _| target::resource(tx, name))?;
    let proof = ctx.read(|tx, _, now| read(tx, &resource.id, now))?.prove(password)?;
    match ctx.perform(&ProvePassword { resource: &resource.id, proof: &proof })? {
        Proved::Right => Ok(()),
        Proved::Denied => Err(Error::new(Code::Denied, "the password is wrong; nothing was enrolled")),
        Proved::Locked => {
            Err(Error::new(Code::Locked, format!("{} is locked; nothing was enrolled", resource.username))
                .hint("see", ["why", &resource.username]))
        }
    }
}
