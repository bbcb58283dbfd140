//! `request list|show`: what waits, and what exactly will happen once it is approved.

use super::{acts::Act, author, shown};
use crate::{
    domain::{
        permission::{Operator, Permission},
        remedy::Remedy,
        request::RequestState,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::access::require_permission,
    store::{ReadTx, RequestRow},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A request as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RequestView {
    /// Its id.
    pub request_id: String,
    /// Until when it can be approved.
    pub expires_at: Time,
    /// What it is, in words.
    pub what: String,
    /// The command that was asked for.
    pub command: String,
    /// The resource that it concerns; null for the tenant's policy.
    pub username: Option<String>,
    /// `waiting`, `approved`, `denied`, `void` (its target changed, or its author may no longer ask), `expired`, or `tampered` (it was
    /// changed outside this program, and is never done).
    pub state: &'static str,
    /// The effects, one sentence each.
    pub effects: Vec<String>,
    /// The reason given.
    pub reason: Option<String>,
    /// The ticket it belongs to.
    pub ticket: Option<String>,
    /// Who asked.
    pub requested_by: String,
    /// When it was asked for.
    pub requested_at: Time,
    /// Who approved or denied it.
    pub decided_by: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Time>,
}

/// The state of a request that was changed outside this program.
pub const TAMPERED: &str = "tampered";

/// Every request that waits, oldest first.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Vec<RequestView>> {
    require_permission(operator, Permission::ResourceRead)?;
    tx.waiting_requests(now)?.iter().map(|row| view(tx, row, now)).collect()
}

/// One request, in any state.
///
/// # Errors
/// `not_found`; `ambiguous`.
pub fn show(tx: &ReadTx<'_>, operator: &Operator, id: &str, now: Time) -> Result<RequestView> {
    require_permission(operator, Permission::ResourceRead)?;
    view(tx, &find_typed(tx, id, now)?, now)
}

pub(super) fn find(tx: &ReadTx<'_>, id: &str) -> Result<RequestRow> {
    tx.request(id)?.ok_or_else(|| {
        let message = format!("there is no request {id:?}; nothing was changed");
        Error::new(Code::NotFound, message).hint("the waiting requests", Remedy::ListRequests)
    })
}

/// The request that an operator names: by its id, or by the start of the id of one that waits.
pub(super) fn find_typed(tx: &ReadTx<'_>, typed: &str, now: Time) -> Result<RequestRow> {
    const LEAST: usize = 4;
    let typed = typed.trim();
    if tx.request(typed)?.is_some() || typed.len() < LEAST {
        return find(tx, typed);
    }
    let begins = typed.to_ascii_lowercase();
    let mut waiting = tx.waiting_requests(now)?;
    waiting.retain(|row| row.id.starts_with(&begins));
    match (waiting.pop(), waiting.last()) {
        (Some(row), None) => Ok(row),
        (None, _) => find(tx, typed),
        (Some(last), Some(_)) => {
            let message = format!("{typed:?} is the start of several requests; nothing was changed");
            let error = waiting.iter().chain([&last]).fold(Error::new(Code::Ambiguous, message), |error, row| {
                error.note(format!("{}  {}", row.id, row.what))
            });
            Err(error.hint("the waiting requests", Remedy::ListRequests))
        }
    }
}

pub(super) fn view(tx: &ReadTx<'_>, row: &RequestRow, now: Time) -> Result<RequestView> {
    let act = match Act::of(row) {
        Ok(act) => Some(act),
        Err(_) if !row.intact => None,
        Err(error) => return Err(error),
    };
    let username = match &row.resource {
        Some(id) => tx.resource(id)?.map(|resource| resource.username),
        None => None,
    };
    let state = match (row.state, &act) {
        (state, _) if !row.intact && state != RequestState::Denied => TAMPERED,
        (RequestState::Waiting, _) if now >= row.expires_at => "expired",
        (RequestState::Waiting, Some(act)) if author::void(tx, row, act, None, now)?.is_some() => {
            RequestState::Void.word()
        }
        (state, _) => state.word(),
    };
    let why = act.as_ref().map(Act::why);
    let effects = match &act {
        Some(act) if state == RequestState::Waiting.word() => {
            act.effects(tx, row.resource.as_deref().unwrap_or_default())?
        }
        _ => Vec::new(),
    };
    Ok(RequestView {
        request_id: row.id.clone(),
        expires_at: row.expires_at,
        what: row.what.clone(),
        command: act.as_ref().map(Act::name).unwrap_or_default(),
        username,
        state,
        effects,
        reason: why.and_then(|why| why.reason.clone()),
        ticket: why.and_then(|why| why.ticket.clone()),
        requested_by: shown(tx, &row.asked_by)?,
        requested_at: row.asked_at,
        decided_by: row.decided_by.as_deref().map(|by| shown(tx, by)).transpose()?,
        decided_at: row.decided_at,
    })
}
