use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::remedy::Remedy,
    error::Result,
    ops::login::{list_sessions, session_view::SessionView},
    render::{Column, when},
};

/// List the live sessions of a resource; never their tokens
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl session list ada")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

const COLUMNS: &[Column] = &[
    Column { key: "id", title: "ID", weight: 0, below: None },
    Column { key: "client", title: "CLIENT", weight: 1, below: None },
    Column { key: "apps", title: "APPLICATIONS", weight: 1, below: Some("for ") },
    Column { key: "source", title: "FROM", weight: 2, below: None },
    Column { key: "last_seen_at", title: "LAST SEEN", weight: 1, below: Some("last seen ") },
    Column { key: "expires_at", title: "ENDS", weight: 3, below: None },
    Column { key: "created_at", title: "BEGAN", weight: 4, below: None },
    Column { key: "username", title: "RESOURCE", weight: 5, below: None },
    Column { key: "app", title: "APPLICATION", weight: 9, below: None },
    Column { key: "operator", title: "OPERATOR", weight: 6, below: None },
    Column { key: "tampered", title: "TAMPERED", weight: 7, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<SessionView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (sessions, now) =
            ctx.read(|tx, operator, now| Ok((list_sessions::list(tx, operator, &self.resource, now)?, now)))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for session in &sessions {
            let cells = vec![
                session.id.clone(),
                session.client.map(|client| client.word().to_owned()).unwrap_or_default(),
                session.apps.join(", "),
                session.source.clone().unwrap_or_default(),
                when(session.last_seen_at, now),
                when(session.expires_at, now),
                when(session.created_at, now),
                session.username.clone(),
                session.app.clone().unwrap_or_default(),
                if session.operator { "yes" } else { "" }.to_owned(),
                if session.tampered { "yes" } else { "" }.to_owned(),
            ];
            rows.push(session, cells)?;
        }
        if !rows.finish(None)? {
            ctx.say("There is no live session.");
        }
        for session in sessions.into_iter().filter(|session| session.tampered) {
            let end = ctx.command(&Remedy::EndSession(session.id.clone()));
            ctx.say(&format!(
                "warning: session {} was changed outside of this program and is not accepted; end it:  {end}",
                session.id
            ));
        }
        Ok(0)
    }
}
