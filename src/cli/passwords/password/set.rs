use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::{event::Action, password::describe, remedy::Argument, secret::SecretText},
    error::{Code, Error, Result},
    ops::passwords::{
        prove_password::Purpose,
        set_password::{Hashed, PasswordOf, SetPassword, Standard, may_set},
    },
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Set a resource's password
///
/// At a terminal it asks twice; with --password-stdin it reads the first line of standard input. For your own it first takes the present
/// password, on a separate line. A password is never an argument.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tenantctl password set ada\n  tenantctl password set ada --password-stdin < password.txt"
)]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Read it from standard input; for your own, the present password and then the new one
    #[arg(long)]
    password_stdin: bool,
}

/// A password that was set.
#[derive(Debug, Serialize, JsonSchema)]
pub struct View {
    /// The resource's username.
    username: String,
    /// Always true.
    password_set: bool,
}

impl View {
    /// Says that a password was set.
    pub fn report(ctx: &mut Context<'_>, username: String) -> Result<u8> {
        let page = Page::new().line(format!("The password of {username} is set."));
        ctx.out.one(&View { username, password_set: true }, page)?;
        Ok(0)
    }
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (resource, standard, owner) =
            ctx.read_before(Action::PasswordSet, Some(&self.resource), |tx, operator, _| {
                may_set(tx, operator, &self.resource)
            })?;
        if owner == PasswordOf::Operator {
            let present = present_password(ctx, self.password_stdin)?;
            crate::cli::passwords::proof::prove_password(ctx, &resource.username, &present, Purpose::Password)?;
        }
        let hashed =
            new_password(ctx, self.password_stdin, &format!("New password for {}", resource.username), &standard)?;
        let why = ctx.why(false)?;
        let resource = ctx.perform(&SetPassword { resource: resource.id, hashed, owner, why })?;
        View::report(ctx, resource.username.clone())?;
        crate::cli::shut_out::warn(ctx, &resource.username);
        Ok(0)
    }
}

/// Who sets its own password proves the present one first: at a terminal, or as the line before the new one.
fn present_password(ctx: &mut Context<'_>, stdin: bool) -> Result<SecretText> {
    match stdin {
        true => ctx.line("--password-stdin"),
        false if ctx.dialogue.interactive() => ctx.ask_secret("Your present password"),
        false => {
            let message =
                "without a terminal the present and the new password are lines of standard input; nothing was changed";
            Err(Error::new(Code::Usage, message).again("add it", [Argument::Password]))
        }
    }
}

/// A new password, checked and hashed: typed twice at a terminal, where one that breaks the rules is asked for again; one line of
/// standard input elsewhere.
pub fn new_password(ctx: &mut Context<'_>, stdin: bool, prompt: &str, standard: &Standard) -> Result<Hashed> {
    if stdin {
        let password = ctx.line("--password-stdin")?;
        return standard.prepare(&password, ctx.random()?);
    }
    if !ctx.dialogue.interactive() {
        let message = "without a terminal the password is a line of standard input; nothing was changed";
        return Err(Error::new(Code::Usage, message).again("add it", [Argument::Password]));
    }
    ask_twice(ctx, prompt, standard, |ctx, typed| standard.prepare(typed, ctx.random()?))
}

/// Asks for a new password twice at a terminal, and again where `judge` finds that it breaks the rules.
pub fn ask_twice<T>(
    ctx: &mut Context<'_>,
    prompt: &str,
    standard: &Standard,
    judge: impl Fn(&mut Context<'_>, &SecretText) -> Result<T>,
) -> Result<T> {
    loop {
        let first = ctx.ask_secret(prompt)?;
        // No password is that short: who types it asks (R-SET-3).
        if first.expose() == "?" {
            ctx.say("A password must keep these rules:");
            describe(&standard.rules()).iter().for_each(|rule| ctx.say(&format!("  {rule}")));
            continue;
        }
        match judge(ctx, &first) {
            Err(weak) if weak.code() == Code::WeakPassword => ctx.say(weak.brief()),
            Err(error) => return Err(error),
            Ok(judged) if first == ctx.ask_secret("The same again")? => return Ok(judged),
            Ok(_) => ctx.say("These were not the same; try again."),
        }
    }
}
