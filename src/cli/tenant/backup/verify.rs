use super::View;
use crate::{
    cli::{
        answer::{Answer, Answers},
        globals::path,
    },
    context::Context,
    error::{Code, Result},
    flows::backup,
    render::{Ending, Page},
};
use std::path::PathBuf;

/// Verify a backup: the file is sound, the key opens it, and its history is intact
///
/// It only reads the file, and leaves nothing beside it. Exit 8 if the file is damaged or belongs to another key, 9 if its history was
/// tampered with. A backup of an earlier version is migrated in memory first.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl backup verify ~/backup/acme.db\n  \
    tenantctl backup verify ~/backup/acme.db --key-file ~/safe/acme.key")]
pub struct Args {
    /// Backup to verify
    #[arg(value_name = "FILE", value_parser = path())]
    file: PathBuf,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let ending = Ending::watch()?;
        let verified = backup::verify(ctx.acting_elsewhere()?, &self.file, |_| !ending.asked())?;
        let Some(extent) = verified else { return Ok(Code::Interrupted.exit()) };
        let now = ctx.now();
        let page = Page::new()
            .line(format!("The backup {} is whole, and the key opens it.", self.file.display()))
            .field("as of", format!("{} ({} ago)", extent.made_at.local(), now.since(extent.made_at).in_words()))
            .field("events", extent.head_seq.to_string());
        ctx.out.one(&View::new(&self.file, extent, now), page)?;
        Ok(0)
    }
}
