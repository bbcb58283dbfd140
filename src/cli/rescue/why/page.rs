//! The diagnosis as a clerk reads it out on the telephone: the answer first, then the causes, then the last logins.

use super::View;
use crate::{
    domain::time::Time,
    ops::rescue::why::{CLOCK_BEHIND, Recent},
    render::{Line, Page, when},
};

pub(super) fn page(view: &View, now: Time) -> Page {
    let mut page = Page::new().line(answer(view));
    let (blocking, others): (Vec<_>, Vec<_>) = view.causes.iter().partition(|cause| cause.blocks);
    for cause in blocking.into_iter().chain(others) {
        page = page.line(in_full(cause, now));
        page = with_commands(page, cause.helps.iter().chain(&cause.ask));
    }
    let without_device = || view.without_device.iter().chain(&view.without_device_ask);
    if view.can_log_in && without_device().next().is_some() {
        page = with_commands(page.line("Is the device not at hand?"), without_device());
    }
    if view.recent.is_empty() {
        return page.gap().line("No login has been tried yet.");
    }
    page = page.gap().line("Last logins:");
    for each in &view.recent {
        let from = [&each.app, &each.client, &each.source].into_iter().flatten().map(String::as_str);
        let from = from.collect::<Vec<_>>().join(" ");
        let line = Line::new().dim(format!("  {}", when(each.at, now))).plain(format!("  {}", in_words(each)));
        page = page.line(if from.is_empty() { line } else { line.plain(format!("  {from}")) });
    }
    page
}

fn with_commands<'h>(page: Page, helps: impl Iterator<Item = &'h String>) -> Page {
    helps.fold(page, |page, help| page.command(help))
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
        Some(at) => line.dim(format!(" (since {})", when(at, now))),
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
