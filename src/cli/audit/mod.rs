//! `audit`: the history.

mod log;
mod verify;

use crate::{context::Context, error::Result};

/// The history: read it, prove it
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:\n  \
    tenantctl audit log --resource ada\n  \
    tenantctl audit log --follow\n  \
    tenantctl audit verify")]
pub enum Verb {
    Log(log::Args),
    Verify(verify::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Log(args) => args.run(ctx),
            Verb::Verify(args) => args.run(ctx),
        }
    }
}
