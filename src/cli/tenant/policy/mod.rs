//! `policy`: what the tenant demands.

mod set;
mod show;

use crate::{cli::answer::verbs, context::Context, error::Result, ops::tenant::show_policy::Setting, render::Column};

verbs! {
    /// Show or set the policy of the tenant: lockout, pauses, passwords
    #[command(after_help = "Examples:\n  \
        tenantctl policy show\n  \
        tenantctl policy set lockout.threshold=5 --reason 'decided by the board'")]
    pub enum Verb {
        Show(show::Args),
        Set(set::Args),
    }
}

const COLUMNS: &[Column] = &[
    Column { key: "key", title: "KEY", weight: 0, below: None },
    Column { key: "value", title: "VALUE", weight: 0, below: None },
    Column { key: "default", title: "DEFAULT", weight: 2, below: Some("default ") },
    Column { key: "meaning", title: "MEANING", weight: 1, below: Some("") },
];

fn report<'s>(ctx: &mut Context<'_>, settings: impl Iterator<Item = &'s Setting>) -> Result<u8> {
    let mut rows = ctx.out.rows(COLUMNS);
    for setting in settings {
        let cells = [setting.key, &setting.value, &setting.default, setting.meaning].map(str::to_owned);
        rows.push(setting, cells.to_vec())?;
    }
    rows.finish(None)?;
    Ok(0)
}
