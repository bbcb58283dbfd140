//! What approving and denying share: who decides, what can still be decided, and how it is stored.

use super::{
    acts::Act,
    shown,
    view::{self, RequestView},
};
use crate::{
    domain::{
        event::{Action, Event, Why},
        permission::{Operator, Permission},
        remedy::Remedy,
        request::RequestState,
    },
    error::{Code, Error, Result},
    ops::{
        access::{accountable_persons, require_permission},
        find,
        history::past_owner,
    },
    store::{Change, RequestRow, WriteTx},
};

/// A request with its act; without the act if the row was changed in the file, because that proves nothing. Operators who may not read do
/// not learn whether an id exists: a request that exists asks for the act's permission.
pub(super) fn found(tx: &WriteTx<'_>, operator: &Operator, id: &str) -> Result<(RequestRow, Option<Act>)> {
    let row = match view::find(tx, id) {
        Err(error) if matches!(error.code(), Code::NotFound) => {
            return Err(require_permission(operator, Permission::ResourceRead).err().unwrap_or(error));
        }
        found => found?,
    };
    let act = if row.intact { Some(Act::of(&row)?) } else { None };
    Ok((row, act))
}

/// Whether this operator may decide such an act: those who may do it, and the second person that it names.
pub(super) fn may_decide(tx: &WriteTx<'_>, operator: &Operator, act: &Act) -> Result<()> {
    match act.names(tx, operator)? {
        true => Ok(()),
        false => require_permission(operator, act.permission()),
    }
}

/// Refuses to decide what is decided or expired.
pub(super) fn must_wait(tx: &WriteTx<'_>, row: &RequestRow) -> Result<()> {
    let over = |what: String| {
        let message = format!("{} can no longer be decided: {what}; nothing was changed", row.what);
        Err(Error::new(Code::RequestOver, message).hint("see", Remedy::ShowRequest(row.id.clone())))
    };
    if row.state != RequestState::Waiting {
        let by = row.decided_by.as_deref().map(|by| shown(tx, by)).transpose()?.unwrap_or_default();
        return over(format!("it is {} already, by {by}", row.state.word()));
    }
    if tx.now() >= row.expires_at {
        return over(format!("it expired at {}", row.expires_at.local()));
    }
    Ok(())
}

pub(super) fn decided(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    row: &RequestRow,
    state: RequestState,
    action: Action,
    why: &Why,
) -> Result<RequestView> {
    let event = Event::ok(action).because(why);
    let resource = match row.resource.as_deref() {
        // The target that a changed row names proves nothing; its event does.
        _ if !row.intact => past_owner::once_had(tx, Action::RequestAsk, "request", &row.id)?,
        Some(id) => Some(find::existing(tx, id)?),
        None => None,
    };
    let event = match &resource {
        Some(resource) => event.on(&resource.id, &resource.username),
        None => event,
    };
    let event = if row.intact { event } else { event.detail("tampered", true) };
    let event = event.detail("request", row.id.clone()).detail("what", row.what.clone());
    let event = event.detail("requested_by", shown(tx, &row.asked_by)?);
    tx.apply([Change::RequestDecided { id: &row.id, state, by: accountable_persons::person(operator) }], event)?;
    view::view(tx, &view::find(tx, &row.id)?, tx.now())
}
