//! What needs a second person (R-PERM-6): an act is kept as data and its target's state as a fingerprint, and performed when somebody else
//! approves within the hour.

mod approve;
mod author;
mod decision;
mod deny;
mod fingerprint;
mod view;

pub use approve::{ApproveRequest, Approved, Performed};
pub use deny::DenyRequest;
pub use view::{RequestView, list, show};

use super::{grant_level::GrantLevel, revoke_level::RevokeLevel};
use crate::{
    domain::{
        event::{Action, Event, Why},
        identity_record::Record,
        level::Level,
        permission::{Operator, Permission},
        remedy::Remedy,
        request::{LIFE, RequestState},
        resource::Resource,
    },
    error::{Code, Error, Recorded, Result},
    ops::{
        access::accountable_persons::{self, person},
        factors::{disable::Disable, reset::Reset},
        rescue::issue_emergency::IssueEmergency,
        tenant::set_policy::SetPolicy,
    },
    store::{Change, ReadTx, RequestRow, WriteTx},
};
use serde::{Deserialize, Serialize};

/// Where the token stands in an act as it is kept, if it was asked for with one.
const ASKED_WITH: &str = "asked_with";

/// An act that waits, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "command")]
pub enum Kept {
    /// `2fa reset`
    #[serde(rename = "2fa reset")]
    Reset(Reset),
    /// `2fa disable`
    #[serde(rename = "2fa disable")]
    Disable(Disable),
    /// `emergency issue`
    #[serde(rename = "emergency issue")]
    Emergency(IssueEmergency),
    /// `level grant`, of any other level
    #[serde(rename = "level grant")]
    LevelGrant(GrantLevel),
    /// `level revoke`
    #[serde(rename = "level revoke")]
    LevelRevoke(RevokeLevel),
    /// `policy set`, where it ends the rule of two persons
    #[serde(rename = "policy set")]
    Policy(SetPolicy),
}

impl Kept {
    /// The name under which it is kept, which is that of its event with a blank in it.
    pub fn name(&self) -> String {
        let action = match self {
            Kept::Reset(_) => Action::TfaReset,
            Kept::Disable(_) => Action::TfaDisable,
            Kept::Emergency(_) => Action::EmergencyIssue,
            Kept::LevelGrant(_) => Action::LevelGrant,
            Kept::LevelRevoke(_) => Action::LevelRevoke,
            Kept::Policy(_) => Action::PolicySet,
        };
        action.word().replace('.', " ")
    }

    /// What the act itself asks for, and therefore its approval and its denial too.
    pub const fn permission(&self) -> Permission {
        match self {
            Kept::Reset(_) => Permission::TfaReset,
            Kept::Disable(_) => Permission::OwnerOnly,
            Kept::Emergency(_) => Permission::EmergencyIssue,
            Kept::LevelGrant(_) | Kept::LevelRevoke(_) => Permission::LevelWrite,
            Kept::Policy(_) => Permission::PolicyWrite,
        }
    }

    /// Why it was asked for.
    pub const fn why(&self) -> &Why {
        match self {
            Kept::Reset(act) => &act.why,
            Kept::Disable(act) => &act.why,
            Kept::Emergency(act) => &act.why,
            Kept::LevelGrant(act) => &act.why,
            Kept::LevelRevoke(act) => &act.why,
            Kept::Policy(act) => &act.why,
        }
    }

    /// As it is kept.
    fn text(&self, operator: &Operator) -> Result<String> {
        let text = serde_json::to_value(self).map(|mut act| {
            if let (Some(act), Some(token)) = (act.as_object_mut(), accountable_persons::token(operator)) {
                act.insert(ASKED_WITH.to_owned(), token.into());
            }
            act.to_string()
        });
        text.map_err(|error| Error::new(Code::Failure, format!("the request cannot be kept ({error})")))
    }

    /// The token that it was asked with, by its id.
    fn asked_with(row: &RequestRow) -> Option<String> {
        let act: serde_json::Value = serde_json::from_str(&row.operation).ok()?;
        Some(act.get(ASKED_WITH)?.as_str()?.to_owned())
    }

    /// As it was kept.
    fn of(row: &RequestRow) -> Result<Self> {
        serde_json::from_str(&row.operation).map_err(|_| {
            let message = format!("table requests, row {}, column operation makes no sense", row.id);
            Error::new(Code::Corrupt, format!("{message}; nothing was changed"))
        })
    }
}

/// A person as it is shown.
fn shown(tx: &ReadTx<'_>, person: &str) -> Result<String> {
    Ok(tx.resource(person)?.map_or_else(|| person.to_owned(), |resource| resource.username))
}

/// Whether what makes this resource weaker waits for a second person.
pub(in crate::ops) fn asks_first(tx: &ReadTx<'_>, resource: &Resource) -> Result<bool> {
    Ok(resource.level == Level::Admin && tx.policy()?.two_person)
}

/// Records what makes an administrator weaker as a request, where the policy wants two persons and no second one has approved yet
/// (R-PERM-6). Called after everything that is asked of the act itself, and before anything is changed.
///
/// # Errors
/// `request_recorded`, which the context commits. `refused` where the act is part of a larger one that has begun.
pub fn ask_first(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    target: Option<&Resource>,
    why: &Why,
    kept: impl FnOnce() -> Kept,
) -> Result<()> {
    ask_first_on_record(tx, operator, target, why, None, kept)
}

/// As [`ask_first`]; the event of the request keeps as well how the person's identity was checked, where the act itself does not (R-REC-6).
///
/// # Errors
/// Its own.
pub(in crate::ops) fn ask_first_on_record(
    tx: &mut WriteTx<'_>,
    operator: &Operator,
    target: Option<&Resource>,
    why: &Why,
    record: Option<&Record>,
    kept: impl FnOnce() -> Kept,
) -> Result<()> {
    let weaker = match target {
        Some(resource) => asks_first(tx, resource)?,
        None => tx.policy()?.two_person,
    };
    if !weaker || tx.has_second_person() {
        return Ok(());
    }
    let kept = kept();
    let username = target.map_or("", |resource| resource.username.as_str());
    let what = match &kept {
        Kept::Policy(act) => {
            let settings = act.settings.iter().map(|(key, value)| format!(" {key}={value}"));
            format!("{}{}", kept.name(), settings.collect::<String>())
        }
        Kept::LevelGrant(act) => format!("{} {username} {}", kept.name(), act.level.word()),
        _ => format!("{} {username}", kept.name()),
    };
    if !tx.untouched() {
        let message =
            format!("{what} needs a second person and cannot be part of something larger; nothing was changed");
        return Err(Error::new(Code::Refused, message).note("ask for it with a command of its own"));
    }
    let (now, operation) = (tx.now(), kept.text(operator)?);
    let mut row = RequestRow {
        id: tx.new_id()?,
        resource: target.map(|resource| resource.id.clone()),
        operation,
        what: what.clone(),
        state: RequestState::Waiting,
        fingerprint: Vec::new(),
        asked_by: person(operator).to_owned(),
        asked_at: now,
        expires_at: now.plus(LIFE),
        decided_by: None,
        decided_at: None,
    };
    row.fingerprint = fingerprint::of(tx, &row)?.to_vec();
    let event = Event::ok(Action::RequestAsk).because(why);
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
