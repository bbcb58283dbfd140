//! `account`: locks.

mod lock;
mod recover;
mod status;
pub mod unlock;

use crate::{
    cli::{answer::verbs, shown},
    context::Context,
    error::Result,
    ops::people::view::AccountView,
    render::Page,
};

verbs! {
    /// Locks of accounts and the way out of them: status, lock, unlock, recover
    #[command(after_help = "Examples:\n  \
        tenantctl account unlock ada --reason 'identity checked on the phone'\n  \
        tenantctl account lock ada --reason 'laptop stolen'\n  \
        tenantctl account recover ada --unlock --reset-2fa --reason 'phone stolen'")]
    pub enum Verb {
        Status(status::Args),
        Lock(lock::Args),
        Unlock(unlock::Args),
        Recover(recover::Args),
    }
}

fn report(ctx: &mut Context<'_>, view: &AccountView, did: Option<&str>) -> Result<u8> {
    let page = did.map_or_else(Page::new, |did| Page::new().line(did));
    let now = ctx.now();
    if let Some(did) = did {
        shown::already(ctx, did);
    }
    ctx.out.one(view, shown::account(page, view, now))?;
    Ok(0)
}
