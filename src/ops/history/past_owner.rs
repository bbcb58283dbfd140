//! Whose a thing was that has ended: the history tells it.

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

/// Whether a text has the form of an id: what somebody pasted in its place may be a secret, and is not kept.
pub fn is_id(text: &str) -> bool {
    text.len() == ID_LENGTH && uuid::Uuid::try_parse(text).is_ok()
}

/// Whose thing of that id an event told of, under that detail, when it began. The id is looked for in the history, where what has ended
/// stands as well.
pub(in crate::ops) fn once_had(tx: &ReadTx<'_>, action: Action, detail: &str, id: &str) -> Result<Option<Resource>> {
    let (action, mentions) = (Some(action.word().to_owned()), Some(id.to_owned()));
    // A short text is no id, and would be looked for in vain in many an event.
    let filter =
        EventFilter { action, mentions: mentions.filter(|id| id.len() == ID_LENGTH), ..EventFilter::default() };
    if filter.mentions.is_none() {
        return Ok(None);
    }
    let mut whose = None;
    tx.events(&filter, |event| {
        let told = event.personal.get("details").and_then(|details| details.get(detail)).and_then(Value::as_str);
        if event.outcome == EventOutcome::Ok.word() && told == Some(id) {
            whose = event.target;
        }
        Ok(whose.is_none())
    })?;
    Ok(whose.map(|id| tx.resource(&id)).transpose()?.flatten())
}
