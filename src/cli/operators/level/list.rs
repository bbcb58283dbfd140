use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::operators::level_view,
    render::Column,
};

/// List the levels with what they may do, and how many have them
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl level list\n  tenantctl resource list --where level=helpdesk")]
pub struct Args {}

const COLUMNS: &[Column] = &[
    Column { key: "name", title: "LEVEL", weight: 0, below: None },
    Column { key: "resources", title: "RESOURCES", weight: 2, below: Some("resources ") },
    Column { key: "permissions", title: "MAY", weight: 1, below: Some("may ") },
    Column { key: "built_in", title: "BUILT IN", weight: 3, below: None },
];

impl Answers for Args {
    const ANSWER: Answer = Answer::list::<level_view::LevelView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let levels = ctx.read(|tx, operator, _| level_view::list(tx, operator))?;
        let mut rows = ctx.out.rows(COLUMNS);
        for level in &levels {
            let built_in = if level.built_in { "yes" } else { "no" }.to_owned();
            let name = level.name.word().to_owned();
            rows.push(level, vec![name, level.resources.to_string(), super::words(&level.permissions, " "), built_in])?;
        }
        rows.finish(None)?;
        Ok(0)
    }
}
