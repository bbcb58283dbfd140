//! What a clerk reads: who the person is and what keeps them out at one glance, what can be done, and what to tell the person.

use crate::{
    cli::rescue::{emergency::issue::code_lines, hand_locks},
    context::Context,
    domain::{
        event::Why,
        factor::{Factor, FactorState},
        identity_record::{Channel, Identity, Record},
        license::SecondFactor,
        remedy::{BLANK, Remedy},
        time::Time,
    },
    ops::rescue::{
        guided::{Did, Rescue, Rescued, Situation, what},
        login_asks::LoginAsks,
        offer::Offer,
        why::{CLOCK_BEHIND, Cause},
    },
    render::{Line, Page, at, padded, when},
};

/// The key that chooses an offer: the same in every situation, so that fingers learn it.
pub(super) const fn key(offer: Offer) -> &'static str {
    match offer {
        Offer::NewPassword => "p",
        Offer::Unlock => "u",
        Offer::EmergencyCode => "e",
        Offer::PauseNextLogin => "n",
        Offer::PauseDay => "d",
        Offer::Reset => "r",
    }
}

/// The key for a caller who could not show who they are.
pub(super) const UNIDENTIFIED: &str = "i";
/// The key for nothing.
pub(super) const NOTHING: &str = "0";

/// Between the parts of the verdict.
const GAP: &str = "  ";

/// The width of the names of offers.
const NAMES: usize = 28;

/// When an offer fits.
fn fits(offer: Offer, found: &Situation) -> Line {
    let text = match offer {
        Offer::NewPassword if found.locks.any() => "the password is forgotten (unlocks too)",
        Offer::NewPassword => "the password is forgotten",
        Offer::Unlock if found.locks.by_hand() => "the operator who locked it agrees",
        Offer::Unlock => "the password is known, the device at hand",
        Offer::EmergencyCode => "the device is not here, for one login now",
        Offer::PauseNextLogin => "the device is not here",
        Offer::PauseDay => "the device is back tomorrow",
        Offer::Reset => "the device is gone for good",
    };
    let line = Line::new().dim(text);
    if found.waits(offer) { line.warning(" (a second person approves it)") } else { line }
}

/// A name without the tenant's own domain.
fn short<'n>(name: &'n str, found: &Situation) -> &'n str {
    let domain = found.background.domain.as_deref();
    let local = domain.and_then(|domain| name.strip_suffix(domain)?.strip_suffix('@'));
    local.unwrap_or(name)
}

/// Who the person is and whether they can log in, at one glance.
pub(super) fn verdict(found: &Situation, now: Time) -> Line {
    let why = &found.diagnosis;
    let line = Line::new().strong(short(&why.resource.username, found)).plain(GAP);
    if why.causes.iter().any(|cause| cause.code == CLOCK_BEHIND) {
        return line.danger("NOBODY CAN LOG IN").plain(": this machine's clock is behind the history");
    }
    let (states, others): (Vec<_>, Vec<_>) =
        why.causes.iter().filter(|cause| cause.blocks).partition(|cause| is_state(cause));
    let (mut line, mut between) = (line, "");
    for cause in states {
        line = state(line.plain(between), cause, found, now);
        between = GAP;
    }
    const ENROLLS: [&str; 3] = ["not_enrolled", "enrollment_pending", "enrollment_expired"];
    if between.is_empty() && !others.is_empty() && others.iter().all(|cause| ENROLLS.contains(&cause.code)) {
        line = line.warning("has no device yet").plain(": the login takes the password, and then an enrollment");
    } else if !others.is_empty() {
        let briefs: Vec<_> = others.iter().map(|cause| cause.brief).collect();
        line = line.plain(between).danger("CANNOT LOG IN").plain(format!(": {}", briefs.join("; ")));
    }
    if why.can_log_in {
        let devices: Vec<_> = why.devices.iter().map(|label| format!("{label:?}")).collect();
        let with = match devices.as_slice() {
            [] => " with the password alone".to_owned(),
            devices => format!(" with the password and a code of {}", devices.join(" or ")),
        };
        line = line.strong("can log in").plain(with);
    }
    for cause in why.causes.iter().filter(|cause| !cause.blocks) {
        line = match cause.code {
            "paused" => line.plain(GAP).warning("PAUSED").dim(since(cause, now)),
            "disabled" => line.plain(GAP).danger("2FA SWITCHED OFF").dim(since(cause, now)),
            _ => line,
        };
    }
    match why.failures.as_ref().filter(|_| !why.causes.iter().any(|cause| cause.code == "locked")) {
        Some(failures) => line.plain(GAP).plain(failures.brief(now)),
        None => line,
    }
}

