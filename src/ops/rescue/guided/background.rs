//! What a clerk knows of a person at one glance, besides what keeps them out (R-REC-6).

use crate::{
    domain::{
        event::Action,
        factor::Factor,
        resource::Resource,
        time::{Span, Time},
    },
    error::Result,
    ops::{find, people::view::live_factors, rescue::emergency_code::LiveEmergencyCode},
    store::{EventFilter, ReadTx},
};

/// How far back pauses are counted: somebody who is paused again and again is no forgotten phone.
const LOOKED_BACK: Span = Span::days(7);

#[derive(Clone, Debug)]
pub struct Background {
    /// Pending enrollments and disabled devices too.
    pub devices: Vec<Factor>,
    pub email_verified: bool,
    pub recovery_codes_left: u32,
    /// An emergency code that still opens a login.
    pub emergency: Option<LiveEmergencyCode>,
    /// Until when a set-up token is valid.
    pub setup_until: Option<Time>,
    /// Who paused 2FA in the last seven days, and how often.
    pub pauses: Vec<(String, u32)>,
    /// The domain that names are shown without: the tenant's own, if the rest of this person's name is unique.
    pub domain: Option<String>,
}

impl Background {
    pub(super) fn of(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Self> {
        let mut pauses: Vec<(String, u32)> = Vec::new();
        let filter = EventFilter {
            target: Some(resource.id.clone()),
            actions: vec![Action::TfaPause],
            since: Some(now.minus(LOOKED_BACK)),
            ..EventFilter::default()
        };
        tx.events(&filter, |event| {
            if event.outcome == "ok" {
                match pauses.iter_mut().find(|(actor, _)| *actor == event.actor) {
                    Some((_, count)) => *count += 1,
                    None => pauses.push((event.actor, 1)),
                }
            }
            Ok(true)
        })?;
        Ok(Self {
            devices: live_factors(tx, &resource.id, now)?,
            email_verified: resource.email_verified_at.is_some(),
            recovery_codes_left: tx.recovery_codes_left(&resource.id)?,
            emergency: LiveEmergencyCode::of(tx, resource, now)?,
            setup_until: tx.setup_token(&resource.id)?.map(|token| token.expires_at).filter(|until| now < *until),
            pauses,
            domain: find::short_domain(tx, resource)?,
        })
    }
}
