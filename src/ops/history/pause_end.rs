//! How a pause of the history ended (R-PAUSE-2, R-PAUSE-3, R-PAUSE-4): its own event was written when it began.

use crate::{
    domain::{
        event::{Action, EventOutcome, StoredEvent},
        time::Time,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;

/// The end of a pause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PauseEnd {
    /// When it ended.
    pub at: Time,
    /// The action that ended it: `authenticate` for the login it let in, `2fa.pause` and `2fa.extend` for another end in its place;
    /// `expiry` if its time was over.
    pub by: String,
}

/// What ended pauses, by the resource: read once for each of them.
#[derive(Default)]
pub(super) struct PauseEnds(HashMap<String, Vec<Touch>>);

/// An event that gave a resource's pause another end, or ended it.
struct Touch {
    seq: u64,
    at: Time,
    action: String,
}

impl PauseEnds {
    /// How the pause that an event set ended; `None` for another event, or while the pause runs.
    pub(super) fn of(&mut self, tx: &ReadTx<'_>, event: &StoredEvent, now: Time) -> Result<Option<PauseEnd>> {
        let sets = [Action::TfaPause, Action::TfaExtend].iter().any(|action| action.word() == event.action);
        let Some(target) = event.target.as_ref().filter(|_| sets && event.outcome == EventOutcome::Ok.word()) else {
            return Ok(None);
        };
        if !self.0.contains_key(target) {
            self.0.insert(target.clone(), touches(tx, target)?);
        }
        let next = self.0[target].iter().filter(|touch| touch.seq > event.seq).min_by_key(|touch| touch.seq);
        let until = paused(&event.personal).and_then(|paused| paused["after"].as_str()?.parse::<Time>().ok());
        let over = until.filter(|until| *until <= now && next.is_none_or(|next| *until <= next.at));
        Ok(match (over, next) {
            (Some(at), _) => Some(PauseEnd { at, by: "expiry".to_owned() }),
            (None, Some(next)) => Some(PauseEnd { at: next.at, by: next.action.clone() }),
            (None, None) => None,
        })
    }
}

/// What changed of a pause, if an event changed it.
fn paused(personal: &Value) -> Option<&Value> {
    personal.get("details")?.get("changed")?.get("paused")
}

fn touches(tx: &ReadTx<'_>, target: &str) -> Result<Vec<Touch>> {
    let filter =
        EventFilter { target: Some(target.to_owned()), mentions: Some("pause".to_owned()), ..EventFilter::default() };
    let mut found = Vec::new();
    tx.events(&filter, |event| {
        let ended = event.personal.get("details").and_then(|details| details.get("pause_ended"));
        if event.outcome == EventOutcome::Ok.word()
            && (paused(&event.personal).is_some() || ended == Some(&Value::Bool(true)))
        {
            found.push(Touch { seq: event.seq, at: event.at, action: event.action });
        }
        Ok(true)
    })?;
    Ok(found)
}
