//! How reports look to a person: the pages and cells that several commands share.

use crate::{
    context::Context,
    domain::{factor::FactorState, time::Time},
    ops::people::view::{AccountView, FactorView, PasswordState, Requirement, ResourceView, TfaView},
    render::{Format, Line, Page, when},
};

/// Says on standard error that nothing had to change, if the answer is not for people and does not say it.
pub fn already(ctx: &mut Context<'_>, did: &str) {
    if did.contains("nothing was changed") && ctx.out.format() != Format::Table {
        ctx.say(did);
    }
}

/// What a login asks for, in words.
pub fn requirement(requirement: Requirement, until: Option<Time>, now: Time) -> String {
    match requirement {
        Requirement::Required => "required for all logins".into(),
        Requirement::Optional => "optional: asked for once enrolled".into(),
        Requirement::NotAvailable => "not available with this license".into(),
        Requirement::PausedNextLogin => "paused: not required for the next login".into(),
        Requirement::PausedUntil => {
            format!("paused until {}", until.map(|until| when(until, now)).unwrap_or_default())
        }
        Requirement::Disabled => {
            format!("SWITCHED OFF until {}", until.map(|until| when(until, now)).unwrap_or_default())
        }
    }
}

/// As [`requirement`], in a list, with the end of a pause as it is told there.
pub fn requirement_cell(requirement: Requirement, until: Option<String>) -> String {
    let until = |what: &str| format!("{what} until {}", until.unwrap_or_default());
    match requirement {
        Requirement::Required => "required".into(),
        Requirement::Optional => "optional".into(),
        Requirement::NotAvailable => "not available".into(),
        Requirement::PausedNextLogin => "paused for the next login".into(),
        Requirement::PausedUntil => until("paused"),
        Requirement::Disabled => until("SWITCHED OFF"),
    }
}

/// One device on one line.
pub fn factor(factor: &FactorView, now: Time) -> String {
    let state = match factor.state {
        FactorState::Active => match factor.last_used_at {
            Some(used) => format!("last used {}", when(used, now)),
            None => "not used yet".into(),
        },
        FactorState::Pending => format!("pending since {}: waits for its first code", when(factor.created_at, now)),
        FactorState::Disabled => "disabled by 100 wrong codes in a row".into(),
    };
    format!("{} ({}): {state}", factor.label, factor.kind)
}

fn factors(page: Page, list: &[FactorView], now: Time) -> Page {
    match list {
        [] => page.field("authenticators", "none"),
        list => list.iter().enumerate().fold(page, |page, (number, each)| {
            page.field(if number == 0 { "authenticators" } else { "" }, factor(each, now))
        }),
    }
}

/// `2fa status` and its kin.
pub fn tfa(page: Page, view: &TfaView, now: Time) -> Page {
    let page = page.field("resource", &view.username);
    let page = page.field("2FA", requirement(view.requirement, view.paused_until, now));
    let page = match &view.paused_by {
        Some(by) => page.field("paused by", by),
        None => page,
    };
    let page = match &view.pause_reason {
        Some(reason) => page.field("because", reason),
        None => page,
    };
    emergency_code(factors(page, &view.factors, now), view.emergency_code_until, now)
}

fn emergency_code(page: Page, until: Option<Time>, now: Time) -> Page {
    match until {
        Some(until) => page.field("emergency code", Line::new().warning(format!("valid until {}", when(until, now)))),
        None => page,
    }
}

/// The lock on one line.
pub fn lock(locked_at: Option<Time>, failed: u32, threshold: u32, now: Time) -> String {
    match locked_at {
        Some(at) => format!("LOCKED since {}", when(at, now)),
        None if failed > 0 => format!("open; {failed} of {threshold} failed logins"),
        None => "open".into(),
    }
}

/// `account status` and its kin.
pub fn account(page: Page, view: &AccountView, now: Time) -> Page {
    let page = page.field("resource", &view.username);
    let page = page.field("account", lock(view.locked_at, view.failed_attempts, view.threshold, now));
    let page = match &view.reason {
        Some(reason) => page.field("because", reason),
        None => page,
    };
    let page = match &view.locked_by {
        Some(by) => page.field("locked by", by),
        None => page,
    };
    match view.locked_until {
        Some(until) => page.field("until", when(until, now)),
        None => page,
    }
}

/// `resource show` and its kin.
pub fn resource(page: Page, view: &ResourceView, now: Time) -> Page {
    let name =
        [view.first_name.as_deref(), view.last_name.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let verified = if view.email_verified { "verified" } else { "not verified" };
    let mut page = page.field("resource", &view.username);
    if !name.is_empty() {
        page = page.field("name", name);
    }
    page = page.field("e-mail", format!("{} ({verified})", view.email));
    if let Some(phone) = &view.phone {
        page = page.field("phone", phone);
    }
    let champion = if view.champion { ", champion" } else { "" };
    page = page
        .field(
            "type",
            format!("{}, {} license, level {}{champion}", view.kind.word(), view.license.word(), view.level.word()),
        )
        .field("state", if view.active { "active" } else { "DEACTIVATED" })
        .field("account", lock(view.account.locked_at, view.account.failed_attempts, view.account.threshold, now))
        .field("2FA", requirement(view.tfa.requirement, view.tfa.paused_until, now));
    page = factors(page, &view.tfa.factors, now);
    page = match view.password {
        Some(PasswordState::None) => page.field("password", "none yet"),
        Some(PasswordState::Expired) => page.field("password", "expired: the next login replaces it"),
        Some(PasswordState::Set) | None => page,
    };
    page = match view.tfa.recovery_codes_left {
        Some(left) if left > 0 => page.field("recovery codes", format!("{left} left")),
        _ => page,
    };
    page = emergency_code(page, view.emergency_code_until, now);
    page = match view.sessions {
        Some(live) if live > 0 => page.field("sessions", format!("{live} live")),
        _ => page,
    };
    page.field("last login", view.last_login_at.map_or("never".to_owned(), |at| when(at, now)))
        .field("created", when(view.created_at, now))
        .field("id", &view.id)
}
