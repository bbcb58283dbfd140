//! What happened to a resource last.

use crate::{
    domain::{
        event::{Action, StoredEvent},
        resource::Resource,
    },
    error::Result,
    store::{EventFilter, ReadTx},
};

/// The newest event of a kind about this resource.
pub(in crate::ops) fn last_event(tx: &ReadTx<'_>, resource: &Resource, action: Action) -> Result<Option<StoredEvent>> {
    let filter = EventFilter {
        target: Some(resource.id.clone()),
        actions: vec![action],
        limit: Some(1),
        ..EventFilter::default()
    };
    let mut found = None;
    tx.events(&filter, |event| {
        found = Some(event);
        Ok(false)
    })?;
    Ok(found)
}
