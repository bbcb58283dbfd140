use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    flows::migrate::migrate,
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// Migrate a database of an older version, keeping a copy of it first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl migrate\n  \
    tenantctl migrate --tenant acme")]
pub struct Args {}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The version before.
    from: usize,
    /// The version now.
    to: usize,
    /// The copy of the database as it was; null where nothing was changed.
    copy: Option<PathBuf>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        // Whether it is needed cannot be looked up in an older database.
        if ctx.engine.purpose.break_glass {
            ctx.engine.purpose.why = ctx.why(true)?;
        }
        let done = migrate(&mut ctx.engine)?;
        let page = match &done.copy {
            None => Page::new().line(format!("The database already has version {}; nothing was changed.", done.to)),
            Some(copy) => Page::new()
                .line(format!("Migrated the database from version {} to {}.", done.from, done.to))
                .field("as it was", copy.display().to_string()),
        };
        ctx.out.one(&View { from: done.from, to: done.to, copy: done.copy }, page)?;
        Ok(0)
    }
}
