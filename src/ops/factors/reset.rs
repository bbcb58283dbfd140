//! `2fa reset` (R-REC-4), and what goes with the devices of a resource wherever all of them are taken away.

use crate::{
    domain::{
        event::{Action, Event, Why},
        factor::{Factor, Removal},
        pause::Pause,
        permission::{Operator, Permission},
        resource::Resource,
        time::Time,
    },
    error::Result,
    ops::{
        Done, Operation,
        access::{Access, Half, Need, authorize, require_reason},
        login::session_end::Ending,
        operators::requests::{self, Kept},
        people::view::{self, TfaView},
    },
    store::{Change, EmergencyRow, ReadTx, RecoveryRow, WriteTx},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Removes every factor of one resource.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reset {
    /// Whose.
    pub resource: String,
    /// Why.
    pub why: Why,
}

/// What a reset removed.
#[derive(Clone, Debug)]
pub struct ResetView {
    /// How it stands now.
    pub tfa: TfaView,
    /// The labels of the devices that are gone.
    pub removed: Vec<String>,
}

/// Everything of one resource that lets a login pass with what it has now, and its sessions: a pause, an emergency code or a recovery code
/// left standing would let it pass without enrolling again.
pub(in crate::ops) struct Cleared {
    factors: Vec<Factor>,
    pause: Option<Pause>,
    emergency: Option<EmergencyRow>,
    recovery: Vec<RecoveryRow>,
    sessions: Ending,
    now: Time,
}

impl Cleared {
    /// What is about to go.
    pub(in crate::ops) fn of(tx: &ReadTx<'_>, id: &str, now: Time) -> Result<Self> {
        Ok(Self {
            factors: tx.factors(id)?,
            pause: tx.pause(id)?,
            emergency: tx.emergency_code(id)?,
            recovery: tx.recovery_codes(id)?,
            sessions: Ending::of(tx, id, now)?,
            now,
        })
    }

    /// Whether it is all over: that is nothing to take away, and it goes along with what is not.
    fn nothing(&self) -> bool {
        self.factors.iter().all(|factor| factor.expired(self.now))
            && !self.pause_in_force()
            && !self.code_live()
            && self.recovery.is_empty()
            && self.sessions.live == 0
    }

    fn pause_in_force(&self) -> bool {
        self.pause.as_ref().is_some_and(|pause| pause.in_force(self.now))
    }

    fn code_live(&self) -> bool {
        self.emergency.as_ref().is_some_and(|code| code.live(self.now))
    }

    /// The labels of the devices.
    pub(in crate::ops) fn removed(&self) -> Vec<String> {
        self.factors.iter().map(|factor| factor.label.clone()).collect()
    }

    /// What takes it away.
    pub(in crate::ops) fn changes<'a>(&'a self, id: &'a str) -> Vec<Change<'a>> {
        let gone = |factor| Change::FactorRemoved { factor, how: Removal::Reset };
        let mut changes: Vec<_> = self.factors.iter().map(gone).collect();
        changes.extend(self.pause.as_ref().map(|_| Change::PauseEnded(id)));
        changes.extend(self.emergency.as_ref().map(|_| Change::EmergencyEnded(id)));
        changes.extend(self.recovery.first().map(|_| Change::RecoveryCodesEnded(id)));
        changes.extend(self.sessions.change(id));
        changes
    }

    /// The event that tells it.
    pub(in crate::ops) fn told(&self, event: Event) -> Event {
        let event = event
            .detail("removed", json!(self.removed()))
            .detail("pause_ended", self.pause_in_force())
            .detail("recovery_codes_ended", self.recovery.iter().filter(|code| code.used_at.is_none()).count())
            .detail("emergency_code_ended", self.code_live());
        self.sessions.told(event)
    }
}

/// Whether this operator may reset that resource: asked also before a confirmation.
///
/// # Errors
/// `permission_denied`, `higher_level`, `self_service` (R-PERM-2, R-PERM-3); `not_found`.
pub fn may_reset(tx: &ReadTx<'_>, operator: &Operator, typed: &str, now: Time) -> Result<Resource> {
    Ok(access(tx, operator, typed, now)?.resource)
}

fn access<'o>(tx: &ReadTx<'_>, operator: &'o Operator, typed: &str, now: Time) -> Result<Access<'o>> {
    let need = Need::change(Permission::TfaReset).of_another("resets its own 2FA").half(Half::SecondFactor);
    let access = authorize(tx, operator, need, typed)?;
    // What waits for a second person is done by neither of the two alone.
    if !requests::asks_first(tx, &access.resource)? && !nothing_to_reset(tx, &access.resource, now)? {
        access.take_half(tx, now)?;
    }
    Ok(access)
}

/// Whether a reset would change nothing: then it needs neither a reason nor a confirmation.
///
/// # Errors
/// Those of the store.
pub fn nothing_to_reset(tx: &ReadTx<'_>, resource: &Resource, now: Time) -> Result<bool> {
    let disabled = tx.disablement(&resource.id)?.is_some_and(|disablement| disablement.in_force(now));
    Ok(!disabled && Cleared::of(tx, &resource.id, now)?.nothing())
}

impl Operation for Reset {
    type Outcome = Done<ResetView>;

    fn action(&self) -> Action {
        Action::TfaReset
    }

    fn subject(&self) -> Option<&str> {
        Some(&self.resource)
    }

    fn apply(&self, tx: &mut WriteTx<'_>, operator: &Operator) -> Result<Done<ResetView>> {
        let now = tx.now();
        let access = access(tx, operator, &self.resource, now)?;
        let resource = &access.resource;
        if nothing_to_reset(tx, resource, now)? {
            let state = ResetView { tfa: view::tfa(tx, resource, now)?, removed: Vec::new() };
            return Ok(Done { changed: false, state });
        }
        require_reason(&self.why, &tx.policy()?)?;
        let cleared = Cleared::of(tx, &resource.id, now)?;
        let disabled = tx.disablement(&resource.id)?;
        let in_force = disabled.as_ref().filter(|disablement| disablement.in_force(now));
        let kept = || Kept::Reset(Reset { resource: resource.id.clone(), why: self.why.clone() });
        requests::ask_first(tx, operator, Some(resource), &self.why, kept)?;
        access.take_half(tx, now)?;
        let event = Event::ok(Action::TfaReset).on(&resource.id, &resource.username).because(&self.why);
        let event = cleared.told(event);
        let event = match in_force {
            Some(disablement) => event.changed("disabled", disablement.until.to_string(), Value::Null),
            None => event,
        };
        let ended = disabled.as_ref().map(|_| Change::DisablementEnded(&resource.id));
        tx.apply(cleared.changes(&resource.id).into_iter().chain(ended), event)?;
        let state = ResetView { tfa: view::tfa(tx, resource, now)?, removed: cleared.removed() };
        Ok(Done { changed: true, state })
    }
}
