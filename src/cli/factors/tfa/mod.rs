//! `2fa`: the requirement of a second factor, paused and reset.

mod disable;
mod extend;
pub mod pause;
mod require;
mod reset;
mod status;

use crate::{
    cli::{answer::verbs, detail_pages},
    context::Context,
    error::Result,
    ops::people::view::TfaView,
    render::Page,
};

verbs! {
    /// The second factor of a resource: status, pause, reset, disable
    #[command(after_help = "Examples:\n  \
        tenantctl 2fa pause ada --for 24h --reason 'phone in repair'\n  \
        tenantctl 2fa require ada\n  \
        tenantctl 2fa reset ada --reason 'phone lost'    (then enroll again)")]
    pub enum Verb {
        Status(status::Args),
        Pause(pause::Args),
        Extend(extend::Args),
        #[command(alias = "resume")]
        Require(require::Args),
        Reset(reset::Args),
        Disable(disable::Args),
    }
}

fn report(ctx: &mut Context<'_>, view: &TfaView, did: Option<&str>) -> Result<u8> {
    let page = did.map_or_else(Page::new, |did| Page::new().line(did));
    let now = ctx.now();
    if let Some(did) = did {
        detail_pages::already(ctx, did);
    }
    ctx.out.one(view, detail_pages::tfa(page, view, now))?;
    Ok(0)
}
