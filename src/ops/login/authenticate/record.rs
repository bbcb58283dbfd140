//! The effects of a decision: its changes and its event, written together (R-LOGIN-2, R-AUD-1, R-AUD-2).

use super::{Attempt, facts::Facts};
use crate::{
    domain::{
        decision::{Account, CodeProof, Decision, Method},
        event::{Action, Event, EventOutcome},
        factor::Factor,
        lockout::{FACTOR_FAILURES, Lockout},
        pause::Ends,
        resource::Resource,
        session::{Session, Token},
    },
    error::Result,
    ops::history::denial::{self, Denial},
    store::{Change, WriteTx},
};
use data_encoding::HEXLOWER;
use serde_json::json;

/// Writes the effects of denying an unknown name (R-LOCK-7).
pub(super) fn write_unknown(
    tx: &mut WriteTx<'_>,
    attempt: &Attempt,
    name_hash: [u8; 32],
    lockout: &Lockout,
    decision: Decision,
) -> Result<()> {
    let event = event(attempt, decision).detail("name_hash", HEXLOWER.encode(&name_hash));
    if decision == Decision::Locked {
        return tx.record(event);
    }
    denial::of_nobody(tx, name_hash, lockout, event)
}

/// Writes the effects of the decision, with its event (R-LOGIN-2).
pub(super) fn write(
    tx: &mut WriteTx<'_>,
    attempt: &Attempt,
    resource: &Resource,
    facts: &Facts,
    account: &Account,
    decision: Decision,
    grant: Option<&(Session, Token)>,
) -> Result<()> {
    let id = resource.id.as_str();
    let mut event = event(attempt, decision).on(id, &resource.username);
    let denial = match decision {
        Decision::Denied { counted: true } => Some(Denial::of(tx, id, &facts.lockout)?),
        _ => None,
    };
    let mut changes = Vec::new();
    if let Some(denial) = &denial {
        event = denial.describe(event);
        changes.extend(denial.changes(id));
    }
    match decision {
        Decision::Granted(method) => {
            event = event.detail("method", method.word());
            // Only here: the right password with a wrong code resets nothing (R-LOCK-9).
            if facts.lockout != Lockout::default() {
                changes.push(Change::LockoutCleared(id));
            }
            changes.push(Change::LoggedIn(id));
            let ended = facts.sessions.iter().filter(|session| attempt.end_sessions.contains(&session.id));
            let ended: Vec<&str> = ended.map(|session| session.id.as_str()).collect();
            changes.extend(ended.iter().map(|session| Change::SessionEnded(session)));
            if !ended.is_empty() {
                event = event.detail("ended", ended);
            }
            if let Some((session, token)) = grant {
                event = event.detail("session", session.id.clone());
                changes.push(Change::SessionStarted { session, token });
            }
            match (method, &account.code) {
                (Method::Totp, CodeProof::Factor { factor, spend, .. }) => {
                    event = event.detail("factor", factor.clone());
                    // A code that has just proved its factor is spent with that.
                    if facts.proving.is_none() {
                        changes.push(Change::CodeSpent { factor, spend: *spend });
                    }
                }
                (Method::Recovery, CodeProof::Recovery { number }) => {
                    let left = tx.recovery_codes_left(id)?.saturating_sub(1);
                    event = event.detail("recovery_codes_left", left);
                    changes.push(Change::RecoveryCodeSpent { resource: id, number: *number });
                }
                (Method::Emergency, _) => changes.push(Change::EmergencySpent(id)),
                // A pause for the next login ends with it (R-PAUSE-2).
                (Method::Paused, _) if facts.pause.as_ref().is_some_and(|pause| pause.ends == Ends::NextLogin) => {
                    event = event.detail("pause_ended", true);
                    changes.push(Change::PauseEnded(id));
                }
                (Method::Totp | Method::Recovery | Method::Paused | Method::NotRequired, _) => {}
            }
        }
        Decision::Denied { counted: true } => {
            event = event.detail("cause", cause(account));
            if account.code == CodeProof::Wrong {
                event = event.detail("skew_seconds", facts.skew);
                if let Some(app) = &facts.app_settings {
                    event = event.detail("app_settings", json!(app));
                }
                changes.extend(facts.compared.iter().map(|factor| Change::FactorFailed(factor)));
                let last =
                    |factor: &&Factor| facts.compared.contains(&factor.id) && factor.failures + 1 >= FACTOR_FAILURES;
                if let Some(disabled) = facts.factors.iter().find(last) {
                    event = event.detail("factor_disabled", disabled.label.clone());
                }
            }
        }
        Decision::PasswordRequired => {
            if facts.breaks_rules {
                event = event.detail("cause", "password_rules");
            }
            if facts.new_refused {
                event = event.detail("new_password", "refused");
            }
        }
        Decision::Denied { counted: false } => event = event.detail("cause", cause(account)).detail("counted", false),
        _ => {}
    }
    if let Some(other) = facts.other_device.as_ref().filter(|_| !matches!(decision, Decision::Granted(_))) {
        event = event.detail("code_of", other.state).detail("code_of_label", other.label.clone());
    }
    tx.apply(changes, event)
}

fn event(attempt: &Attempt, decision: Decision) -> Event {
    let outcome = match decision {
        Decision::Granted(_) => EventOutcome::Ok,
        Decision::Denied { .. } => EventOutcome::Denied,
        _ => EventOutcome::Refused,
    };
    let mut event = Event::ok(Action::Authenticate).ended(outcome).detail("outcome", decision.outcome().word());
    event.client = attempt.client.map(|client| client.word().to_owned());
    event.personal.source.clone_from(&attempt.source);
    if attempt.operator {
        event = event.detail("sign_in", true);
    }
    match &attempt.app {
        Some(app) => event.detail("app", app.clone()),
        None => event,
    }
}

/// Why a known name was denied: for the history and `why` only, never for the answer (R-LOCK-6).
fn cause(account: &Account) -> &'static str {
    match account {
        Account { password_right: false, .. } => "password",
        Account { active: false, .. } => "deactivated",
        Account { code: CodeProof::Repeated, .. } => "code_repeated",
        _ => "code",
    }
}
