//! Notices for an operator who signs in: every act under break-glass since their last sign-in (R-PERM-4), and the people that no one in the
//! tenant could rescue (R-RES-5).

use crate::{
    domain::{
        event::{Action, EventOutcome},
        permission::Operator,
        time::Time,
    },
    error::Result,
    ops::{
        access::is_administrator,
        find,
        history::break_glass::{self, BreakGlass},
        tenant::{
            doctor,
            finding::{self, Finding, Severity},
        },
    },
    store::{EventFilter, ReadTx},
};
use serde_json::Value;

/// The notices at a sign-in.
#[derive(Clone, Debug, Default)]
pub struct Announcement {
    /// The newest acts under break-glass, newest first.
    pub glass: Vec<BreakGlass>,
    pub more: u64,
    /// Warnings about the tenant's people.
    pub warnings: Vec<Finding>,
}

/// The notices for the operator who has just signed in.
///
/// # Errors
/// Those of the store.
pub fn at_sign_in(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Announcement> {
    let Some(account) = operator.account() else { return Ok(Announcement::default()) };
    let resource = find::existing(tx, &account.id)?;
    let warnings = doctor::people(tx, now)?.into_iter().filter(|finding| finding.severity != Severity::Ok).collect();
    let warnings = finding::for_operator(tx, operator, warnings)?;
    // Every administrator gets them, whatever made them one.
    if !is_administrator(tx, &resource)? {
        return Ok(Announcement { warnings, ..Announcement::default() });
    }
    // Nearly every tenant has none, and then nothing else needs a search.
    let (glass, more) = match tx.first_break_glass()? {
        // By number, not by time: a clock that ran ahead and was set right hides nothing.
        Some(first) => {
            break_glass::since(tx, Time::from_millis(0), previous_sign_in(tx, &resource.id, first)?.unwrap_or(0))?
        }
        None => Default::default(),
    };
    Ok(Announcement { glass, more, warnings })
}

/// The number of the event by which the resource signed in before this time, if that was after event number `after`: the granted sign-in
/// before its newest one. A login to an application does not count.
fn previous_sign_in(tx: &ReadTx<'_>, resource: &str, after: u64) -> Result<Option<u64>> {
    let filter = EventFilter {
        after_seq: Some(after),
        target: Some(resource.to_owned()),
        actions: vec![Action::Authenticate],
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
