use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::time::Time,
    error::Result,
    ops::{why, why::Recent},
    render::{Page, when},
};
use schemars::JsonSchema;
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

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Whose.
    username: String,
    /// Whether the right password and, where needed, a right code would be granted now.
    can_log_in: bool,
    /// What stands in the way, and what is worth knowing.
    causes: Vec<Cause>,
    /// The last logins, newest first.
    recent: Vec<Recent>,
    /// How far the device's clock was ahead in the last failures.
    skew_seconds: Option<i64>,
    /// The devices whose code a login asks for now.
    devices: Vec<String>,
    /// Commands that help where none of them is at hand.
    without_device: Vec<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cause {
    /// A stable word.
    code: &'static str,
    /// Whether it keeps the person out.
    blocks: bool,
    /// Since when.
    since: Option<Time>,
    /// In words.
    message: String,
    /// Commands that help.
    helps: Vec<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
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
        let name = found.resource.username.as_str();
        let helps = [
            vec![
                "emergency",
                "issue",
                name,
                "--identity",
                "passport",
                "--channel",
                "video",
                "--reference",
                "…",
                "--show",
            ],
            vec!["2fa", "pause", name, "--next-login", "--reason", "…"],
            vec!["2fa", "reset", name, "--reason", "…"],
        ];
        let without_device =
            if found.devices.is_empty() { Vec::new() } else { helps.map(|words| ctx.command(words)).to_vec() };
        let view = View {
            devices: found.devices,
            without_device,
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
    if view.can_log_in && !view.devices.is_empty() {
        page = page.line(format!("It takes the password and a code from: {}.", view.devices.join(", ")));
        page = page.line("Is the device not at hand?");
        page = view.without_device.iter().fold(page, |page, help| page.line(format!("    {help}")));
    }
    if view.recent.is_empty() {
        return page.gap().line("No login has been tried yet.");
    }
    page = page.gap().line("Last logins:");
    for each in &view.recent {
        let from = [each.client.as_deref(), each.source.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        let what = in_words(&each.outcome, each.cause.as_deref());
        page = page.line(format!("  {}  {what}  {from}", when(each.at, now)).trim_end());
    }
    page
}

/// An outcome as a clerk says it on the phone.
fn in_words<'a>(outcome: &'a str, cause: Option<&'a str>) -> &'a str {
    match (outcome, cause) {
        ("granted", _) => "granted",
        ("denied", Some("password")) => "denied: wrong password",
        ("denied", Some("code")) => "denied: right password, wrong code",
        ("denied", Some("code_repeated")) => "denied: this code was used before",
        ("denied", Some("deactivated")) => "denied: deactivated",
        ("locked", _) => "refused: locked",
        ("code_required", _) => "right password, a code was asked for",
        ("enrollment_required", _) => "right password, enrollment was asked for",
        ("password_required", _) => "right password, but it has expired",
        (other, _) => other,
    }
}
