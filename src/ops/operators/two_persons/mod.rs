//! The rule of two persons (R-PERM-6): an act is stored as data, its target's state as a fingerprint, and it is done when somebody else
//! approves within the hour. This module knows no act: [`TwoPerson`] says what an act is, and `requests` lists them.

pub(super) mod encoding;
pub(super) mod fingerprint;

use crate::{
    domain::{
        event::{Action, Event, Why},
        identity_record::Record,
        permission::{Operator, Permission},
        remedy::Remedy,
        request::{LIFE, RequestState},
        resource::Resource,
    },
    error::{Code, Error, Recorded, Result},
    ops::{
        Operation,
        access::{accountable_persons, is_above_helpdesk, permissions_of},
    },
    store::{Change, ReadTx, RequestRow, WriteTx},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// An act that waits for a second person if the policy requires two.
pub(in crate::ops) trait TwoPerson: Operation + Serialize + DeserializeOwned {
    /// Its action in the history, which names it in a request as well.
    const ACT: Action;
    /// The permission it needs, and therefore its approval and its denial too.
    const PERMISSION: Permission;

    /// Its name in a request.
    fn name() -> String {
        encoding::name(Self::ACT)
    }

    fn why(&self) -> &Why;

    /// Its name in request and history; `target` is the username that it concerns, empty if there is none.
    fn summary(&self, target: &str) -> String {
        format!("{} {target}", Self::name())
    }

    /// What its approval depends on besides the state of its target.
    ///
    /// # Errors
    /// Those of the store.
    fn covers(&self, _tx: &ReadTx<'_>) -> Result<Value> {
        Ok(Value::Null)
    }

    /// The effects once it is approved, one sentence each. Its target, an id, is as it was when this was asked for.
    ///
    /// # Errors
    /// Those of the store.
    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>>;

    /// Whether it names this operator as its second person, who alone may then approve it.
    ///
    /// # Errors
    /// Those of the store.
    fn names(&self, _tx: &ReadTx<'_>, _operator: &Operator) -> Result<bool> {
        Ok(false)
    }

    /// Refuses the approval of anyone but the second person that it names, if it names one.
    ///
    /// # Errors
    /// `permission_denied`.
    fn must_name(&self, _tx: &ReadTx<'_>, _operator: &Operator) -> Result<()> {
        Ok(())
    }
}

/// Whether weakening this resource needs a second person: it is an administrator, or may change something that a helpdesk may not.
pub(in crate::ops) fn asks_first(tx: &ReadTx<'_>, resource: &Resource) -> Result<bool> {
    Ok(tx.policy()?.two_person && is_above_helpdesk(permissions_of(tx, resource)?))
}

/// Records an act that weakens an administrator as a request, if the policy requires two persons and no second one has approved yet
/// (R-PERM-6). Called after every check of the act itself, and before any change.
///
/// # Errors
/// `request_recorded`, which the context commits. `refused` if the act is part of a larger one that has begun.
pub(in crate::ops) fn ask_first<A: TwoPerson>(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    target: Option<&Resource>,
    act: &A,
) -> Result<()> {
    ask_first_on_record(tx, operator, target, None, act)
}

/// Like [`ask_first`]. The event of the request also keeps how the person's identity was checked, if the act itself does not (R-REC-6).
///
/// # Errors
/// Those of [`ask_first`].
pub(in crate::ops) fn ask_first_on_record<A: TwoPerson>(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    target: Option<&Resource>,
    record: Option<&Record>,
    act: &A,
) -> Result<()> {
    let weaker = match target {
        Some(resource) => asks_first(tx, resource)?,
        None => tx.policy()?.two_person,
    };
    if !weaker || tx.has_second_person() {
        return Ok(());
    }
    let what = act.summary(target.map_or("", |resource| resource.username.as_str()));
    if !tx.untouched() {
        let message = format!("{what} needs a second person and cannot be part of a larger act; nothing was changed");
        return Err(Error::new(Code::Refused, message).note("ask for it with a separate command"));
    }
    let (now, operation) = (tx.now(), encoding::text(act, operator)?);
    let mut row = RequestRow {
        id: tx.new_id()?,
        resource: target.map(|resource| resource.id.clone()),
        operation,
        what: what.clone(),
        state: RequestState::Waiting,
        fingerprint: Vec::new(),
        asked_by: accountable_persons::person(operator).to_owned(),
        asked_at: now,
        expires_at: now.plus(LIFE),
        decided_by: None,
        decided_at: None,
        intact: true,
    };
    row.fingerprint = fingerprint::of(tx, &row, &act.covers(tx)?)?.to_vec();
    let event = Event::ok(Action::RequestAsk).because(act.why());
    let event = target.map_or(event.clone(), |resource| event.on(&resource.id, &resource.username));
    let event = event
        .detail("request", row.id.clone())
        .detail("what", what.clone())
        .detail("expires_at", row.expires_at.to_string());
    let event = record.map_or(event.clone(), |record| record.told(event));
    tx.apply([Change::RequestAsked(&row)], event)?;
    let recorded = Recorded { request_id: row.id.clone(), expires_at: row.expires_at.to_string(), what };
    Err(Error::recorded_as(recorded).others("another person approves it with", Remedy::ApproveRequest(row.id)))
}
