use crate::{
    context::Context,
    domain::time::Time,
    error::Result,
    ops::{why, why::Recent},
    render::{Page, when},
};
use serde::Serialize;

/// Why somebody can or cannot log in, and what helps
///
/// Says what stands in the way (a lock, a missing password, an authenticator that is not enrolled, a clock that is off) with the command
/// that mends it, and the last logins. It changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl why ada")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
}

#[derive(Debug, Serialize)]
struct View {
    username: String,
    can_log_in: bool,
    causes: Vec<Cause>,
    recent: Vec<Recent>,
    skew_seconds: Option<i64>,
}

#[derive(Debug, Serialize)]
struct Cause {
    code: &'static str,
    blocks: bool,
    since: Option<Time>,
    message: String,
    helps: Vec<String>,
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (found, now) = ctx.read(|tx, operator, now| Ok((why::why(tx, operator, &self.resource, now)?, now)))?;
        let causes = found.causes.into_iter().map(|cause| Cause {
            code: cause.code,
            blocks: cause.blocks,
            since: cause.since,
            message: cause.message,
            helps: cause.helps.iter().map(|words| ctx.command(words)).collect(),
        });
        let view = View {
            username: found.resource.username,
            can_log_in: found.can_log_in,
            causes: causes.collect(),
            recent: found.recent,
            skew_seconds: found.skew_seconds,
        };
        ctx.out.one(&view, page(&view, now))?;
        Ok(0)
    }
}

fn page(view: &View, now: Time) -> Page {
    let mut page = Page::new().line(if view.can_log_in {
        format!("{} can log in.", view.username)
    } else {
        format!("{} cannot log in.", view.username)
    });
    for cause in &view.causes {
        let since = cause.since.map(|at| format!(" (since {})", when(at, now))).unwrap_or_default();
        page = page.line(format!("- {}{since}", cause.message));
        for help in &cause.helps {
            page = page.line(format!("    {help}"));
        }
    }
    if view.recent.is_empty() {
        return page.gap().line("No login has been tried yet.");
    }
    page = page.gap().line("Last logins:");
    for each in &view.recent {
        let from = [each.client.as_deref(), each.source.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let cause = each.cause.as_deref().map(|cause| format!(" ({cause})")).unwrap_or_default();
        page = page.line(format!("  {}  {}{cause}  {from}", when(each.at, now), each.outcome).trim_end());
    }
    page
}
