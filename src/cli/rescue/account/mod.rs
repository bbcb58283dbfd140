//! `account`: locks.

mod lock;
mod recover;
mod status;
pub mod unlock;

use crate::{
    cli::{answer::verbs, detail_pages},
    context::Context,
    error::Result,
    ops::people::view::AccountView,
    render::Page,
};
use serde::Serialize;

verbs! {
    /// Lock, unlock and recover accounts, and show their status
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

fn report<V: Serialize>(ctx: &mut Context<'_>, view: &V, account: &AccountView, did: &[String]) -> Result<u8> {
    let page = did.iter().fold(Page::new(), |page, line| page.line(line));
    let now = ctx.now();
    if let [did] = did {
        detail_pages::already(ctx, did);
    }
    ctx.out.one(view, detail_pages::account(page, account, now))?;
    Ok(0)
}
