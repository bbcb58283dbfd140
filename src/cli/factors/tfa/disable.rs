use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
        remedies::named,
        rescue::record::RecordArgs,
    },
    context::Context,
    domain::{
        event::Action,
        remedy::{Argument, Remedy, Topic},
        time::Time,
        typed_time::{Direction, TypedTime},
    },
    error::{Code, Error, Result},
    identity,
    ops::{
        factors::disable::{Disable, may_disable},
        people::view::TfaView,
    },
    render::Page,
};
use schemars::JsonSchema;
use serde::Serialize;

/// Switch off 2FA for a resource until TIME; the last resort if no emergency code is possible
///
/// Only the owner of database and key may do it, and only for a resource without a verified e-mail address. The history keeps how the
/// person's identity was checked, the reference of the champion's written consent, and the second person. It removes every device and code
/// and ends every session; the resource logs in with the password alone until TIME, and then has to enroll. Enrolling earlier ends it, and
/// so does `2fa require`.
///
/// The owner may pause or reset 2FA under --break-glass instead, alone: the history and every administrator's next sign-in say so.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  \
    tenantctl 2fa disable ada --identity passport --channel video --reference CASE-4711 --consent-reference MAIL-12 \
    --approved-by os:eve --until '2026-12-01 18:00' --reason 'phone lost, no verified address' --break-glass --yes")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
    #[command(flatten)]
    record: RecordArgs,
    /// Reference of the champion's written consent, given from the champion's registered address
    #[arg(long, value_name = "TEXT")]
    consent_reference: Option<String>,
    /// The second person: another operator, or another user of the operating system (os:NAME)
    #[arg(long, value_name = "WHO")]
    approved_by: Option<String>,
    /// End at TIME, at most 30 days ahead (2026-12-01 18:00, tomorrow 9:00, 7d)
    #[arg(long, value_name = "TIME", allow_hyphen_values = true)]
    until: Option<TypedTime>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct View {
    #[serde(flatten)]
    tfa: TfaView,
    /// The labels of the devices that are gone.
    removed: Vec<String>,
    /// The address from which the champion consented.
    champion_email: String,
    /// The second person.
    approved_by: String,
    /// False if it was already switched off until then.
    changed: bool,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::one::<View>();
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let (resource, champion) = ctx.read_before(Action::TfaDisable, Some(&self.resource), |tx, operator, now| {
            may_disable(tx, operator, &self.resource, now)
        })?;
        if !ctx.dialogue.interactive() {
            self.nothing_missing(ctx)?;
        }
        let record = self.record.ask(ctx)?;
        let consent = format!("Reference of the written consent from {}", champion.email);
        let consent_reference = text(ctx, self.consent_reference, &consent)?;
        let second = "The second person (an operator, or os:NAME)";
        let approved_by = text(ctx, self.approved_by, second)?;
        let until = match self.until {
            Some(until) => ctx.moment(until, Direction::Ahead)?,
            None => until_when(ctx)?,
        };
        let why = ctx.why(true)?;
        ctx.confirm(&format!(
            "Switch off 2FA for {} until {}? This removes every device and code; the password alone is then enough.",
            resource.username,
            until.local()
        ))?;
        let approved_on_system = identity::on_this_system(&approved_by);
        let resource = resource.id;
        let disable = Disable { resource, record, consent_reference, approved_by, approved_on_system, until, why };
        let done = ctx.perform(&disable)?;
        let did = match done.changed {
            true => "2FA is switched off: the person must enroll again, at the latest when this ends.",
            false => "2FA is already switched off until then; nothing was changed.",
        };
        detail_pages::already(ctx, did);
        let (page, now) = (Page::new().line(did), ctx.now());
        let (changed, done) = (done.changed, done.state);
        let page = detail_pages::tfa(page, &done.tfa, now)
            .field("champion", &done.champion)
            .field("second", &done.approved_by);
        let view = View {
            tfa: done.tfa,
            removed: done.removed,
            champion_email: done.champion,
            approved_by: done.approved_by,
            changed,
        };
        ctx.out.one(&view, page)?;
        Ok(0)
    }

    /// Without a terminal, everything that is missing is named at once.
    fn nothing_missing(&self, ctx: &Context<'_>) -> Result<()> {
        let needed = [
            (self.consent_reference.is_some(), Argument::Consent),
            (self.approved_by.is_some(), Argument::SecondPerson),
            (self.until.is_some(), Argument::Until(None)),
        ];
        let needed = needed.into_iter().filter(|(there, _)| !there).map(|(_, argument)| argument);
        let missing: Vec<_> = self.record.missing(ctx).chain(needed).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let flags = named(&missing);
        let message = format!(
            "identity, consent, second person and end must be on record: {flags} is missing; nothing was changed"
        );
        Err(Error::new(Code::Usage, message)
            .again("such as", missing)
            .hint("accepted values", Remedy::Help(Topic::DisableFactors)))
    }
}

/// What was said, or what is answered to the question.
fn text(ctx: &mut Context<'_>, said: Option<String>, prompt: &str) -> Result<String> {
    match said {
        Some(said) => Ok(said),
        None => ctx.ask(prompt),
    }
}

/// A time, asked for until it is one.
fn until_when(ctx: &mut Context<'_>) -> Result<Time> {
    loop {
        let typed = ctx.ask("Until when (such as 2026-12-01 18:00, or 7d)")?.parse::<TypedTime>();
        match typed.and_then(|typed| typed.at(ctx.now(), Direction::Ahead)) {
            Ok(until) => return Ok(until),
            Err(error) => ctx.say(&format!("{error}")),
        }
    }
}
