use crate::{context::Context, error::Result, ops::account};

/// Whether an account is locked, since when and why
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl account status ada\n  \
    tenantctl resource list --where locked      (everybody who is locked)")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(|tx, operator, now| account::status(tx, operator, &self.resource, now))?;
        super::report(ctx, &view, None)
    }
}
