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
    view(tx, &find(tx, &whole_id(tx, operator, id)?)?, now)
}

pub(super) fn find(tx: &ReadTx<'_>, id: &str) -> Result<RequestRow> {
    tx.request(id)?.ok_or_else(|| {
        let message = format!("there is no request {id:?}; nothing was changed");
        Error::new(Code::NotFound, message).hint("the waiting requests", Remedy::ListRequests)
    })
}

/// The id that an operator types, whole or its start. A start has to fit one request alone, in any state: one that was read stays there, so that
/// another that is asked for later never takes its place.
///
/// # Errors
/// `permission_denied` for a start from somebody who may not read requests; `not_found`; `ambiguous`.
pub fn whole_id(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<String> {
    const WHOLE: usize = 36;
    const LEAST: usize = 4;
    const NAMED: usize = 5;
    let typed = typed.trim().to_ascii_lowercase();
    if typed.len() >= WHOLE {
        return Ok(typed);
    }
    require_permission(operator, Permission::ResourceRead)?;
    let is_start = typed.len() >= LEAST && typed.chars().all(|sign| sign.is_ascii_hexdigit() || sign == '-');
    let mut found = if is_start { tx.requests_beginning(&typed)? } else { Vec::new() };
    match (found.pop(), found.is_empty()) {
        (Some(row), true) => Ok(row.id),
        (None, _) => Ok(find(tx, &typed)?.id),
        (Some(last), false) => {
            let message = format!("{typed:?} is the start of several requests; nothing was changed");
            let named = found.iter().chain([&last]).take(NAMED);
            let error = named.fold(Error::new(Code::Ambiguous, message), |error, row| {
                error.note(format!("{}  {} ({})", row.id, row.what, row.state.word()))
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
