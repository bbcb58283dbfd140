//! `request list|show`: what waits, and what exactly will happen once it is approved.

use super::{Kept, author, shown};
use crate::{
    domain::{
        level::Level,
        pause::Ends,
        permission::{Operator, Permission},
        remedy::Remedy,
        request::RequestState,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{access::require_permission, find},
    store::{ReadTx, RequestRow},
};
use schemars::JsonSchema;
use serde::Serialize;

/// A request as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RequestView {
    /// Its id.
    pub request_id: String,
    /// Until when it can be approved.
    pub expires_at: Time,
    /// What it is, in words.
    pub what: String,
    /// The command that was asked for.
    pub command: String,
    /// The resource that it is about; null for the tenant's policy.
    pub username: Option<String>,
    /// `waiting`, `approved`, `denied`, `void` (its target changed, or who asked may not any more) or `expired`.
    pub state: &'static str,
    /// What will happen, one sentence each.
    pub effects: Vec<String>,
    /// Why.
    pub reason: Option<String>,
    /// The ticket it belongs to.
    pub ticket: Option<String>,
    /// Who asked.
    pub requested_by: String,
    /// When.
    pub requested_at: Time,
    /// Who approved or denied it.
    pub decided_by: Option<String>,
    /// When.
    pub decided_at: Option<Time>,
}

/// Every request that waits, oldest first.
pub fn list(tx: &ReadTx<'_>, operator: &Operator, now: Time) -> Result<Vec<RequestView>> {
    require_permission(operator, Permission::ResourceRead)?;
    tx.waiting_requests(now)?.iter().map(|row| view(tx, row, now)).collect()
}

/// One request, whatever became of it.
///
/// # Errors
/// `not_found`.
pub fn show(tx: &ReadTx<'_>, operator: &Operator, id: &str, now: Time) -> Result<RequestView> {
    require_permission(operator, Permission::ResourceRead)?;
    view(tx, &find(tx, id)?, now)
}

pub(super) fn find(tx: &ReadTx<'_>, id: &str) -> Result<RequestRow> {
    tx.request(id)?.ok_or_else(|| {
        let message = format!("there is no request {id:?}; nothing was changed");
        Error::new(Code::NotFound, message).hint("see which wait", Remedy::ListRequests)
    })
}

pub(super) fn view(tx: &ReadTx<'_>, row: &RequestRow, now: Time) -> Result<RequestView> {
    let kept = Kept::of(row)?;
    let username = match &row.resource {
        Some(id) => tx.resource(id)?.map(|resource| resource.username),
        None => None,
    };
    let state = match row.state {
        RequestState::Waiting if now >= row.expires_at => "expired",
        RequestState::Waiting if author::void(tx, row, &kept, None, now)?.is_some() => RequestState::Void.word(),
        state => state.word(),
    };
    let why = kept.why();
    let effects = if state == RequestState::Waiting.word() { effects(tx, row, &kept)? } else { Vec::new() };
    Ok(RequestView {
        request_id: row.id.clone(),
        expires_at: row.expires_at,
        what: row.what.clone(),
        command: kept.name(),
        username,
        state,
        effects,
        reason: why.reason.clone(),
        ticket: why.ticket.clone(),
        requested_by: shown(tx, &row.asked_by)?,
        requested_at: row.asked_at,
        decided_by: row.decided_by.as_deref().map(|by| shown(tx, by)).transpose()?,
        decided_at: row.decided_at,
    })
}

/// What will happen. The fingerprint holds, so the target stands as it did when this was asked for.
fn effects(tx: &ReadTx<'_>, row: &RequestRow, kept: &Kept) -> Result<Vec<String>> {
    let id = row.resource.as_deref().unwrap_or_default();
    Ok(match kept {
        Kept::Reset(_) => {
            let mut effects = removed(tx, id)?;
            effects.push("the next login asks to enroll".to_owned());
            effects
        }
        Kept::Disable(act) => {
            let mut effects = removed(tx, id)?;
            effects
                .push(format!("no login needs a code until {}; then the next one asks to enroll", act.until.local()));
            effects.push(format!(
                "on record: {} seen by {}, {}; consent {}; second person {}",
                act.record.identity.word(),
                act.record.channel.word(),
                act.record.reference,
                act.consent_reference,
                act.approved_by
            ));
            effects
        }
        Kept::Emergency(act) => {
            let life = tx.policy()?.emergency_life.in_words();
            let to = if act.show { "shown to whoever approves" } else { "sent to the verified e-mail address" };
            vec![
                format!("issues a code for one login, {to}, valid for {life} from the approval"),
                format!(
                    "on record: {} through {}, {}",
                    act.record.identity.word(),
                    act.record.channel.word(),
                    act.record.reference
                ),
            ]
        }
        Kept::LevelGrant(act) => vec![relevelled(tx, id, &act.level)?],
        Kept::LevelRevoke(_) => vec![relevelled(tx, id, &Level::User)?],
        Kept::Policy(act) => {
            let policy = tx.policy()?;
            let each = |(key, value): &(String, String)| {
                format!("sets {key} from {} to {value}", policy.get(key).unwrap_or_default())
            };
            act.settings.iter().map(each).collect()
        }
    })
}

fn relevelled(tx: &ReadTx<'_>, id: &str, level: &Level) -> Result<String> {
    let before = find::existing(tx, id)?.level;
    Ok(format!("changes the level from {} to {}", before.word(), level.word()))
}

/// What a reset takes away.
fn removed(tx: &ReadTx<'_>, id: &str) -> Result<Vec<String>> {
    let mut removed: Vec<String> =
        tx.factors(id)?.iter().map(|factor| format!("removes the device {:?}", factor.label)).collect();
    removed.extend(tx.pause(id)?.map(|pause| match pause.ends {
        Ends::NextLogin => "ends the pause for the next login".to_owned(),
        Ends::At(until) => format!("ends the pause until {}", until.local()),
    }));
    removed.push("ends every session, emergency code and recovery code".to_owned());
    Ok(removed)
}
