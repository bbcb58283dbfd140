//! The diagnosis as a clerk reads it out on the telephone: the answer first, then the causes, then the last logins.

use super::View;
use crate::{
    domain::time::Time,
    ops::rescue::why::{CLOCK_BEHIND, Recent},
    render::{Page, when},
};

pub(super) fn page(view: &View, now: Time) -> Page {
    let blocking = view.causes.iter().filter(|cause| cause.blocks).map(|cause| (cause.code, cause.brief));
    let mut page = Page::new().line(answer(&view.username, view.can_log_in, blocking, &view.devices));
    for cause in &view.causes {
        page = page.line(in_full(&cause.message, cause.since, now));
        for help in cause.helps.iter().chain(&cause.ask) {
            page = page.line(format!("    {help}"));
        }
    }
    let without_device = || view.without_device.iter().chain(&view.without_device_ask);
    if view.can_log_in && without_device().next().is_some() {
        page = page.line("Is the device not at hand?");
        page = without_device().fold(page, |page, help| page.line(format!("    {help}")));
    }
    if view.recent.is_empty() {
        return page.gap().line("No login has been tried yet.");
    }
    page = page.gap().line("Last logins:");
    for each in &view.recent {
        let from = [each.client.as_deref(), each.source.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        page = page.line(format!("  {}  {}  {from}", when(each.at, now), in_words(each)).trim_end());
    }
    page
}

/// A cause with the time since when it holds.
pub fn in_full(message: &str, since: Option<Time>, now: Time) -> String {
    let since = since.map(|at| format!(" (since {})", when(at, now))).unwrap_or_default();
    format!("- {message}{since}")
}

/// Can this person log in now, and with what or why not: one sentence.
pub fn answer<'c>(
    name: &str,
    can_log_in: bool,
    blocking: impl Iterator<Item = (&'c str, &'c str)>,
    devices: &[String],
) -> String {
    if !can_log_in {
        let (codes, briefs): (Vec<_>, Vec<_>) = blocking.unzip();
        let who = if codes.contains(&CLOCK_BEHIND) { "Nobody" } else { name };
        let verb = if who == name { "cannot" } else { "can" };
        return format!("{who} {verb} log in now: {}.", briefs.join("; "));
    }
    match devices {
        [] => format!("{name} can log in now, with the password alone."),
        devices => {
            let named: Vec<_> = devices.iter().map(|label| format!("{label:?}")).collect();
            format!("{name} can log in now, with the password and a code of {}.", named.join(" or "))
        }
    }
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
