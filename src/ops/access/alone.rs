//! Nobody alone resets both password and 2FA of one administrator within 24 hours (R-PERM-3): together they are the whole account.
//!
//! The same holds for whoever may do what the operator may not, an auditor before a helpdesk: to take that account is to raise oneself
//! (R-PERM-2). How this is counted, and why, stands in ADR 0019.

use super::{operator::permissions_of, persons};
use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome, StoredEvent},
        level::Level,
        license::{License, SecondFactor},
        permission::{Account, Operator},
        remedy::Remedy,
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{EventFilter, ReadTx},
};
use serde_json::Value;
use std::collections::BTreeSet;

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
            // A script's token opens an account as a password does.
            Half::Password => &[Action::SetupIssue, Action::PasswordSet, Action::TokenIssue],
            Half::SecondFactor => &[
                Action::TfaReset,
                Action::TfaDisable,
                Action::TfaPause,
                Action::TfaExtend,
                Action::EmergencyIssue,
                Action::TotpEnroll,
                Action::TotpConfirm,
                Action::TotpShow,
                Action::TotpRemove,
                Action::RecoveryCodesGenerate,
                Action::ResourceEdit,
            ],
        }
    }
}

/// Whether another license opens the second factor of an account: it asks for less, or makes a script's account one that signs in with a
/// device that is still to be enrolled.
pub(in crate::ops) fn opens(before: License, after: License) -> bool {
    let rank = |license: License| match license.second_factor() {
        SecondFactor::Required => 2,
        SecondFactor::Optional => 1,
        SecondFactor::NotAvailable => 0,
    };
    rank(after) < rank(before) || rank(before) == 0 && rank(after) > 0
}

/// Refuses half of such an account to whoever did the other half alone within 24 hours. What was done before by two persons together counts
/// for neither; who approves is asked as anybody. The rule bears on operators that are resources (R-PERM-5).
///
/// # Errors
/// `permission_denied`; `higher_level` for a token.
pub(in crate::ops) fn must_be_apart(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    half: Half,
    now: Time,
) -> Result<()> {
    scopes_must_reach(tx, operator, resource)?;
    must_be_another(tx, operator, resource, half, now)
}

/// As [`must_be_apart`], for what holds no more than the operator does, whatever the account may do.
///
/// # Errors
/// `permission_denied`.
pub(in crate::ops) fn must_be_another(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    half: Half,
    now: Time,
) -> Result<()> {
    let Some((whose, own)) = bears(tx, operator, resource, now)? else { return Ok(()) };
    let mut done: Option<StoredEvent> = None;
    for action in half.other().acts() {
        each_of(tx, resource, *action, now, |event| {
            let by_operator = [ActorAuth::Token, ActorAuth::Session].iter().any(|auth| auth.word() == event.actor_auth);
            let alone = by_operator && detail(&event, "requested_by").is_none() && event.actor != resource.username;
            let newest = done.as_ref().is_none_or(|newest| newest.seq < event.seq);
            // A token is no other person than its issuer.
            if alone && newest && counts(&event) && !own.is_disjoint(&persons::of_actor(tx, &event.actor)?) {
                done = Some(event);
            }
            Ok(())
        })?;
    }
    let Some(event) = done else { return Ok(()) };
    let who = if event.actor == operator.actor.name { "you" } else { event.actor.as_str() };
    let message = format!(
        "within 24 hours nobody alone takes both password and 2FA of {whose}, and {who} had to do with the {} of {} at {}; nothing was \
         changed",
        half.other().word(),
        resource.username,
        event.at.local()
    );
    let error = Error::new(Code::PermissionDenied, message);
    let error = if who == "you" { error } else { error.note("a token is no other person than whoever issued it") };
    Err(error.note(format!("another operator does it, or you after {}", event.at.plus(APART).local())))
}

/// Refuses both halves at once.
///
/// # Errors
/// `permission_denied`, with the command of one half.
pub(in crate::ops) fn must_not_take_both(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    now: Time,
) -> Result<()> {
    let Some((whose, _)) = bears(tx, operator, resource, now)? else { return Ok(()) };
    let message = format!("within 24 hours nobody alone takes both password and 2FA of {whose}; nothing was changed");
    Err(Error::new(Code::PermissionDenied, message)
        .hint("one half is yours", Remedy::RecoverFactors(resource.username.clone()))
        .note("another operator does the other half"))
}

