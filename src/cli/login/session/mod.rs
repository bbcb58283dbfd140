//! `session`: live logins, for operators and for the front ends that hold their tokens.

mod check;
mod end;
mod list;
mod logout;

use crate::{
    cli::answer::verbs,
    context::Context,
    domain::{
        remedy::{Remedy, Topic},
        session::{Token, TokenKind},
    },
    error::{Code, Error, Result},
};

verbs! {
    /// Live sessions: list, end, check, log out
    #[command(after_help = "Examples:\n  tenantctl session list ada\n  tenantctl session logout < token")]
    pub enum Verb {
        #[command(alias = "ls")]
        List(list::Args),
        End(end::Args),
        Check(check::Args),
        Logout(logout::Args),
    }
}

/// The session token on standard input; `None` if the line is not one.
fn token(ctx: &mut Context<'_>) -> Result<Option<Token>> {
    let typed = match ctx.dialogue.interactive() {
        true => Some(ctx.ask_secret("Session token")?),
        false => ctx.dialogue.line().unwrap_or_default(),
    };
    let typed = typed.ok_or_else(|| {
        Error::new(Code::Usage, "a session's token is needed as a line of standard input; nothing was looked up")
            .note(
                "it is the session_token that authenticate -o json answered; such as  tenantctl session check < token",
            )
            .hint("more about it", Remedy::Help(Topic::Sessions))
    })?;
    Ok(Token::parse(TokenKind::Session, typed.expose()))
}
