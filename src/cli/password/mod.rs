//! `password`: setting one, and the rules for it.

mod rules;
pub mod set;

use crate::{context::Context, error::Result};

/// Passwords and their rules
#[derive(Debug, clap::Subcommand)]
#[command(after_help = "Examples:\n  \
    tenantctl password set ada\n  \
    tenantctl password rules")]
pub enum Verb {
    Set(set::Args),
    Rules(rules::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Set(args) => args.run(ctx),
            Verb::Rules(args) => args.run(ctx),
        }
    }
}
