use super::View;
use crate::{
    cli::{
        answer::{Answer, Answers},
        globals::new_file,
    },
    context::Context,
    error::Result,
    flows::backup,
    render::{Ending, Page},
};
use std::path::PathBuf;

/// Back up the tenant to one new private file, while logins go on
///
/// The file holds the whole tenant as it was at one moment. It gets its name once it is complete, and never overwrites a file. The key is
/// not in it. The history keeps who made it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl backup create ~/backup/acme.db")]
pub struct Args {
    /// Write the backup to this new file
    #[arg(value_name = "FILE", value_parser = new_file())]
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
            .line(format!("Backed up the tenant to {}, with {} events.", self.file.display(), extent.head_seq))
            .line("The key is not in it: without the key it cannot be opened.");
        let view = View::new(&self.file, extent, ctx.now());
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
