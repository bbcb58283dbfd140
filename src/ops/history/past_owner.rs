//! The owner of a thing that has ended, from the history.

use crate::{
    domain::{
        event::{Action, EventOutcome},
        resource::Resource,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use serde_json::Value;

/// How many characters an id has.
const ID_LENGTH: usize = 36;

/// Whether a text has the form of an id. Any other text that was pasted may be a secret, and is not kept.
pub fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH && uuid::Uuid::try_parse(text).is_ok()
}

/// The owner of the thing with that id: the event of its beginning names it under that detail. The history also holds what has ended.
pub(in crate::ops) fn once_had(tx: &ReadTx<'_>, action: Action, detail: &str, id: &str) -> Result<Option<Resource>> {
    // A short text is no id; looking for it would go through many events in vain.
    let mentions = Some(id.to_owned()).filter(|id| id.len() == ID_LENGTH);
    let filter = EventFilter { actions: vec![action], mentions, ..EventFilter::default() };
    if filter.mentions.is_none() {
        return Ok(None);
    }
    let mut owner = None;
    tx.events(&filter, |event| {
        let named = event.personal.get("details").and_then(|details| details.get(detail)).and_then(Value::as_str);
        if event.outcome == EventOutcome::Ok.word() && named == Some(id) {
            owner = event.target;
        }
        Ok(owner.is_none())
    })?;
    Ok(owner.map(|id| tx.resource(&id)).transpose()?.flatten())
}
