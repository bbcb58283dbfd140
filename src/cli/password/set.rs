use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::permission::Permission,
    error::{Code, Error, Result},
    ops::{
        must,
        set_password::{Hashed, SetPassword, Standard},
        target,
    },
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Set a resource's password
///
/// Asked for twice at a terminal; with --password-stdin, the first line of standard input. It never stands in an argument.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  tenantctl password set ada\n  tenantctl password set ada --password-stdin < password.txt"
)]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// Take the first line of standard input
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Whose.
    username: String,
    /// Always true.
    password_set: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (resource, standard) = ctx.read(|tx, operator, _| {
            must(operator, Permission::OwnerOnly)?;
            let resource = target::resource(tx, &self.resource)?;
            let standard = Standard::of(tx, &resource)?;
            Ok((resource, standard))
        })?;
        let hashed =
            new_password(ctx, self.password_stdin, &format!("New password for {}", resource.username), &standard)?;
        let why = ctx.why(false)?;
        let resource = ctx.perform(&SetPassword { resource: resource.id, hashed, why })?;
        let page = Page::new().line(format!("The password of {} is set.", resource.username));
        ctx.out.one(&View { username: resource.username, password_set: true }, page)?;
        Ok(0)
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
        return Err(Error::new(Code::Usage, message).again("add it", ["--password-stdin"]));
    }
    loop {
        let first = ctx.ask_secret(prompt)?;
        match standard.prepare(&first, ctx.random()?) {
            Err(weak) if weak.code() == Code::WeakPassword => ctx.say(weak.brief()),
            Err(error) => return Err(error),
            Ok(hashed) if first == ctx.ask_secret("The same again")? => return Ok(hashed),
            Ok(_) => ctx.say("These were not the same; once more."),
        }
    }
}
