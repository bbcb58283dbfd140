//! `2fa status|pause|extend|require` (R-PAUSE-1, R-PAUSE-2, R-PAUSE-3, R-PAUSE-4, R-PAUSE-5, R-PAUSE-6, R-PAUSE-7).

use crate::{
    domain::{
        event::{Action, Event, Why},
        pause::{self, Ends, Pause as DomainPause, PauseFault, Request},
        permission::{Operator, Permission},
        resource::Resource,
        time::Time,
    },
    error::{Code, Error, Result},
    ops::{
        Done, Operation,
        access::{
            alone::{Half, must_be_apart},
            target,
        },
        must_say_why,
        people::view::{self, TfaView},
    },
    store::{Change, ReadTx, WriteTx},
};
use serde_json::{Value, json};

/// Pauses 2FA for the next login or for a while.
#[derive(Clone, Debug)]
pub struct Pause {
    /// Whose.
    pub resource: String,
    /// How long.
    pub request: Request,
    /// Why.
    pub why: Why,
}

/// Moves the end of a timed pause.
#[derive(Clone, Debug)]
pub struct Extend {
    /// Whose.
    pub resource: String,
    /// To when; 24 h later where it is left out.
    pub until: Option<Time>,
    /// Why.
    pub why: Why,
}

/// Ends a pause.
#[derive(Clone, Debug)]
pub struct Require {
    /// Whose.
    pub resource: String,
    /// Why.
    pub why: Why,
}

/// How a resource's second factor stands.
pub fn status(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<TfaView> {
    view::tfa(tx, &target::resource_for(tx, operator, Permission::ResourceRead, typed)?, now)
}

fn refused(resource: &Resource, fault: &PauseFault, current: Option<&DomainPause>) -> Error {
    let username = resource.username.as_str();
    let error = |code| {
        Error::new(code, format!("2FA of {username} cannot be paused for so long: {fault}; nothing was changed"))
    };
    match fault {
        PauseFault::NothingToPause => Error::new(
            Code::LicenseForbids,
            format!("2FA of {username} cannot be paused: {fault}; nothing was changed"),
        ),
        PauseFault::OverADay => error(Code::PauseLimit)
            .hint("a day", ["2fa", "pause", username, "--for", "24h", "--reason", "…"])
            .hint("and a day more", ["2fa", "extend", username, "--reason", "…"]),
        PauseFault::OverMaximum { latest } => {
            let message = format!(
                "2FA of {username} cannot be paused for so long: with all extensions until {} at most (policy pause.max counts from \
                 the start of the pause); nothing was changed",
                latest.local()
            );
            let refusal = Error::new(Code::PauseLimit, message);
            let until = current.map(|pause| pause.ends);
            let refusal = if matches!(until, Some(Ends::At(until)) if until < *latest) {
                let latest = latest.to_string();
                refusal.hint("until the limit", ["2fa", "extend", username, "--until", &latest, "--reason", "…"])
            } else {
                refusal
            };
            let refusal = refusal.hint("end it first, to begin anew", ["2fa", "require", username]);
            refusal.hint("a lost device is better replaced", ["2fa", "reset", username, "--reason", "…"])
        }
        PauseFault::NotPaused => {
            Error::new(Code::NotPaused, format!("2FA of {username} was not extended: {fault}; nothing was changed"))
                .hint("pause it", ["2fa", "pause", username, "--for", "24h", "--reason", "…"])
        }
        PauseFault::NotLater { until } => Error::new(
            Code::PauseLimit,
            format!(
                "2FA of {username} was not extended: it is paused until {} already; nothing was changed",
                until.local()
            ),
        )
        .hint("to end it now", ["2fa", "require", username]),
    }
}

fn told(ends: Option<Ends>) -> Value {
    match ends {
        None => Value::Null,
        Some(Ends::NextLogin) => json!("next_login"),
        Some(Ends::At(until)) => json!(until.to_string()),
    }
}

/// Nobody pauses its own 2FA (R-PAUSE-6).
fn of_another(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    target::of_another(tx, operator, Permission::TfaPause, typed, "pauses its own 2FA")
}

/// The present pause, and where a new one would begin and end; `None` for that where it is there already.
#[expect(clippy::type_complexity, reason = "two optional things, named here once")]
fn started(
    tx: &ReadTx<'_>,
    resource: &Resource,
    request: Request,
    now: Time,
) -> Result<(Option<DomainPause>, Option<(Ends, Time)>)> {
    let current = tx.pause(&resource.id)?;
    let granted = pause::start(resource.license, current.as_ref(), request, tx.policy()?.pause_max, now);
    let granted = granted.map_err(|fault| refused(resource, &fault, current.as_ref()))?;
    Ok((current, granted))
}

/// Whether this operator may pause 2FA of that resource so, now: asked also before anything else is asked for.
pub fn may_pause(tx: &ReadTx<'_>, operator: &Operator, typed: &str, request: Request, now: Time) -> Result<Resource> {
    let resource = of_another(tx, operator, typed)?;
    if started(tx, &resource, request, now)?.1.is_some() {
        must_be_apart(tx, operator, &resource, Half::SecondFactor, now)?;
    }
    Ok(resource)
}

/// Whether this operator may extend a pause of that resource: asked also before a reason is.
pub fn may_extend(tx: &ReadTx<'_>, operator: &Operator, typed: &str) -> Result<Resource> {
    of_another(tx, operator, typed)
}

impl Operation for Pause {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaPause
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let resource = of_another(tx, operator, &self.resource)?;
        must_say_why(&self.why, &tx.policy()?)?;
        let now = tx.now();
        let (current, granted) = started(tx, &resource, self.request, now)?;
        let Some((ends, started_at)) = granted else {
            return Ok(Done { changed: false, state: view::tfa(tx, &resource, now)? });
        };
        must_be_apart(tx, operator, &resource, Half::SecondFactor, now)?;
        let before = current.filter(|pause| pause.in_force(now)).map(|pause| pause.ends);
        let pause = paused(ends, started_at, &self.why, operator);
        let event = Event::ok(Action::TfaPause).on(&resource.id, &resource.username).because(&self.why);
        let event = event.changed("paused", told(before), told(Some(ends)));
        tx.apply([Change::PauseSet { resource: &resource.id, pause: &pause }], event)?;
        Ok(Done { changed: true, state: view::tfa(tx, &resource, now)? })
    }
}

