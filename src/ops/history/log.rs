//! `audit log`: reading the history (R-AUD-3, R-AUD-4).

use super::pause_end::{PauseEnd, PauseEnds};
use crate::{
    domain::{
        event::{ActorAuth, EventOutcome, StoredEvent},
        permission::{Operator, Permission},
        time::Time,
    },
    error::Result,
    ops::access::{Need, authorize, require_permission},
    store::{EventFilter, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// One event as `audit log` shows it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// The event's number, from 1.
    pub seq: u64,
    /// When it happened.
    pub at: Time,
    /// Who acted.
    pub actor: String,
    /// How the actor was known.
    #[schemars(with = "ActorAuth")]
    pub actor_auth: String,
    /// What was done.
    pub action: String,
    /// The target, by its name at that time.
    pub target: Option<String>,
    /// The id of that resource.
    pub target_id: Option<String>,
    /// `ok`, `denied` or `refused`.
    #[schemars(with = "EventOutcome")]
    pub outcome: String,
    /// The reason given.
    pub reason: Option<String>,
    /// The ticket given.
    pub ticket: Option<String>,
    /// The client of a login.
    pub client: Option<String>,
    /// Where a login came from.
    pub source: Option<String>,
    /// Values before and after, and further details.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub details: Value,
    /// How the pause ended that the event set; null for other events, and while it runs.
    pub ended: Option<PauseEnd>,
    /// The chain's value.
    pub hash: String,
}

impl From<StoredEvent> for EventView {
    fn from(mut event: StoredEvent) -> Self {
        let details = event.personal.get_mut("details").map(Value::take).unwrap_or(Value::Null);
        let text = |key: &str| event.personal.get(key).and_then(Value::as_str).map(str::to_owned);
        Self {
            seq: event.seq,
            at: event.at,
            target: text("target"),
            reason: text("reason"),
            ticket: text("ticket"),
            source: text("source"),
            actor: event.actor,
            actor_auth: event.actor_auth,
            action: event.action,
            target_id: event.target,
            outcome: event.outcome,
            client: event.client,
            details,
            ended: None,
            hash: event.hash,
        }
    }
}

/// Whether an operator sees their own acts only.
pub fn sees_own_only(operator: &Operator) -> bool {
    !operator.may(Permission::AuditRead)
}

/// Calls `each` with the events, newest first, until it returns false.
pub fn log(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: Option<&str>,
    filter: EventFilter,
    now: Time,
    mut each: impl FnMut(EventView) -> Result<bool>,
) -> Result<()> {
    require_permission(operator, Permission::AuditOwn)?;
    let filter = with_actor(tx, operator, filter)?;
    let filter = if sees_own_only(operator) { own(operator, filter)? } else { filter };
    // Only those who may read resources learn which resource has the name, and which names are similar.
    let named = |typed| authorize(tx, operator, Need::permission(Permission::ResourceRead), typed);
    let target = resource.map(named).transpose()?.map(|access| access.resource.id);
    // How a pause ended is part of the resource's state, no matter who ended it.
    let sees_state = operator.may(Permission::AuditRead) || operator.may(Permission::ResourceRead);
    let mut ends = PauseEnds::default();
    tx.events(&EventFilter { target, ..filter }, |event| {
        let ended = if sees_state { ends.of(tx, &event, now)? } else { None };
        each(EventView { ended, ..event.into() })
    })
}

/// The actor as the history names it: a resource may be typed as anywhere else. Operating-system users and the system are no resources.
fn with_actor(tx: &ReadTx<'_>, operator: &Operator, filter: EventFilter) -> Result<EventFilter> {
    let Some(typed) = &filter.actor else { return Ok(filter) };
    let is_name = *typed == operator.actor.name || typed == "system" || typed.starts_with("os:");
    if is_name || !operator.may(Permission::ResourceRead) {
        return Ok(filter);
    }
    let found = authorize(tx, operator, Need::permission(Permission::ResourceRead), typed)?;
    Ok(EventFilter { actor: Some(found.resource.username), ..filter })
}

/// Operators who may not read the whole history read their own acts (R-PERM-1).
fn own(operator: &Operator, filter: EventFilter) -> Result<EventFilter> {
    let own = &operator.actor.name;
    if filter.actor.as_ref().is_some_and(|asked| asked != own) {
        require_permission(operator, Permission::AuditRead)?;
    }
    Ok(EventFilter { actor: Some(own.clone()), ..filter })
}
