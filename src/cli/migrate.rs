use crate::{context::Context, error::Result, render::Page, store};
use serde::Serialize;
use std::path::PathBuf;

/// Bring a database of an older version up to date, keeping a copy of it first
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl migrate\n  \
    tenantctl migrate --tenant acme")]
pub struct Args {}

#[derive(Debug, Serialize)]
struct View {
    from: usize,
    to: usize,
    copy: Option<PathBuf>,
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let db = ctx.places.db()?;
        let operator = crate::context::operator_for(&db)?;
        crate::ops::must(&operator, crate::domain::permission::Permission::OwnerOnly)?;
        let done = store::migrate(&db)?;
        let page = match &done.copy {
            None => Page::new().line(format!("The database has version {} already; nothing was changed.", done.to)),
            Some(copy) => Page::new()
                .line(format!("The database is brought from version {} to {}.", done.from, done.to))
                .field("as it was", copy.display().to_string()),
        };
        ctx.out.one(&View { from: done.from, to: done.to, copy: done.copy }, page)?;
        Ok(0)
    }
}
