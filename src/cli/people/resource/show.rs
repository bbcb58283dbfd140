use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
    },
    context::Context,
    error::Result,
    ops::people::view::{self, ResourceView},
    render::Page,
};

/// Show one resource: account, license, lock, second factor
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tenantctl resource show ada\n  tenantctl resource show ada -o json | jq .tfa.requirement"
)]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<ResourceView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (view, now) = ctx.read(|tx, operator, now| Ok((view::show(tx, operator, &self.resource, now)?, now)))?;
        ctx.out.one(&view, detail_pages::resource(Page::new(), &view, now))?;
        Ok(0)
    }
}
