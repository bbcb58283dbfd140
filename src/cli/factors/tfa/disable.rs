use crate::{
    cli::{
        answer::{Answer, Answers},
        detail_pages,
        remedies::named,
        rescue::record::RecordArgs,
    },
    context::Context,
    domain::{
        disablement,
        event::Action,
        identity_record,
        remedy::{Argument, Remedy, Topic},
        time::Time,
        typed_time::{Direction, TypedTime},
    },
    error::{Code, Error, Result},
    identity,
    ops::{
        factors::disable::{Disable, may_disable, second_person},
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
    --approved-by os:eve --until '2026-12-01 18:00' --reason 'phone lost' --break-glass --yes")]
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
        let consent_reference = match self.consent_reference {
            Some(said) => said,
            None => answered(ctx, ("--consent-reference", &consent), |_, typed| {
                identity_record::reference(typed).map(|_| ()).map_err(|fault| fault.to_string())
            })?,
        };
        let second = "The second person (an operator, or os:NAME)";
        let approved_by = match self.approved_by {
            Some(said) => said,
            None => answered(ctx, ("--approved-by", second), |ctx, typed| {
                let on_system = identity::on_this_system(typed);
                let judged = ctx.read_before(Action::TfaDisable, Some(&resource.username), |tx, operator, now| {
                    second_person(tx, operator, &resource, (typed, on_system.as_deref()), now)
                });
                judged.map(|_| ()).map_err(|error| error.brief().to_owned())
            })?,
        };
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
        let done = ctx.perform(&disable);
        // Nobody answers seven questions twice.
        let done = if ctx.dialogue.interactive() {
            done.map_err(|error| error.again("the same again, with your answers", []))?
        } else {
            done?
        };
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

/// What is answered to a question, asked for until it will do; a hint that repeats the command has it.
fn answered(
    ctx: &mut Context<'_>,
    (flag, prompt): (&str, &str),
    judge: impl Fn(&mut Context<'_>, &str) -> std::result::Result<(), String>,
) -> Result<String> {
    loop {
        let typed = ctx.ask(prompt)?.trim().to_owned();
        match judge(ctx, &typed) {
            Ok(()) => {
                ctx.keep_answer([flag.to_owned(), typed.clone()]);
                return Ok(typed);
            }
            Err(fault) => ctx.say(&format!("{fault}; try again.")),
        }
    }
}

/// A time, asked for until it is one at which this may end.
fn until_when(ctx: &mut Context<'_>) -> Result<Time> {
    loop {
        let typed = ctx.ask("Until when (such as 2026-12-01 18:00, or 7d)")?.parse::<TypedTime>();
        let until = typed.and_then(|typed| typed.at(ctx.now(), Direction::Ahead)).map_err(|error| error.to_string());
        let until = until.and_then(|until| {
            disablement::may_last(until, ctx.now()).map(|()| until).map_err(|fault| fault.to_string())
        });
        match until {
            Ok(until) => {
                ctx.keep_answer(["--until".to_owned(), until.to_string()]);
                return Ok(until);
            }
            Err(error) => ctx.say(&error),
        }
    }
}
