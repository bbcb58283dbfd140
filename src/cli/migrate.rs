use crate::{
    context::Context,
    error::{Code, Error, Result},
    identity,
    render::Page,
    store,
};
use serde::Serialize;
use std::path::PathBuf;

/// Bring a database of an older version up to date, keeping a copy of it first
#[derive(Debug, clap::Args)]
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
        let user = identity::os_user(&db, &ctx.places.key(&db)?.path)?;
        if !user.owner {
            let message = format!("{} does not own the database and its key; nothing was changed", user.name);
            return Err(
                Error::new(Code::PermissionDenied, message).note("run it as the operating-system user that does")
            );
        }
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
