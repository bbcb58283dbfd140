//! What an operator is told when it signs in: every act under break-glass since it signed in last (R-PERM-4), and whom nobody inside could
//! rescue (R-RES-5).

use crate::{
    domain::{
        event::{Action, EventOutcome},
        level::Level,
        permission::Operator,
        remedy::Remedy,
        time::{Span, Time},
    },
    error::Result,
    ops::{
        find,
        tenant::doctor::{self, Finding, Severity},
    },
    store::{EventFilter, ReadTx},
};
use serde_json::Value;

/// How many acts are told one by one.
pub const SHOWN: u64 = 10;
/// How far back `doctor` looks.
const RECENT: Span = Span::days(30);

/// An act under break-glass.
#[derive(Clone, Debug)]
pub struct BreakGlass {
    /// When.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// Which command.
    pub command: String,
    /// Why.
    pub reason: String,
}

/// What is told at a sign-in.
#[derive(Clone, Debug, Default)]
pub struct Announcement {
    /// The newest acts under break-glass, newest first.
    pub glass: Vec<BreakGlass>,
    /// How many more there were.
    pub more: u64,
    /// Warnings that bear on the tenant's people.
    pub warnings: Vec<Finding>,
}

/// What the operator that has just signed in is told.
///
/// # Errors
/// Those of the store.
pub fn at_sign_in(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Announcement> {
    let Some(account) = operator.account() else { return Ok(Announcement::default()) };
    let resource = find::existing(tx, &account.id)?;
    let warnings = doctor::people(tx, now)?.into_iter().filter(|finding| finding.severity != Severity::Ok).collect();
    let warnings = doctor::for_operator(tx, operator, warnings)?;
    // Every administrator is told, whatever made it one.
    if resource.level != Level::Admin {
        return Ok(Announcement { warnings, ..Announcement::default() });
    }
    // Nearly every tenant has none, and then nothing else has to be looked for.
    let (glass, more) = match tx.first_break_glass()? {
        // By number, and not by time: a clock that ran ahead and was set right hides nothing.
        Some(first) => since(tx, Time::from_millis(0), previous_sign_in(tx, &resource.id, first)?.unwrap_or(0))?,
        None => Default::default(),
    };
    Ok(Announcement { glass, more, warnings })
}

/// The number of the event by which the resource signed in before this time, if that was after the event of number `after`: the granted
/// sign-in before its newest one. A login to an application is none.
fn previous_sign_in(tx: &ReadTx<'_>, resource: &str, after: u64) -> Result<Option<u64>> {
    let filter = EventFilter {
        after_seq: Some(after),
        target: Some(resource.to_owned()),
        action: Some(Action::Authenticate.word().to_owned()),
        outcome: Some(EventOutcome::Ok.word().to_owned()),
        ..EventFilter::default()
    };
    let (mut seen, mut previous) = (false, None);
    tx.events(&filter, |event| {
        let sign_in = event.personal.get("details").and_then(|details| details.get("sign_in"));
        if sign_in == Some(&Value::Bool(true)) {
            previous = seen.then_some(event.seq);
            seen = true;
        }
        Ok(previous.is_none())
    })?;
    Ok(previous)
}

fn since(tx: &ReadTx<'_>, after: Time, after_seq: u64) -> Result<(Vec<BreakGlass>, u64)> {
    let (mut glass, mut count) = (Vec::new(), 0);
    tx.break_glass_since(after, after_seq, |event| {
        count += 1;
        if count <= SHOWN {
            let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
            let command = text(event.personal.get("details").and_then(|details| details.get("command")));
            let reason = event.personal.get("reason").filter(|reason| reason.is_string());
            let reason = text(reason.or_else(|| event.personal.get("ticket")));
            glass.push(BreakGlass { at: event.at, actor: event.actor, command, reason });
        }
        Ok(())
    })?;
    Ok((glass, count.saturating_sub(SHOWN)))
}

/// What `doctor` says of the last 30 days.
pub(in crate::ops) fn recent(tx: &ReadTx<'_>, now: Time) -> Result<Finding> {
    let (glass, more) = since(tx, now.minus(RECENT), 0)?;
    let Some(newest) = glass.first() else {
        return Ok(doctor::fine("break_glass", "nobody acted under break-glass in the last 30 days"));
    };
    let message = format!(
        "{} in the last 30 days somebody acted under break-glass, {} most lately: {}, {} ({})",
        match glass.len() as u64 + more {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        },
        newest.actor,
        newest.at.local(),
        newest.command,
        newest.reason
    );
    Ok(doctor::warning("break_glass", &message, vec![Remedy::ListBreakGlass]))
}
