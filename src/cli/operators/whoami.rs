use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::event::ActorAuth,
    error::Result,
    ops::operators::whoami::{WhoamiView, whoami},
    render::{Page, when},
};

/// Show who you are in this tenant, and what you may do
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tenantctl whoami\n  tenantctl whoami -o json")]
pub struct Args {}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<WhoamiView>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let view = ctx.read(|_, operator, _| whoami(operator))?;
        let page = page(ctx, &view);
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

/// As a person reads it.
pub fn page(ctx: &Context<'_>, view: &WhoamiView) -> Page {
    let by = match view.actor_auth {
        ActorAuth::Session => "signed in",
        ActorAuth::Token => "by its token",
        ActorAuth::BreakGlass => "the owner, under break-glass",
        _ => "the owner of database and key",
    };
    let page = Page::new().field("you are", format!("{} ({by})", view.actor));
    let page = view.level.iter().fold(page, |page, level| page.field("level", level.clone()));
    let may = match view.permissions.is_empty() {
        true => "only what concerns yourself".to_owned(),
        false => view.permissions.iter().map(|permission| permission.word()).collect::<Vec<_>>().join(", "),
    };
    let page = page.field("you may", may);
    view.expires_at.iter().fold(page, |page, ends| page.field("until", when(*ends, ctx.now())))
}
