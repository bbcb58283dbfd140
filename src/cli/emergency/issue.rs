use crate::{
    cli::resource::words,
    context::Context,
    domain::{permission::Permission, time::Time},
    error::{Code, Error, Result},
    ops::{
        emergency::{Channel, Identity, IssueEmergency, may_have_code},
        target,
    },
    render::{Page, when},
};
use serde::Serialize;

/// Issue an emergency code: once, for three minutes, in place of the authenticator's code
///
/// The e-mail address of the resource must be verified, and how the person's identity was checked goes into the history: no record, no
/// code. The password is needed as always.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    tenantctl emergency issue ada --identity passport --channel video --reference CASE-4711 --show")]
pub struct Args {
    /// Username (its domain may be left out where that is unique), e-mail address or id
    resource: String,
    /// passport, id-card, driver-license, employee-badge, known-in-person or callback
    #[arg(long, value_name = "KIND", value_parser = words::<Identity>)]
    identity: Option<Identity>,
    /// video, phone or in-person
    #[arg(long, value_parser = words::<Channel>)]
    channel: Option<Channel>,
    /// Where the check is on record; --ticket serves as well
    #[arg(long, value_name = "TEXT")]
    reference: Option<String>,
    /// Show the code, to be read to the person
    #[arg(long)]
    show: bool,
}

#[derive(Debug, Serialize)]
struct View {
    username: String,
    code_id: String,
    expires_at: Time,
    delivered_to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let resource = ctx.read(|tx, operator, _| {
            let resource = target::resource_for(tx, operator, Permission::EmergencyIssue, &self.resource)?;
            may_have_code(&resource)?;
            Ok(resource)
        })?;
        let identity = match self.identity {
            Some(identity) => identity,
            None => asked(ctx, "--identity", "Identity checked by", Identity::ALL)?,
        };
        let channel = match self.channel {
            Some(channel) => channel,
            None => asked(ctx, "--channel", "Seen or heard through", Channel::ALL)?,
        };
        let why = ctx.why(false)?;
        let reference = match self.reference.or_else(|| why.ticket.clone()) {
            Some(reference) => reference,
            None if ctx.dialogue.interactive() => ctx.ask("Reference of the check (case, document)")?,
            None => return Err(missing("--reference")),
        };
        let issue = IssueEmergency { resource: resource.id, identity, channel, reference, show: self.show, why };
        let issued = ctx.perform(&issue)?;
        for obstacle in &issued.in_the_way {
            ctx.say(&format!("warning: {obstacle}"));
        }
        let code = issued.code.in_groups();
        let now = ctx.now();
        let page = Page::new()
            .line(format!(
                "Emergency code for {}, once, instead of the authenticator's code:",
                issued.resource.username
            ))
            .gap()
            .line(format!("    {code}"))
            .gap()
            .line(format!("Valid until {}. It replaces any earlier one.", when(issued.expires_at, now)));
        let view = View {
            username: issued.resource.username,
            code_id: issued.code_id,
            expires_at: issued.expires_at,
            delivered_to: None,
            code: self.show.then_some(code),
        };
        ctx.out.one(&view, page)?;
        Ok(0)
    }
}

fn missing(flag: &str) -> Error {
    Error::new(
        Code::Usage,
        format!("how the person's identity was checked must be on record: add {flag}; nothing was issued"),
    )
    .hint("what can be said", ["emergency", "issue", "--help"])
}

/// One of a closed list, asked for until it is one.
fn asked<T>(ctx: &mut Context<'_>, flag: &str, prompt: &str, all: &[T]) -> Result<T>
where
    T: Copy + Serialize + std::str::FromStr<Err = String>,
{
    if !ctx.dialogue.interactive() {
        return Err(missing(flag));
    }
    let names: Vec<String> =
        all.iter().filter_map(|each| serde_json::to_value(each).ok()?.as_str().map(str::to_owned)).collect();
    loop {
        let answer = ctx.ask(&format!("{prompt} ({})", names.join(", ")))?;
        match answer.trim().parse() {
            Ok(value) => return Ok(value),
            Err(_) => ctx.say("It is one of those words."),
        }
    }
}
