//! Who stands behind an act: two persons are asked for, and a script's token is none beside whoever issued it (R-PERM-2, R-PERM-6).

use super::{Kept, shown};
use crate::{
    domain::{
        event::{Action, EventOutcome},
        permission::Operator,
        time::Time,
    },
    error::Result,
    ops::{operator, target},
    store::{EventFilter, ReadTx, RequestRow},
};
use std::collections::BTreeSet;

/// Who asks or decides, as it is kept: a resource by its id, the owner as the user of the operating system that it is.
pub(super) fn person(operator: &Operator) -> &str {
    operator.account().map_or(&operator.actor.name, |account| &account.id)
}

/// Whether whoever asked and whoever decides may be one and the same: by itself, or by a token that one of them issued, also through
/// another token. The history tells who issued which, after a revocation as well.
pub(super) fn may_be_one(tx: &ReadTx<'_>, asked_by: &str, operator: &Operator) -> Result<bool> {
    Ok(!behind(tx, asked_by)?.is_disjoint(&behind(tx, person(operator))?))
}

fn behind(tx: &ReadTx<'_>, person: &str) -> Result<BTreeSet<String>> {
    let (mut found, mut open) = (BTreeSet::new(), vec![person.to_owned()]);
    while let Some(person) = open.pop() {
        if !found.insert(person.clone()) {
            continue;
        }
        let filter = EventFilter {
            target: Some(person),
            action: Some(Action::TokenIssue.word().to_owned()),
            outcome: Some(EventOutcome::Ok.word().to_owned()),
            ..EventFilter::default()
        };
        tx.events(&filter, |event| {
            // An issuer stands in the history by its name.
            open.push(target::login_name(tx, &event.actor)?.unwrap_or(event.actor));
            Ok(true)
        })?;
    }
    Ok(found)
}

/// Whether whoever asked could still ask: a request outlives neither its author's account nor its rights.
pub(super) fn author_stands(tx: &ReadTx<'_>, row: &RequestRow, kept: &Kept, now: Time) -> Result<bool> {
    if tx.resource(&row.asked_by)?.is_none() {
        return Ok(true);
    }
    match operator::able(tx, &row.asked_by, now)? {
        Some(author) => Ok(operator::permissions_of(tx, &author)?.holds(kept.permission())),
        None => Ok(false),
    }
}

/// Why a request is void, in words; `None` where it stands.
pub(super) fn void(
    tx: &ReadTx<'_>,
    row: &RequestRow,
    kept: &Kept,
    username: Option<&str>,
    now: Time,
) -> Result<Option<String>> {
    if !super::fingerprint::holds(tx, row)? {
        return Ok(Some(format!("{} has changed since it was asked for", username.unwrap_or("the policy"))));
    }
    if !author_stands(tx, row, kept, now)? {
        return Ok(Some(format!("{}, who asked for it, may not any more", shown(tx, &row.asked_by)?)));
    }
    Ok(None)
}
