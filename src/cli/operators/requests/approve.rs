use super::{page, whole_id};
use crate::{
    cli::{
        answer::{Answer, Answers},
        rescue::emergency::issue,
    },
    context::Context,
    domain::event::Action,
    error::Result,
    ops::operators::{
        change_level::LevelChange,
        requests::{ApproveRequest, Performed, RequestView},
    },
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

/// Approve a request of somebody else: it is done at once, in both names
///
/// Look at it with `request show` first. You need the same permission as for the act itself, and cannot approve your own request or one
/// about yourself. The code of an approved emergency issue is shown here.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl request show 01890a5d-ac96-774b-bcce-b302099a8057\n  \
    tenantctl request approve 01890a5d-ac96-774b-bcce-b302099a8057")]
pub struct Args {
    /// The request's id, as `request list` shows it, or the start of it
    id: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    #[serde(flatten)]
    request: RequestView,
    /// What was done, as the command that was asked for answers it.
    result: Value,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let id = whole_id(ctx, Action::RequestApprove, self.id)?;
        let why = ctx.why(false)?;
        let approved = ctx.perform(&ApproveRequest { id, why })?;
        let mut story = Page::new().line(format!("Approved and done: {}", approved.request.what));
        let result = match approved.done {
            Performed::Reset(done) => json!({ "tfa": done.state.tfa, "removed": done.state.removed }),
            Performed::Disable(done) => {
                let done = done.state;
                json!({ "tfa": done.tfa, "removed": done.removed, "champion_email": done.champion })
            }
            Performed::IssueEmergency(issued) => {
                let (view, page) = issue::report(ctx, *issued);
                story = story.gap().verbatim(page.text()).gap();
                serde_json::to_value(view).unwrap_or_default()
            }
            Performed::GrantLevel(done) | Performed::RevokeLevel(done) => {
                let LevelChange { resource, before, setup_ended } = done.state;
                json!({
                    "username": resource.username, "level": resource.level, "before": before,
                    "setup_token_ended": setup_ended,
                })
            }
            Performed::SetPolicy(done) => json!({ "changed": done.changed }),
        };
        let page = page(story, &approved.request, ctx.now());
        ctx.out.one(&View { request: approved.request, result }, page)?;
        Ok(0)
    }
}
