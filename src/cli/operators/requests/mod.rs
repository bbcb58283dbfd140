//! `request`: what waits for a second person (R-PERM-6).

mod approve;
mod deny;
mod list;
mod show;

use crate::{
    cli::answer::verbs,
    context::Context,
    domain::{event::Action, remedy::Remedy, time::Time},
    error::{Error, Result},
    ops::operators::requests::{self, RequestView},
    render::{Format, Page, when},
};

verbs! {
    /// Manage requests that wait for a second person: list, show, approve, deny
    #[command(after_help = "Examples:\n  \
        tenantctl request list\n  \
        tenantctl request approve 01890a5d-ac96-774b-bcce-b302099a8057")]
    pub enum Verb {
        #[command(alias = "ls")]
        List(list::Args),
        #[command(alias = "get")]
        Show(show::Args),
        Approve(approve::Args),
        Deny(deny::Args),
    }
}

/// Answers what was recorded as a request instead of having been done: the answer is the request, and the exit code says so.
pub fn waits(ctx: &mut Context<'_>, error: Error) -> Result<u8> {
    let Some(recorded) = error.recorded() else { return Err(error) };
    let until = recorded.expires_at.parse::<Time>().map_or_else(|_| String::new(), |until| when(until, ctx.now()));
    let approve = ctx.command_of_another(&Remedy::ApproveRequest(recorded.request_id.clone()));
    let page = Page::new()
        .line(format!("Recorded as a request, and not done yet: {}", recorded.what))
        .line(format!("Another person approves it, until {until}, with"))
        .line(format!("    {approve}"));
    if ctx.out.format() != Format::Table {
        ctx.say(&format!("recorded as a request, and not done yet; another person approves it with  {approve}"));
    }
    ctx.verdict(error.code().exit(), recorded, page)
}

/// The id of the request that was typed, whole or its start, before anything is decided.
fn whole_id(ctx: &mut Context<'_>, action: Action, typed: String) -> Result<String> {
    ctx.read_before(action, None, |tx, operator, _| requests::whole_id(tx, operator, &typed))
}

/// A request as a person reads it before deciding.
fn page(page: Page, view: &RequestView, now: Time) -> Page {
    let mut page = page
        .field("request", &view.request_id)
        .field("what", &view.what)
        .field("state", view.state)
        .field("asked by", format!("{}, {}", view.requested_by, when(view.requested_at, now)));
    for (number, effect) in view.effects.iter().enumerate() {
        page = page.field(if number == 0 { "once approved, it" } else { "" }, effect);
    }
    if let Some(reason) = &view.reason {
        page = page.field("because", reason);
    }
    if let Some(ticket) = &view.ticket {
        page = page.field("ticket", ticket);
    }
    match (&view.decided_by, view.decided_at) {
        (Some(by), Some(at)) => page.field("decided by", format!("{by}, {}", when(at, now))),
        _ => page.field("until", when(view.expires_at, now)),
    }
}
