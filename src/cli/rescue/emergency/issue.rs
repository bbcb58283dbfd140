use crate::{
    cli::{
        answer::{Answer, Answers},
        remedies::named,
        rescue::record::RecordArgs,
    },
    context::Context,
    domain::{
        emergency::EmergencyCode,
        event::Action,
        remedy::{Argument, Remedy, Topic},
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        find,
        rescue::{
            emergency_code::before_issuing,
            issue_emergency::{IssueEmergency, Issued, may_issue},
        },
    },
    render::{Ending, Format, Line, Page, when},
};
use schemars::JsonSchema;
use serde::Serialize;
use std::{thread, time::Duration};

/// Issue an emergency code: valid once, for three minutes, in place of the authenticator's code
///
/// The resource needs a verified e-mail address, and a record of how you checked the person's identity, which the history keeps: no record,
/// no code. The login still needs the password.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    tenantctl emergency issue ada --identity passport --channel video --reference CASE-4711 --show")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    #[command(flatten)]
    record: RecordArgs,
    /// Show the code, to read it to the person
    #[arg(long)]
    show: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::cli) struct View {
    /// The resource's username.
    username: String,
    /// Its id; never the code.
    code_id: String,
    /// When it ends.
    expires_at: Time,
    /// The address it was sent to; null while nothing delivers mail.
    delivered_to: Option<String>,
    /// The code; with --show only.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(mut self, ctx: &mut Context<'_>) -> Result<u8> {
        let at_terminal = ctx.dialogue.interactive();
        // At a terminal the code appears on the screen: an operator who may not see it hears so before any question.
        let shown = self.show || at_terminal;
        let (resource, warnings) =
            ctx.read_before(Action::EmergencyIssue, Some(&self.resource), |tx, operator, now| {
                let resource = may_issue(tx, operator, &self.resource, shown, now)?;
                let warnings = before_issuing(tx, &resource, now)?;
                Ok((resource, warnings))
            })?;
        let why = ctx.why(false)?;
        if !at_terminal {
            nothing_missing(self.record.missing(ctx).collect(), self.show)?;
        }
        let record = self.record.ask(ctx)?;
        if at_terminal {
            if !self.show {
                ctx.confirm("No delivery of mail is set up. Show the code here, to be read to the person?")?;
                self.show = true;
            }
            // What comes before Enter can still be helped.
            warnings.iter().for_each(|warning| ctx.say(&format!("warning: {warning}")));
            if !ctx.manner.yes {
                ctx.press_enter("Press Enter to issue the code; its time runs from then")?;
            }
        }
        let issue = IssueEmergency { resource: resource.id, record, show: self.show, why };
        let issued = ctx.perform(&issue);
        // Nobody asks a person on the telephone for the same things twice.
        let mut issued = if at_terminal {
            issued.map_err(|error| error.again("the same again, with your answers", []))?
        } else {
            issued?
        };
        if at_terminal {
            issued.in_the_way.retain(|told| !warnings.contains(told));
            issued.replaced = None;
        }
        let (view, page) = report(ctx, issued);
        ctx.out.one(&view, page)?;
        if at_terminal && ctx.out.format() == Format::Table {
            return count_down(ctx, &view.username, &view.code_id, view.expires_at);
        }
        Ok(0)
    }
}

/// An issued code as it is reported, to the clerk and to scripts.
pub(in crate::cli) fn report(ctx: &mut Context<'_>, issued: Issued) -> (View, Page) {
    for obstacle in &issued.in_the_way {
        ctx.say(&format!("warning: {obstacle}"));
    }
    if let Some(code) = &issued.replaced {
        let until = when(code.expires_at, ctx.now());
        ctx.say(&format!("It replaces the code that {} issued, which was valid until {until}.", code.issued_by));
    }
    let code = issued.code.in_groups();
    let lead = format!("Emergency code for {}, once, instead of the authenticator's code:", issued.resource.username);
    let page = code_lines(Page::new().line(lead), &issued.code)
        .line(format!("Valid until {}. It replaces any earlier one.", when(issued.expires_at, ctx.now())));
    let view = View {
        username: issued.resource.username,
        code_id: issued.code_id,
        expires_at: issued.expires_at,
        delivered_to: None,
        code: issued.shown.then_some(code),
    };
    (view, page)
}

/// The code in groups, and as it is said aloud.
pub fn code_lines(page: Page, code: &EmergencyCode) -> Page {
    let page = page.gap().line(Line::new().plain("    ").strong(code.in_groups()));
    page.line(Line::new().plain("    ").dim(code.spoken())).gap()
}

/// Shows how long the code is still valid, and wrong tries meanwhile, until it is used, replaced or expired. Ctrl-C ends the display, not the
/// code; the exit code says so.
pub fn count_down(ctx: &mut Context<'_>, username: &str, code_id: &str, expires_at: Time) -> Result<u8> {
    let (ending, mut failed_before) = (Ending::watch()?, None);
    loop {
        let (row, lockout, now) = ctx.read(|tx, _, now| {
            let resource = find::resource(tx, username)?;
            let row = tx.emergency_code(&resource.id)?.filter(|row| row.id == code_id);
            Ok((row, tx.lockout(&resource.id)?, now))
        })?;
        let before = *failed_before.get_or_insert(lockout.failed);
        let ended = match row {
            None => "The code was replaced or revoked.",
            Some(row) if row.used_at.is_some() => "The code was used: the person is in.",
            Some(row) if !row.live(now) => "The code is no longer valid.",
            Some(_) => "",
        };
        if !ended.is_empty() {
            ctx.dialogue.tick("");
            ctx.say(ended);
            return Ok(0);
        }
        if ending.asked() {
            ctx.dialogue.tick("");
            let revoke = ctx.command(&Remedy::RevokeEmergency(username.to_owned()));
            ctx.say(&format!("The code stays valid until {}. Revoke it with  {revoke}", when(expires_at, now)));
            return Ok(Code::Interrupted.exit());
        }
        let left = expires_at.since(now).millis() / 1000;
        let tries = match lockout.failed.saturating_sub(before) {
            _ if lockout.locked_since(now).is_some() => "; LOCKED: the code is refused".to_owned(),
            0 => String::new(),
            1 => "; 1 wrong try".to_owned(),
            many => format!("; {many} wrong tries"),
        };
        ctx.dialogue.tick(&format!("valid for {}:{:02}{tries} (Ctrl-C ends this display)", left / 60, left % 60));
        // A second, in which Ctrl-C does not wait.
        for _ in 0..10 {
            if !ending.asked() {
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

/// Without a terminal, everything that is missing of the identity record is named at once.
fn nothing_missing(missing: Vec<Argument>, show: bool) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    let flags = named(&missing);
    let message =
        format!("how the person's identity was checked must be on record: {flags} is missing; nothing was issued");
    Err(Error::new(Code::Usage, message)
        .again("such as", missing.into_iter().chain((!show).then_some(Argument::Show)))
        .hint("accepted values", Remedy::Help(Topic::IssueEmergency)))
}
