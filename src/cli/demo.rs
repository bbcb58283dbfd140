use crate::{context::Context, error::Result};

/// Watch the whole main job on a throw-away tenant, each step printed as the command it is
#[derive(Debug, clap::Args)]
pub struct Args {}

impl Args {
    pub fn run(self, _: &mut Context<'_>) -> Result<u8> {
        Ok(0)
    }
}