/// Whether the rule bears on what this operator does to this account: whose it is, in words, and everybody who counts as the operator.
fn bears(
    tx: &ReadTx<'_>,
    operator: &Operator,
    resource: &Resource,
    now: Time,
) -> Result<Option<(&'static str, BTreeSet<String>)>> {
    let Some(account) = operator.account().filter(|account| account.id != resource.id) else { return Ok(None) };
    let Some(whose) = weighs(tx, account, resource, now)? else { return Ok(None) };
    let own = persons::behind(tx, persons::person(operator), persons::token(operator))?;
    Ok(if nobodys_yet(tx, &own, resource, now)? { None } else { Some((whose, own)) })
}

/// Whether an act of the second factor's is one: an edit only where it changed to a license that asks for less.
fn counts(event: &StoredEvent) -> bool {
    if event.action != Action::ResourceEdit.word() {
        return true;
    }
    let license = detail(event, "changed").and_then(|changed| changed.get("license"));
    let word = |side| license.and_then(|license| License::from_word(license.get(side)?.as_str()?));
    word("before").zip(word("after")).is_some_and(|(before, after)| opens(before, after))
}

/// Whether an account is still its maker's: this operator made it within the day, and nobody has chosen its password or logged in. To set a
/// new administrator up takes both halves.
fn nobodys_yet(tx: &ReadTx<'_>, own: &BTreeSet<String>, resource: &Resource, now: Time) -> Result<bool> {
    if resource.last_login_at.is_some() || resource.created_at < now.minus(APART) {
        return Ok(false);
    }
    let (mut made, mut taken) = (false, false);
    each_of(tx, resource, Action::ResourceCreate, now, |event| {
        made |= !own.is_disjoint(&persons::of_actor(tx, &event.actor)?);
        Ok(())
    })?;
    each_of(tx, resource, Action::SetupAccept, now, |_| {
        taken = true;
        Ok(())
    })?;
    Ok(made && !taken)
}

/// A token takes no half of an account that may do more than its scopes let it (R-PERM-2): with both halves it would have that account.
fn scopes_must_reach(tx: &ReadTx<'_>, operator: &Operator, resource: &Resource) -> Result<()> {
    let Some(account) = operator.account().filter(|_| operator.actor.auth == ActorAuth::Token) else { return Ok(()) };
    if !permissions_of(tx, resource)?.above(account.permissions) {
        return Ok(());
    }
    let message = format!("{} may do more than this token may; nothing was changed", resource.username);
    Err(Error::new(Code::HigherLevel, message).note("an operator does it that signs in"))
}

/// Whose account this is, if it is one that nobody takes alone: an administrator's, now or within the day, or that of somebody who may do
/// what the operator may not.
fn weighs(tx: &ReadTx<'_>, account: &Account, resource: &Resource, now: Time) -> Result<Option<&'static str>> {
    if resource.level == Level::Admin {
        return Ok(Some("one administrator"));
    }
    // Else an administrator would be taken level, password and second factor, and given the level back.
    let mut was = false;
    for action in [Action::LevelGrant, Action::LevelRevoke] {
        each_of(tx, resource, action, now, |event| {
            let before = detail(&event, "changed").and_then(|changed| changed.get("level")?.get("before"));
            was |= before.and_then(Value::as_str) == Some(Level::Admin.word());
            Ok(())
        })?;
    }
    Ok(match was {
        true => Some("one who was an administrator"),
        false if !permissions_of(tx, resource)?.within(account.permissions) => Some("one who may do what you may not"),
        false => None,
    })
}

/// Every such act on the resource that was done within the day. They have an index of their own: years of logins cost nothing.
fn each_of(
    tx: &ReadTx<'_>,
    resource: &Resource,
    action: Action,
    now: Time,
    mut each: impl FnMut(StoredEvent) -> Result<()>,
) -> Result<()> {
    let filter = EventFilter {
        target: Some(resource.id.clone()),
        action: Some(action.word().to_owned()),
        since: Some(now.minus(APART)),
        // What a clock that ran ahead has left is no act of the last day.
        until: Some(now.plus(Span::seconds(1))),
        ..EventFilter::default()
    };
    tx.events(&filter, |event| {
        if event.outcome == EventOutcome::Ok.word() {
            each(event)?;
        }
        Ok(true)
    })
}

fn detail<'a>(event: &'a StoredEvent, key: &str) -> Option<&'a Value> {
    event.personal.get("details").and_then(|details| details.get(key))
}
