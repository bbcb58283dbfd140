//! `policy`: what the tenant demands.

mod set;
mod show;

use crate::{context::Context, error::Result, ops::policy::Setting, render::Column};

/// What the tenant demands: lockout, pauses, passwords
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    Show(show::Args),
    Set(set::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Show(args) => args.run(ctx),
            Verb::Set(args) => args.run(ctx),
        }
    }
}

const COLUMNS: &[Column] = &[
    Column { key: "key", title: "KEY", weight: 0, below: None },
    Column { key: "value", title: "VALUE", weight: 0, below: None },
    Column { key: "default", title: "DEFAULT", weight: 2, below: Some("default ") },
    Column { key: "meaning", title: "MEANING", weight: 1, below: Some("") },
];

fn report(ctx: &mut Context<'_>, settings: &[Setting]) -> Result<u8> {
    let mut rows = ctx.out.rows(COLUMNS);
    for setting in settings {
        let cells = [setting.key, &setting.value, &setting.default, setting.meaning].map(str::to_owned);
        rows.push(setting, cells.to_vec())?;
    }
    rows.finish(None)?;
    Ok(0)
}
