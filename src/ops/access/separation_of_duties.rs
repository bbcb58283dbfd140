//! No one alone resets both password and 2FA of one administrator within 24 hours (R-PERM-3): together they are the whole account.
//!
//! The same holds for an account that may do what the operator may not, such as an auditor's for a helpdesk: to take that account is to
//! raise oneself (R-PERM-2). ADR 0019 says how this is counted, and why.

use super::{
    accountable_persons,
    authorize::{Access, CredentialKind},
    rank::{is_as_high_as_admin, permissions_of},
};
use crate::{
    domain::{
        event::{Action, ActorAuth, EventOutcome, StoredEvent},
        level::Level,
        license::{License, SecondFactor},
        permission::{Account, Permissions},
        remedy::Remedy,
        resource::Resource,
        time::{Span, Time},
    },
    error::{Code, Error, Result},
    store::{EventFilter, ReadTx},
};
use serde_json::Value;
use std::cmp::Reverse;

/// How long one half keeps its author from the other.
const MIN_INTERVAL: Span = Span::hours(24);

/// One half, and what others than its owner do to it.
struct Other {
    word: &'static str,
    acts: &'static [Action],
}

impl CredentialKind {
    /// The half that keeps its author from this one.
    const fn other(self) -> Other {
        match self {
            CredentialKind::SecondFactor => {
                Other { word: "password", acts: &[Action::SetupIssue, Action::PasswordSet, Action::TokenIssue] }
            }
            CredentialKind::Password | CredentialKind::Token => Other {
                word: "2FA",
                acts: &[
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
            },
        }
    }
}

/// Whether another license opens the second factor of an account: it asks for less, or turns a script's account into one that signs in with
/// a device still to be enrolled.
pub(in crate::ops) fn opens(before: License, after: License) -> bool {
    let rank = |license: License| match license.second_factor() {
        SecondFactor::Required => 2,
        SecondFactor::Optional => 1,
        SecondFactor::NotAvailable => 0,
    };
    rank(after) < rank(before) || rank(before) == 0 && rank(after) > 0
}

impl Access<'_> {
    /// Takes the half of the account that the act needs, once something is sure to change. It refuses an operator who did the other half of
    /// such an account alone within 24 hours. What two persons did together counts for neither; an approver is checked like anyone else.
    /// The rule applies to operators that are resources (R-PERM-5).
    ///
    /// # Errors
    /// `permission_denied`; `higher_level` for a token.
    pub fn separate_duties(&self, tx: &ReadTx<'_>, now: Time) -> Result<()> {
        let (Some(credential), Some(account)) = (self.credential, self.operator.account()) else { return Ok(()) };
        let (resource, theirs) = (&self.resource, permissions_of(tx, &self.resource)?);
        let by_token = self.operator.actor.auth == ActorAuth::Token;
        if by_token && credential != CredentialKind::Token && theirs.above(account.permissions) {
            return Err(beyond_scopes(resource));
        }
        let Some(kind) = weighs(tx, account, resource, theirs, now)? else { return Ok(()) };
        let (made, other) = (made_within_a_day(tx, resource, now)?, credential.other());
        let mut done = within_a_day(tx, resource, other.acts, now)?;
        done.retain(|event| is_solo_act(event, resource) && counts(event));
        done.sort_by_key(|event| Reverse(event.seq));
        let own = accountable_persons::of_operator(tx, self.operator)?;
        if accountable_persons::first_by(tx, &own, &made)?.is_some() {
            return Ok(());
        }
        let Some(event) = accountable_persons::first_by(tx, &own, &done)? else { return Ok(()) };
        let who = if event.actor == self.operator.actor.name { "you" } else { event.actor.as_str() };
        let message = format!(
            "no one alone may take both password and 2FA of {kind} within 24 hours, and {who} acted on the {} of {} at {}; nothing \
             was changed",
            other.word,
            resource.username,
            event.at.local()
        );
        let error = Error::new(Code::PermissionDenied, message);
        let error = if who == "you" { error } else { error.note("a token counts as the person who issued it") };
        Err(error.note(format!("another operator does it, or you after {}", event.at.plus(MIN_INTERVAL).local())))
    }