fn paused(ends: Ends, started_at: Time, why: &Why, operator: &Operator) -> DomainPause {
    let (reason, ticket) = (why.reason.clone(), why.ticket.clone());
    DomainPause { ends, started_at, reason, ticket, operator: operator.actor.name.clone() }
}

impl Operation for Extend {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaExtend
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let resource = may_extend(tx, operator, &self.resource)?;
        let policy = tx.policy()?;
        must_say_why(&self.why, &policy)?;
        let (current, now) = (tx.pause(&resource.id)?, tx.now());
        let asked = self.until.map(Ends::At);
        if asked.is_some() && asked == current.as_ref().filter(|pause| pause.in_force(now)).map(|pause| pause.ends) {
            return Ok(Done { changed: false, state: view::tfa(tx, &resource, now)? });
        }
        let until = pause::extend(current.as_ref(), self.until, policy.pause_max, now);
        let until = until.map_err(|fault| refused(&resource, &fault, current.as_ref()))?;
        must_be_apart(tx, operator, &resource, Half::SecondFactor, now)?;
        let (before, started_at) = current.map_or((None, now), |pause| (Some(pause.ends), pause.started_at));
        let pause = paused(Ends::At(until), started_at, &self.why, operator);
        let event = Event::ok(Action::TfaExtend).on(&resource.id, &resource.username).because(&self.why);
        let event = event.changed("paused", told(before), told(Some(pause.ends)));
        tx.apply([Change::PauseSet { resource: &resource.id, pause: &pause }], event)?;
        Ok(Done { changed: true, state: view::tfa(tx, &resource, now)? })
    }
}

impl Operation for Require {
    type Outcome = Done<TfaView>;

    fn action(&self) -> Action {
        Action::TfaRequire
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<TfaView>> {
        let resource = target::to_change(tx, operator, Permission::TfaPause, &self.resource)?;
        let now = tx.now();
        let paused = tx.pause(&resource.id)?.filter(|pause| pause.in_force(now));
        let disabled = tx.disablement(&resource.id)?.filter(|disablement| disablement.in_force(now));
        if paused.is_none() && disabled.is_none() {
            return Ok(Done { changed: false, state: view::tfa(tx, &resource, now)? });
        }
        let mut event = Event::ok(Action::TfaRequire).on(&resource.id, &resource.username).because(&self.why);
        if let Some(pause) = &paused {
            event = event.changed("paused", told(Some(pause.ends)), told(None));
        }
        if let Some(disablement) = &disabled {
            event = event.changed("disabled", disablement.until.to_string(), Value::Null);
        }
        let ended = paused.map(|_| Change::PauseEnded(&resource.id));
        tx.apply(ended.into_iter().chain(disabled.map(|_| Change::DisablementEnded(&resource.id))), event)?;
        Ok(Done { changed: true, state: view::tfa(tx, &resource, now)? })
    }
}
