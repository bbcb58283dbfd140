//! Whether a request's author may still ask, and whether author and approver are two persons (R-PERM-6).

use super::{acts::Act, shown};
use crate::{
    domain::{permission::Operator, time::Time},
    error::Result,
    ops::{
        access::{self, accountable_persons, operator},
        operators::two_persons::{encoding, fingerprint},
    },
    store::{ReadTx, RequestRow},
};

/// Whether author and approver may be the same person: directly, or by a token that one of them issued, also through another token.
pub(super) fn may_decide_alone(tx: &ReadTx<'_>, row: &RequestRow, operator: &Operator) -> Result<bool> {
    let asked = accountable_persons::behind(tx, &row.asked_by, encoding::asked_with(row).as_deref())?;
    Ok(!asked.is_disjoint(&accountable_persons::of_operator(tx, operator)?))
}

/// Whether the author could still ask. A request outlives neither its author's account or permissions, nor the token it was asked with.
fn may_still_ask(tx: &ReadTx<'_>, row: &RequestRow, act: &Act, now: Time) -> Result<bool> {
    if tx.resource(&row.asked_by)?.is_none() {
        return Ok(true);
    }
    let Some(author) = operator::able(tx, &row.asked_by, now)? else { return Ok(false) };
    let held = access::permissions_of(tx, &author)?;
    let Some(id) = encoding::asked_with(row) else { return Ok(held.holds(act.permission())) };
    let token = tx.token(&id)?.filter(|token| token.intact && now < token.expires_at);
    Ok(token.is_some_and(|token| token.scopes.map_or(held, |scopes| held.and(scopes)).holds(act.permission())))
}

/// Why a request is void, in words; `None` if it is valid.
pub(super) fn void(
    tx: &ReadTx<'_>,
    row: &RequestRow,
    act: &Act,
    username: Option<&str>,
    now: Time,
) -> Result<Option<String>> {
    if !fingerprint::holds(tx, row, &act.covers(tx)?)? {
        return Ok(Some(format!("{} has changed since it was asked for", username.unwrap_or("the policy"))));
    }
    if !may_still_ask(tx, row, act, now)? {
        return Ok(Some(format!("{}, who asked for it, is no longer allowed to", shown(tx, &row.asked_by)?)));
    }
    Ok(None)
}
