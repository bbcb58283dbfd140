//! `resource`: people and programs with an account.

pub use create::words;
pub use list::condition;

mod activate;
pub mod create;
mod deactivate;
mod delete;
mod edit;
mod export;
mod import;
mod list;
mod show;
mod verify_email;

use crate::{
    cli::{answer::verbs, detail_pages},
    context::Context,
    error::Result,
    ops::people::view::ResourceView,
    render::Page,
};

verbs! {
    /// Manage people and programs with an account
    #[command(after_help = "Examples:\n  \
        tenantctl resource create ada@acme.example --email ada@mail.example\n  \
        tenantctl resource list --where locked\n  \
        tenantctl resource show ada")]
    pub enum Verb {
        #[command(alias = "add")]
        Create(create::Args),
        #[command(alias = "ls")]
        List(list::Args),
        #[command(alias = "get")]
        Show(show::Args),
        Edit(edit::Args),
        #[command(alias = "disable")]
        Deactivate(deactivate::Args),
        #[command(alias = "enable")]
        Activate(activate::Args),
        VerifyEmail(verify_email::Args),
        Import(import::Args),
        Export(export::Args),
        #[command(hide = true)]
        Delete(delete::Args),
    }
}

/// Reports the state of a resource after a command, with a sentence on what the command did.
fn report(ctx: &mut Context<'_>, view: &ResourceView, did: &str) -> Result<u8> {
    detail_pages::already(ctx, did);
    ctx.out.one(view, detail_pages::resource(Page::new().line(did), view, ctx.now()))?;
    Ok(0)
}