fn has_cause(found: &Situation, code: &str) -> bool {
    found.diagnosis.causes.iter().any(|cause| cause.code == code)
}

fn since(cause: &Cause, now: Time) -> String {
    cause.since.map(|since| format!(" since {}", at(since, now))).unwrap_or_default()
}

/// Whether a cause is a state of the account that has its own word.
fn is_state(cause: &Cause) -> bool {
    matches!(cause.code, "locked_by_hand" | "locked" | "deactivated")
}

fn state(line: Line, cause: &Cause, found: &Situation, now: Time) -> Line {
    match (cause.code, found.hand_locks.first()) {
        ("locked_by_hand", Some(lock)) => {
            let until =
                lock.until.map_or("until somebody unlocks it".to_owned(), |until| format!("until {}", at(until, now)));
            let reason = lock.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            let by = short(&lock.by, found);
            line.danger(format!("LOCKED BY {by}")).plain(format!("{}, {until}{reason}", since(cause, now)))
        }
        ("locked", _) => {
            let line = line.danger(format!("LOCKED{}", since(cause, now)));
            let failures = found.diagnosis.failures.as_ref().map(|failures| failures.brief(now));
            failures.map_or(line.clone(), |failures| line.plain(GAP).plain(failures))
        }
        _ => line.danger("DEACTIVATED").dim(since(cause, now)),
    }
}

/// What else is known of the person, on one line.
fn background(found: &Situation, now: Time) -> Line {
    let known = &found.background;
    let mut facts: Vec<String> = known.devices.iter().map(|device| in_words(device, now)).collect();
    if known.devices.is_empty() {
        let license = found.diagnosis.resource.license;
        facts.push(match license.second_factor() {
            SecondFactor::NotAvailable => format!("the {} license has no 2FA", license.word()),
            _ => "no device".to_owned(),
        });
    }
    facts.extend((!known.email_verified).then(|| "e-mail not verified".to_owned()));
    facts.extend(match known.recovery_codes_left {
        0 => None,
        1 => Some("1 recovery code left".to_owned()),
        left => Some(format!("{left} recovery codes left")),
    });
    facts.extend(known.pauses.iter().map(|(by, count)| {
        let times = match count {
            1 => String::new(),
            2 => " twice".to_owned(),
            many => format!(" {many} times"),
        };
        format!("paused by {}{times} this week", short(by, found))
    }));
    facts.extend(known.setup_until.map(|until| format!("set-up token until {}", at(until, now))));
    let line = Line::new().dim(facts.join(" · "));
    match &known.emergency {
        Some(code) => {
            let (by, until) = (short(&code.issued_by, found), at(code.expires_at, now));
            line.dim(" · ").warning(format!("emergency code of {by} valid until {until}"))
        }
        None => line,
    }
}

fn in_words(device: &Factor, now: Time) -> String {
    let label = &device.label;
    match (device.state, device.used_ahead_until(now), device.last_used_at) {
        (FactorState::Disabled, ..) => format!("device {label:?}, disabled by wrong codes"),
        (FactorState::Pending, ..) => format!("device {label:?}, not confirmed"),
        (_, Some(until), _) => format!("device {label:?}, its codes count as used until {}", at(until, now)),
        (_, _, Some(used)) => format!("device {label:?}, last used {} ago", now.since(used).in_words()),
        (_, _, None) => format!("device {label:?}, not used yet"),
    }
}

/// The situation: the verdict, what helps without us, and what can be done.
pub(super) fn situation(ctx: &Context<'_>, found: &Situation, now: Time) -> Page {
    let mut page = Page::new().line(verdict(found, now)).line(background(found, now));
    if let Some(first) = hand_locks::speak_first(&found.hand_locks) {
        page = page.line(Line::new().warning(first));
    }
    if let Some(clock) = found.diagnosis.causes.iter().find(|cause| cause.code == CLOCK_BEHIND) {
        page = page.line(&clock.message);
    }
    // A clock that is off comes first by itself: it is all that such a call needs.
    let (clock, ways) = match found.diagnosis.skew_seconds {
        Some(_) => found.by_itself.split_at(found.by_itself.len().min(1)),
        None => found.by_itself.split_at(0),
    };
    page = clock.iter().fold(page, |page, way| page.line(Line::new().strong(way)));
    if !ways.is_empty() {
        let once = if found.locks.any() { "once unlocked: " } else { "needs nothing from us: " };
        page = page.line(Line::new().dim(once).plain(ways.join(" · ")));
    }
    if !found.offers.is_empty() {
        page = page.gap();
        for offer in &found.offers {
            let line = Line::new().plain("  ").strong(key(*offer)).plain("  ").plain(padded(name(*offer), NAMES));
            page = page.line(line.plain("  ").append(&fits(*offer, found)));
        }
        let last = Line::new().plain("  ").strong(UNIDENTIFIED).plain("  identity could not be shown        ");
        page = page.line(last.strong(NOTHING).plain("  nothing"));
    }
    page = not_now(page, found);
    if found.offers.is_empty() { commands_of_others(page, ctx, found) } else { page }
}

