//! `rescue`: the dialogue of an operator who has somebody on the telephone (R-REC-6).

mod page;

use crate::{
    cli::{
        answer::{Answer, Answers},
        rescue::{emergency::issue::count_down, hand_locks, record::RecordArgs},
    },
    context::Context,
    domain::{
        event::{Action, Why},
        remedy::Remedy,
    },
    error::{Code, Error, Result},
    ops::rescue::{
        guided::{Did, Rescue, Situation, Unidentified, situation, what},
        offer::Offer,
    },
    render::Page,
};

/// Guide a locked-out person back in: why, what you may do now, and what to tell them
///
/// A dialogue to use with the person on the telephone. It says why the person cannot get in, what helps without a reset, and what you may
/// do now, each by a letter; Enter takes the mildest that helps. It asks how you checked who the person is, which the history keeps, and
/// changes nothing before your last answer. It ends with the same steps as commands without questions.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    tenantctl rescue ada\n  \
    tenantctl rescue ada --ticket CASE-4711      (the ticket is the reference of the identity check)")]
pub struct Args {
    /// Username (domain optional if unique), e-mail address or id
    resource: String,
}

impl Answers for Args {
    const ANSWER: Answer = Answer::Never("a dialogue; why and the commands that it names answer in JSON");
}

impl Args {
    pub fn run(self, ctx: &mut Context<'_>) -> Result<u8> {
        let clock = ctx.now();
        let (found, now) = ctx.read_before(Action::Rescue, Some(&self.resource), |tx, operator, now| {
            Ok((situation(tx, operator, &self.resource, (now, clock))?, now))
        })?;
        let name = found.diagnosis.resource.username.clone();
        if !ctx.dialogue.interactive() || !ctx.out.screen().terminal {
            return Err(no_terminal(&name, &found));
        }
        let lines = page::situation(ctx, &found, now);
        ctx.out.dialogue_page(&lines)?;
        if found.offers.is_empty() {
            return Ok(0);
        }
        let offer = match choose(ctx, &found.offers, found.mildest)? {
            Choice::Offer(offer) => offer,
            Choice::Nothing => {
                let commands = page::instead(ctx, &found);
                ctx.out.dialogue_page(&commands)?;
                return Ok(0);
            }
            Choice::Unidentified => {
                let why = ctx.engine.purpose.why.clone();
                let why = Why { reason: why.reason.or(Some("the identity could not be shown".to_owned())), ..why };
                ctx.perform(&Unidentified { resource: found.diagnosis.resource.id.clone(), why })?;
                let told = page::unidentified(ctx, &found);
                ctx.out.dialogue_page(&told)?;
                return Ok(0);
            }
        };
        ctx.say("First check who it is (document on video, call back). Never ask for a password.");
        let record = RecordArgs::default().ask(ctx)?;
        let why = page::reason(ctx.engine.purpose.why.clone(), offer, &record);
        page::replaces(offer, &found, now).iter().for_each(|warning| ctx.say(warning));
        if !ctx.manner.yes {
            let what = page::announced(offer, &found);
            match offer {
                Offer::Reset => ctx.confirm(&format!(
                    "{what}. Remove every authenticator and recovery code of {name}, and end its sessions?"
                ))?,
                _ => ctx.press_enter(&format!("{what}. Press Enter to do it (Ctrl-C: nothing is done)"))?,
            }
        }
        let id = found.diagnosis.resource.id.clone();
        let rescue = Rescue { resource: id, offer, locks: found.locks, record: record.clone(), why: why.clone() };
        let rescued = match ctx.perform(&rescue) {
            Err(error) if error.recorded().is_some() => {
                let same = page::same(ctx, Page::new(), &rescue, &name);
                ctx.out.dialogue_page(&same)?;
                return Err(error);
            }
            performed => performed?,
        };
        let done = page::done(ctx, &rescued, &rescue, &found);
        ctx.out.dialogue_page(&done)?;
        if let Did::Issued(issued) = &rescued.did {
            return count_down(ctx, &name, &issued.code_id, issued.expires_at);
        }
        Ok(0)
    }
}

/// Without somebody to ask, the commands do it.
fn no_terminal(name: &str, found: &Situation) -> Error {
    let message = "rescue is a dialogue and needs a terminal; nothing was changed";
    let error = Error::new(Code::Usage, message).hint("find out why", Remedy::Why(name.to_owned()));
    let error = hand_locks::speak_first(&found.hand_locks).into_iter().fold(error, Error::note);
    let unlock = Some(Offer::Unlock).filter(|_| found.locks.any() && found.offers.contains(&Offer::Unlock));
    let rest = found.offers.iter().copied().filter(|offer| *offer != Offer::Unlock);
    unlock.into_iter().chain(rest).fold(error, |error, offer| error.hint(what(offer), page::by_phone(offer, name)))
}

/// What a clerk chose.
#[derive(Clone, Copy)]
enum Choice {
    Offer(Offer),
    /// The caller could not show who they are.
    Unidentified,
    Nothing,
}

/// One of the keys, until it is one; Enter is the mildest offer.
fn choose(ctx: &mut Context<'_>, offers: &[Offer], mildest: Option<Offer>) -> Result<Choice> {
    let enter = mildest.map_or(page::NOTHING, page::key);
    loop {
        let typed = ctx.ask(&format!("Which? [{enter}]"))?.trim().to_lowercase();
        match if typed.is_empty() { enter } else { &typed } {
            page::NOTHING => return Ok(Choice::Nothing),
            page::UNIDENTIFIED => return Ok(Choice::Unidentified),
            typed => match offers.iter().find(|offer| page::key(**offer) == typed) {
                Some(offer) => return Ok(Choice::Offer(*offer)),
                None => ctx.say("Type one of those letters, or 0."),
            },
        }
    }
}
