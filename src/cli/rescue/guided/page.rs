//! What a clerk reads: the situation, what is about to be done, and what to tell the person.

use crate::{
    cli::rescue::{
        hand_locks,
        why::page::{answer, in_full},
    },
    context::Context,
    domain::{
        event::Why,
        identity_record::{Channel, Identity, Record},
        remedy::{BLANK, Remedy},
        time::Time,
    },
    ops::rescue::{
        guided::{Did, Rescue, Rescued, Situation},
        offer::Offer,
    },
    render::{Page, when},
};

/// What an offer is called.
pub(super) fn title(offer: Offer) -> &'static str {
    match offer {
        Offer::Unlock => "unlock",
        Offer::EmergencyCode => "an emergency code",
        Offer::PauseNextLogin => "no code for the next login",
        Offer::PauseDay => "no code for 24 hours",
        Offer::Reset => "reset 2FA",
    }
}

/// An offer with when it fits.
fn choice(offer: Offer, found: &Situation) -> String {
    let text = match offer {
        Offer::Unlock if found.locks.by_hand() => "Unlock the account: the operator who locked it agrees",
        Offer::Unlock => "Unlock the account, and nothing else: the device is at hand",
        Offer::EmergencyCode => "Emergency code for one login within minutes: the device is not at hand, or lost",
        Offer::PauseNextLogin => {
            "No code for the next login: the device is not at hand, and the person cannot type a code"
        }
        Offer::PauseDay => "No code for 24 hours: the device is back tomorrow",
        Offer::Reset => "Reset 2FA: the device is gone for good; every device is removed, and a new one enrolled",
    };
    let more = if found.waits(offer) {
        " (a second person approves it)"
    } else if found.locks.any() && offer != Offer::Unlock {
        " (unlocks first)"
    } else {
        ""
    };
    format!("{text}{more}")
}

/// Why the person cannot get in, what helps without us, and what can be done.
pub(super) fn situation(ctx: &Context<'_>, found: &Situation, now: Time) -> Page {
    let why = &found.diagnosis;
    let blocking = || why.causes.iter().filter(|cause| cause.blocks);
    let first =
        answer(&why.resource.username, why.can_log_in, blocking().map(|cause| (cause.code, cause.brief)), &why.devices);
    let mut page = Page::new().line(first);
    page = blocking().fold(page, |page, cause| page.line(in_full(&cause.message, cause.since, now)));
    if let Some(first) = hand_locks::speak_first(&found.hand_locks) {
        page = page.line(first);
    }
    if !found.by_itself.is_empty() {
        let once = if found.locks.any() {
            "Once it is unlocked, this needs nothing from us:"
        } else {
            "This needs nothing from us:"
        };
        page = page.gap().line(once);
        page = found.by_itself.iter().fold(page, |page, way| page.line(format!("- {way}")));
    }
    if !found.offers.is_empty() {
        page = page.gap().line("What you can do now:");
        for (at, offer) in found.offers.iter().enumerate() {
            page = page.line(format!("  {}  {}", at + 1, choice(*offer, found)));
        }
        page = page.line("  0  Nothing");
    }
    if !found.beyond.is_empty() {
        page = page.gap().line("What you cannot do now:");
        for each in &found.beyond {
            page = page.line(format!("- {} ({}). Who can: {}.", each.what, each.why, each.who));
            page = each.remedy.iter().fold(page, |page, remedy| {
                let command = if each.as_owner { ctx.command_of_owner(remedy) } else { ctx.command(remedy) };
                page.line(format!("    {command}"))
            });
        }
    }
    page.gap()
}

/// The reason that the history keeps, unless one was given: what was chosen and how the identity was checked.
pub(super) fn reason(given: Why, offer: Offer, record: &Record) -> Why {
    let Record { identity, channel, reference } = record;
    let told =
        || format!("{}; identity checked by {} ({}), {reference}", title(offer), identity.word(), channel.word());
    Why { reason: Some(given.reason.unwrap_or_else(told)), ticket: given.ticket }
}