    /// Takes both halves at once, which no one may do alone.
    ///
    /// # Errors
    /// `permission_denied`, with the command of one half.
    pub fn take_both(&self, tx: &ReadTx<'_>, now: Time) -> Result<()> {
        let Some(account) = self.operator.account() else { return Ok(()) };
        let (resource, theirs) = (&self.resource, permissions_of(tx, &self.resource)?);
        let Some(kind) = weighs(tx, account, resource, theirs, now)? else { return Ok(()) };
        let made = made_within_a_day(tx, resource, now)?;
        let own = accountable_persons::of_operator(tx, self.operator)?;
        if accountable_persons::first_by(tx, &own, &made)?.is_some() {
            return Ok(());
        }
        let message =
            format!("no one alone may take both password and 2FA of {kind} within 24 hours; nothing was changed");
        Err(Error::new(Code::PermissionDenied, message)
            .hint("one half is yours", Remedy::RecoverFactors(resource.username.clone()))
            .note("another operator does the other half"))
    }
}

/// A token takes no half of an account that may do more than its scopes (R-PERM-2): with both halves it would have that account.
fn beyond_scopes(resource: &Resource) -> Error {
    let message = format!("{} may do more than this token may; nothing was changed", resource.username);
    Error::new(Code::HigherLevel, message).note("an operator who signs in does it")
}

/// Whether one operator did it alone, and for somebody else.
fn is_solo_act(event: &StoredEvent, resource: &Resource) -> bool {
    let by_operator = [ActorAuth::Token, ActorAuth::Session].iter().any(|auth| auth.word() == event.actor_auth);
    by_operator && detail(event, "requested_by").is_none() && event.actor != resource.username
}

/// Whether an act on the second factor counts. An edit does so only if it changed to a license that asks for less.
fn counts(event: &StoredEvent) -> bool {
    if event.action != Action::ResourceEdit.word() {
        return true;
    }
    let license = detail(event, "changed").and_then(|changed| changed.get("license"));
    let word = |side| license.and_then(|license| License::from_word(license.get(side)?.as_str()?));
    word("before").zip(word("after")).is_some_and(|(before, after)| opens(before, after))
}

/// How an account was made that still belongs to its maker: within the day, with no password chosen and no login since. Setting up a new
/// administrator takes both halves.
fn made_within_a_day(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<Vec<StoredEvent>> {
    let used = resource.last_login_at.is_some() || resource.created_at < now.minus(MIN_INTERVAL);
    if used || !within_a_day(tx, resource, &[Action::SetupAccept], now)?.is_empty() {
        return Ok(Vec::new());
    }
    within_a_day(tx, resource, &[Action::ResourceCreate], now)
}

/// Names the account in words if no one may take it alone: it is an administrator's, now or within the day, or may do what the operator may
/// not.
fn weighs(
    tx: &ReadTx<'_>,
    account: &Account,
    resource: &Resource,
    theirs: Permissions,
    now: Time,
) -> Result<Option<&'static str>> {
    if account.id == resource.id {
        return Ok(None);
    }
    if is_as_high_as_admin(theirs) {
        return Ok(Some("one administrator"));
    }
    // Without this, one could take an administrator's level, password and second factor, and give the level back.
    let mut was = false;
    for event in within_a_day(tx, resource, &[Action::LevelGrant, Action::LevelRevoke], now)? {
        let before = detail(&event, "changed").and_then(|changed| changed.get("level")?.get("before")?.as_str());
        let level = before.and_then(Level::from_word);
        let held = level.map(|level| tx.level_permissions(&level)).transpose()?.flatten();
        was |= held.is_some_and(is_as_high_as_admin);
    }
    Ok(match was {
        true => Some("someone who was an administrator"),
        false if !theirs.within(account.permissions) => Some("someone who may do what you may not"),
        false => None,
    })
}

/// Every such act on the resource within the day. An index covers just these acts: years of logins cost nothing.
fn within_a_day(tx: &ReadTx<'_>, resource: &Resource, acts: &[Action], now: Time) -> Result<Vec<StoredEvent>> {
    let mut done = Vec::new();
    for action in acts {
        let filter = EventFilter {
            target: Some(resource.id.clone()),
            actions: vec![*action],
            since: Some(now.minus(MIN_INTERVAL)),
            // An event that a fast clock dated ahead is no act of the last day.
            until: Some(now.plus(Span::seconds(1))),
            ..EventFilter::default()
        };
        tx.events(&filter, |event| {
            if event.outcome == EventOutcome::Ok.word() {
                done.push(event);
            }
            Ok(true)
        })?;
    }
    Ok(done)
}

fn detail<'a>(event: &'a StoredEvent, key: &str) -> Option<&'a Value> {
    event.personal.get("details").and_then(|details| details.get(key))
}
