//! `setup accept`: username, token and the password twice, or two lines of standard input (R-SET-3).

use crate::{
    cli::{
        answer::{Answer, Answers},
        passwords::password::set::{View, new_password},
    },
    context::Context,
    domain::{
        remedy::Argument,
        session::{Token, TokenKind},
    },
    error::{Code, Error, Result},
    ops::passwords::accept_setup::{self, AcceptSetup, Accepted},
};

/// Choose your password, with the set-up token that you were handed
///
/// It needs no sign-in. Without a terminal, --stdin takes two lines: the token, then the password. A token works once; a password that
/// breaks the rules does not use it up. A wrong token counts as a failed login.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl setup accept ada\n  \
    tenantctl setup accept ada --stdin < token-and-password\n  \
    tenantctl password rules                     (what a password must be like)")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    /// Read the token and the password from two lines of standard input
    #[arg(long)]
    stdin: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (token, password) = if self.stdin {
            (ctx.line("--stdin")?, Some(ctx.line("--stdin")?))
        } else if ctx.dialogue.interactive() {
            (ctx.ask_secret("Set-up token")?, None)
        } else {
            let message =
                "without a terminal the token and the password are two lines of standard input; nothing was changed";
            return Err(Error::new(Code::Usage, message).again("add it", [Argument::SetupToken]));
        };
        let token = Token::parse(TokenKind::Setup, token.expose());
        let standard =
            ctx.read_as_anybody(|tx, now| accept_setup::standard(tx, &self.resource, token.as_ref(), now))?;
        let hashed = match (standard, password) {
            (None, _) => None,
            (Some(standard), Some(password)) => Some(standard.prepare(&password, ctx.random()?)?),
            (Some(standard), None) => Some(new_password(ctx, false, "New password (? shows the rules)", &standard)?),
        };
        let accept = AcceptSetup { name: &self.resource, token: token.as_ref(), hashed: hashed.as_ref() };
        let resource = match ctx.perform(&accept)? {
            Accepted::Set(resource) => resource,
            Accepted::Denied => {
                let message = "denied: the name or the token is wrong, or the token was used or has ended";
                let error = Error::new(Code::Denied, format!("{message}; no password was set"));
                return Err(error.note("an operator issues another token"));
            }
            Accepted::Locked => {
                let message = "the account is locked: too many failed attempts, or locked by an operator";
                return Err(Error::new(Code::Locked, format!("{message}; no password was set")));
            }
        };
        View::report(ctx, resource.username)
    }
}
