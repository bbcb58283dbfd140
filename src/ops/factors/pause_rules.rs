//! What pause and extend share: who it may be done for (R-PAUSE-6), why it is refused, and how a pause is stored and reported.

use crate::{
    domain::{
        event::Why,
        pause::{Ends, Pause as DomainPause, PauseFault},
        permission::{Operator, Permission},
        remedy::Remedy,
        resource::Resource,
        time::Time,
    },
    error::{Code, Error},
    ops::access::{CredentialKind, Need},
};
use serde_json::{Value, json};

/// Operators may not pause their own 2FA (R-PAUSE-6). Pausing somebody else's takes it from them (R-PERM-3).
pub(super) const PAUSING: Need<'static> =
    Need::change(Permission::TfaPause).of_another("pause their own 2FA").takes(CredentialKind::SecondFactor);

pub(super) fn refused(resource: &Resource, fault: &PauseFault, current: Option<&DomainPause>) -> Error {
    let (username, name) = (resource.username.as_str(), || resource.username.clone());
    let error = |code| {
        Error::new(code, format!("2FA of {username} cannot be paused for so long: {fault}; nothing was changed"))
    };
    match fault {
        PauseFault::NothingToPause => Error::new(
            Code::LicenseForbids,
            format!("2FA of {username} cannot be paused: {fault}; nothing was changed"),
        ),
        PauseFault::OverADay => error(Code::PauseLimit)
            .hint("a day", Remedy::PauseDay(name()))
            .hint("and a day more", Remedy::ExtendPause { name: name(), until: None }),
        PauseFault::OverMaximum { latest } => {
            let message = format!(
                "2FA of {username} cannot be paused for so long: with all extensions until {} at most (policy pause.max counts from \
                 the start of the pause); nothing was changed",
                latest.local()
            );
            let refusal = Error::new(Code::PauseLimit, message);
            let until = current.map(|pause| pause.ends);
            let refusal = if matches!(until, Some(Ends::At(until)) if until < *latest) {
                refusal.hint("until the limit", Remedy::ExtendPause { name: name(), until: Some(*latest) })
            } else {
                refusal
            };
            let refusal = refusal.hint("end it first, to start a new one", Remedy::RequireCode(name()));
            refusal.hint("a lost device is better replaced", Remedy::ResetFactors(name()))
        }
        PauseFault::NotPaused => {
            Error::new(Code::NotPaused, format!("2FA of {username} was not extended: {fault}; nothing was changed"))
                .hint("pause it", Remedy::PauseDay(name()))
        }
        PauseFault::NotLater { until } => Error::new(
            Code::PauseLimit,
            format!(
                "2FA of {username} was not extended: it is paused until {} already; nothing was changed",
                until.local()
            ),
        )
        .hint("to end it now", Remedy::RequireCode(name())),
    }
}

pub(super) fn paused(ends: Ends, started_at: Time, why: &Why, operator: &Operator) -> DomainPause {
    let (reason, ticket) = (why.reason.clone(), why.ticket.clone());
    DomainPause { ends, started_at, reason, ticket, operator: operator.actor.name.clone() }
}

pub(super) fn end_value(ends: Option<Ends>) -> Value {
    match ends {
        None => Value::Null,
        Some(Ends::NextLogin) => json!("next_login"),
        Some(Ends::At(until)) => json!(until.to_string()),
    }
}
