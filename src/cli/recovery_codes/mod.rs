//! `recovery-codes`: ten codes on paper, for the day when the device is lost.

mod generate;
mod status;

use crate::{context::Context, error::Result};

/// Ten codes to keep on paper, each good for one login without the device
#[derive(Debug, clap::Subcommand)]
pub enum Verb {
    Generate(generate::Args),
    Status(status::Args),
}

impl Verb {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        match self {
            Verb::Generate(args) => args.run(ctx),
            Verb::Status(args) => args.run(ctx),
        }
    }
}
