use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::permission::Permission,
    error::Result,
    ops::operators::{create_level::CreateLevel, level_view::LevelView},
};

/// Create a level for this tenant, within what you may do yourself
///
/// A level is never changed or removed afterwards. Its name has lower-case letters, digits and '-'. Permissions: resource.read,
/// resource.write, factor.write, tfa.pause, tfa.reset, account.lock, account.unlock, session.end, password.reset, emergency.issue,
/// policy.write, level.write, token.write, key.write, backup, audit.read, audit.own.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl level create night-shift --permission resource.read --permission account.unlock")]
pub struct Args {
    /// Name of the level
    name: String,
    /// Give the level this permission; may be repeated
    #[arg(long = "permission", value_name = "P", value_delimiter = ',', value_parser = super::permission)]
    permissions: Vec<Permission>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<LevelView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let why = ctx.why(false)?;
        let done = ctx.perform(&CreateLevel { name: self.name, permissions: self.permissions, why })?;
        let did = if done.changed { "created" } else { "it already exists; nothing was changed" };
        super::report(ctx, &done.state, Some(did))
    }
}
