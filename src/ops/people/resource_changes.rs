//! How a change of a resource is recorded, and what it ends (R-RES-2, R-REC-2).

use crate::{
    domain::{event::Event, phone, resource::Resource},
    error::Result,
    store::{Change, WriteTx},
};

/// Before and after of every field that differs.
pub(in crate::ops) fn with_changes(mut event: Event, before: &Resource, after: &Resource) -> Event {
    let masked = |phone: &Option<String>| phone.as_deref().map(phone::masked);
    if before.email != after.email {
        event = event.changed("email", before.email.clone(), after.email.clone());
    }
    if before.email_verified_at.is_some() != after.email_verified_at.is_some() {
        event = event.changed("email_verified", before.email_verified_at.is_some(), after.email_verified_at.is_some());
    }
    if before.first_name != after.first_name {
        event = event.changed("first_name", before.first_name.clone(), after.first_name.clone());
    }
    if before.last_name != after.last_name {
        event = event.changed("last_name", before.last_name.clone(), after.last_name.clone());
    }
    if before.phone != after.phone {
        event = event.changed("phone", masked(&before.phone), masked(&after.phone));
    }
    if before.kind != after.kind {
        event = event.changed("type", before.kind.word(), after.kind.word());
    }
    if before.license != after.license {
        event = event.changed("license", before.license.word(), after.license.word());
    }
    if before.champion != after.champion {
        event = event.changed("champion", before.champion, after.champion);
    }
    if before.active != after.active {
        event = event.changed("active", before.active, after.active);
    }
    event
}

/// A live emergency code depends on the verified address, on the telephone number on record and on a resource that may log in. It ends with
/// any of them.
pub(in crate::ops) fn end_emergency_code<'a>(tx: &WriteTx<'_>, resource: &'a str) -> Result<Option<Change<'a>>> {
    let live = tx.emergency_code(resource)?.filter(|code| code.live(tx.now()));
    Ok(live.map(|_| Change::EmergencyEnded(resource)))
}
