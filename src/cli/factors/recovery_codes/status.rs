use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    error::Result,
    ops::factors::recovery_codes_status::{Standing, status},
    render::{Page, when},
};

/// Show how many recovery codes are left, and when they were generated
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl recovery-codes status ada\n  \
    tenantctl resource list --where no-recovery-codes")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<Standing>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (view, now) = ctx.read(|tx, operator, now| Ok((status(tx, operator, &self.resource)?, now)))?;
        let left = match view.total {
            0 => "none were made".to_owned(),
            total => format!("{} of {total} left", view.left),
        };
        let page = Page::new().field("resource", &view.username).field("recovery codes", left);
        let page = view.made_at.iter().fold(page, |page, at| page.field("made", when(*at, now)));
        let page = view.last_used_at.iter().fold(page, |page, at| page.field("last used", when(*at, now)));
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}
