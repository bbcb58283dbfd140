use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::remedy::Remedy,
    error::Result,
    ops::operators::requests::{self, RequestView, TAMPERED},
    render::{Column, when},
};

/// List the requests that wait for a second person
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl request list")]
pub struct Args {}

const COLUMNS: &[Column] = &[
    Column { key: "request_id", title: "ID", weight: 0, below: None },
    Column { key: "what", title: "WHAT", weight: 0, below: None },
    Column { key: "requested_by", title: "ASKED BY", weight: 1, below: Some("asked by ") },
    Column { key: "expires_at", title: "UNTIL", weight: 1, below: Some("until ") },
    Column { key: "state", title: "STATE", weight: 2, below: None },
    Column { key: "reason", title: "BECAUSE", weight: 3, below: Some("because: ") },
    Column { key: "username", title: "RESOURCE", weight: 4, below: None },
    Column { key: "command", title: "COMMAND", weight: 4, below: None },
    Column { key: "ticket", title: "TICKET", weight: 5, below: Some("ticket ") },
    Column { key: "requested_at", title: "ASKED", weight: 5, below: None },
    Column { key: "effects", title: "ONCE APPROVED, IT", weight: 4, below: Some("once approved, it ") },
    Column { key: "decided_by", title: "DECIDED BY", weight: 9, below: None },
    Column { key: "decided_at", title: "DECIDED", weight: 9, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<RequestView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (requests, now) = ctx.read(|tx, operator, now| Ok((requests::list(tx, operator, now)?, now)))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for request in &requests {
            let cells = vec![
                request.request_id.clone(),
                request.what.clone(),
                request.requested_by.clone(),
                when(request.expires_at, now),
                request.state.to_owned(),
                request.reason.clone().unwrap_or_default(),
                request.username.clone().unwrap_or_default(),
                request.command.clone(),
                request.ticket.clone().unwrap_or_default(),
                when(request.requested_at, now),
                request.effects.join("; "),
                String::new(),
                String::new(),
            ];
            rows.push(request, cells)?;
        }
        if !rows.finish(None)? {
            ctx.say("No request waits for a second person.");
        }
        for request in requests.into_iter().filter(|request| request.state == TAMPERED) {
            let deny = ctx.command(&Remedy::DenyRequest(request.request_id.clone()));
            ctx.say(&format!(
                "warning: request {} was changed outside of this program and cannot be approved; deny it:  {deny}",
                request.request_id
            ));
        }
        Ok(0)
    }
}
