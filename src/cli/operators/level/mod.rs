//! `level`: what operators may do, as named sets of permissions.

mod create;
mod grant;
mod list;
mod revoke;
mod show;

use crate::{
    cli::{answer::verbs, detail_pages},
    context::Context,
    domain::{level::Level, permission::Permission, remedy::Remedy},
    error::Result,
    ops::{
        Done,
        operators::{
            change_level::LevelChange,
            level_view::{LevelView, unknown},
        },
    },
    render::{Format, Page},
};
use schemars::JsonSchema;
use serde::Serialize;

verbs! {
    /// Manage what operators may do: levels, and who has them
    #[command(after_help = "Examples:\n  \
        tenantctl level list\n  \
        tenantctl level grant ada helpdesk --reason 'joins the service desk'")]
    pub enum Verb {
        #[command(alias = "ls")]
        List(list::Args),
        #[command(alias = "get")]
        Show(show::Args),
        #[command(alias = "add")]
        Create(create::Args),
        Grant(grant::Args),
        Revoke(revoke::Args),
    }
}

/// Permissions, with this between their words.
pub fn words(permissions: &[Permission], between: &str) -> String {
    permissions.iter().map(|permission| permission.word()).collect::<Vec<_>>().join(between)
}

/// The level that an argument names: what cannot be a name is the name of none.
fn named(typed: &str) -> Result<Level> {
    typed.parse().map_err(|_| unknown(&typed.chars().take(80).collect::<String>()))
}

/// A permission as it is typed; what the owner keeps is refused later, in words.
pub fn permission(text: &str) -> std::result::Result<Permission, String> {
    Permission::from_word(text).ok_or_else(|| {
        let known: Vec<_> = Permission::grantable().map(Permission::word).collect();
        format!("one of: {}", known.join(", "))
    })
}

/// One level, as a person reads it.
fn report(ctx: &mut Context<'_>, view: &LevelView, did: Option<&str>) -> Result<u8> {
    let mut page = Page::new();
    if let Some(did) = did {
        detail_pages::already(ctx, did);
        page = page.line(did);
    }
    let may = if view.permissions.is_empty() { "nothing".to_owned() } else { words(&view.permissions, ", ") };
    let page = page.field("level", view.name.word()).field("may", may);
    let page = page.field("built in", if view.built_in { "yes" } else { "no" });
    ctx.out.one(view, page.field("resources", view.resources.to_string()))?;
    Ok(0)
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The resource's username.
    username: String,
    /// The level that it has now.
    level: Level,
    /// The level that it had.
    before: Level,
    /// Whether this ended a valid set-up token.
    setup_token_ended: bool,
}

/// Says which level changed, from what to what.
fn changed(ctx: &mut Context<'_>, done: Done<LevelChange>) -> Result<u8> {
    let LevelChange { resource, before, setup_ended } = done.state;
    let (username, level) = (resource.username, resource.level);
    let did = if done.changed {
        format!("{username} now has the level {}; before, it was {}.", level.word(), before.word())
    } else {
        format!("{username} already has the level {}; nothing was changed.", level.word())
    };
    detail_pages::already(ctx, &did);
    let mut page = Page::new().line(did);
    if setup_ended {
        let issue = ctx.command(&Remedy::IssueSetup(username.clone()));
        let ended = format!("The set-up token no longer works; issue another with   {issue}");
        if ctx.out.format() != Format::Table {
            ctx.say(&ended);
        }
        page = page.line(ended);
    }
    ctx.out.one(&View { username, level, before, setup_token_ended: setup_ended }, page)?;
    Ok(0)
}
