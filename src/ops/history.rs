//! `audit log|verify`: reading the history and proving it (R-AUD-3, -4).

use super::{must, target};
use crate::{
    audit::Verdict,
    domain::{
        event::{ActorAuth, EventOutcome, StoredEvent},
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// One event as `audit log` shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// Its number, from 1.
    pub seq: u64,
    /// When.
    pub at: Time,
    /// Who.
    pub actor: String,
    /// How that was known.
    #[schemars(with = "ActorAuth")]
    pub actor_auth: String,
    /// What.
    pub action: String,
    /// To whom, by the name of that time.
    pub target: Option<String>,
    /// The id of that resource.
    pub target_id: Option<String>,
    /// `ok`, `denied` or `refused`.
    #[schemars(with = "EventOutcome")]
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// The ticket.
    pub ticket: Option<String>,
    /// The client of a login.
    pub client: Option<String>,
    /// Where a login came from.
    pub source: Option<String>,
    /// Before and after, and what else it tells.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub details: Value,
    /// The chain's value.
    pub hash: String,
}

impl From<StoredEvent> for EventView {
    fn from(event: StoredEvent) -> Self {
        let text = |key: &str| event.personal.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            seq: event.seq,
            at: event.at,
            actor: event.actor.clone(),
            actor_auth: event.actor_auth.clone(),
            action: event.action.clone(),
            target: text("target"),
            target_id: event.target.clone(),
            outcome: event.outcome.clone(),
            reason: text("reason"),
            ticket: text("ticket"),
            client: event.client.clone(),
            source: text("source"),
            details: event.personal.get("details").cloned().unwrap_or(Value::Null),
            hash: event.hash.clone(),
        }
    }
}

/// Calls `each` with the events, newest first, until it answers false.
pub fn log(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: Option<&str>,
    filter: EventFilter,
    mut each: impl FnMut(EventView) -> Result<bool>,
) -> Result<()> {
    must(operator, Permission::AuditOwn)?;
    let filter = if operator.may(Permission::AuditRead) { filter } else { own(operator, filter)? };
    let target = resource.map(|typed| target::resource(tx, typed)).transpose()?.map(|resource| resource.id);
    tx.events(&EventFilter { target, ..filter }, |event| each(event.into()))
}

/// Who may not read the whole history reads its own acts (R-PERM-1).
fn own(operator: &Operator, filter: EventFilter) -> Result<EventFilter> {
    let own = &operator.actor.name;
    if filter.actor.as_ref().is_some_and(|asked| asked != own) {
        must(operator, Permission::AuditRead)?;
    }
    Ok(EventFilter { actor: Some(own.clone()), ..filter })
}

/// Verifies the whole history.
pub fn verify(tx: &ReadTx<'_>, operator: &Operator, progress: impl FnMut(u64)) -> Result<Verdict> {
    must(operator, Permission::AuditRead)?;
    tx.verify_history(progress)
}
