//! `why`: why somebody can or cannot log in, each cause with the command that helps.

use super::{must, target, view::live_factors};
use crate::{
    domain::{
        event::Action,
        factor::FactorState,
        license::SecondFactor,
        pause::Ends,
        permission::{Operator, Permission},
        recovery_codes::FEW,
        resource::Resource,
        time::{Span, Time},
    },
    error::Result,
    store::{EventFilter, ReadTx},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// The diagnosis of one resource.
#[derive(Clone, Debug)]
pub struct Diagnosis {
    /// Whose.
    pub resource: Resource,
    /// Whether the right password and, where needed, a right code would be granted now.
    pub can_log_in: bool,
    /// What stands in the way, and what is worth knowing.
    pub causes: Vec<Cause>,
    /// The last logins, newest first.
    pub recent: Vec<Recent>,
    /// The devices whose code a login asks for now.
    pub devices: Vec<String>,
    /// How far the device's clock was ahead in the last failures.
    pub skew_seconds: Option<i64>,
}

/// One cause.
#[derive(Clone, Debug)]
pub struct Cause {
    /// A stable word.
    pub code: &'static str,
    /// Whether it keeps the person out.
    pub blocks: bool,
    /// Since when.
    pub since: Option<Time>,
    /// In words.
    pub message: String,
    /// Commands that help, as words after `tenantctl`.
    pub helps: Vec<Vec<String>>,
}

/// One of the last logins.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recent {
    /// When.
    pub at: Time,
    /// As `authenticate` answered.
    pub outcome: String,
    /// What was wrong, where it was denied: password, code, code_repeated, deactivated.
    pub cause: Option<String>,
    /// With what.
    pub client: Option<String>,
    /// From where.
    pub source: Option<String>,
}

fn help<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

