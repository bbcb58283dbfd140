use crate::{
    cli::{
        answer::{Answer, Answers},
        operators::level::words,
    },
    context::Context,
    domain::remedy::Remedy,
    error::Result,
    ops::operators::list_tokens,
    render::{Column, when},
};

/// List every token that was not revoked, but never the tokens themselves
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl token list")]
pub struct Args {}

const COLUMNS: &[Column] = &[
    Column { key: "id", title: "ID", weight: 0, below: None },
    Column { key: "username", title: "RESOURCE", weight: 0, below: None },
    Column { key: "expires_at", title: "ENDS", weight: 1, below: Some("ends ") },
    Column { key: "scopes", title: "SCOPES", weight: 1, below: Some("may ") },
    Column { key: "issued_by", title: "ISSUED BY", weight: 2, below: Some("issued by ") },
    Column { key: "created_at", title: "ISSUED", weight: 3, below: None },
    Column { key: "expired", title: "EXPIRED", weight: 4, below: None },
    Column { key: "tampered", title: "TAMPERED", weight: 5, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<list_tokens::TokenView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (tokens, now) = ctx.read(|tx, operator, now| Ok((list_tokens::list(tx, operator, now)?, now)))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for token in &tokens {
            let cells = vec![
                token.id.clone(),
                token.username.clone(),
                when(token.expires_at, now),
                words(&token.scopes, " "),
                token.issued_by.clone(),
                when(token.created_at, now),
                if token.expired { "yes" } else { "" }.to_owned(),
                if token.tampered { "yes" } else { "" }.to_owned(),
            ];
            rows.push(token, cells)?;
        }
        if !rows.finish(None)? {
            ctx.say("There is no token.");
        }
        for token in tokens.into_iter().filter(|token| token.tampered) {
            let revoke = ctx.command(&Remedy::RevokeToken(token.id.clone()));
            ctx.say(&format!(
                "warning: token {} was changed outside of this program and is not accepted; revoke it:  {revoke}",
                token.id
            ));
        }
        Ok(0)
    }
}
