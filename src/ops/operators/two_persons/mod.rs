//! The gate of the rule of two persons (R-PERM-6): an act is kept as data and its target's state as a fingerprint, and performed when somebody
//! else approves within the hour. It knows no act: what an act is stands beside it ([`TwoPerson`]), and which there are in `requests`.

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

/// An act that waits for a second person, where the policy wants two.
pub(in crate::ops) trait TwoPerson: Operation + Serialize + DeserializeOwned {
    /// What it is in the history, and by that in a request.
    const ACT: Action;
    /// What it asks for, and therefore its approval and its denial too.
    const PERMISSION: Permission;

    /// Its name in a request.
    fn name() -> String {
        encoding::name(Self::ACT)
    }

    /// Why it is asked for.
    fn why(&self) -> &Why;

    /// What it is, as request and history name it; `target` is the username that it is about, empty where it is about nobody.
    fn summary(&self, target: &str) -> String {
        format!("{} {target}", Self::name())
    }

    /// What its approval rests on beside the state of its target.
    ///
    /// # Errors
    /// Those of the store.
    fn covers(&self, _tx: &ReadTx<'_>) -> Result<Value> {
        Ok(Value::Null)
    }

    /// What will happen once it is approved, a sentence each. Its target, an id, stands as it did when this was asked for.
    ///
    /// # Errors
    /// Those of the store.
    fn effects(&self, tx: &ReadTx<'_>, target: &str) -> Result<Vec<String>>;

    /// Whether it names this operator as its second person, by whose word alone it is then done.
    ///
    /// # Errors
    /// Those of the store.
    fn names(&self, _tx: &ReadTx<'_>, _operator: &Operator) -> Result<bool> {
        Ok(false)
    }

    /// Refuses the approval of anybody else than the second person that it names, where it names one.
    ///
    /// # Errors
    /// `permission_denied`.
    fn must_name(&self, _tx: &ReadTx<'_>, _operator: &Operator) -> Result<()> {
        Ok(())
    }
}

/// Whether what makes this resource weaker waits for a second person: it is an administrator, or may change something that a helpdesk may
/// not.
pub(in crate::ops) fn asks_first(tx: &ReadTx<'_>, resource: &Resource) -> Result<bool> {
    Ok(tx.policy()?.two_person && is_above_helpdesk(permissions_of(tx, resource)?))
}

/// Records what makes an administrator weaker as a request, where the policy wants two persons and no second one has approved yet
/// (R-PERM-6). Called after everything that is asked of the act itself, and before anything is changed.
///
/// # Errors
/// `request_recorded`, which the context commits. `refused` where the act is part of a larger one that has begun.
pub(in crate::ops) fn ask_first<A: TwoPerson>(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    target: Option<&Resource>,
    act: &A,
) -> Result<()> {
    ask_first_on_record(tx, operator, target, None, act)
}

/// As [`ask_first`]; the event of the request keeps as well how the person's identity was checked, where the act itself does not (R-REC-6).
///
/// # Errors
/// Its own.
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
        let message =
            format!("{what} needs a second person and cannot be part of something larger; nothing was changed");
        return Err(Error::new(Code::Refused, message).note("ask for it with a command of its own"));
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
