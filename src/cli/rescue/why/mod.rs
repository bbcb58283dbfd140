mod page;

use crate::{
    cli::answer::{Answer, Answers},
    context::Context,
    domain::time::Time,
    error::Result,
    ops::rescue::why::{self, Failures, Recent},
};
use schemars::JsonSchema;
use serde::Serialize;

/// Explain why a person can or cannot log in, and what helps
///
/// The first line says whether the person can log in now. Then comes what stands in the way or is worth knowing (a lock and where the
/// failed logins came from, a missing password, an authenticator that is not enrolled, a clock that is off, a code of another device),
/// each with the command that helps, and the last logins. It changes nothing.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  tenantctl why ada")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// The resource's username.
    username: String,
    /// Whether the right password and, where needed, a right code would be granted now.
    can_log_in: bool,
    /// What keeps the person out, and what is worth knowing.
    causes: Vec<Cause>,
    /// The last logins, newest first.
    recent: Vec<Recent>,
    /// How far the device's clock was ahead in the last failures.
    skew_seconds: Option<i64>,
    /// The denials in a row that are counted now; null where there are none.
    failures: Option<Failures>,
    /// The devices that a login accepts a code of now.
    devices: Vec<String>,
    /// Commands that help without any of these devices, and that this operator can run.
    without_device: Vec<String>,
    /// Who to ask if there is no such command; null if there is one, no device is needed, or the account is locked by hand.
    without_device_ask: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Cause {
    /// A stable word.
    code: &'static str,
    /// Whether it keeps the person out.
    blocks: bool,
    #[serde(skip)]
    brief: &'static str,
    /// Since when.
    since: Option<Time>,
    /// In words.
    message: String,
    /// Commands that help, and that this operator can run.
    helps: Vec<String>,
    /// Who to ask if there is no such command; null if there is one.
    ask: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let clock = ctx.now();
        let (found, now) =
            ctx.read(|tx, operator, now| Ok((why::for_operator(tx, operator, &self.resource, (now, clock))?, now)))?;
        let causes = found.causes.into_iter().map(|cause| Cause {
            code: cause.code,
            blocks: cause.blocks,
            brief: cause.brief,
            since: cause.since,
            message: cause.message,
            helps: cause.helps.iter().map(|remedy| ctx.command(remedy)).collect(),
            ask: cause.ask.map(|ask| ctx.asked(&ask)),
        });
        let causes = causes.collect();
        let view = View {
            devices: found.devices,
            without_device: found.without_device.iter().map(|remedy| ctx.command(remedy)).collect(),
            without_device_ask: found.ask_without_device.map(|ask| ctx.asked(&ask)),
            username: found.resource.username,
            can_log_in: found.can_log_in,
            causes,
            recent: found.recent,
            failures: found.failures,
            skew_seconds: found.skew_seconds,
        };
        ctx.out.one(&view, page::page(&view, now))?;
        Ok(0)
    }
}