/// Finds out why.
pub fn why(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Diagnosis> {
    must(operator, Permission::ResourceRead)?;
    let resource = target::resource(tx, typed)?;
    let policy = tx.policy()?;
    let username = resource.username.as_str();
    let mut causes = Vec::new();
    if !resource.active {
        causes.push(Cause {
            code: "deactivated",
            blocks: true,
            since: last_change(tx, &resource, Action::ResourceDeactivate)?,
            message: "the resource is deactivated; every login is denied".into(),
            helps: vec![help(["resource", "activate", username])],
        });
    }
    let lockout = tx.lockout(&resource.id)?;
    if let Some(lock) = lockout.hand_lock(now) {
        let why = lock.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        let until = lock.until.map(|until| format!(" until {}", until.local())).unwrap_or_default();
        causes.push(Cause {
            code: "locked_by_hand",
            blocks: true,
            since: Some(lock.at),
            message: format!("{} locked the account{until}{why}", lock.by),
            helps: vec![help(["account", "unlock", username, "--reason", "…"])],
        });
    }
    if lockout.locked_at.is_some() {
        causes.push(Cause {
            code: "locked",
            blocks: true,
            since: lockout.locked_at,
            message: format!("{} logins in a row failed, which locks the account on every client", lockout.failed),
            helps: vec![help(["account", "unlock", username, "--reason", "…"])],
        });
    }
    match tx.credential(&resource.id)? {
        None => causes.push(Cause {
            code: "no_password",
            blocks: true,
            since: None,
            message: "no password is set; every login is denied".into(),
            helps: vec![help(["password", "set", username])],
        }),
        Some(credential) => {
            let expiry = policy.password_expiry.map(|expiry| credential.set_at.plus(expiry));
            if let Some(expired) = expiry.filter(|expired| now >= *expired) {
                causes.push(Cause {
                    code: "password_expired",
                    blocks: true,
                    since: Some(expired),
                    message: "the password has expired and must be changed".into(),
                    helps: vec![help(["password", "set", username])],
                });
            }
        }
    }
    let recent_events = recent(tx, &resource)?;
    let skew_seconds = recent_events.iter().find_map(|(_, skew)| *skew);
    causes.extend(second_factor(tx, &resource, now, skew_seconds)?);
    let can_log_in = !causes.iter().any(|cause| cause.blocks);
    let recent = recent_events.into_iter().map(|(recent, _)| recent).collect();
    let asks = resource.license.second_factor() != SecondFactor::NotAvailable
        && !tx.pause(&resource.id)?.is_some_and(|pause| pause.in_force(now));
    let active = live_factors(tx, &resource.id, now)?.into_iter().filter(|factor| factor.state == FactorState::Active);
    let devices = active.filter(|_| asks).map(|factor| factor.label).collect();
    Ok(Diagnosis { can_log_in, causes, recent, devices, skew_seconds, resource })
}

fn second_factor(tx: &ReadTx<'_>, resource: &Resource, now: Time, skew: Option<i64>) -> Result<Vec<Cause>> {
    let (username, mut causes) = (resource.username.as_str(), Vec::new());
    let factors = live_factors(tx, &resource.id, now)?;
    let pause = tx.pause(&resource.id)?.filter(|pause| pause.in_force(now));
    let (needed, available) = match resource.license.second_factor() {
        SecondFactor::Required => (true, true),
        SecondFactor::Optional => (false, true),
        SecondFactor::NotAvailable => (false, false),
    };
    if let Some(pause) = pause.as_ref().filter(|_| available) {
        let message = match pause.ends {
            Ends::NextLogin => "2FA is paused for the next login".to_owned(),
            Ends::At(until) => format!("2FA is paused until {}", until.local()),
        };
        let helps = vec![help(["2fa", "require", username])];
        causes.push(Cause { code: "paused", blocks: false, since: Some(pause.started_at), message, helps });
    }
    if let Some(disabled) = factors.iter().find(|factor| factor.state == FactorState::Disabled).filter(|_| available) {
        let others = factors.iter().any(|factor| factor.state == FactorState::Active);
        causes.push(Cause {
            code: "factor_disabled",
            blocks: !others && pause.is_none(),
            since: None,
            message: format!("100 wrong codes in a row disabled the device {:?}", disabled.label),
            helps: vec![help(["2fa", "reset", username, "--reason", "…"])],
        });
    }
    let enrolled = factors.iter().any(|factor| factor.state != FactorState::Pending);
    if needed && !enrolled && pause.is_none() {
        let pending = factors.first().map(|factor| factor.created_at);
        let (code, message, helps) = match pending {
            Some(_) => {
                let message =
                    "an authenticator was enrolled but no code has proved it yet; a login asks for enrollment";
                let helps = [help(["totp", "qr", username]), help(["totp", "enroll", username])];
                ("enrollment_pending", message, helps.to_vec())
            }
            None => {
                let message = "no authenticator is enrolled; a login asks for enrollment";
                ("not_enrolled", message, vec![help(["totp", "enroll", username])])
            }
        };
        causes.push(Cause { code, blocks: true, since: pending, message: message.into(), helps });
    }
    let codes = tx.recovery_codes(&resource.id)?;
    let left = codes.iter().filter(|code| code.used_at.is_none()).count();
    if available && !codes.is_empty() && left <= FEW as usize {
        let message = match left {
            0 => "every recovery code is used up".to_owned(),
            1 => "1 recovery code is left".to_owned(),
            _ => format!("{left} recovery codes are left"),
        };
        let helps = vec![help(["recovery-codes", "generate", username])];
        let since = codes.iter().filter_map(|code| code.used_at).max();
        causes.push(Cause { code: "recovery_codes_few", blocks: false, since, message, helps });
    }
    if let Some(seconds) = skew.filter(|_| available) {
        let way = if seconds > 0 { "ahead" } else { "behind" };
        let off = Span::seconds(seconds.abs()).in_words();
        causes.push(Cause {
            code: "clock_skew",
            blocks: false,
            since: None,
            message: format!("a code was right for a clock {off} {way}: the device's time is to be set automatically"),
            helps: vec![help(["2fa", "pause", username, "--next-login", "--reason", "…"])],
        });
    }
    Ok(causes)
}

/// The last logins, with the drift that was seen in their codes.
fn recent(tx: &ReadTx<'_>, resource: &Resource) -> Result<Vec<(Recent, Option<i64>)>> {
    const SHOWN: u64 = 5;
    let filter = EventFilter {
        target: Some(resource.id.clone()),
        action: Some(Action::Authenticate.word().into()),
        limit: Some(SHOWN),
        ..EventFilter::default()
    };
    let mut found = Vec::new();
    tx.events(&filter, |event| {
        let details = event.personal.get("details");
        let outcome =
            details.and_then(|details| details.get("outcome")).and_then(Value::as_str).unwrap_or(&event.outcome);
        let source = event.personal.get("source").and_then(Value::as_str).map(str::to_owned);
        let skew = details.and_then(|details| details.get("skew_seconds")).and_then(Value::as_i64);
        let cause = details.and_then(|details| details.get("cause")).and_then(Value::as_str).map(str::to_owned);
        let outcome = outcome.to_owned();
        found.push((Recent { at: event.at, outcome, cause, client: event.client.clone(), source }, skew));
        Ok(true)
    })?;
    Ok(found)
}

fn last_change(tx: &ReadTx<'_>, resource: &Resource, action: Action) -> Result<Option<Time>> {
    let filter = EventFilter {
        target: Some(resource.id.clone()),
        action: Some(action.word().into()),
        limit: Some(1),
        ..EventFilter::default()
    };
    let mut at = None;
    tx.events(&filter, |event| {
        at = Some(event.at);
        Ok(false)
    })?;
    Ok(at)
}
