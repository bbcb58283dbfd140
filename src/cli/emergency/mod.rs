//! `emergency`: codes for people who lost their device.

mod issue;
mod list;
mod revoke;

use crate::{context::Context, error::Result};

/// Codes valid for three minutes, for somebody who lost the device
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:\n  \
    tenantctl emergency issue ada      (asks how the identity was checked)\n  \
    tenantctl emergency list")]
pub enum Verb {
    Issue(issue::Args),
    #[command(alias = "ls")]
    List(list::Args),
    Revoke(revoke::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Issue(args) => args.run(ctx),
            Verb::List(args) => args.run(ctx),
            Verb::Revoke(args) => args.run(ctx),
        }
    }
}
