//! `totp`: authenticator apps.

mod check;
mod confirm;
pub mod enroll;
mod list;
mod qr;
mod remove;
pub mod sheet;

use crate::{context::Context, error::Result};

/// Authenticator apps: enroll, confirm, check
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:\n  \
    tenantctl totp enroll ada                    (a QR code to scan)\n  \
    tenantctl totp remove ada 'old phone'\n  \
    tenantctl totp check ada 123456")]
pub enum Verb {
    Enroll(enroll::Args),
    Confirm(confirm::Args),
    Qr(qr::Args),
    #[command(alias = "ls")]
    List(list::Args),
    Check(check::Args),
    Remove(remove::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Enroll(args) => args.run(ctx),
            Verb::Confirm(args) => args.run(ctx),
            Verb::Qr(args) => args.run(ctx),
            Verb::List(args) => args.run(ctx),
            Verb::Check(args) => args.run(ctx),
            Verb::Remove(args) => args.run(ctx),
        }
    }
}
