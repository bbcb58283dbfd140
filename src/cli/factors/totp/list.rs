use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::people::view::{self, FactorView},
    render::{Column, when},
};

/// List the authenticators of a resource
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl totp list ada")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

const COLUMNS: &[Column] = &[
    Column { key: "label", title: "LABEL", weight: 0, below: None },
    Column { key: "state", title: "STATE", weight: 0, below: None },
    Column { key: "kind", title: "KIND", weight: 2, below: None },
    Column { key: "last_used_at", title: "LAST USED", weight: 1, below: Some("last used ") },
    Column { key: "created_at", title: "ENROLLED", weight: 3, below: None },
    Column { key: "id", title: "ID", weight: 4, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<FactorView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (factors, now) =
            ctx.read(|tx, operator, now| Ok((view::factors(tx, operator, &self.resource, now)?, now)))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for view in &factors {
            let used = view.last_used_at.map_or("never".to_owned(), |at| when(at, now));
            let cells = vec![
                view.label.clone(),
                view.state.word().to_owned(),
                view.kind.to_owned(),
                used,
                when(view.created_at, now),
                view.id.clone(),
            ];
            rows.push(view, cells)?;
        }
        if !rows.finish(None)? {
            ctx.say("No authenticator is enrolled.");
        }
        Ok(0)
    }
}