/// What is done at the next answer.
pub(super) fn announced(offer: Offer, found: &Situation, name: &str) -> String {
    match offer {
        Offer::Unlock => format!("Now: unlock {name}"),
        _ if found.waits(offer) => {
            format!("Now, for {name}: ask for it; once a second person approves: {}", title(offer))
        }
        _ if found.locks.any() => format!("Now: unlock {name}, then {}", title(offer)),
        _ => format!("Now, for {name}: {}", title(offer)),
    }
}

/// What was done, what to tell the person, and the same as commands.
pub(super) fn done(ctx: &Context<'_>, rescued: &Rescued, asked: &Rescue, name: &str) -> Page {
    let now = ctx.now();
    let mut page = Page::new();
    if rescued.unlocked {
        page = page.line(format!("The account of {name} is unlocked."));
    }
    page = rescued
        .lifted
        .iter()
        .fold(page, |page, lock| page.line(format!("Lifted: {}.", hand_locks::in_words(lock, now))));
    let tell = match &rescued.did {
        Did::Unlocked => vec!["try again now, with the password and the code that the app shows".to_owned()],
        Did::Issued(issued) => {
            page = page.line("The emergency code:").gap();
            page = page.line(format!("    {}", issued.code.in_groups())).gap();
            page = issued.in_the_way.iter().fold(page, |page, text| page.line(format!("warning: {text}")));
            vec![
                "log in with the password, and give this code where the authenticator's code is asked for".to_owned(),
                format!("it is good for one login, until {}", when(issued.expires_at, now)),
                "call again if the device is lost for good: it is reset then, and a new one enrolled".to_owned(),
            ]
        }
        Did::Paused(tfa) => {
            let until = match tfa.paused_until {
                Some(until) => format!("no code is asked for until {}", when(until, now)),
                None => "the next login asks for no code; the one after it does".to_owned(),
            };
            let new = "a new device can be enrolled during that time".to_owned();
            vec!["log in with the password alone".to_owned(), until, new]
        }
        Did::Reset { enrolls: true } => vec![
            "log in with the password; you are asked to enroll again: have the new phone with an authenticator app at hand".to_owned(),
            "the old device no longer works".to_owned(),
        ],
        Did::Reset { enrolls: false } => vec![
            "log in with the password alone; a new device can be enrolled later".to_owned(),
            "the old device no longer works".to_owned(),
        ],
    };
    page = page.line("Tell the person:");
    page = tell.iter().fold(page, |page, text| page.line(format!("- {text}")));
    same(ctx, page.gap(), asked, name)
}

/// The same as commands, also where a second person has to approve it.
pub(super) fn same(ctx: &Context<'_>, page: Page, asked: &Rescue, name: &str) -> Page {
    let reason = asked.why.reason.as_deref();
    let unlock = Some(Offer::Unlock).filter(|offer| asked.locks.any() && asked.offer != *offer);
    let page = page.line("The same without questions:");
    unlock
        .into_iter()
        .chain([asked.offer])
        .map(|offer| ctx.command_because(&offer.remedy(name, Some(&asked.record)), reason))
        .fold(page, |page, command| page.line(format!("    {command}")))
}

/// Nothing was done: every offer as a command.
pub(super) fn instead(ctx: &Context<'_>, found: &Situation) -> Page {
    let name = found.diagnosis.resource.username.as_str();
    let page = Page::new().line("Nothing was changed.").line("Without questions:");
    let page = page.line(format!("    {}", ctx.command(&Remedy::Why(name.to_owned()))));
    found.offers.iter().fold(page, |page, offer| page.line(format!("    {}", ctx.command(&by_phone(*offer, name)))))
}

/// An offer by itself, with an identity that is checked on the telephone.
pub(super) fn by_phone(offer: Offer, name: &str) -> Remedy {
    let (identity, channel, reference) = (Identity::Passport, Channel::Phone, BLANK.to_owned());
    offer.remedy(name, Some(&Record { identity, channel, reference }))
}