/// What an offer is called in the list.
fn name(offer: Offer) -> &'static str {
    if offer == Offer::NewPassword { "new password (set-up)" } else { what(offer) }
}

/// What is closed to this operator, a line for each reason.
fn not_now(page: Page, found: &Situation) -> Page {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for each in &found.beyond {
        let why = short_within(&each.why, found);
        let reason = format!("({why}; {})", each.who);
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, all)) => all.push(each.what),
            None => reasons.push((reason, vec![each.what])),
        }
    }
    reasons.iter().fold(page, |page, (reason, all)| {
        page.line(Line::new().dim("not now: ").plain(all.join(", ")).dim(format!(" {reason}")))
    })
}

/// A sentence with its names as they are shown here.
fn short_within(text: &str, found: &Situation) -> String {
    text.split(' ').map(|word| short(word, found)).collect::<Vec<_>>().join(" ")
}

/// The commands of what is closed to this operator, for those who can.
fn commands_of_others(page: Page, ctx: &Context<'_>, found: &Situation) -> Page {
    let commands = found.beyond.iter().filter_map(|each| {
        let remedy = each.remedy.as_ref()?;
        Some(if each.as_owner { ctx.command_of_owner(remedy) } else { ctx.command(remedy) })
    });
    let mut told: Vec<String> = Vec::new();
    for command in commands {
        if !told.contains(&command) {
            told.push(command);
        }
    }
    told.iter().fold(page, |page, command| page.command(command))
}

/// The reason that the history keeps, unless one was given: what was chosen and how the identity was checked.
pub(super) fn reason(given: Why, offer: Offer, record: &Record) -> Why {
    let Record { identity, channel, reference } = record;
    let told = || format!("{}; identity checked by {} ({}), {reference}", what(offer), identity.word(), channel.word());
    Why { reason: Some(given.reason.unwrap_or_else(told)), ticket: given.ticket }
}

/// What is done at the next answer.
pub(super) fn announced(offer: Offer, found: &Situation) -> String {
    let name = short(&found.diagnosis.resource.username, found);
    let what = match offer {
        Offer::NewPassword => "issue a set-up token",
        Offer::EmergencyCode => "issue an emergency code",
        Offer::PauseNextLogin => "ask for no code at the next login",
        Offer::PauseDay => "ask for no code for 24 hours",
        Offer::Unlock | Offer::Reset => what(offer),
    };
    match offer {
        Offer::Unlock => format!("Now: unlock {name}"),
        _ if found.waits(offer) => format!("Now, for {name}: ask for it; once a second person approves: {what}"),
        _ if found.locks.any() => format!("Now: unlock {name}, then {what}"),
        _ => format!("Now, for {name}: {what}"),
    }
}

/// What is said of a code that a new one would replace.
pub(super) fn replaces(offer: Offer, found: &Situation, now: Time) -> Option<String> {
    let code = found.background.emergency.as_ref().filter(|_| offer == Offer::EmergencyCode)?;
    let (by, until) = (short(&code.issued_by, found), at(code.expires_at, now));
    Some(format!("warning: another code is valid until {until}, which {by} issued: a new one replaces it"))
}

/// How the person logs in then, in what they are told.
const fn log_in(asks: LoginAsks) -> &'static str {
    match asks {
        LoginAsks::Code => "with the password and the code that the app shows",
        LoginAsks::CodeOfNoDevice => {
            "with the password; wrong codes have disabled the device, so it also takes a reset"
        }
        LoginAsks::Enrollment => {
            "with the password alone; it then asks to enroll: have a phone with an authenticator app at hand"
        }
        LoginAsks::Nothing => "with the password alone: no code is asked for",
    }
}

