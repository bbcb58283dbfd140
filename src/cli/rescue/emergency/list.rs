use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::rescue::list_emergency_codes::{self, LiveCode},
    render::{Column, when},
};

/// List the emergency codes that are valid now; never the codes themselves
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl emergency list")]
pub struct Args {}

const COLUMNS: &[Column] = &[
    Column { key: "username", title: "RESOURCE", weight: 0, below: None },
    Column { key: "expires_at", title: "VALID UNTIL", weight: 1, below: Some("valid until ") },
    Column { key: "issued_by", title: "ISSUED BY", weight: 2, below: Some("issued by ") },
    Column { key: "issued_at", title: "ISSUED", weight: 3, below: None },
    Column { key: "code_id", title: "ID", weight: 4, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<LiveCode>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (codes, now) = ctx.read(|tx, operator, now| Ok((list_emergency_codes::list(tx, operator, now)?, now)))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for code in &codes {
            let (ends, began) = (when(code.expires_at, now), when(code.issued_at, now));
            rows.push(code, vec![code.username.clone(), ends, code.issued_by.clone(), began, code.code_id.clone()])?;
        }
        if !rows.finish(None)? {
            ctx.say("No emergency code is valid now.");
        }
        Ok(0)
    }
}
