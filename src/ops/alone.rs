//! Nobody alone resets both password and 2FA of one administrator within 24 hours (R-PERM-3): together they are the whole account.
//!
//! The same holds for whoever may do what the operator may not, an auditor before a helpdesk: to take that account is to raise oneself
//! (R-PERM-2). How this is counted, and why, stands in ADR 0019.

use super::operator::permissions_of;
use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome, StoredEvent},
        level::Level,
        permission::{Account, Operator},
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{EventFilter, ReadTx, WriteTx},
};
use serde_json::Value;

/// How long one half keeps its author from the other.
const APART: Span = Span::hours(24);

/// Half of an account.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Half {
    /// Its password, or the token that sets one.
    Password,
    /// Its second factor: taken away, not asked for, or put in place by somebody else.
    SecondFactor,
}

impl Half {
    const fn other(self) -> Self {
        match self {
            Half::Password => Half::SecondFactor,
            Half::SecondFactor => Half::Password,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Half::Password => "password",
            Half::SecondFactor => "2FA",
        }
    }

    /// What is done to this half by somebody else than its owner.
    const fn acts(self) -> &'static [Action] {
        match self {
            Half::Password => &[Action::SetupIssue, Action::PasswordSet],
            Half::SecondFactor => &[
                Action::TfaReset,
                Action::TfaDisable,
                Action::TfaPause,
                Action::TfaExtend,
                Action::EmergencyIssue,
                Action::TotpEnroll,
                Action::TotpRemove,
                Action::RecoveryCodesGenerate,
            ],
        }
    }
}

/// Refuses half of such an account to whoever did the other half alone within 24 hours. What two persons do together is left to them.
///
/// # Errors
/// `permission_denied`; `higher_level` for a token.
pub(in crate::ops) fn must_not_have_done_the_other(
    tx: &WriteTx<'_>,
    operator: &Operator,
    resource: &Resource,
    half: Half,
) -> Result<()> {
    if tx.has_second_person() {
        return Ok(());
    }
    must_be_apart(tx, operator, resource, half, tx.now())
}

/// As [`must_not_have_done_the_other`], for what no second person approves. The rule bears on operators that are resources (R-PERM-5).
///
/// # Errors
/// Its own.
pub(in crate::ops) fn must_be_apart(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    half: Half,
    now: Time,
) -> Result<()> {
    let Some(account) = operator.account().filter(|account| account.id != resource.id) else { return Ok(()) };
    let begins = now.minus(APART);
    scopes_must_reach(tx, operator, account, resource)?;
    if !weighs(tx, account, resource, begins)? {
        return Ok(());
    }
    let script = operator.actor.auth == ActorAuth::Token;
    let own = |event: &StoredEvent| {
        // A token acts for whoever holds it, who may be the author of the other half: it is never somebody else.
        let by_script = event.actor_auth == ActorAuth::Token.word();
        let by_operator = by_script || event.actor_auth == ActorAuth::Session.word();
        let alone = by_operator && detail(event, "requested_by").is_none() && event.actor != resource.username;
        alone && (event.actor == operator.actor.name || script || by_script)
    };
    let mut done: Option<StoredEvent> = None;
    for action in half.other().acts() {
        each_since(tx, resource, *action, begins, |event| {
            if own(&event) && done.as_ref().is_none_or(|newest| newest.seq < event.seq) {
                done = Some(event);
            }
        })?;
    }
    let Some(event) = done else { return Ok(()) };
    let who = if event.actor == operator.actor.name { "you" } else { event.actor.as_str() };
    let message = format!(
        "nobody alone resets both password and 2FA of one administrator within 24 hours, and {who} had to do with the {} of {} at {}; \
         nothing was changed",
        half.other().word(),
        resource.username,
        event.at.local()
    );
    let error = Error::new(Code::PermissionDenied, message);
    let error = if script { error.note("a token counts as whoever did the other half") } else { error };
    Err(error.note(format!("another administrator does it, or you after {}", event.at.plus(APART).local())))
}

/// A token takes no half of an account that may do more than its scopes let it (R-PERM-2): with both halves it would have that account.
fn scopes_must_reach(tx: &ReadTx<'_>, operator: &Operator, account: &Account, resource: &Resource) -> Result<()> {
    if operator.actor.auth != ActorAuth::Token || !permissions_of(tx, resource)?.above(account.permissions) {
        return Ok(());
    }
    let message =
        format!("{} may do more than the scopes of this token let it do; nothing was changed", resource.username);
    Err(Error::new(Code::HigherLevel, message).note("an operator does it that signs in"))
}

/// Whether this account is one that nobody takes alone: an administrator's, now or within the day, or one that may do what the operator
/// may not.
fn weighs(tx: &ReadTx<'_>, account: &Account, resource: &Resource, begins: Time) -> Result<bool> {
    if resource.level == Level::Admin || !permissions_of(tx, resource)?.within(account.permissions) {
        return Ok(true);
    }
    // Else an administrator would be taken level, password and second factor, and given the level back.
    let mut was = false;
    for action in [Action::LevelGrant, Action::LevelRevoke] {
        each_since(tx, resource, action, begins, |event| {
            let before = detail(&event, "changed").and_then(|changed| changed.get("level")?.get("before"));
            was |= before.and_then(Value::as_str) == Some(Level::Admin.word());
        })?;
    }
    Ok(was)
}

/// Every such act on the resource since a time that was done. They have an index of their own: years of logins cost nothing.
fn each_since(
    tx: &ReadTx<'_>,
    resource: &Resource,
    action: Action,
    begins: Time,
    mut each: impl FnMut(StoredEvent),
) -> Result<()> {
    let filter = EventFilter {
        target: Some(resource.id.clone()),
        action: Some(action.word().to_owned()),
        since: Some(begins),
        ..EventFilter::default()
    };
    tx.events(&filter, |event| {
        if event.outcome == EventOutcome::Ok.word() {
            each(event);
        }
        Ok(true)
    })
}

fn detail<'a>(event: &'a StoredEvent, key: &str) -> Option<&'a Value> {
    event.personal.get("details").and_then(|details| details.get(key))
}