/// What was done, what to tell the person, and the same as commands.
pub(super) fn done(ctx: &Context<'_>, rescued: &Rescued, asked: &Rescue, found: &Situation) -> Page {
    let now = ctx.now();
    let full = found.diagnosis.resource.username.as_str();
    let name = short(full, found);
    let mut page = Page::new();
    if rescued.unlocked {
        page = page.line(Line::new().strong(format!("The account of {name} is unlocked.")));
    }
    page = rescued
        .lifted
        .iter()
        .fold(page, |page, lock| page.line(format!("Lifted: {}.", hand_locks::in_words(lock, now))));
    let tell = match &rescued.did {
        Did::Unlocked if has_cause(found, "no_password") => {
            vec!["there is no password yet: choose one with a set-up token, which you are handed".to_owned()]
        }
        Did::Unlocked => vec![format!("try again now, {}", log_in(rescued.asks))],
        Did::NewPassword(issued) => {
            page = page
                .line(format!("A set-up token, good once until {}, not shown again:", when(issued.expires_at, now)));
            page = page.gap().line(Line::new().plain("    ").strong(issued.token.text().expose())).gap();
            page = page.line("Anyone who has it can choose the password: hand it to the person only.");
            vec![
                "at the set-up give your username and this token, then a password of your own, twice".to_owned(),
                format!("then log in {}", log_in(rescued.asks)),
            ]
        }
        Did::Issued(issued) => {
            page = code_lines(page.line("The emergency code:"), &issued.code);
            page = issued.in_the_way.iter().fold(page, |page, text| page.line(format!("warning: {text}")));
            vec![
                "log in with the password, and give this code where the app's code is asked for".to_owned(),
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
        Did::Reset => vec![format!("log in {}", log_in(rescued.asks)), "the old device no longer works".to_owned()],
    };
    page = page.line(Line::new().strong("Tell the person:"));
    page = tell.iter().fold(page, |page, text| page.line(format!("- {text}")));
    if matches!(rescued.did, Did::NewPassword(_)) {
        let accept = ctx.command(&Remedy::AcceptSetup(full.to_owned()));
        page = page.line(Line::new().dim("The person types:")).command(accept);
    }
    if matches!(rescued.did, Did::Unlocked) && has_cause(found, "no_password") {
        page = page.line(Line::new().dim("The token:")).command(ctx.command(&Remedy::IssueSetup(full.to_owned())));
    }
    same(ctx, page, asked, full)
}

/// The same as commands, also where a second person has to approve it.
pub(super) fn same(ctx: &Context<'_>, page: Page, asked: &Rescue, name: &str) -> Page {
    let reason = asked.why.reason.as_deref();
    let page = page.line(Line::new().dim("The same without questions:"));
    let remedies = match asked.offer {
        Offer::NewPassword if asked.locks.any() => vec![Remedy::RecoverPassword(name.to_owned())],
        offer => {
            let unlock = Some(Offer::Unlock).filter(|unlock| asked.locks.any() && offer != *unlock);
            unlock.into_iter().chain([offer]).map(|offer| offer.remedy(name, Some(&asked.record))).collect()
        }
    };
    remedies.iter().fold(page, |page, remedy| page.command(ctx.command_because(remedy, reason)))
}

/// Nothing was done: every offer as a command, and what others can do.
pub(super) fn instead(ctx: &Context<'_>, found: &Situation) -> Page {
    let name = found.diagnosis.resource.username.as_str();
    let page = Page::new().line("Nothing was changed.").line(Line::new().dim("Without questions:"));
    let why = [Remedy::Why(name.to_owned())];
    let remedies = why.into_iter().chain(found.offers.iter().map(|offer| by_phone(*offer, name)));
    let page = remedies.fold(page, |page, remedy| page.command(ctx.command(&remedy)));
    if found.beyond.iter().all(|each| each.remedy.is_none()) {
        return page;
    }
    commands_of_others(page.line(Line::new().dim("For those who can do the rest:")), ctx, found)
}

/// A caller who could not show who they are: what to say, and what stops somebody who knows the password.
pub(super) fn unidentified(ctx: &Context<'_>, found: &Situation) -> Page {
    let name = found.diagnosis.resource.username.as_str();
    let page = Page::new()
        .line("Nothing was changed; the history keeps that somebody asked.")
        .line(Line::new().strong("Tell the caller:"))
        .line("- without a check nobody can be helped: call again with a document, or come in person")
        .line("- we call back under the number on record");
    // A lock without an end would take the place of a colleague's.
    match found.hand_locks.first() {
        Some(lock) => page.line(format!("The account is locked already, by {}.", lock.by)),
        None => page
            .line(Line::new().dim("If somebody else may have the password:"))
            .command(ctx.command(&Remedy::LockAccount(name.to_owned()))),
    }
}

/// An offer by itself, with an identity that is checked on the telephone.
pub(super) fn by_phone(offer: Offer, name: &str) -> Remedy {
    let (identity, channel, reference) = (Identity::Passport, Channel::Phone, BLANK.to_owned());
    offer.remedy(name, Some(&Record { identity, channel, reference }))
}
