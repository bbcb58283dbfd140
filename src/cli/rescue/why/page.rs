//! The diagnosis as a clerk reads it out on the telephone: the answer first, then the causes, then the last logins.

use super::View;
use crate::{
    domain::time::Time,
    ops::rescue::why::{CLOCK_BEHIND, Recent},
    render::{Line, Page, at},
};

pub(super) fn page(view: &View, now: Time) -> Page {
    let mut page = Page::new().line(answer(view));
    let (blocking, others): (Vec<_>, Vec<_>) = view.causes.iter().partition(|cause| cause.blocks);
    for cause in blocking.into_iter().chain(others) {
        page = page.line(in_full(cause, now));
        page = with_commands(page, &cause.helps, cause.ask.as_ref());
    }
    let (helps, ask) = (&view.without_device, view.without_device_ask.as_ref());
    if view.can_log_in && (!helps.is_empty() || ask.is_some()) {
        page = with_commands(page.line("Is the device not at hand?"), helps, ask);
    }
    if view.recent.is_empty() {
        return page.gap().line("No login has been tried yet.");
    }
    page = page.gap().line("Last logins:");
    // Somebody who tries again and again fills one line.
    for tries in view.recent.chunk_by(is_as) {
        let Some(newest) = tries.first() else { continue };
        let from = [&newest.app, &newest.client, &newest.source].into_iter().flatten().map(String::as_str);
        let from = from.collect::<Vec<_>>().join(" ");
        let line = Line::new().dim(format!("  {}", at(newest.at, now))).plain(format!("  {}", in_words(newest)));
        let line = if from.is_empty() { line } else { line.plain(format!("  {from}")) };
        page = page.line(if tries.len() == 1 { line } else { line.plain(format!("  {} times", tries.len())) });
    }
    page
}

/// Whether two logins ended alike and came from the same place.
fn is_as(one: &Recent, next: &Recent) -> bool {
    let of = |login: &Recent| (in_words(login), login.app.clone(), login.client.clone(), login.source.clone());
    of(one) == of(next)
}

fn with_commands(page: Page, helps: &[String], ask: Option<&String>) -> Page {
    let page = helps.iter().fold(page, |page, help| page.command(help));
    ask.into_iter().fold(page, |page, ask| page.line(Line::new().plain("    ").strong(ask)))
}

/// A cause with the time since when it holds; what it is called stands out where it lets somebody in or keeps them out.
fn in_full(cause: &super::Cause, now: Time) -> Line {
    let line = Line::new().plain("- ");
    let line = match (cause.blocks, cause.code) {
        (true, _) => line.strong(&cause.message),
        (false, "paused" | "disabled" | "emergency_code") => line.warning(&cause.message),
        _ => line.plain(&cause.message),
    };
    match cause.since {
        Some(since) => line.dim(format!(" (since {})", at(since, now))),
        None => line,
    }
}

/// Can this person log in now, and with what or why not: one sentence.
fn answer(view: &View) -> Line {
    let name = view.username.as_str();
    if !view.can_log_in {
        let blocking = || view.causes.iter().filter(|cause| cause.blocks);
        let briefs = blocking().map(|cause| cause.brief).collect::<Vec<_>>().join("; ");
        let verdict = match blocking().any(|cause| cause.code == CLOCK_BEHIND) {
            true => "Nobody can log in now".to_owned(),
            false => format!("{name} cannot log in now"),
        };
        return Line::new().danger(verdict).strong(format!(": {briefs}."));
    }
    let with = match view.devices.as_slice() {
        [] => "with the password alone.".to_owned(),
        devices => {
            let named: Vec<_> = devices.iter().map(|label| format!("{label:?}")).collect();
            format!("with the password and a code of {}.", named.join(" or "))
        }
    };
    Line::new().strong(format!("{name} can log in now, {with}"))
}

/// An outcome as a clerk says it on the phone.
fn in_words(login: &Recent) -> String {
    let told = match (login.outcome.as_str(), login.cause.as_deref()) {
        ("granted", _) => "granted",
        ("denied", Some("password")) => "denied: wrong password",
        ("denied", Some("code")) => "denied: right password, wrong code",
        ("denied", Some("code_repeated")) => "denied: this code was used before",
        ("denied", Some("deactivated")) => "denied: deactivated",
        ("locked", _) => "refused: locked",
        ("code_required", _) => "right password, a code was asked for",
        ("enrollment_required", _) => "right password, enrollment was asked for",
        ("password_required", Some("password_rules")) => "right password, but it breaks the rules",
        ("password_required", _) => "right password, but it has expired",
        (other, _) => other,
    };
    match login.code_of.as_deref() {
        Some(state) => format!("{told} (that of a {state} device)"),
        None => told.to_owned(),
    }
}
