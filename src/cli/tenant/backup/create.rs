use super::View;
use crate::{
    cli::{
        answer::{Answer, Answers},
        globals::path,
    },
    context::Context,
    error::Result,
    flows::backup,
    render::{Ending, Page},
};
use std::path::PathBuf;

/// Back the tenant up into one new private file, while logins go on
///
/// The file is whole, and as the tenant was at one moment. It has its name once it is complete, and is never written over something. The key is
/// not in it. The history keeps who made it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl backup create ~/backup/acme.db")]
pub struct Args {
    /// Where it goes
    #[arg(value_name = "FILE", value_parser = path())]
    file: PathBuf,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let ending = Ending::watch()?;
        let why = ctx.why(false)?;
        let extent = backup::create(ctx.acting()?.0, &self.file, why, ending.stop())?;
        let page = Page::new()
            .line(format!("The tenant is backed up in {}, with {} events.", self.file.display(), extent.head_seq))
            .line("The key is not in it: without the key nobody can open it.");
        let view = View::new(&self.file, extent, ctx.now());
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
